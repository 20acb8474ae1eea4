import { z } from "zod";
import { integration } from "../../kernel/integration.ts";
import { settings } from "../../kernel/keys.ts";
import { readSecret, SecretRef } from "../../kernel/secrets.ts";
import { PrometheusClient } from "./client.ts";

const plainUrl = z.url({ protocol: /^https?$/ }).refine((url) => !url.includes("@"), {
  error: "a user or password does not belong in the address: use prometheus.username and prometheus.tokenRef",
});

export const prometheusSettings = settings(
  "prometheus",
  z.strictObject({
    url: plainUrl.optional().describe("address of a Prometheus that is there already, for example http://tower:9090"),
    username: z.string().min(1).optional().describe("for Basic authentication; the password is what tokenRef names"),
    tokenRef: SecretRef.optional().describe("bearer token, or with a username its password"),
    everySeconds: z.int().min(5).max(600).default(10).describe("how often it is asked"),
    nodes: z
      .record(z.string(), z.string())
      .default({})
      .describe("which instance is which node where the names differ: { hydra-ai: '192.168.1.250:9100' }; the host alone will do"),
  }),
);

export const prometheus = integration({
  name: "prometheus",
  about: "An existing Prometheus: its targets, and the machines and GPUs that its exporters tell of",
  settings: prometheusSettings,
  hint: "Set prometheus.url in hydra.yaml to the address of your Prometheus.",
  async connect(host) {
    const { url, username, tokenRef, everySeconds, nodes } = host.settings(prometheusSettings);
    if (url === undefined) return null;
    const client = new PrometheusClient({ url, nodes, authorization: authorizationOf(username, tokenRef) }, host.http, host.clock);
    host.every("poll", everySeconds * 1_000, (signal) => client.poll(signal));
    return {
      client,
      async probe() {
        await client.poll();
        const { picture } = client.state();
        const down = picture?.targets.filter(({ health }) => health === "down" || health === "gone") ?? [];
        return down.length === 0
          ? {
              status: "well",
              detail: `${client.url}: ${picture?.targets.length ?? 0} targets, ${picture?.instances.length ?? 0} instances measured.`,
            }
          : {
              status: "degraded",
              detail: `${client.url}: ${down.map(({ job, instance, health }) => `${job} ${instance} is ${health}`).join("; ")}.`,
            };
      },
      close: async () => undefined,
    };
  },
});

function authorizationOf(username: string | undefined, tokenRef: string | undefined): string | null {
  if (tokenRef === undefined) return null;
  const secret = readSecret(tokenRef);
  return username === undefined ? `Bearer ${secret}` : `Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}`;
}
