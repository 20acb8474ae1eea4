import type { z } from "zod";
import type { Host } from "./context.ts";

/**
 * Something that a feature or integration keeps for as long as the kernel lives: a board, a pool, a prober. Made on
 * first use by `host.part(key)`, one for each kernel, so that tests can run many side by side. Private to its folder.
 */
export interface Part<T> {
  name: string;
  make(host: Host): T;
}

export function part<T>(name: string, make: (host: Host) => T): Part<T> {
  return { name, make };
}

/** A section of hydra.yaml, named after the feature or integration that owns it. Read by `host.settings(key)`. */
export interface SettingsKey<S extends z.ZodType = z.ZodType> {
  section: string;
  schema: S;
}

/** The schema must accept `{}`: Hydra starts without a file, so every setting has a default or is optional. */
export function settings<S extends z.ZodType>(section: string, schema: S): SettingsKey<S> {
  return { section, schema };
}

export interface EventType<Payload = unknown> {
  /** `noun.pastTense` */
  name: string;
  schema: z.ZodType<Payload>;
  /** Who may see it on the event stream. */
  permission: string;
  /** A transient event (a new measurement) is not stored and not replayed. */
  isTransient: boolean;
}

export function event<Payload>(
  name: string,
  schema: z.ZodType<Payload>,
  options: { permission: string; isTransient?: boolean },
): EventType<Payload> {
  return { name, schema, permission: options.permission, isTransient: options.isTransient ?? false };
}
