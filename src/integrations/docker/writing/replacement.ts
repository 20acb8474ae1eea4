import { isDeepStrictEqual } from "node:util";
import { HydraError, messageOf } from "../../../kernel/errors.ts";
import { asideNameOf, nameBeforeAside } from "../identity.ts";
import type { Recreated } from "../hosts.ts";
import { differencesOf } from "./differences.ts";
import { successorOf, type Wanted } from "./successor.ts";
import type { EngineVerbs } from "./verbs.ts";
import type { WholeContainer, WholeImage } from "./wire.ts";

/**
 * Putting a new container in the place of another, and taking that back. Never do both run: one is stopped before the
 * other is created.
 */
export class Replacement {
  readonly #engine: EngineVerbs;
  /** What takes back what was done so far, in the order of doing. */
  readonly #undo: (() => Promise<void>)[] = [];

  constructor(engine: EngineVerbs) {
    this.#engine = engine;
  }

  async recreate(id: string, imageId: string): Promise<Recreated> {
    const newImage = await this.#image(imageId);
    const [owner, ...followers] = await this.#thoseToReplace(id, newImage.Id);
    if (owner === undefined) throw new HydraError("conflict", `The container ${id.slice(0, 12)} is gone.`);
    try {
      for (const each of [...followers, owner]) await this.#putAside(each);
      // All are there before one is started: whoever is killed in between leaves what was clearly never finished.
      const newId = await this.#succeed(owner, { imageId: newImage.Id });
      const made: Recreated["followers"] = [];
      for (const follower of followers) {
        const { Id: asideId, Name, Image } = follower.container;
        const followerId = await this.#succeed(follower, { imageId: Image, networkMode: `container:${newId}` });
        made.push({ name: nameOf(Name), id: followerId, asideId });
      }
      await this.#engine.start(newId);
      for (const [index, { id: followerId }] of made.entries())
        if (followers[index]?.isToRun === true) await this.#engine.start(followerId);
      return { id: newId, asideId: owner.container.Id, diff: differencesOf(owner.container, owner.image, newImage), followers: made };
    } catch (error) {
      throw await this.#takenBack(error);
    }
  }

  async putBack(id: string, asideId: string): Promise<void> {
    const aside = await this.#container(asideId);
    const name = nameBeforeAside({ name: nameOf(aside.Name), id: aside.Id });
    if (name === null) throw new HydraError("conflict", `${nameOf(aside.Name)} does not stand aside: there is nothing to put back.`);
    const current = await this.#engine.container(id);
    const bearer = await this.#engine.container(name);
    if (bearer !== null && bearer.Id !== current?.Id)
      throw new HydraError(
        "conflict",
        `Another container is called ${name} by now: it is not touched, so the one before cannot come back.`,
      );
    const [sharers, asides] = await Promise.all([current === null ? [] : this.#sharersOf(current), this.#sharersOf(aside)]);
    for (const { container } of sharers) await this.#clear(container);
    if (current !== null) await this.#clear(current);
    await this.#comeBack(aside, name, current, true);
    for (const { container } of asides) {
      const before = nameBeforeAside({ name: nameOf(container.Name), id: container.Id });
      const successor = sharers.find((sharer) => nameOf(sharer.container.Name) === before)?.container ?? null;
      if (before !== null) await this.#comeBack(container, before, successor, successor === null || wasUp(successor));
    }
    await this.#adopt(sharers, asides, aside.Id);
  }

  async dropAside(asideId: string): Promise<void> {
    const aside = await this.#container(asideId);
    if (nameBeforeAside({ name: nameOf(aside.Name), id: aside.Id }) === null || wasUp(aside))
      throw new HydraError("conflict", `${nameOf(aside.Name)} does not stand aside: it is not removed.`);
    await this.#engine.remove(aside.Id, { withOwnVolumes: false });
  }

  /** Whoever came to share the new one's network after it was made, and so has nothing aside, shares that of the old. */
  async #adopt(sharers: readonly Sharer[], asides: readonly Sharer[], ownerId: string): Promise<void> {
    const returned = new Set(asides.map(({ container }) => nameBeforeAside({ name: nameOf(container.Name), id: container.Id })));
    for (const { container, image } of sharers)
      if (!returned.has(nameOf(container.Name))) {
        const id = await this.#create(container, image, { imageId: container.Image, networkMode: `container:${ownerId}` });
        if (wasUp(container)) await this.#engine.start(id);
      }
  }

  async #clear(container: WholeContainer): Promise<void> {
    if (wasUp(container)) await this.#engine.stop(container.Id, container.Config.StopTimeout);
    await this.#engine.remove(container.Id, { withOwnVolumes: false });
  }

