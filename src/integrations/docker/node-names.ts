import { readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { z } from "zod";
import type { Address } from "./address.ts";

const Names = z.record(z.string(), z.string());

/** Names that were given to engines once, by address: history hangs on them, so they stay. */
export class NameBook {
  readonly #file: string;
  readonly #names: Record<string, string>;

  /** @param file a JSON file; one that is missing or broken is begun anew */
  constructor(file: string) {
    this.#file = file;
    this.#names = readNames(file);
  }

  get(address: string): string | undefined {
    return this.#names[address];
  }

  keep(address: string, name: string): void {
    if (this.#names[address] === name) return;
    this.#names[address] = name;
    writeFileSync(this.#file, `${JSON.stringify(this.#names, undefined, 2)}\n`, { mode: 0o600 });
  }
}

function readNames(file: string): Record<string, string> {
  try {
    return Names.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return {};
  }
}

/**
 * The name that an address suggests; null when it suggests none: a number is no name, and a container's host name is its
 * own, not that of the machine whose socket it was given.
 */
export function nameFromAddress(address: Address, here: { hostname: string; isContainer: boolean }): string | null {
  if (address.kind === "unix") return here.isContainer ? null : here.hostname;
  return isIP(address.host) === 0 ? (address.host.split(".")[0] ?? null) : null;
}

/** Two engines must not have one name. */
export function distinctName(wanted: string, taken: ReadonlySet<string>): string {
  for (let number = 2, name = wanted; ; number += 1) {
    if (!taken.has(name)) return name;
    name = `${wanted}-${number}`;
  }
}
