import type { Signs } from "../sign.ts";

/** How services say that a name could not be resolved. */
export const DNS: Signs = {
  category: "dns",
  why: "a name could not be resolved to an address",
  sure: `
    getaddrinfo: name
    name lookup failed
    name lookup error
    failed to look up
    lookup failed for host
    could not lookup
    lookup * try again
    getaddrinfo enotfound
    getaddrinfo eai_again
    getaddrinfo eai_fail
    eai_again
    enotfound
    err_name_not_resolved
    no such host
    could not resolve host
    couldn't resolve host
    could not resolve hostname
    could not resolve proxy
    couldn't resolve proxy
    could not resolve address
    cannot resolve host+
    can't resolve host
    unable to resolve host
    unable to resolve hostname
    failed to resolve host+
    failed to resolve address
    failed to resolve dns
    failed to resolve '
    failed to resolve "
    failed to resolve the name
    could not translate host name
    temporary failure in name resolution
    temporary failure resolving
    name or service not known
    name does not resolve
    nodename nor servname provided
    no address associated with hostname
    unknownhostexception
    unknown host
    unknown mysql server host
    nameresolutionerror
    name resolution error
    name resolution failed
    nxdomain
    servfail
    dns error
    dns lookup failed
    dns lookup error
    dns resolution failed
    dns resolution error
    dns resolution timed out
    dns query failed
    dns_probe_finished
    failed to lookup address information
    host not found in upstream
    could not be resolved * host not found
    could not be resolved * operation timed out
    could not be resolved * server failure
    no resolver defined to resolve
    bad address '
    dial tcp: lookup
    lookup * on * server misbehaving
    lookup * on 127.0.0.11
    lookup * i/o timeout
    server misbehaving
    gaierror
    socket.gaierror
    herror
    php_network_getaddresses
    clientconnectordnserror
    cannot connect to host * name or service not known
    cannot connect to host * temporary failure in name resolution
    cannot connect to host * timeout while contacting dns servers
    timeout while contacting dns servers
    could not contact dns servers
    resolve host name failed
    host name lookup failure
    hostname lookup failure
    unable to look up address
    no nameservers could be reached
    connection timed out; no servers could be reached
    nodename unknown
    there is no record * dns
    dnspython
    dns.resolver.nxdomain
    dns.resolver.noanswer
    no such host is known
    the requested name is valid, but no data of the requested type was found
    the remote name could not be resolved
    name resolution failure
    non-recoverable failure in name resolution
    getaddrinfo failed
    getaddrinfo() failed
    getaddrinfo error
    querya etimeout
    querya enotfound
    querysrv enotfound
    querysrv etimeout
    querysrv eservfail
    resolv.conf * no nameserver
    failed to resolve reference * lookup
    failed to do request * lookup
    bad address
    hostname could not be resolved
    dns name does not exist
    host could not be found
    domain name not found
    could not find host
    lookup error
    name or service unknown
    no address associated with name
    unable to look up
    unable to lookup
    failed to lookup
    resolve the hostname
    resolve hostname
    resolve server name
    name cannot be resolved
    cannot find host
    unknown hostname
    host name not found
    dns server failure
    dns server did not respond
    no servers could be reached
    dns_error
    invalid hostname * lookup
    name has no usable address
    no data record of requested type
    while resolving
    transient error (try again later)
    unable to resolve name
    no answer from dns
    resolver timed out
    name resolution timed out
    cannot resolve
  `,
  likely: `
    could not resolve
    cannot resolve
    unable to resolve
    failed to resolve
    resolving * failed
    resolver * timed out
    host not found
    hostname not found
    dns * timeout
    dns * timed out
    dns * refused
    dns server * unreachable
    no dns
    name resolution
    resource temporarily unavailable (
    query failed
    domain not found
    upstream dns
    hostname resolution
    host resolution
    resolution failed
    query refused
    could not be resolved
    unresolvable
  `,
  hint: `
    dns
    resolve host
    nameserver
    resolver
  `,
  unless: `
    merge conflict
    resolve conflict+
    unresolved import
    resolve import
    resolve dependency
    resolve dependencies
    resolve module
    resolve entry
    resolve plugin
    resolve loader
    resolve placeholder
    resolve symbol
    resolve type
    resolve reference * not found
    resolve peer
    resolve bean
    resolve property
    resolve path
    resolve '.
    resolve './
    resolve '/
    resolve "./
    resolve "/
    resolve secret
    resolve the secret
    resolve issue+
    can't resolve '
    resolve user
    resolve overloads
    dns-01
    adguard dns
    could not find a dns
    provider cannot resolve
    host key
    resolved "
    dnscache+
  `,
};
