import type { z } from "zod";
import { showAddress, type Address } from "../address.ts";
import { parseJson, readText, refuseBadStatus } from "../answers.ts";
import { EngineFailure, explainNoAnswer, isGone } from "../failures.ts";
import type { Exchange, Transport } from "../transport.ts";
import { CreateAnswer, ShortList, WholeContainer, WholeImage } from "./wire.ts";

/** The open way to one engine. */
export interface EngineWay {
  address: Address;
  transport: Transport;
  version: string;
}

/** An engine under load takes its time over what should be quick. */
const SLACK_MS = 60_000;
const DEFAULT_STOP_SECONDS = 10;

/** The engine's verbs that change something, and the whole views that they need. @throws EngineFailure */
export class EngineVerbs {
  readonly #way: EngineWay;

  constructor(way: EngineWay) {
    this.#way = way;
  }

  /** Null when there is no such container. */
  async container(idOrName: string): Promise<WholeContainer | null> {
    return this.#orNull(this.ask(WholeContainer, "GET", `/containers/${encodeURIComponent(idOrName)}/json`));
  }

  async image(idOrName: string): Promise<WholeImage | null> {
    return this.#orNull(this.ask(WholeImage, "GET", `/images/${encodeURIComponent(idOrName)}/json`));
  }

  /** All containers, running or not, with their network mode. */
  async list(): Promise<{ id: string; name: string; networkMode: string }[]> {
    const listed = await this.ask(ShortList, "GET", "/containers/json?all=1");
    return listed.map(({ Id, Names, HostConfig }) => ({
      id: Id,
      name: (Names?.[0] ?? "").replace(/^\//, ""),
      networkMode: HostConfig?.NetworkMode ?? "",
    }));
  }

  async create(name: string, body: object): Promise<string> {
    return (await this.ask(CreateAnswer, "POST", `/containers/create?name=${encodeURIComponent(name)}`, body)).Id;
  }

  start(id: string): Promise<void> {
    return this.tell("POST", `/containers/${id}/start`);
  }

  /** @param ownSeconds the container's own limit: the engine waits that long before it kills */
  stop(id: string, ownSeconds: number | null | undefined): Promise<void> {
    return this.tell("POST", `/containers/${id}/stop`, undefined, (ownSeconds ?? DEFAULT_STOP_SECONDS) * 1_000 + SLACK_MS);
  }

  restart(id: string, limit: { asked: number | undefined; own: number }): Promise<void> {
    const query = limit.asked === undefined ? "" : `?t=${limit.asked}`;
    return this.tell("POST", `/containers/${id}/restart${query}`, undefined, (limit.asked ?? limit.own) * 1_000 + SLACK_MS);
  }

  rename(id: string, name: string): Promise<void> {
    return this.tell("POST", `/containers/${id}/rename?name=${encodeURIComponent(name)}`);
  }

  setRestartPolicy(id: string, policy: object): Promise<void> {
    return this.tell("POST", `/containers/${id}/update`, { RestartPolicy: policy });
  }

  connect(network: string, id: string, endpoint: object): Promise<void> {
    return this.tell("POST", `/networks/${encodeURIComponent(network)}/connect`, { Container: id, EndpointConfig: endpoint });
  }

  /** Running or not. Volumes with a name always stay; those that the container alone has go with it when wanted. */
  remove(id: string, { withOwnVolumes }: { withOwnVolumes: boolean }): Promise<void> {
    return this.tell("DELETE", `/containers/${id}?force=1&v=${withOwnVolumes ? 1 : 0}`);
  }

  /** Do it, and wait until the engine says that it is done. */
  async tell(method: "POST" | "DELETE", path: string, body?: object, timeoutMs = SLACK_MS): Promise<void> {
    await readText(await this.open(method, path, body, timeoutMs), timeoutMs);
  }

  async ask<S extends z.ZodType>(schema: S, method: Exchange["method"], path: string, body?: object): Promise<z.output<S>> {
    const response = await this.open(method, path, body, SLACK_MS);
    const answer = schema.safeParse(parseJson(await readText(response, SLACK_MS)));
    if (answer.success) return answer.data;
    const [issue] = answer.error.issues;
    const what = `${path.replace(/\?.*/, "")}: ${issue?.path.join(".")} ${issue?.message}`;
    throw new EngineFailure(`${showAddress(this.#way.address)} answered in words that Hydra does not know (${what}).`, null);
  }

  /** The head of a good answer; its body is the caller's to read. */
  async open(method: Exchange["method"], path: string, body: object | undefined, timeoutMs: number, isLong = false) {
    const { address, transport, version } = this.#way;
    try {
      const exchange = { method, path: `/v${version}${path}`, timeoutMs, isLong, ...(body === undefined ? {} : { body }) };
      const response = await transport.exchange(exchange);
      await refuseBadStatus(address, path, response);
      return response;
    } catch (error) {
      throw error instanceof EngineFailure ? error : new EngineFailure(explainNoAnswer(address, error), null, error);
    }
  }

  async #orNull<T>(asked: Promise<T>): Promise<T | null> {
    try {
      return await asked;
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }
}
