import type { Kysely } from "kysely";
import type { Host } from "./context.ts";
import type { EventType, SettingsKey } from "./keys.ts";
import type { AnyOperation } from "./operation.ts";

/** One step of a feature's tables. Numbered by its place in the list; a landed migration never changes. */
export interface Migration {
  name: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- a migration sees the tables of its time, not today's types
  up(db: Kysely<any>): Promise<void>;
}

/** How much of a table is kept. The janitor deletes the oldest rows by `timeColumn` (epoch ms). */
export interface TableRetention {
  table: string;
  timeColumn: string;
  maxAgeDays: number;
  maxRows: number;
}

/** What one feature is: everything the kernel has to know about it, and nothing that runs on import. */
export interface Feature {
  /** CLI noun, MCP prefix, permission prefix and table prefix. */
  name: string;
  /** One sentence for a person. */
  about: string;
  /** First path segments that it answers besides its name: paths that outside programs already rely on. */
  ownsPaths?: readonly string[];
  /** First path segments of another feature, under which some of its operations stand because they are about the same things. */
  sharesPaths?: readonly string[];
  operations: readonly AnyOperation[];
  // oxlint-disable-next-line typescript/no-explicit-any -- payload types differ
  events?: readonly EventType<any>[];
  settings?: SettingsKey;
  migrations?: readonly Migration[];
  retention?: readonly TableRetention[];
  /** What it does by itself. Called once after the store is ready; ends by `host.stopping`. */
  start?(host: Host): void | Promise<void>;
  /** Called while draining, before the store closes: write what must survive. */
  stop?(host: Host): Promise<void>;
  /** What it keeps about a person: export and erase by user id; "nothing" when it keeps none. */
  personal: "nothing" | { export(host: Host, userId: string): Promise<unknown>; erase(host: Host, userId: string): Promise<number> };
}

export function feature(definition: Feature): Feature {
  return definition;
}

/** An ordered group of features; a wing calls only itself and the wings before it. */
export interface Wing {
  name: string;
  features: readonly Feature[];
}
