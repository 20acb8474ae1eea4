import { once } from "node:events";
import { request, type ClientRequest, type IncomingMessage } from "node:http";
import { CASE_LABEL, NAME_LABEL } from "./labels.ts";

/** One event of a container, as Docker told it. */
export interface DockerEvent {
  /** Epoch ms. */
  at: number;
  action: string;
  containerId: string;
  caseId: string;
  /** What the case calls it: by its label, so that it holds under whatever name a tool gives it or its successor. */
  container: string;
  /** Of a death. */
  exitCode: number | null;
}

/** Everything that Docker tells about the containers with a label, from the moment it is opened. */
export class DockerEvents {
  readonly #all: DockerEvent[] = [];
  #call: ClientRequest | null = null;
  #failure: Error | null = null;

  static async open(socketPath: string, label: string): Promise<DockerEvents> {
    const events = new DockerEvents();
    await events.#connect(socketPath, label);
    return events;
  }

  async #connect(socketPath: string, label: string): Promise<void> {
    const filters = encodeURIComponent(JSON.stringify({ type: ["container"], label: [label] }));
    this.#call = request({ socketPath, path: `/v1.41/events?filters=${filters}` });
    this.#call.end();
    const [response] = (await once(this.#call, "response")) as [IncomingMessage];
    if (response.statusCode !== 200) throw new Error(`Docker's events: ${response.statusCode}`);
    const lose = (error?: Error): void => void (this.#failure ??= error ?? new Error("Docker's events ended"));
    this.#call.on("error", lose);
    response.on("error", lose).on("close", lose);
    let rest = "";
    response.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.trim() !== "") this.#all.push(readEvent(line));
    });
  }

  /** What happened in a case since then, oldest first. @throws Error when events may be missing */
  of(caseId: string, sinceMs = 0): DockerEvent[] {
    if (this.#failure !== null) throw this.#failure;
    return this.#all.filter((event) => event.caseId === caseId && event.at >= sinceMs);
  }

  end(): void {
    this.#failure = new Error("the events were ended");
    this.#call?.destroy();
  }
}

interface WireEvent {
  Action: string;
  timeNano: number;
  Actor: { ID: string; Attributes: Record<string, string> };
}

function readEvent(line: string): DockerEvent {
  const { Action, timeNano, Actor } = JSON.parse(line) as WireEvent;
  const { exitCode } = Actor.Attributes;
  return {
    at: timeNano / 1e6,
    action: Action,
    containerId: Actor.ID,
    caseId: Actor.Attributes[CASE_LABEL] ?? "",
    container: Actor.Attributes[NAME_LABEL] ?? "",
    exitCode: exitCode === undefined ? null : Number(exitCode),
  };
}
