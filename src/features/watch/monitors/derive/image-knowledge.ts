import { httpQuestion, type Question } from "../target.ts";

/** What is known about an image: where its program listens by default, and what it answers when it is ready. */
export interface ImageKnowledge {
  ask: Question;
  port: number;
}

const http = (port: number, path = "/"): ImageKnowledge => ({ ask: httpQuestion({ path }), port });
const https = (port: number, path = "/"): ImageKnowledge => ({ ask: httpQuestion({ path, isTls: true }), port });
const tcp = (port: number): ImageKnowledge => ({ ask: { kind: "tcp", greeting: null }, port });
const mysql: ImageKnowledge = { ask: { kind: "tcp", greeting: "mysql" }, port: 3306 };
const postgres: ImageKnowledge = { ask: { kind: "postgres" }, port: 5432 };
const redis: ImageKnowledge = { ask: { kind: "redis" }, port: 6379 };
const dns: ImageKnowledge = { ask: { kind: "dns", name: ".", transport: "udp" }, port: 53 };

/**
 * Image names, without registry and tag, to what their programs answer. A name with a slash is matched with its
 * publisher, one without by its last part: `grafana` also knows `docker.io/bitnami/grafana:11`. Several entries of a
 * row are tried in order. Paths are those that the projects document for health or readiness without a login.
 */
const KNOWLEDGE: readonly (readonly [images: string, ...known: ImageKnowledge[]])[] = [
  // Stores
  ["postgres postgresql postgis pgvector timescaledb timescaledb-ha pgvecto-rs immich-app/postgres", postgres],
  ["redis valkey keydb dragonfly redis-stack redis-stack-server", redis],
  ["mariadb mysql percona mysql-server", mysql],
  ["mongo mongodb mongodb-community-server", tcp(27017)],
  ["memcached", tcp(11211)],
  ["elasticsearch opensearch", http(9200), https(9200)],
  ["qdrant", http(6333, "/readyz")],
  ["chroma chromadb", http(8000, "/api/v2/heartbeat")],
  ["weaviate", http(8080, "/v1/.well-known/ready")],
  ["meilisearch", http(7700, "/health")],
  ["influxdb", http(8086, "/health")],
  ["clickhouse clickhouse-server", http(8123, "/ping")],
  ["neo4j", http(7474)],
  ["couchdb", http(5984, "/_up")],
  ["minio", http(9000, "/minio/health/ready")],
  ["etcd", http(2379, "/health")],
  ["rabbitmq", tcp(5672)],
  ["nats", http(8222, "/healthz"), tcp(4222)],
  ["eclipse-mosquitto mosquitto emqx", tcp(1883)],
  // Watching
  ["grafana grafana-oss grafana-enterprise", http(3000, "/api/health")],
  ["prometheus", http(9090, "/-/ready")],
  ["alertmanager", http(9093, "/-/ready")],
  ["node-exporter", http(9100)],
  ["cadvisor", http(8080, "/healthz")],
  ["loki", http(3100, "/ready")],
  ["victoria-metrics", http(8428, "/health")],
  ["uptime-kuma", http(3001)],
  ["netdata", http(19999, "/api/v1/info")],
  ["portainer portainer-ce", http(9000, "/api/system/status"), https(9443, "/api/system/status")],
  ["dozzle", http(8080, "/healthcheck")],
  // The way in
  ["nginx nginx-unprivileged httpd caddy", http(80), http(8080)],
  ["traefik", http(8080, "/ping"), http(80)],
  ["nginx-proxy-manager", http(81, "/api/")],
  ["authelia", http(9091, "/api/health")],
  ["goauthentik/server", http(9000, "/-/health/ready/")],
  ["keycloak", http(8080)],
  ["adguardhome", dns, http(80), http(3000)],
  ["pihole", dns, http(80, "/admin/")],
  ["unbound coredns", dns],
  // Models and their tools
  ["ollama", http(11434, "/api/version")],
  ["open-webui", http(8080, "/health")],
  ["litellm litellm-database", http(4000, "/health/liveliness")],
  ["letta", http(8283, "/v1/health/")],
  ["comfyui", http(8188, "/system_stats")],
  ["vllm-openai", http(8000, "/health")],
  ["text-generation-inference", http(80, "/health")],
  ["localai local-ai", http(8080, "/readyz")],
  ["llama.cpp", http(8080, "/health")],
  ["n8n", http(5678, "/healthz")],
  ["node-red", http(1880)],
  ["flowise", http(3000, "/api/v1/ping")],
  ["langfuse", http(3000, "/api/public/health")],
  ["searxng", http(8080, "/healthz")],
  ["wyoming-whisper wyoming-faster-whisper faster-whisper", tcp(10300)],
  ["wyoming-piper piper", tcp(10200)],
  ["kokoro-fastapi-cpu kokoro-fastapi-gpu", http(8880, "/health")],
  // The home
  ["home-assistant homeassistant amd64-homeassistant raspberrypi4-homeassistant", http(8123, "/manifest.json")],
  ["zigbee2mqtt", http(8080)],
  ["frigate", http(5000, "/api/version")],
  ["esphome", http(6052, "/version")],
  ["vaultwarden", http(80, "/alive")],
  ["ntfy", http(80, "/v1/health")],
  ["gotify", http(80, "/health")],
  ["nextcloud", http(80, "/status.php")],
  ["paperless-ngx", http(8000)],
  ["gitea forgejo", http(3000, "/api/healthz")],
  ["miniflux", http(8080, "/healthcheck")],
  ["freshrss", http(80)],
  ["homepage", http(3000, "/api/healthcheck")],
  ["immich-server", http(2283, "/api/server/ping")],
  ["immich-machine-learning", http(3003, "/ping")],
  ["mealie", http(9000, "/api/app/about")],
  ["code-server", http(8443, "/healthz"), http(8080, "/healthz")],
  // Media
  ["plex pms-docker", http(32400, "/identity")],
  ["jellyfin", http(8096, "/health")],
  ["embyserver emby", http(8096, "/emby/System/Ping")],
  ["sonarr", http(8989, "/ping")],
  ["radarr", http(7878, "/ping")],
  ["lidarr", http(8686, "/ping")],
  ["readarr", http(8787, "/ping")],
  ["prowlarr", http(9696, "/ping")],
  ["bazarr", http(6767)],
  ["tautulli", http(8181, "/status")],
  ["overseerr jellyseerr", http(5055, "/api/v1/status")],
  ["qbittorrent", http(8080)],
  ["transmission", http(9091, "/transmission/web/")],
  ["sabnzbd", http(8080)],
  ["navidrome", http(4533, "/ping")],
  ["audiobookshelf", http(80, "/healthcheck")],
  ["syncthing", http(8384, "/rest/noauth/health")],
];

