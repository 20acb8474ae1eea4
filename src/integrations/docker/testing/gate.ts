import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A socket before an engine's socket, that a test can cut and stop without closing. */
export class Gate {
  readonly path: string;
  readonly #folder: string;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #state: "open" | "cut" | "hung" = "open";

  private constructor(enginePath: string) {
    this.#folder = mkdtempSync(join(tmpdir(), "hydra-gate-"));
    this.path = join(this.#folder, "docker.sock");
    this.#server = createServer((inner) => {
      if (this.#state === "cut") {
        inner.destroy();
        return;
      }
      const outer = connect(enginePath);
      for (const [from, to] of [
        [inner, outer],
        [outer, inner],
      ] as const) {
        this.#sockets.add(from);
        from.on("data", (chunk: Buffer) => {
          if (this.#state !== "hung") to.write(chunk);
        });
        from.on("error", () => to.destroy());
        from.on("close", () => {
          this.#sockets.delete(from);
          to.destroy();
        });
      }
    });
  }

  static async open(enginePath: string): Promise<Gate> {
    const gate = new Gate(enginePath);
    await new Promise<void>((resolve) => {
      gate.#server.listen(gate.path, resolve);
    });
    return gate;
  }

  /** As an engine that went down: what is open breaks, nothing new is let in. */
  cut(): void {
    this.#state = "cut";
    this.#breakAll();
  }

  /** As an engine that is stuck: connections stay, and nothing comes through them any more. */
  hang(): void {
    this.#state = "hung";
  }

  mend(): void {
    if (this.#state === "hung") this.#breakAll();
    this.#state = "open";
  }

  async close(): Promise<void> {
    this.#breakAll();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #breakAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
