import type { Signs } from "../sign.ts";

/** How a health check says that it cannot pass itself. */
export const HEALTHCHECK_BROKEN: Signs = {
  category: "healthcheck_broken",
  why: "the health check itself cannot pass",
  sure: `
    unhealthy * failingstreak * output
    failingstreak * exitcode * output
    failingstreak
    failing streak
    cannot exec in a stopped container
    oci runtime exec failed
    health check exceeded timeout
    healthcheck exceeded timeout
    health check timeout exceeded
    health * executable file not found
    healthcheck * executable file not found
    healthcheck * not found
    healthcheck * no such file
    healthcheck * command not found
    healthcheck * permission denied
    output * curl: not found
    output * wget: not found
    output * nc: not found
    output * curl: command not found
    output * wget: command not found
    output * executable file not found
    exec: \\"curl\\": executable
    /bin/sh: curl: not found
    /bin/sh: 1: curl: not found
    /bin/sh: wget: not found
    /bin/sh: 1: wget: not found
    /bin/sh: 1: nc: not found
    /bin/sh: nc: not found
    sh: curl: not found
    sh: wget: not found
    sh: 1: curl: not found
    sh: 1: wget: not found
    exec: "curl": executable file not found
    exec: "wget": executable file not found
    exec: "nc": executable file not found
    exec: "pg_isready": executable file not found
    exec: "redis-cli": executable file not found
    exec: "mysqladmin": executable file not found
    exec: "/bin/sh": stat /bin/sh
    healthcheck.sh: no such file
    healthcheck.sh: not found
    unhealthy * curl
    unhealthy * wget
    health check * curl
    health check failed * not found
    healthcheck * curl
    healthcheck * wget
    health check * context deadline exceeded
    health check command
    health probe
    check cannot run
    health check for container
    healthcheck: * exit
    healthcheck test
    healthcheck exit
    liveness probe failed
    readiness probe failed
    startup probe failed
    "exitcode" * "output"
    test: ["cmd
    "test": ["cmd
    ["cmd-shell"
    ["cmd"
    healthcheck failed: unable to connect
    healthcheck failed: could not connect
    healthcheck returns
    always unhealthy
    stays unhealthy
    remains unhealthy
    marked unhealthy
    marked as unhealthy
    reported unhealthy
    reports unhealthy
    shows unhealthy
    still unhealthy
    becomes unhealthy
  `,
  likely: `
    start_period
    healthcheck start period
    health_cmd
    health-cmd
    healthcheck.js
    healthcheck uses
    health check command
    curl: not found
    wget: not found
    curl: command not found
    wget: command not found
    curl: no such file
    is unhealthy
    (unhealthy)
    health check failed
    healthcheck failed
    health check is failing
    health: unhealthy
    health_status: unhealthy
    "status": "unhealthy"
    "status":"unhealthy"
    container * is unhealthy
    wget: server returned error
    wget: bad address
    spider http
    health * not found
    health * curl
    health * wget
    healthcheck * error
    healthcheck * failed
    health check * timed out
    health check * timeout
  `,
  hint: `
    healthcheck
    unhealthy
    health check
    health status
  `,
  unless: `
    health check passed
    healthcheck passed
    health check ok
    health check of upstream
    health check on server
    health checks enabled
    healthy!
    is healthy
  `,
  scene: `
    healthcheck
    health check
    healthcheck.sh
    healthcheck.py
    failingstreak
    failing streak
    "status": "unhealthy"
    "status":"unhealthy"
    state.health
    health: unhealthy
    health: starting
    (unhealthy)
    container * unhealthy
    stays unhealthy
    health_cmd
    health-cmd
  `,
};