const BY_IMAGE = new Map(KNOWLEDGE.flatMap(([images, ...known]) => images.split(" ").map((image) => [image, known] as const)));

/** What is known of an image reference; empty when nothing is. */
export function knowledgeOf(image: string): readonly ImageKnowledge[] {
  const segments = repositoryOf(image).split("/");
  return BY_IMAGE.get(segments.slice(-2).join("/")) ?? BY_IMAGE.get(segments.at(-1) ?? "") ?? [];
}

/** The repository of a reference, without tag and digest: `ghcr.io/owner/name`. */
function repositoryOf(image: string): string {
  return image
    .toLowerCase()
    .replace(/@sha256:[0-9a-f]+$/, "")
    .replace(/:[^/:]*$/, "");
}

/** What usually speaks on a port, for containers of which nothing else is known. */
export function questionForPort(port: number): Question | null {
  if (port === 5432) return { kind: "postgres" };
  if (port === 6379) return { kind: "redis" };
  if (port === 53) return { kind: "dns", name: ".", transport: "tcp" };
  if (port === 3306) return { kind: "tcp", greeting: "mysql" };
  return NOT_HTTP.has(port) ? { kind: "tcp", greeting: null } : null;
}

const NOT_HTTP = new Set([21, 22, 23, 25, 110, 143, 389, 445, 465, 587, 636, 993, 995, 1883, 4222, 5672, 8883, 11211, 27017]);
export const TLS_PORTS: ReadonlySet<number> = new Set([443, 4443, 6443, 8006, 8443, 8920, 9443, 10443]);
