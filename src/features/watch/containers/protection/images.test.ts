import { describe, expect, test } from "vitest";
import { roleOf } from "./images.ts";

describe("an image tells what it is", () => {
  test.each([
    ["postgres:16-alpine", "database"],
    ["postgres", "database"],
    ["docker.io/library/postgres@sha256:0123456789abcdef", "database"],
    ["registry.lan:5000/bitnami/postgresql:15.2", "database"],
    ["ghcr.io/immich-app/postgres:14-vectorchord0.3.0", "database"],
    ["tensorchord/pgvecto-rs:pg14-v0.2.0", "database"],
    ["timescale/timescaledb-ha:pg16", "database"],
    ["lscr.io/linuxserver/mariadb:latest", "database"],
    ["mysql/mysql-server:8", "database"],
    ["mcr.microsoft.com/mssql/server:2022-latest", "database"],
    ["mongo:7", "database"],
    ["redis:7-alpine", "database"],
    ["valkey/valkey:8", "database"],
    ["docker.dragonflydb.io/dragonflydb/dragonfly", "database"],
    ["influxdb:2.7", "database"],
    ["clickhouse/clickhouse-server:24", "database"],
    ["docker.elastic.co/elasticsearch/elasticsearch:8.15.0", "database"],
    ["qdrant/qdrant:v1.12", "database"],
    ["quay.io/coreos/etcd:v3.5", "database"],
    ["pihole/pihole:latest", "dns"],
    ["adguard/adguardhome", "dns"],
    ["klutchell/unbound", "dns"],
    ["coredns/coredns:1.11", "dns"],
    ["technitium/dns-server", "dns"],
    ["traefik:v3.1", "proxy"],
    ["jc21/nginx-proxy-manager:latest", "proxy"],
    ["caddy:2", "proxy"],
    ["haproxy:3.0", "proxy"],
    ["lscr.io/linuxserver/swag", "proxy"],
    ["envoyproxy/envoy:v1.31", "proxy"],
    ["cloudflare/cloudflared:2024.9.1", "proxy"],
    ["qmcgaw/gluetun:v3", "vpn"],
    ["ghcr.io/wg-easy/wg-easy:14", "vpn"],
    ["tailscale/tailscale:stable", "vpn"],
    ["kylemanna/openvpn", "vpn"],
    ["zerotier/zerotier", "vpn"],
    ["ghcr.io/home-assistant/home-assistant:stable", "home"],
    ["homeassistant/home-assistant", "home"],
    ["ghcr.io/home-assistant/raspberrypi4-64-homeassistant:2026.1", "home"],
    ["koenkk/zigbee2mqtt", "home"],
    ["eclipse-mosquitto:2", "broker"],
    ["homeassistant/amd64-addon-mosquitto:6.4", "broker"],
    ["prom/prometheus", "watcher"],
    ["louislam/uptime-kuma:1", "watcher"],
  ])("%s: %s", (image, role) => {
    expect(roleOf(image, [])).toBe(role);
  });

  test.each([
    "rediscommander/redis-commander:latest",
    "redis/redisinsight",
    "oliver006/redis_exporter",
    "quay.io/prometheuscommunity/postgres-exporter",
    "prodrigestivill/postgres-backup-local",
    "postgrest/postgrest",
    "dpage/pgadmin4",
    "phpmyadmin",
    "mongo-express",
    "prom/mysqld-exporter",
    "ekofr/pihole-exporter",
    "traefik/whoami",
    "thomseddon/traefik-forward-auth",
    "haproxytech/haproxy-ingress-exporter",
    "mindflavor/prometheus-wireguard-exporter",
    "ghcr.io/homeassistant-tools/backup",
    "influxdata/chronograf",
    "registry.example/web:1.0",
    "registry.example/postgres/web:1.0",
    "hydra-test/busybox:1",
    "mysqlapp",
    "sha256:1f2e3d4c5b6a",
    "",
  ])("%s: nothing to the others", (image) => {
    expect(roleOf(image, [])).toBeNull();
  });

  test("a web server is a reverse proxy only where it takes what comes in", () => {
    expect(roleOf("nginx:1.27", [80, 443])).toBe("proxy");
    expect(roleOf("lscr.io/linuxserver/nginx", [443])).toBe("proxy");
    expect(roleOf("nginx:1.27", [8080])).toBeNull();
    expect(roleOf("web", [80])).toBeNull();
    expect(roleOf("nginx/nginx-prometheus-exporter", [80])).toBeNull();
  });
});