  async #comeBack(aside: WholeContainer, name: string, successor: WholeContainer | null, isToRun: boolean): Promise<void> {
    await this.#engine.rename(aside.Id, name);
    const policy = successor?.HostConfig.RestartPolicy;
    if (policy != null && !isDeepStrictEqual(policy, aside.HostConfig.RestartPolicy)) await this.#engine.setRestartPolicy(aside.Id, policy);
    if (isToRun) await this.#engine.start(aside.Id);
  }

  /** The container, and those that share its network. @throws HydraError conflict where stopping one would remove it */
  async #thoseToReplace(id: string, newImageId: string): Promise<Replaced[]> {
    const container = await this.#container(id);
    const sharers = await this.#sharersOf(container);
    const all = [{ container, image: await this.#engine.image(container.Image) }, ...sharers];
    for (const {
      container: { HostConfig, Name },
    } of all)
      if (HostConfig.AutoRemove === true)
        throw new HydraError("conflict", `${nameOf(Name)} was started with --rm: once stopped it is gone, and nothing could be put back.`);
    const replaced: Replaced[] = [];
    for (const [index, { container: each, image }] of all.entries()) {
      const back = await this.#broughtBack(each, index === 0 ? newImageId : each.Image);
      // What stood aside already was stopped by the first try.
      replaced.push({ container: back, image, isToRun: index === 0 || wasUp(each) || back !== each });
    }
    return replaced;
  }

  /**
   * Hydra was killed in the middle of a recreation: the old one stands aside already, and its successor is not there or was
   * never started. It is begun again from how it was before.
   */
  async #broughtBack(container: WholeContainer, imageId: string): Promise<WholeContainer> {
    const name = nameBeforeAside({ name: nameOf(container.Name), id: container.Id });
    if (name === null) return container;
    const bearer = await this.#engine.container(name);
    if (bearer !== null) {
      if (bearer.State.Status !== "created" || bearer.Image !== imageId)
        throw new HydraError("conflict", `Another container is called ${name} by now: it is not touched.`);
      await this.#engine.remove(bearer.Id, { withOwnVolumes: true });
      const policy = bearer.HostConfig.RestartPolicy;
      if (policy != null) await this.#engine.setRestartPolicy(container.Id, policy);
    }
    await this.#engine.rename(container.Id, name);
    return this.#container(container.Id);
  }

  async #putAside({ container, isToRun }: Replaced): Promise<void> {
    const name = nameOf(container.Name);
    const policy = container.HostConfig.RestartPolicy;
    this.#undo.push(async () => {
      const now = await this.#container(container.Id);
      if (nameOf(now.Name) !== name) await this.#engine.rename(container.Id, name);
      if (isEager(policy?.Name) && policy != null) await this.#engine.setRestartPolicy(container.Id, policy);
      if (isToRun) await this.#engine.start(container.Id);
    });
    const aside = asideNameOf({ name, id: container.Id });
    try {
      await this.#engine.rename(container.Id, aside);
    } catch (error) {
      if ((await this.#container(container.Id)).State.Restarting !== true) throw error;
      // Between two runs of what crashes again and again, Docker 20.10 misses its network and refuses.
      await this.#engine.stop(container.Id, container.Config.StopTimeout);
      await this.#engine.rename(container.Id, aside);
    }
    await this.#engine.stop(container.Id, container.Config.StopTimeout);
  }

  async #succeed({ container, image }: Replaced, wanted: Wanted): Promise<string> {
    const id = await this.#create(container, image, wanted);
    this.#undo.push(() => this.#engine.remove(id, { withOwnVolumes: true }));
    // An engine that starts again would start the old one again, beside its successor.
    if (isEager(container.HostConfig.RestartPolicy?.Name)) await this.#engine.setRestartPolicy(container.Id, { Name: "unless-stopped" });
    return id;
  }

  async #create(old: WholeContainer, image: WholeImage | null, wanted: Wanted): Promise<string> {
    const { body, moreNetworks } = successorOf(old, image, wanted);
    const id = await this.#engine.create(nameOf(old.Name), body);
    try {
      for (const { name, endpoint } of moreNetworks) await this.#engine.connect(name, id, endpoint);
      return id;
    } catch (error) {
      await this.#engine.remove(id, { withOwnVolumes: true });
      throw error;
    }
  }

  /** Undo all, newest first; whatever of that fails is said beside the reason. */
  async #takenBack(reason: unknown): Promise<unknown> {
    const failures: string[] = [];
    for (const step of this.#undo.splice(0).toReversed()) await step().catch((error: unknown) => failures.push(messageOf(error)));
    if (failures.length === 0) return reason;
    const code = reason instanceof HydraError ? reason.code : "upstream_failed";
    return new HydraError(code, `${messageOf(reason)} And it could not be put back as it was: ${failures.join(" ")}`, { cause: reason });
  }

  async #sharersOf(owner: WholeContainer): Promise<Sharer[]> {
    const modes = new Set([`container:${owner.Id}`, `container:${nameOf(owner.Name)}`]);
    const ids = (await this.#engine.list()).filter(({ networkMode }) => modes.has(networkMode)).map(({ id }) => id);
    return Promise.all(
      ids.map(async (id) => {
        const container = await this.#container(id);
        return { container, image: await this.#engine.image(container.Image) };
      }),
    );
  }

  async #container(id: string): Promise<WholeContainer> {
    const container = await this.#engine.container(id);
    if (container === null) throw new HydraError("conflict", `The container ${id.slice(0, 12)} is gone.`);
    return container;
  }

  async #image(id: string): Promise<WholeImage> {
    const image = await this.#engine.image(id);
    if (image === null) throw new HydraError("conflict", `The image ${id} is not on this machine any more: pull it first.`);
    return image;
  }
}

/** A container that uses the network of another. */
interface Sharer {
  container: WholeContainer;
  image: WholeImage | null;
}

/** A container that another takes the place of. */
interface Replaced extends Sharer {
  /** Does its successor run, or it itself when it comes back? */
  isToRun: boolean;
}

function nameOf(name: string): string {
  return name.replace(/^\//, "");
}

function wasUp({ State }: WholeContainer): boolean {
  return State.Running === true || State.Restarting === true;
}

/** Would an engine that starts again start it, although it was stopped? */
function isEager(policy: string | null | undefined): boolean {
  return policy === "always" || policy === "on-failure";
}
