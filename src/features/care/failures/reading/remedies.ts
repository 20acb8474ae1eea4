import type { z } from "zod";
import { hydraCaller } from "../../../../kernel/caller.ts";
import type { Host } from "../../../../kernel/context.ts";
import { list as listContainers, restart } from "../../../watch/containers/operations.ts";
import { of as dependenciesOf } from "../../../watch/dependencies/operations.ts";
import type { Category } from "../../diagnosis/operations.ts";
import { heal, needsPerson, record } from "../../healing/operations.ts";
import type { Remedy } from "../shapes.ts";

export interface About {
  service: string;
  node: string | null;
  category: Category;
  confidence: number;
}

const MOST_RECORDS = 1_000;
/** What one says of another that it needs. */
const SAID_OF_ANOTHER: ReadonlySet<Category> = new Set(["connection_refused", "dependency_down", "dns", "timeout"]);

/**
 * What could be done about a failure of a container that Hydra knows: what a new start may cure, and what healed the same
 * cause before. How often each worked is healing's own record, of this container where it has one, else of all.
 */
export class Remedies {
  readonly #host: Host;
  #containers: ReturnType<typeof containersOf> | undefined;
  #records: ReturnType<typeof recordsOf> | undefined;

  /** What it reads, it reads when it is first needed, and once: for one answer. */
  constructor(host: Host) {
    this.#host = host;
  }

  async of({ service, node, category, confidence }: About): Promise<z.output<typeof Remedy>[]> {
    this.#containers ??= containersOf(this.#host);
    const fits = (await this.#containers).filter(
      (each) => (each.name === service || each.service === service) && (node === null || each.node === node),
    );
    // Two of the same name: nobody knows which one was meant.
    const [container] = fits;
    if (container === undefined || fits.length > 1) return [];
    const { name, project } = container;
    this.#records ??= recordsOf(this.#host);
    const records = await this.#records;
    const remedies: z.output<typeof Remedy>[] = [];
    const root = SAID_OF_ANOTHER.has(category) ? await this.#downBelow(container) : null;
    if (root !== null)
      remedies.push({
        operation: heal.name,
        input: { id: root.name },
        risk: heal.risk,
        grant: await this.#grantFor(restart.name, root),
        why: `${name} needs ${root.name}, which is down: a new start of ${name} does not bring that back.`,
        ...recordFor(records, "restart", root.name, category),
      });
    else if (!needsPerson(category, confidence))
      remedies.push({
        operation: restart.name,
        input: { name, node: container.node },
        risk: restart.risk,
        grant: await this.#grantFor(restart.name, container),
        why: "Nothing that was found says that a new start would end the same way.",
        ...recordFor(records, "restart", name, category),
      });
    const rollback = recordFor(records, "rollback", name, category);
    if (rollback.tries > 0)
      remedies.push({
        operation: heal.name,
        input: { id: name, remedy: "rollback" },
        risk: heal.risk,
        grant: await this.#grantFor("containers.recreate", { name, node: container.node, project, protected: container.protected }),
        why: "Going back to the image from before was tried for this cause; it needs an open incident.",
        ...rollback,
      });
    return remedies.toSorted((a, b) => (b.successRate ?? 0.5) - (a.successRate ?? 0.5));
  }

  /** The deepest of what it needs that is down itself; null when nothing is known to be. */
  async #downBelow({ name, node }: { name: string; node: string }) {
    const { needs } = await this.#host.call(dependenciesOf, { name, node });
    const [down] = needs.filter(({ verdict }) => verdict === "down").toSorted((a, b) => b.steps - a.steps);
    const known = (await this.#containers)?.find((each) => each.name === down?.name && each.node === down.node);
    return known ?? null;
  }

  /** What Hydra may do with it by itself; whatever is protected it asks for. */
  async #grantFor(
    operation: string,
    { name, node, project, ...container }: { name: string; node: string; project: string | null; protected: boolean },
  ): Promise<z.output<typeof Remedy>["grant"]> {
    if (container.protected) return "ask";
    const subject = { kind: "container", name, node, ...(project === null ? {} : { project }) };
    return this.#host.kernel.grants.levelFor(hydraCaller("healing"), operation, subject);
  }
}

async function containersOf(host: Host) {
  return (await host.call(listContainers, {})).containers;
}

async function recordsOf(host: Host) {
  return (await host.call(record, { limit: MOST_RECORDS })).record;
}

/** How often a remedy was tried for this cause and helped: by the container's own record, else by that of all. */
function recordFor(
  records: Awaited<ReturnType<typeof recordsOf>>,
  remedy: string,
  subject: string,
  category: Category,
): { successRate: number | null; tries: number } {
  const same = records.filter((each) => each.remedy === remedy && each.signature.endsWith(` ${category}`));
  const own = same.filter((each) => each.subject === subject);
  const counted = own.length > 0 ? own : same;
  const tries = counted.reduce((sum, { tried }) => sum + tried, 0);
  const worked = counted.reduce((sum, each) => sum + each.worked, 0);
  return { tries, successRate: tries === 0 ? null : Math.min(1, worked / tries) };
}
