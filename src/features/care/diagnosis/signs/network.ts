import type { Signs } from "./sign.ts";

/** Names, connections, certificates, limits of others. */
export const NETWORK: readonly Signs[] = [
  {
    category: "dns",
    why: "a name could not be resolved to an address",
    sure: `
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
    `,
    hint: `
      dns
      resolve host
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
    `,
  },
  {
    category: "connection_refused",
    why: "nobody listens where it connects to",
    sure: `
      econnrefused
      connection refused
      connection_refused
      connectionrefusederror
      connectionrefused
      connection was refused
      refused the connection
      refused connection
      connectexception: connection refused
      err_connection_refused
      actively refused
      errno 111
      errno 61
      os error 111
      (111)
      can't connect to local mysql server through socket
      can't connect to local server through socket
      can't connect to mysql server on * (111
      failed to connect to * couldn't connect to server
      failed to connect to * could not connect to server
      failed to connect to localhost
      failed to connect to 127.0.0.1
      is the docker daemon running
      cannot connect to the docker daemon
      could not connect to redis at
      no connection could be made because the target machine
      rpc error: code = unavailable desc = connection error
      failed to establish a new connection
      connect call failed
      connect() failed (111
    `,
    likely: `
      couldn't connect to server
      could not connect to server
      unable to connect to the server
      can't connect to mysql server on
      can't connect to server on
      cannot connect to server
      error 2002
      error 2003
      failed to connect to server
      failed to connect to port
      connection reset by peer
      econnreset
      socket hang up
      remote end closed connection without response
      server closed the connection unexpectedly
      connection aborted
      err_connection_reset
      err_socket_not_connected
      unexpected eof while reading
      cannot connect to host
      clientconnectorerror
      all connection attempts failed
      apiconnectionerror
      connecterror
      max retries exceeded with url
      error trying to connect
      tcp connect error
      could not connect to ollama
      could not connect to a running ollama
      connection to * failed
      failed to connect to
      could not connect to
      unable to connect to
      cannot connect to
      can't connect to
      connection error
      fetch failed
      networkerror when attempting to fetch
    `,
    hint: `
      disconnected
      broken pipe
      failed to connect
      could not connect
      unable to connect
      cannot connect
      connection failed
      connection closed
      connection lost
      not connected
    `,
    unless: `
      accept connection
      client disconnected
    `,
  },
  {
    category: "tls_cert",
    why: "a certificate or the TLS handshake was not accepted",
    sure: `
      certificate_verify_failed
      certificate verify failed
      certificate verification failed
      certificate verify error
      certificate has expired
      certificate is expired
      certificate expired
      certificate is not yet valid
      certificate is not trusted
      certificate signed by unknown authority
      certificate problem
      certificate subject name
      certificate required
      certificate unknown
      certificate revoked
      certificate is invalid
      certificate name mismatch
      invalid certificate
      bad certificate
      bad_certificate
      unknown ca
      unknown_ca
      self signed certificate
      self-signed certificate
      self_signed_cert_in_chain
      depth_zero_self_signed_cert
      unable_to_verify_leaf_signature
      unable_to_get_issuer_cert+
      unable to verify the first certificate
      unable to get local issuer certificate
      unable to get issuer certificate
      cert_has_expired
      err_tls_cert_altname_invalid
      err_cert_authority_invalid
      err_cert+
      err_ssl+
      hostname/ip does not match certificate
      does not match certificate's
      sslhandshakeexception
      sslerror
      sslcertverificationerror
      sslv3_alert
      ssl handshake failed
      ssl handshake failure
      ssl: no alternative certificate
      ssl routines
      ssl_do_handshake
      ssl_accept
      sun.security.validator
      pkix path building failed
      pkix path validation failed
      unable to find valid certification path
      tls handshake error
      tls handshake failed
      tls handshake failure
      tls: handshake failure
      tls: failed to verify
      tls: bad certificate
      tls: unknown certificate
      tls: internal error
      tls: first record does not look like a tls handshake
      tls: protocol version not supported
      tls: no cipher suite
      tlsv1 alert
      tlsv1_alert
      tls_process+
      remote error: tls
      wrong_version_number
      wrong version number
      unknown protocol * ssl
      no suitable certificate
      no certificate * found
      cannot load certificate
      failed to load certificate
      could not load certificate
      could not load server certificate
      unable to load certificate
      failed to load * cert+
      cannot load certificate key
      unable to obtain acme certificate
      unable to obtain certificate
      could not get certificate
      failed to obtain certificate
      failed to renew certificate
      could not renew certificate
      obtaining certificate * failed
      acme: error
      urn:ietf:params:acme:error
      acme * challenge * failed
      acme * invalid response
      some challenges have failed
      incorrect validation certificate
      server certificate verification failed
      ssl certificate problem
      the remote certificate is invalid
      the ssl connection could not be established
      authenticationexception: the remote certificate
      invalidcertificate
      invalid peer certificate
      notvalidforname
      unknownissuer
      certnotvalidyet
      key values mismatch
      keystore was tampered with
      private key does not match
      gnutls_handshake
      handshake_failure
      cert not yet valid
      ca certificate * not found
      missing intermediate
    `,
    likely: `
      certificate chain
      peer certificate
      peer's certificate
      ssl_connect
      ssl_error
      ssl alert
      x509
      tls alert
      certificate is valid for
      failed to verify certificate
      handshake failed
      handshake failure
      ssl error
      tls error
      acme * error
      let's encrypt * error
      pem routines
      no start line
      bad end line
      unable to get certificate
      cert.pem * no such file
      fullchain.pem * no such file
      privkey.pem * no such file
      certificate+ * error
      certificate+ * failed
      ssl * failed
      https * http request was sent
    `,
    hint: `
      certificate
      ssl
      tls
    `,
    unless: `
      too many certificates
      ratelimited
      error:ratelimited
      successfully
      tls handshake timeout
      tls disabled
      tls enabled
    `,
  },
  {
    category: "rate_limited",
    why: "the other side limits how often it may be asked",
    sure: `
      429 too many requests
      too many requests
      toomanyrequests
      too_many_requests
      error 429
      status 429
      status code 429
      status: 429
      status=429
      status code: 429
      statuscode: 429
      "status":429
      code 429
      http 429
      http/1.1 429
      http/2 429
      (429)
      [429]
      rate limit exceeded
      rate limit reached
      rate limit hit
      rate limited
      rate-limited
      ratelimited
      ratelimit exceeded
      rate_limit_exceeded
      rate_limit_error
      ratelimiterror
      ratelimitexceeded
      ratelimitexception
      exceeded * rate limit
      exceeds * rate limit
      reached your * rate limit
      pull rate limit
      hit your * limit
      secondary rate limit
      api rate limit
      exceeded your current quota
      insufficient_quota
      quota exceeded
      quota has been exceeded
      quotaexceeded
      resource_exhausted
      resource has been exhausted
      dailylimitexceeded
      userratelimitexceeded
      too many certificates
      too many failed authorizations
      too many new orders
      too many registrations
      too many currently pending authorizations
      throttlingexception
      throttled by
      request was throttled
      requests were throttled
      being throttled
      flood_wait
      floodwait
      retry after * seconds
    `,
    likely: `
      slow down
      slowdown
      retry-after
      rate limits
      rate-limits
      rate limiting
      rate-limiting
      rate limit for
      requests per minute
      requests per day
      requests per min
      tokens per min
      throttling
      too many attempts
      too many login attempts
      code: 429
      rate limit
      throttled
      usage limit reached
      request limit
      too many connections from your
      overloaded_error
      limit exceeded * requests
      requests * limit exceeded
    `,
    hint: `
      429
      ratelimit
      backing off
    `,
    unless: `
      429 ms
      rate limit enabled
      rate limiting enabled
      rate limiting is enabled
      without rate limit
      rate limit disabled
      disk quota
    `,
  },
  {
    category: "timeout",
    why: "an answer did not come in time",
    sure: `
      etimedout
      esockettimedout
      err_timed_out
      err_connection_timed_out
      connection timed out
      connection timeout
      connect timeout
      connecttimeout
      connecttimeouterror
      connecttimeoutexception
      und_err_connect_timeout
      und_err_headers_timeout
      und_err_body_timeout
      sockettimeoutexception
      socket timeout
      read timed out
      read timeout
      readtimeout
      readtimeouterror
      writetimeout
      request timed out
      request timeout
      request has timed out
      requesttimeout
      apitimeouterror
      httpx.readtimeout
      timeouterror
      timeoutexception
      asyncio.exceptions.timeouterror
      asyncio.timeouterror
      pool timeout
      timeout exceeded
      timeout expired
      timeout waiting
      timed out waiting
      timed out after
      timed out while
      timed out.
      operation timed out
      operation_timed_out
      the operation timed out
      operation was aborted due to timeout
      deadline exceeded
      deadlineexceeded
      deadline_exceeded
      context deadline exceeded
      client.timeout exceeded
      i/o timeout
      net/http: request canceled while waiting for connection
      tls handshake timeout
      upstream timed out
      gateway timeout
      gateway time-out
      504 gateway
      gateway_timeout
      statement timeout
      lock wait timeout
      lock timeout
      navigation timeout
      timeout of * exceeded
      timeout error
      timeout while
      timeout after
      timeout reached
      timeout was reached
      did not respond in time
      did not respond within
      did not become ready in time
      no response within
      exceeded the timeout
      handshake timed out
      serverselectiontimeouterror
      server selection timed out
      mongoserverselectionerror: connection timed out
      buffering timed out
      knex: timeout acquiring a connection
      timeout acquiring a connection
      resourcerequest timed out
      connection is not available, request timed out
      queuepool limit * timed out
      worker timeout
      watchdog timeout
      taking too long
      took too long
      os error 110
      errno 110
      (110)
      maximum execution time
      script timed out
      canceling statement due to statement timeout
      curl: (28)
      command timed out
      job timed out
      task timed out
      execution timed out
      ping timeout
      heartbeat timeout
      session timed out
      response timeout
      timed out connecting
      timed out trying
    `,
    likely: `
      timed out
      timed-out
      timeout
      no response from
      not responding
      deadlock found
      taskcanceledexception
      soft lockup
    `,
    hint: `
      time out
      stalled
      took longer than
      unresponsive
      retrying in
    `,
    unless: `
      timeout set to
      timeout: 30
      timeout = 
      health check exceeded timeout
      --timeout
      keepalive_timeout
      keep-alive timeout
      shutdown timeout
      proxy_read_timeout
      with timeout
      default timeout
      timeout is set
      stop timeout
      invalid timeout
      unknown option
      no servers could be reached
      dns
    `,
  },
];
