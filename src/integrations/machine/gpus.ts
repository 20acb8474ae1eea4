import { execFile } from "node:child_process";
import { messageOf, systemCodeOf } from "../../kernel/errors.ts";
import type { GpuUsage } from "./facts.ts";
import { NVIDIA_SMI_ARGUMENTS, parseGpus } from "./nvidia.ts";

export interface GpuAnswer {
  gpus: readonly GpuUsage[];
  source: string;
}

const TIME_LIMIT_MS = 8_000;
/** Where systems keep it (also NixOS and WSL); Hydra's own environment may hold secrets and is not handed on. */
const ENVIRONMENT = {
  PATH: "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/run/current-system/sw/bin:/usr/lib/wsl/lib",
  LC_ALL: "C",
};
/** How long an absent program is believed to stay absent. */
const ABSENT_FOR_MS = 300_000;

/**
 * The GPUs as `nvidia-smi` sees them. A wedged driver can hold the program where not even SIGKILL reaches it: then no
 * second one is started until the first has ended, and readers hear so at once.
 */
export class GpuReader {
  readonly #program: string;
  #look: { answer: Promise<GpuAnswer>; overdueAtMs: number } | null = null;
  #absentUntilMs = 0;

  constructor(program: string) {
    this.#program = program;
  }

  /** Start the program, or wait with those who already do. Never rejects. */
  async read(signal?: AbortSignal): Promise<GpuAnswer> {
    if (performance.now() < this.#absentUntilMs) return this.#absent();
    this.#look ??= { answer: this.#run(signal), overdueAtMs: performance.now() + TIME_LIMIT_MS };
    const { promise: overdue, resolve } = Promise.withResolvers<GpuAnswer>();
    const late = { gpus: [], source: `${this.#program} gives no answer` };
    const timer = setTimeout(resolve, Math.max(0, this.#look.overdueAtMs - performance.now()), late);
    const answer = await Promise.race([this.#look.answer, overdue]);
    clearTimeout(timer);
    return answer;
  }

  #run(signal: AbortSignal | undefined): Promise<GpuAnswer> {
    const program = this.#program;
    const options = { timeout: TIME_LIMIT_MS, killSignal: "SIGKILL", maxBuffer: 1_048_576, env: ENVIRONMENT, signal } as const;
    return new Promise((resolve) => {
      const child = execFile(program, NVIDIA_SMI_ARGUMENTS, options, (error, stdout) => {
        this.#look = null;
        if (error === null) return resolve({ gpus: parseGpus(stdout), source: program });
        if (systemCodeOf(error) === "ENOENT") {
          this.#absentUntilMs = performance.now() + ABSENT_FOR_MS;
          return resolve(this.#absent());
        }
        // The driver's own words stand in what it printed; Node's message would repeat the command line.
        const said = stdout.split("\n").find((line) => line.trim() !== "");
        resolve({ gpus: [], source: `${program} failed: ${(said ?? messageOf(error)).trim().slice(0, 200)}` });
      });
      child.stdin?.end();
    });
  }

  #absent(): GpuAnswer {
    return { gpus: [], source: `${this.#program} is not installed` };
  }
}
