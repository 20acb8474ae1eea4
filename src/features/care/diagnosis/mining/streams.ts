import type { Host } from "../../../../kernel/context.ts";
import { part } from "../../../../kernel/keys.ts";
import { maskSecrets } from "../../../../kernel/masking.ts";
import { TemplateMiner, type Mined } from "../../../watch/logs/operations.ts";
import { eraseStreams, readStream, writeStream } from "./store.ts";

interface Stream {
  owner: string;
  name: string;
  miner: TemplateMiner;
  hasNews: boolean;
}

/** So many learned streams are in memory; others are read again when they are asked for. */
const MOST_OPEN = 16;

/** Streams of lines that are learned over many calls. What they learn is written down every few seconds. */
export class Streams {
  readonly #host: Host;
  /** The one used last stands at the end. */
  readonly #open = new Map<string, Promise<Stream>>();

  constructor(host: Host) {
    this.#host = host;
  }

  async learn(owner: string, name: string, lines: readonly string[]): Promise<Mined> {
    const stream = await this.#find(owner, name);
    const mined = stream.miner.learnAll(lines);
    stream.hasNews = lines.length > 0 || stream.hasNews;
    if (this.#open.size > MOST_OPEN) await this.#closeOldest();
    return mined;
  }

  /** Write down what was learned since the last time. */
  async save(): Promise<void> {
    for (const opening of this.#open.values()) await this.#write(await opening);
  }

  /** Forget what somebody's streams learned. */
  async erase(owner: string): Promise<number> {
    await this.save();
    for (const [key, opening] of this.#open) if ((await opening).owner === owner) this.#open.delete(key);
    return eraseStreams(this.#host, owner);
  }

  #find(owner: string, name: string): Promise<Stream> {
    const key = JSON.stringify([owner, name]);
    const opening = this.#open.get(key) ?? this.#read(owner, name);
    this.#open.delete(key);
    this.#open.set(key, opening);
    // What could not be read is tried again by the next call.
    opening.catch(() => this.#open.delete(key));
    return opening;
  }

  async #read(owner: string, name: string): Promise<Stream> {
    const miner = new TemplateMiner({ clean: maskSecrets });
    miner.restore(await readStream(this.#host, owner, name));
    return { owner, name, miner, hasNews: false };
  }

  async #write(stream: Stream): Promise<void> {
    if (!stream.hasNews) return;
    stream.hasNews = false;
    try {
      await writeStream(this.#host, stream.owner, stream.name, stream.miner.keep(), this.#host.clock.now());
    } catch (error) {
      stream.hasNews = true;
      throw error;
    }
  }

  async #closeOldest(): Promise<void> {
    for (const [key, opening] of this.#open) {
      if (this.#open.size <= MOST_OPEN) return;
      const stream = await opening;
      await this.#write(stream);
      // It may have learned while it was written.
      if (!stream.hasNews) this.#open.delete(key);
    }
  }
}

export const streams = part("diagnosis.streams", (host) => new Streams(host));
