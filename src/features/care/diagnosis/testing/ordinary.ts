/** What services write when nothing is wrong, and what they write after anything went wrong: it says nothing about the cause. */

/** Lines of healthy days, some with words that are signs elsewhere. */
export const ORDINARY = `
2025-03-01T10:00:00Z INFO  [main] starting version 1.132.3 (build 2211, linux/arm64)
level=info msg="using config file" path=/etc/app/config.yml timeout=30s tls=false retries=5
{"level":30,"time":1740823200000,"pid":1,"msg":"GET /health 200 3ms"}
10.0.0.4 - - [01/Mar/2025:10:00:01 +0000] "GET /api/errors?limit=10 HTTP/1.1" 200 512 "-" "Mozilla/5.0"
WARN deprecated option 'foo', it will be removed in version 2.0
INFO  connected to redis://cache:6379
LOG:  checkpoint complete: wrote 44 buffers (0.3%); 0 WAL file(s) added, 0 removed
[Note] InnoDB: Buffer pool(s) load completed at 250301 10:00:00
INFO certificate for example.org valid until 2026-01-01
INFO auth provider: local, token lifetime 3600 s
DEBUG resolve plugin path /app/plugins/dns
INFO permission check for user anna: granted
INFO GPU 0: NVIDIA RTX 3060, 11.7 GiB free
INFO 0 errors, 0 warnings
WARN slow query took 1200 ms
1:M 01 Mar 2025 10:00:00.000 * Ready to accept connections tcp
1:C 01 Mar 2025 10:00:00.000 # WARNING Memory overcommit must be enabled! Without it, a background save may fail.
[s6-init] making user provided files available at /var/run/s6/etc...exited 0.
[cont-init.d] 10-adduser: exited 0.
User uid:    1000
GID/UID set, fixing permissions of /config
nginx: [warn] the "user" directive makes sense only if the master process runs with super-user privileges
/docker-entrypoint.sh: Configuration complete; ready for start up
2025-03-01 10:00:00.123 INFO (MainThread) [homeassistant.setup] Setting up recorder
2025-03-01 10:00:01.123 WARNING (SyncWorker_2) [homeassistant.loader] We found a custom integration hacs which has not been tested by Home Assistant
INFO:     Started server process [7]
INFO:     Application startup complete.
Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)
[Info] MigrationController: *** Migrating data source=/config/app.db ***
[Info] AppFolderInfo: Data directory is being overridden to [/config]
{"level":"info","ts":1740823200.1,"logger":"http","msg":"enabling automatic HTTP->HTTPS redirects","server_name":"srv0"}
{"level":"warn","ts":1740823200.2,"msg":"Caddyfile input is not formatted; run 'caddy fmt' to fix inconsistencies"}
time="2025-03-01T10:00:00Z" level=info msg="Configuration loaded from file: /traefik.yml"
ts=2025-03-01T10:00:00Z caller=main.go:627 level=info msg="No time or size retention was set so using the default time retention" duration=15d
ts=2025-03-01T10:00:00Z caller=head.go:616 level=info component=tsdb msg="Replaying WAL, this may take a while"
PostgreSQL Database directory appears to contain a database; Skipping initialization
LOG:  listening on IPv4 address "0.0.0.0", port 5432
LOG:  database system was shut down at 2025-03-01 09:59:58 UTC
LOG:  database system is ready to accept connections
Zigbee2MQTT:info  2025-03-01 10:00:00: MQTT publish: topic 'zigbee2mqtt/lamp', payload '{"state":"ON"}'
1740823200: mosquitto version 2.0.18 starting
1740823200: New client connected from 172.18.0.5:48211 as frigate (p2, c1, k60).
[Nest] 7  - 03/01/2025, 10:00:00 AM     LOG [RoutesResolver] AuthController {/api/auth}:
(node:7) [DEP0040] DeprecationWarning: The punycode module is deprecated. Please use a userland alternative instead.
npm warn deprecated inflight@1.0.6: This module is not supported, and leaks memory.
Picked up JAVA_TOOL_OPTIONS: -Xmx512m
WARNING: An illegal reflective access operation has occurred
INFO  o.s.b.w.embedded.tomcat.TomcatWebServer - Tomcat started on port(s): 8080 (http)
HikariPool-1 - Start completed.
llama_model_loader: loaded meta data with 33 key-value pairs and 291 tensors
llm_load_tensors: offloaded 33/33 layers to GPU
INFO 03-01 10:00:00 api_server.py:712] vLLM API server version 0.7.3
WARNING 03-01 10:00:00 config.py:628] Model has a long context length (131072). This may cause OOM during the initial memory profiling phase
Total VRAM 12045 MB, total RAM 32012 MB
Set vram state to: NORMAL_VRAM
/usr/local/lib/python3.11/site-packages/x.py:12: UserWarning: pkg_resources is deprecated as an API
[celery.worker.consumer] mingle: all alone
[2025-03-01 10:00:00 +0000] [1] [INFO] Listening at: http://0.0.0.0:8000 (1)
[2025-03-01 10:00:00 +0000] [9] [INFO] Booting worker with pid: 9
Operations to perform: Apply all migrations: admin, auth, contenttypes, sessions
No migrations to apply.
[gluetun] INFO [healthcheck] healthy!
INFO [ip getter] Public IP address is 1.2.3.4 (Netherlands)
systemd[1]: Started Daily apt download activities.
kernel: br-1a2b: port 3(veth12) entered blocking state
audit: type=1400 apparmor="STATUS" operation="profile_load" name="docker-default"
dnsmasq[1]: using nameserver 1.1.1.1#53
unbound[1:0] info: start of service (unbound 1.19.0).
Retrying in 5 seconds...
Attempt 2 of 10
`
  .trim()
  .split("\n");

/** Lines that follow any trouble. */
export const AFTERMATH = `
ERROR task failed, see above
ERROR unhandled exception, shutting down
npm ERR! A complete log of this run can be found in: /root/.npm/_logs/x.log
app exited with code 1
INFO  restarting in 5 s
Traceback (most recent call last):
During handling of the above exception, another exception occurred:
[ERROR] Aborting
FATAL: startup failed
Error: Command failed with exit code 1.
Process finished with exit status 1
level=error msg="service stopped" err="initialisation failed"
Unhandled promise rejection. This error originated either by throwing inside of an async function without a catch block
Something went wrong, please check the logs
Shutting down gracefully
worker process exited unexpectedly
[services.d] stopping services
Failed to start application
error: script "start" exited with code 1
Exiting.
[FATAL] cannot continue
Waiting for processes to exit
`
  .trim()
  .split("\n");
