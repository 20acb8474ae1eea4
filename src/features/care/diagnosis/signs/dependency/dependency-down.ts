import type { Signs } from "../sign.ts";

/** How services say that something they need is down or not ready. */
export const DEPENDENCY_DOWN: Signs = {
  category: "dependency_down",
  why: "something that it needs is down or not ready",
  sure: `
    encountered errors while bringing up the project
    wait-for-it.sh: timeout
    wait-for-it: timeout
    timeout occurred after waiting
    container * is unhealthy. encountered
    for * container * is unhealthy
    host is down
    errno 112
    database server is not
    redis is not reachable
    is currently unreachable
    has not started yet
    is the server running on host
    is the server running on that host
    is the server running locally
    the database system is starting up
    the database system is shutting down
    the database system is in recovery mode
    database system is not yet accepting connections
    waiting for database
    waiting for the database
    waiting for db
    waiting for postgres
    waiting for postgresql
    waiting for mysql
    waiting for mariadb
    waiting for redis
    waiting for mongo
    waiting for rabbitmq
    waiting for broker
    waiting for server to become available
    postgres is unavailable
    database is unavailable
    database is not available
    database not available
    database is not ready
    database not ready
    database not reachable
    database is unreachable
    database is down
    can't reach database server
    redis is not available
    redis server is not
    mqtt server unavailable
    broker is unavailable
    broker unavailable
    broker is not available
    broker not available
    broker may not be available
    no brokers available
    nobrokersavailable
    no suitable servers found
    no primary available
    no primary server
    notprimary
    not master
    masterdown
    loading redis is loading the dataset
    redis is loading the dataset
    loading the dataset in memory
    clusterdown
    502 bad gateway
    bad gateway
    503 service unavailable
    503 service temporarily unavailable
    service unavailable
    service temporarily unavailable
    service is unavailable
    server is unavailable
    status code 503
    status code 502
    no live upstreams
    no healthy upstream
    upstream connect error
    upstream unavailable
    no upstreams available
    all upstreams are down
    upstream prematurely closed
    upstream * is down
    backend is down
    backend * is down
    backend fetch failed
    no server is available to handle this request
    has no server available
    no available server
    endpoint not available
    no route to host
    ehostunreach
    host is unreachable
    host unreachable
    hostunreachable
    network is unreachable
    network unreachable
    enetunreach
    enetdown
    errno 113
    os error 113
    os error 101
    errno 101
    dependency failed to start
    dependency not available
    dependency unavailable
    dependency * unhealthy
    depends on * which is not running
    depends on * unhealthy
    waiting for dependencies
    waiting for dependency
    server is not reachable
    server not reachable
    no nodes available
    nonodeavailableexception
    no living connections
    elasticsearch * unavailable
    unable to retrieve version information from elasticsearch
    provider unavailable
    the remote server is not available
    master_not_discovered
    machine learning * unreachable
    all machine learning servers
    failed to reach machine learning
    ollama * not running
    ollama * unavailable
    ollama server not responding
    cannot join network of a non running container
    joining network namespace of container: no such container
    cannot join network namespace
    container * is not running
    peer * unreachable
    cannot link to a non running container
    unexpected server response: 502
    unexpected server response: 503
    the service is currently unavailable
    lost connection to mysql server
    mysql server has gone away
    server has gone away
    terminating connection due to administrator command
    terminating connection because of crash of another server process
    connection to server was lost
    connection pool * exhausted
    remaining connection slots are reserved
    too many clients already
    er_con_count_error
    origin is unreachable
    unable to reach the origin service
    error 521
    error 522
    error 1033
    the socket is not connected
    kafka * unavailable
    consul * no cluster leader
    no cluster leader
    etcdserver: no leader
    tunnel is down
    wireguard * down
    gluetun * unhealthy
    connection lost and command aborted
    max retries per request
    maxretriesperrequesterror
    redis connection lost
    bootstrap broker * disconnected
    all connection attempts exhausted
    dependency is down
    could not find a healthy
    not yet available
    not available yet
    is not yet ready
    isn't ready
    still starting
    is still starting
    waiting for * to be ready
    waiting for * to start
    waiting for * to become
    waiting for * to come up
    gave up waiting
    giving up waiting
    never became
    never came up
    did not become healthy
    didn't become healthy
    failed to become healthy
    did not become ready
    shutting down * database
    database system is starting
    database server is starting
    service is starting
    lost connection to
    lost connection with
    connection to * lost
    connection to * was lost
    connection lost to
    not primary
    not in primary or recovering state
    notwritableprimary
    node is recovering
    no primary
    all connection tries failed
    is offline
    offline/unhealthy
    went offline
    has gone offline
    went away
    gone away
    connection loss
    layer4 connection problem
    layer7
    is down, reason
    didn't complete successfully
    did not complete successfully
    exited before
    required by * is not running
    dependency * exited
    too many clients
    sorry, too many
    no more connections allowed
    connection limit exceeded
    max_connections
    in recovery mode
    is in read-only mode
    empty ring
    live replicas required
    replicas required, could only find
    quorum
    not enough replicas
    could not establish database connection
    could not establish connection to
    cluster is down
    database is locked by another
    service is down
    server is down
    backend unavailable
    upstream is unavailable
    is temporarily unavailable
    temporarily unavailable
  `,
  likely: `
    is unreachable
    is not running
    not reachable
    is not started
    no leader
    unable to reach
    could not reach
    couldn't reach
    cannot reach
    can't reach
    failed to reach
    status 502
    status 503
    error 502
    error 503
    proxy error
    dependency is not
    dependent service
    service * not running
    server * is not running
    service * is not running
    server * is down
    is not reachable
    no such container
    vpn * down
    server unreachable
    too many connections
    connection to server at
    connection to database
    is the server running
    accepting * tcp/ip connections on port
    container * is unhealthy
    disconnected
    connection lost
    unable to connect to the database
    unable to connect to database
    could not connect to the database
    could not connect to database
    failed to connect to database
    failed to connect to the database
    cannot connect to database
    cannot connect to the database
    can't connect to database
    database connection failed
    database connection error
    database connection could not be established
    error connecting to database
    error establishing a database connection
    connection to the database * failed
    unable to connect to redis
    failed to connect to redis
    could not connect to redis
    cannot connect to redis
    failed to connect to mqtt
    unable to connect to the mqtt broker
    unable to connect to mqtt
    unable to connect to broker
    failed to connect to rabbitmq
    failed to connect to mongo
    mongonetworkerror
    mongoserverselectionerror
    redis connection * failed
    redis connection to
    max retries reached
    reached max retries
    retries exhausted
    retries exceeded
    retry limit
    unreachable
    required service
    is initializing
    still initializing
    not ready yet
    is not ready
    giving up:
    node * disconnected
    waiting for connection to
    not able to connect to the database
    there was an error initializing the database
    cannot connect to redis://
    cannot connect to amqp
    unable to connect to elasticsearch
    could not reach the database
    dependency failed
  `,
  hint: `
    unavailable
    not available
    not ready
    is down
    starting up
    upstream
    backend
    offline
    gateway
    502
    503
    waiting for
    bad response from
    service not found
    dependency
    retrying
  `,
  unless: `
    upstream timed out
    gateway timeout
    gateway time-out
    deadline exceeded
    etimedout
    name or service not known
    no such host
    host not found
    cuda
    gpu
    nvml
    port is not available
    ports are not available
    database system is ready
    database disk image
    database files are incompatible
    unavailable * resource
    512 mib
    no space left
    503 ms
    502 ms
    model is not available
    to exit
    resource temporarily unavailable
  `,
};
