import { planMess, type Plan } from "../cluster/messy.ts";

/** Who plays which part of the messy cluster: `project/service`, so that it looks like somebody's home. */
const CAST: Readonly<Record<string, string>> = {
  "no-curl-1": "media/sonarr",
  "no-curl-2": "media/radarr",
  "no-curl-3": "media/prowlarr",
  "wrong-port-1": "ai/open-webui",
  "wrong-port-2": "tools/homepage",
  "wrong-port-3": "home/frigate",
  "wrong-path-1": "media/jellyfin",
  "wrong-path-2": "tools/paperless",
  "wrong-path-3": "ai/litellm",
  "too-slow-1": "ai/comfyui",
  "too-slow-2": "ai/whisper",
  "too-slow-3": "tools/nextcloud",
  "no-shell-1": "tools/traefik",
  "no-shell-2": "ai/qdrant",
  "no-shell-3": "home/go2rtc",
  "wrong-address-1": "home/zigbee2mqtt",
  "wrong-address-2": "media/qbittorrent",
  "wrong-address-3": "tools/adguard",
  "down-deaf": "ai/n8n",
  "down-frozen": "home/home-assistant",
  "job-1": "tools/backup-documents",
  "job-2": "tools/backup-photos",
  "job-3": "ai/fetch-models",
  loop: "tools/gitea",
  "up-db": "photos/database",
  "up-web": "photos/immich",
  "well-1": "tools/vaultwarden",
  "well-2": "home/esphome",
  "well-3": "ai/searxng",
  "answers-1": "ai/ollama",
  "answers-2": "media/bazarr",
  "answers-3": "media/seerr",
  "answers-4": "media/navidrome",
  "answers-5": "media/audiobookshelf",
  "answers-6": "home/node-red",
  "answers-7": "home/evcc",
  "answers-8": "home/music-assistant",
  "answers-9": "tools/mealie",
  "answers-10": "tools/ntfy",
  "answers-11": "tools/dozzle",
  "answers-12": "tools/actual",
  "silent-1": "media/gluetun",
  "silent-2": "media/recyclarr",
  "silent-3": "home/mosquitto",
  "silent-4": "home/wyoming-wake",
  "silent-5": "home/ring-mqtt",
  "silent-6": "ai/watcher",
  "silent-7": "photos/machine-learning",
  "silent-8": "tools/ddns",
  "silent-9": "tools/syncthing",
};

/** The messy cluster in the clothes of a home. Needs an engine of its own: the names are nobody's but its. */
export function planHome(): Plan[] {
  return planMess("photos").map((plan) => {
    const role = plan.name.slice("photos-".length);
    const [project, service] = CAST[role]?.split("/") ?? [];
    if (project === undefined || service === undefined) throw new Error(`nobody plays ${role}`);
    const labels = { "com.docker.compose.project": project, "com.docker.compose.service": service, ...plan.labels };
    // A machine that is busy with fifty checks a second is late now and then: that must not look like a check that is too slow.
    return { ...plan, name: service, labels, checkTimeoutMs: 3_000 };
  });
}
