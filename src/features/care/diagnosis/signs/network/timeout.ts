import type { Signs } from "../sign.ts";

/** How services say that an answer did not come in time. */
export const TIMEOUT: Signs = {
  category: "timeout",
  why: "an answer did not come in time",
  sure: `
    no frames received
    no response after
    did not finish within
    response took too long
    timed out reading
    gave up after
    request aborted * timeout
    connection attempt timed out
    deadline has elapsed
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
    curl operation timed out
    httpclient.timeout
    timed out
    did not finish in time
    not completed within
    was not received within
    no reply within
    timeout -
    task was canceled
    operation was canceled due to timeout
    gave up waiting for a reply
    no answer within
    socket.timeout
    deadline reached
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
    was canceled
    request was aborted
    elapsed
    timeout of
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
    amdgpu
    nvrm
    xid
    name resolution
    no such host
    lookup error
    startup probe
    timed out) while resolving
    timeout 30000 ms
    while resolving
    sent sigkill
  `,
};
