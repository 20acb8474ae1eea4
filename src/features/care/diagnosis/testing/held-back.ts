import type { Example } from "./examples.ts";

/**
 * Longer and noisier, written after the signs and never used to change them or the curve: what the confidence is checked on. Some
 * are hard on purpose.
 */
export const HELD_BACK: readonly Example[] = [
  {
    is: "disk_full",
    text: `time=12:00:01 level=info msg="compaction started"
time=12:00:02 level=error msg="failed to flush chunks" err="write /loki/chunks/x: no space left on device"
time=12:00:03 level=warn msg="error contacting scheduler" err="rpc error: code = Unavailable desc = connection refused"
time=12:00:04 level=info msg="server stopped"`,
  },
  {
    is: "auth_failed",
    text: `[server] INFO starting v1.132
[server] ERROR [Microservices:Database] PostgresError: password authentication failed for user "photos"
[server] microservices worker error: PostgresError, stack: Error
[server] microservices worker exited with code 1
[server] Killing api process`,
  },
  {
    is: "version_mismatch",
    text: `INFO  [alembic.runtime.migration] Context impl SQLiteImpl.
ERROR [alembic.util.messaging] Can't locate revision identified by 'ab12cd34'
FAILED: Can't locate revision identified by 'ab12cd34'`,
  },
  {
    is: "config_error",
    text: `Starting proxy...
{"level":"info","msg":"using provided configuration","config_file":"/etc/caddy/Caddyfile"}
Error: adapting config using caddyfile: parsing caddyfile tokens for 'reverse_proxy': unrecognized subdirective lb_polcy, at /etc/caddy/Caddyfile:9`,
  },
  {
    is: "permission",
    text: `Fixing ownership
mysqld: Can't create/write to file '/var/lib/mysql/is_writable' (Errcode: 13 "Permission denied")
[ERROR] [Server] The newly created data directory /var/lib/mysql/ by --initialize is unusable. You can remove it.
[ERROR] [Server] Aborting`,
  },
  {
    is: "gpu_oom",
    text: `INFO Loading model weights took 12.5 GiB
ERROR worker: Traceback (most recent call last):
  File "/app/engine.py", line 120, in profile
torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.50 GiB
RuntimeError: Engine process failed to start. See stack trace for the root cause.`,
  },
  {
    is: "dependency_down",
    text: `celery@worker consumer: Cannot connect to amqp://guest:**@rabbit:5672//: [Errno 113] No route to host.
Trying again in 2.00 seconds... (1/100)`,
  },
  { is: "port_conflict", text: 'level=fatal msg="failed to start DNS forwarder" error="listen udp :53: bind: address already in use"' },
  {
    is: "tls_cert",
    text: "MQTT: Error: certificate has expired\n    at TLSSocket.onConnectSecure (node:_tls_wrap:1677:34)\ncode: 'CERT_HAS_EXPIRED'",
  },
  { is: "timeout", text: "[Error] Radarr: Search failed: The operation has timed out.\n[Info] Radarr: 0 reports downloaded" },
  {
    is: "out_of_memory",
    text: "[12345.67] Out of memory: Killed process 991 (ollama) total-vm:18GB, anon-rss:15GB\n[12345.68] oom_reaper: reaped process 991",
  },
  { is: "rate_limited", text: "ERROR weather: API request failed with status 429, your free plan allows 1000 calls per day" },
  {
    is: "dns",
    text: "[notice] reloading\n[warn] could not resolve api.example.org (11: Resource temporarily unavailable)\n[error] send() failed",
  },
  { is: "platform_mismatch", text: "clickhouse: Instruction check fail. The CPU does not support SSSE3 instruction set." },
  {
    is: "gpu_driver",
    text: "ffmpeg: [vaapi @ 0x55] No VA display found for device /dev/dri/renderD128.\nffmpeg: Device creation failed: -22.",
  },
  { is: "model_missing", text: "ComfyUI: Failed to validate prompt: Value not in list: vae_name: 'ae.safetensors' not in ['pixel_space']" },
  { is: "healthcheck_broken", text: 'Health: unhealthy, log: exec: "wget": executable file not found in $PATH (exit -1)' },
  {
    is: "connection_refused",
    text: "homeassistant.exceptions: Error fetching printer data: Cannot connect to host 10.0.0.7:80 ssl:default [Connect call failed ('10.0.0.7', 80)]",
  },
  { is: "unknown", text: "TypeError: unsupported operand type(s) for +: 'int' and 'str'" },
  { is: "unknown", text: "Error: Minified React error #31" },
  { is: "unknown", text: "panic: runtime error: index out of range [3] with length 3\n\ngoroutine 1 [running]:\nmain.main()" },
  { is: "unknown", text: "WARN slow query took 1200 ms: SELECT 1" },
  { is: "dependency_down", text: "upstream: error=502 Bad Gateway from auth service\nauth-service | Exited" },
  { is: "config_error", text: "Fatal: Environment variable JWT_SECRET is required but was not provided" },
  { is: "version_mismatch", text: "Meilisearch: Your database version (1.6.2) is incompatible with your current engine version (1.8.0)." },
  {
    is: "corrupt_data",
    text: "java.io.EOFException: Unexpected end of ZLIB input stream while loading region r.0.0.mca\nChunk file at [3, 4] is corrupt",
  },
  {
    is: "timeout",
    text: "frigate.watchdog: No frames received from garage in 20 seconds. Exiting ffmpeg...\nffmpeg.garage: rtsp://cam: Connection timed out",
  },
  {
    is: "out_of_memory",
    text: "redis: # Out Of Memory allocating 1048592 bytes!\nredis: Guru Meditation: Redis aborting for OUT OF MEMORY",
  },
  { is: "connection_refused", text: "Unable to reach Prowlarr at http://prowlarr:9696: Connection refused (prowlarr:9696)" },
  { is: "dns", text: "Firefly: cURL error 6: Could not resolve host: mariadb" },
  { is: "tls_cert", text: "vaultwarden: [WARN] smtp: Failed to connect: invalid peer certificate: UnknownIssuer" },
];
