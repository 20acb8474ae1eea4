import type { Signs } from "../sign.ts";

/** How services say that nobody listens where they connect to. */
export const CONNECTION_REFUSED: Signs = {
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
    connect() to unix+ failed
    connection * refused. check
    connection to * refused
    refused to connect
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
    tcp connection failed
    connection to the server failed
    not listening
    nothing is listening
    no listener
    no process is listening
    port is closed
    port * closed
    connection rejected
    rejected the connection
    failed to connect to * couldn't connect to server
    failed to connect to * could not connect to server
    sock failed
    no such file or directory * socket
    socket * no such file or directory
    .sock * no such file
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
    connection refused: not auth+
    connection refused, not auth+
    accept connection
    client disconnected
    curl: (28
    curl error 28
    while resolving
  `,
};
