import type { Signs } from "../sign.ts";

/** How services and Docker say that a port is taken. */
export const PORT_CONFLICT: Signs = {
  category: "port_conflict",
  why: "the port that it wants is taken",
  sure: `
    eaddrinuse
    address already in use
    address in use
    address is already in use
    addrinuse
    port is already allocated
    port is already in use
    port already in use
    port * is already allocated
    port * is already in use
    port * already in use
    port * was already in use
    port * is in use
    port * is taken
    port * is not available
    port * is unavailable
    port * in use by
    port is in use
    ports are not available
    ports are already
    bind: address
    bind() to * failed (98
    bind exception
    bindexception
    java.net.bindexception
    only one usage of each socket address
    failed to bind to port
    failed to bind port
    failed to bind host port
    could not bind to port
    could not bind to address
    cannot bind to port
    unable to bind to port
    unable to bind * port
    can't start server: bind on tcp/ip port
    do you already have another * server running on port
    is another postmaster already running on port
    another instance * is using port
    another process is already listening
    already listening on port
    address already bound
    os error 98
    errno 98
    errno 48
    error code: 98
    (98: address
    (98)address
    wsaeaddrinuse
    starting userland proxy: listen
    error starting userland proxy
    programming external connectivity on endpoint
    listen tcp * bind
    listen udp * bind
    make_sock: could not bind
    port conflict
    port conflicts
    no listening sockets available
    could not create any tcp/ip sockets
    web server failed to start. port
    failed to listen on * in use
    already running on port
    something is already running on port
    connection in use
    could not claim port
    another process owns
    owns the port
    port * owned by
    still could not bind
    can't bind socket
    cannot bind socket
    could not bind socket
    already listening
    already bound
    rtnetlink answers: address already in use
    normally permitted
    another process is using port
    is using port
    failed to open * listener
    unable to open listener
    cannot open listener
    listen address * in use
    cannot start listener
    port * occupied
    is occupied
  `,
  likely: `
    conflicts with existing
    port in use
    bind failed
    failed to bind
    could not bind
    cannot bind
    unable to bind
    can't bind
    could not listen on
    failed to start listener
    the container name * is already in use
    already running on port
    is already in use by something else
    occupied by
    already in use by
  `,
  unless: `
    permission denied
    permission_denied
    errno 13
    eacces
    bind mount
    ldap
    cannot assign requested address
    bind source path
    eaddrnotavail
    bind dn
    capabilities
    cap_net+
    not permitted
    database
    disk
  `,
};
