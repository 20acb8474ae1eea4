import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Host } from "../../kernel/context.ts";
import { parseAddress, showAddress, type Address } from "./address.ts";
import { EngineClient } from "./client.ts";
import { EngineHost } from "./engine-host.ts";
import type { DockerHosts } from "./hosts.ts";
import { distinctName, nameFromAddress, NameBook } from "./node-names.ts";
import type { HostSetting } from "./settings.ts";
import { Transport } from "./transport.ts";

/** How long a first start waits to learn what a nameless engine is called. Later starts remember. */
const INTRODUCTION_MS = 1_000;
/** How long an engine waits for those named before it to have shown who they are. */
const PRECEDENCE_MS = 3_000;

/** All engines that were configured or found, each with a name of its own. */
export class Engines implements DockerHosts {
  readonly hosts: readonly EngineHost[];
  readonly #owners = new Map<string, EngineHost>();

  private constructor(hosts: readonly { name: string; address: Address; setting: HostSetting }[], watchOnly: boolean, host: Host) {
    this.hosts = hosts.map(({ name, address, setting }) => {
      const engine: EngineHost = new EngineHost({
        name,
        address,
        ...(setting.tls === undefined ? {} : { tls: setting.tls }),
        watchOnly,
        clock: host.clock,
        log: host.log.child({ node: name }),
        claim: (engineId) => this.#claim(engineId, engine),
      });
      return engine;
    });
  }

  static async open(settings: readonly HostSetting[], watchOnly: boolean, host: Host): Promise<Engines> {
    const book = new NameBook(join(host.kernel.home, "docker-nodes.json"));
    const here = { hostname: hostname(), isContainer: existsSync("/.dockerenv") || existsSync("/run/.containerenv") };
    const wishes = await Promise.all(
      settings.map(async (setting) => {
        const address = parseAddress(setting.address, setting.tls !== undefined);
        const known = setting.name ?? book.get(showAddress(address)) ?? nameFromAddress(address, here);
        return { setting, address, wanted: known ?? (await introduce(address, setting, host)) ?? "docker" };
      }),
    );
    const taken = new Set<string>();
    const named = wishes.map(({ setting, address, wanted }) => {
      const name = distinctName(wanted, taken);
      taken.add(name);
      if (setting.name === undefined) book.keep(showAddress(address), name);
      return { name, address, setting };
    });
    return new Engines(named, watchOnly, host);
  }

  get(name: string): EngineHost | undefined {
    return this.hosts.find((host) => host.name === name);
  }

  /** Two addresses may lead to one engine; the one that stands first in the settings has it, if it answers at all. */
  async #claim(engineId: string, by: EngineHost): Promise<string | null> {
    const earlier = this.hosts.slice(0, this.hosts.indexOf(by));
    const isUndecided = (): boolean => earlier.some(({ connection }) => connection.status === "connecting");
    for (let waitedMs = 0; waitedMs < PRECEDENCE_MS && isUndecided(); waitedMs += 20) await sleep(20, undefined, { ref: false });
    const owner = this.#owners.get(engineId);
    if (owner !== undefined && owner !== by) return owner.name;
    for (const [id, host] of this.#owners) if (host === by) this.#owners.delete(id);
    this.#owners.set(engineId, by);
    return null;
  }
}

async function introduce(address: Address, setting: HostSetting, host: Host): Promise<string | null> {
  const ask = async (): Promise<string | null> => {
    const transport = await Transport.open(address, setting.tls);
    try {
      const client = EngineClient.open(address, transport, () => host.clock.now());
      return await Promise.race([client.then(({ machineName }) => machineName), sleep(INTRODUCTION_MS, null, { ref: false })]);
    } finally {
      transport.close();
    }
  };
  // Whoever does not answer now gets a name of ours; the watch says why it does not answer.
  return ask().catch(() => null);
}
