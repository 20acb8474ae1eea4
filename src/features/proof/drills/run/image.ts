import { HydraError, messageOf } from "../../../../kernel/errors.ts";
import type { DockerSandbox, LocalImage } from "../../../../integrations/docker/sandbox.ts";
import { projectOf } from "../stage/stage.ts";

const SMALL_IMAGE = "busybox:latest";
/** Images that are little more than a shell: nothing of theirs gets in the way. */
const PLAIN = /(?:^|\/)(?:busybox|alpine|debian|ubuntu|bash)(?::|@|$)/;
/** So many are tried: each try starts a container. */
const MOST_TRIED = 3;

function rank({ refs, hasShell }: LocalImage): number {
  if (refs.some((ref) => PLAIN.test(ref))) return 0;
  return hasShell === true ? 1 : 2;
}

/** Those that may have a shell, the plainest first. Pure. */
export function candidates(images: readonly LocalImage[]): LocalImage[] {
  return images.filter(({ hasShell }) => hasShell !== false).toSorted((a, b) => rank(a) - rank(b));
}

/**
 * An image that is here and has a shell, as a container of it shows; else a small one from its registry.
 * @throws HydraError not_configured when there is none
 */
export async function findImage(sandbox: DockerSandbox, runId: string): Promise<{ id: string; ref: string }> {
  for (const { id, refs } of candidates(await sandbox.images()).slice(0, MOST_TRIED))
    if (await hasShell(sandbox, id, runId)) return { id, ref: refs[0] ?? id };
  try {
    return { id: await sandbox.pull(SMALL_IMAGE), ref: SMALL_IMAGE };
  } catch (error) {
    throw new HydraError(
      "not_configured",
      `No image with a shell is here, and none can be pulled: ${messageOf(error)} A drill needs one, for example \`docker pull busybox\`.`,
      { cause: error },
    );
  }
}

async function hasShell(sandbox: DockerSandbox, image: string, runId: string): Promise<boolean> {
  const project = projectOf(runId, "image");
  const id = await sandbox.create({
    name: `${project}-try`,
    image,
    drill: runId,
    command: ["sh", "-c", "sleep 60"],
    labels: { "com.docker.compose.project": project, "com.docker.compose.service": "try", "com.docker.compose.oneoff": "True" },
  });
  try {
    await sandbox.start(id);
    return (await sandbox.exec(id, ["sh", "-c", "sleep 0.1"])).exitCode === 0;
  } catch (error) {
    // An image without a shell cannot be started this way: that is the answer.
    if (error instanceof HydraError && error.code === "upstream_failed") return false;
    throw error;
  } finally {
    await sandbox.remove(id);
  }
}
