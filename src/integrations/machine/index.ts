import { isAbsolute } from "node:path";
import { z } from "zod";
import { integration } from "../../kernel/integration.ts";
import { settings } from "../../kernel/keys.ts";
import { LocalMachine } from "./client.ts";

const folder = z.string().refine(isAbsolute, { error: "must be an absolute path" });

export const machineSettings = settings(
  "machine",
  z.strictObject({
    proc: folder.default("/proc").describe("the machine's /proc; in a container, where the host's is mounted"),
    root: folder.default("/").describe("the machine's root folder; in a container, where the host's is mounted"),
    nvidiaSmi: z.string().min(1).default("nvidia-smi").describe("the program that tells of NVIDIA GPUs"),
  }),
);

export const machine = integration({
  name: "machine",
  about: "The machine that Hydra runs on: CPU, memory, load, disks, boot, kernel, NVIDIA GPUs",
  settings: machineSettings,
  hint: "A machine is measured through its /proc, which only Linux has; `machine.proc` says where it is.",
  async connect(host) {
    const client = await LocalMachine.open(host.settings(machineSettings), host.clock);
    if (client === null) return null;
    return {
      client,
      async probe() {
        const { cpu, memory, gpuSource } = await client.measure();
        const missing = [cpu === null && "CPU times", memory === null && "memory"].filter((name) => name !== false);
        return missing.length > 0
          ? {
              status: "degraded",
              detail: `${client.hostname}: ${missing.join(" and ")} cannot be read below ${host.settings(machineSettings).proc}.`,
            }
          : { status: "well", detail: `${client.hostname} is measured; GPUs: ${gpuSource}.` };
      },
      close: async () => undefined,
    };
  },
});
