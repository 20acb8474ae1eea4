import { execFile } from "node:child_process";
import { messageOf, systemCodeOf } from "../../kernel/errors.ts";
import type { GpuUsage } from "./facts.ts";
import { NVIDIA_SMI_ARGUMENTS, parseGpus } from "./nvidia.ts";

export interface GpuAnswer {
  gpus: readonly GpuUsage[];
  source: string;
}

const TIME_LIMIT_MS = 8_000;
/** How long an absent program is believed to stay absent. */
const ABSENT_FOR_MS = 300_000;

/**
 * The GPUs as `nvidia-smi` sees them. A wedged driver can hold the program where not even SIGKILL reaches it: then no
 * second one is started until the first has ended.
 */
export class GpuReader {
  readonly #program: string;
  #hanging = false;
  #absentUntilMs = 0;

  constructor(program: string) {
    this.#program = program;
  }

  async read(signal?: AbortSignal): Promise<GpuAnswer> {
    if (this.#hanging) return { gpus: [], source: `${this.#program} has not answered since an earlier look` };
    const absent = { gpus: [], source: `${this.#program} is not installed` };
    if (performance.now() < this.#absentUntilMs) return absent;
    const answer = await this.#run(signal);
    if (answer === "absent") this.#absentUntilMs = performance.now() + ABSENT_FOR_MS;
    return answer === "absent" ? absent : answer;
  }

  #run(signal: AbortSignal | undefined): Promise<GpuAnswer | "absent"> {
    return new Promise((resolve) => {
      this.#hanging = true;
      const program = this.#program;
      const giveUp = setTimeout(
        () => resolve({ gpus: [], source: `${program} gave no answer within ${TIME_LIMIT_MS / 1_000} s` }),
        TIME_LIMIT_MS + 500,
      );
      const env = { PATH: process.env["PATH"], LC_ALL: "C" };
      const options = { timeout: TIME_LIMIT_MS, killSignal: "SIGKILL", maxBuffer: 1_048_576, env, signal } as const;
      const child = execFile(program, NVIDIA_SMI_ARGUMENTS, options, (error, stdout) => {
        clearTimeout(giveUp);
        this.#hanging = false;
        if (error === null) return resolve({ gpus: parseGpus(stdout), source: program });
        if (systemCodeOf(error) === "ENOENT") return resolve("absent");
        // The driver's own words stand in what it printed; Node's message would repeat the command line.
        const said = stdout.split("\n").find((line) => line.trim() !== "");
        resolve({ gpus: [], source: `${program} failed: ${(said ?? messageOf(error)).trim().slice(0, 200)}` });
      });
      child.stdin?.end();
    });
  }
}
