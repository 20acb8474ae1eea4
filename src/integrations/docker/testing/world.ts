import type { DockerHost } from "../hosts.ts";

/** A container that a test wants. Each says its lines on start and then sleeps. */
export interface Wanted {
  name: string;
  labels?: Record<string, string>;
  lines?: readonly { stream: "stdout" | "stderr"; text: string }[];
  isTty?: boolean;
  /** A check that is well until `breakCheck`. */
  isChecked?: boolean;
}

/** One engine as a test moves it: the real one through its API, the pretended one by its script. */
export interface World {
  host: DockerHost;
  /** Create and start. */
  start(wanted: Wanted): Promise<string>;
  /** Politely, as a person does. */
  stop(id: string): Promise<void>;
  kill(id: string): Promise<void>;
  /** It ends because it has no memory left. */
  starve(name: string): Promise<string>;
  breakCheck(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Its first process gets a SIGSTOP: it is there and does nothing. */
  freeze(id: string): Promise<void>;
  /** The id of an image that no container was made from yet. */
  otherImage(): Promise<string>;
  /** Break the way to the engine and mend it again. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  end(): Promise<void>;
}
