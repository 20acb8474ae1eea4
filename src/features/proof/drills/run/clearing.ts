import type { DockerSandbox } from "../../../../integrations/docker/sandbox.ts";
import type { Host } from "../../../../kernel/context.ts";
import { messageOf } from "../../../../kernel/errors.ts";
import type { Stage } from "../stage/stage.ts";

type Leftovers = Awaited<ReturnType<DockerSandbox["leftovers"]>>;

/**
 * Remove what a drill made, in the order in which it lets go of each other. What cannot go is logged; the rest goes all
 * the same. @returns whether all of it is gone
 */
async function removeAll(
  host: Pick<Host, "log">,
  sandbox: DockerSandbox,
  { containers, networks, volumes, images }: Leftovers,
): Promise<boolean> {
  let isAllGone = true;
  const each = async (what: string, remove: () => Promise<void>): Promise<void> => {
    try {
      await remove();
    } catch (error) {
      isAllGone = false;
      host.log.warn({ what, reason: messageOf(error) }, "something of a drill could not be removed; the next start tries again");
    }
  };
  await Promise.all(containers.map(({ id, name }) => each(name, () => sandbox.remove(id))));
  for (const name of networks) await each(name, () => sandbox.removeNetwork(name));
  for (const name of volumes) await each(name, () => sandbox.removeVolume(name));
  for (const ref of images) await each(ref, () => sandbox.removeImage(ref));
  return isAllGone;
}

/** Everything that carries the label of this drill. Another Hydra may be at a drill of its own. @returns whether all of it is gone */
export async function clear(host: Pick<Host, "log">, sandbox: DockerSandbox, runId: string): Promise<boolean> {
  return removeAll(host, sandbox, await sandbox.leftovers(runId));
}

/** What one case of a drill made, while others go on. */
export async function clearStage(host: Pick<Host, "log">, sandbox: DockerSandbox, runId: string, stage: Stage): Promise<void> {
  const { containers, networks, volumes, images } = await sandbox.leftovers(runId);
  const isOurs = (name: string): boolean => name.startsWith(`${stage.project}-`);
  await removeAll(host, sandbox, {
    containers: containers.filter(({ name }) => isOurs(name)),
    networks: networks.filter(isOurs),
    volumes: volumes.filter(isOurs),
    images: images.filter(isOurs),
  });
}
