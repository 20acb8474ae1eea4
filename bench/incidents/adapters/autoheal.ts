import { setTimeout as sleep } from "node:timers/promises";
import { askEngine } from "../../../tests/peers/docker-api.ts";
import type { OpenTool, Told } from "./adapter.ts";

const POLL_MS = 5_000;
const STOP_TIMEOUT_SECONDS = 10;

/** What is widespread: every five seconds, restart what Docker calls unhealthy, one after the other. Its own loop, not its image. */
export const openAutoheal: OpenTool = ({ socketPath, label }) => {
  const told: Told[] = [];
  const ended = new AbortController();
  const loop = heal(socketPath, label, told, ended.signal);
  return Promise.resolve({
    answer: (containers) => {
      const known = new Set(containers);
      return Promise.resolve({ told: told.filter(({ root }) => known.has(root)), asks: [], proposals: [] });
    },
    end: async () => {
      ended.abort();
      await loop;
    },
  });
};

async function heal(socketPath: string, label: string, told: Told[], ended: AbortSignal): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ health: ["unhealthy"], label: [label] }));
  while (!ended.aborted) {
    const { body, status } = await askEngine(socketPath, "GET", `/v1.41/containers/json?filters=${filters}`);
    if (status !== 200) throw new Error(`list the unhealthy: ${status} ${body}`);
    for (const { Id, Names } of JSON.parse(body) as { Id: string; Names: string[] }[]) {
      if (ended.aborted) return;
      const root = Names[0]?.slice(1) ?? Id;
      if (!told.some((each) => each.root === root)) told.push({ root, category: null, trouble: null, at: Date.now(), isEscalated: false });
      // A container that went away meanwhile answers 404: there is nothing left to heal.
      await askEngine(socketPath, "POST", `/v1.41/containers/${Id}/restart?t=${STOP_TIMEOUT_SECONDS}`);
    }
    await sleep(POLL_MS, undefined, { signal: ended }).catch((error: unknown) => {
      if (!ended.aborted) throw error;
    });
  }
}
