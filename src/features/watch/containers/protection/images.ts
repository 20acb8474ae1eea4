/** What a program is to the others, as far as its image tells. `watcher`: it looks at others without needing them. */
export const ROLES = ["database", "broker", "dns", "proxy", "vpn", "home", "watcher"] as const;
export type Role = (typeof ROLES)[number];

/**
 * Image names, without registry, tag and the prefix of an architecture. One with a slash is matched with its publisher,
 * one without by its last part: `redis` knows `docker.io/bitnami/redis:7`, and neither `redis-commander` nor
 * `redis/redisinsight`. Tools for a thing (exporters, administration pages, backups) are not the thing.
 */
const IMAGES: Readonly<Record<Role, string>> = {
  database: `postgres postgresql postgresql-repmgr postgres-ha postgis pgvector timescaledb timescaledb-ha pgvecto-rs vchord-postgres
    vectorchord pgautoupgrade mysql mysql-server mariadb mariadb-galera percona percona-server percona-xtradb-cluster
    mongo mongodb mongodb-sharded mongodb-community-server mongodb-enterprise-server ferretdb
    redis redis-cluster redis-sentinel redis-stack redis-stack-server valkey valkey-bundle keydb dragonfly kvrocks
    influxdb influxdb3-core clickhouse clickhouse-server timescale questdb victoria-metrics
    elasticsearch opensearch solr meilisearch typesense zincsearch manticore
    qdrant milvus weaviate chroma chromadb etcd consul zookeeper cassandra scylla cockroach couchdb couchbase neo4j
    arangodb memgraph rethinkdb surrealdb foundationdb firebird mssql/server gvenzl/oracle-free gvenzl/oracle-xe db2`,
  broker: "eclipse-mosquitto mosquitto emqx vernemq hivemq-ce hivemq4 nanomq rabbitmq kafka redpanda nats activemq",
  dns: `pihole pihole-unbound adguardhome adguard unbound unbound-docker bind9 bind coredns dnsmasq dns-server technitium blocky
    dnscrypt-proxy pdns-auth-49 pdns-auth-master pdns-recursor powerdns knot-resolver knot smartdns dnsdist mosdns nsd`,
  proxy: `traefik nginx-proxy-manager nginx-proxy-manager-full npmplus nginx-proxy caddy caddy-docker-proxy haproxy swag envoy
    cloudflared zoraxy bunkerweb kong apisix pangolin pomerium`,
  vpn: `gluetun wireguard wg-easy wireguard-go tailscale headscale openvpn openvpn-as openvpn-client zerotier
    zerotier-synchronized zerotier-docker netbird netclient softethervpn nordlynx nordvpn protonwire nebula openconnect`,
  home: `home-assistant homeassistant hassio-supervisor zigbee2mqtt zwave-js-ui zwavejs2mqtt deconz python-matter-server matter-server
    openthread-border-router otbr openhab iobroker fhem domoticz homebridge`,
  watcher: `prometheus vmagent alloy telegraf uptime-kuma gatus blackbox-exporter statping statping-ng homepage glance dashy homarr
    heimdall netdata beszel beszel-agent zabbix-server-pgsql zabbix-server-mysql checkmk check-mk-raw otel-collector
    opentelemetry-collector portainer portainer-ce watchtower autoheal diun dozzle cadvisor`,
};

const BY_IMAGE = new Map(
  Object.entries(IMAGES).flatMap(([role, images]) => images.split(/\s+/).map((image) => [image, role as Role] as const)),
);

/** Web servers are reverse proxies where they take what comes in from outside. */
const WEB_SERVERS = new Set(["nginx", "nginx-unprivileged", "openresty", "httpd", "angie", "freenginx"]);
const WAYS_IN = new Set([80, 443]);

/** `docker.io/library/postgres:16@sha256:...` as its path: `["docker.io", "library", "postgres"]`. */
export function repositoryPath(image: string): string[] {
  return image
    .toLowerCase()
    .replace(/@sha256:[0-9a-f]*$/, "")
    .replace(/:[^/:]*$/, "")
    .split("/");
}

/** Null when the image tells nothing. An image known by its content alone (`sha256:...`) tells nothing. */
export function roleOf(image: string, publishedPorts: readonly number[]): Role | null {
  const path = repositoryPath(image);
  const last = withoutArchitecture(path.at(-1) ?? "");
  const known = BY_IMAGE.get(`${path.at(-2) ?? ""}/${last}`) ?? BY_IMAGE.get(last);
  if (known !== undefined) return known;
  // Each machine that Home Assistant supports has an image of its own: `raspberrypi4-64-homeassistant`.
  if (/^[a-z0-9-]+-homeassistant$/.test(last)) return "home";
  return WEB_SERVERS.has(last) && publishedPorts.some((port) => WAYS_IN.has(port)) ? "proxy" : null;
}

/** `amd64-addon-mosquitto`, as add-ons of Home Assistant are called. */
function withoutArchitecture(name: string): string {
  return name.replace(/^(amd64|aarch64|arm64|armv7|armhf|i386)-(addon-)?/, "");
}
