import { HydraError } from "../../../kernel/errors.ts";
import { linesOf, parseJson } from "../answers.ts";
import { EngineFailure, isGone } from "../failures.ts";
import { DRILL_IMAGE_LABEL, DRILL_LABEL, type DockerSandbox, type LocalImage, type SandboxContainer } from "../sandbox.ts";
import { hasShell, joinFrames, sandboxBody } from "./sandbox-spec.ts";
import { ContainerList, ExecAnswer, IdAnswer, ImageList, Labelled, NetworkList, PullLine, VolumeList } from "./sandbox-wire.ts";
import type { EngineVerbs } from "./verbs.ts";

const EXEC_TIMEOUT_MS = 60_000;
const PULL_TIMEOUT_MS = 600_000;

/** The sandbox on a real engine. `change` hands out the engine's verbs and notices when they are refused for good. */
export class EngineSandbox implements DockerSandbox {
  readonly #change: <T>(run: (engine: EngineVerbs) => Promise<T>) => Promise<T>;

  constructor(change: <T>(run: (engine: EngineVerbs) => Promise<T>) => Promise<T>) {
    this.#change = change;
  }

  create(spec: SandboxContainer): Promise<string> {
    return this.#change(async (engine) => {
      if (spec.sharesNetworkOf !== undefined) await ownContainer(engine, spec.sharesNetworkOf);
      if (spec.network !== undefined) await ownNetwork(engine, spec.network);
      for (const { name } of spec.volumes ?? []) await freeOrOwnVolume(engine, name);
      return engine.create(spec.name, sandboxBody(spec));
    });
  }

  start(id: string): Promise<void> {
    return this.#own(id, (engine, ownId) => engine.start(ownId));
  }

  stop(id: string): Promise<void> {
    return this.#own(id, (engine, ownId, stopSeconds) => engine.stop(ownId, stopSeconds));
  }

  kill(id: string, signal: string): Promise<void> {
    return this.#own(id, (engine, ownId) => engine.tell("POST", `/containers/${ownId}/kill?signal=${encodeURIComponent(signal)}`));
  }

  pause(id: string): Promise<void> {
    return this.#own(id, (engine, ownId) => engine.tell("POST", `/containers/${ownId}/pause`));
  }

  unpause(id: string): Promise<void> {
    return this.#own(id, (engine, ownId) => engine.tell("POST", `/containers/${ownId}/unpause`));
  }

  exec(id: string, argv: readonly string[]): Promise<{ exitCode: number | null; output: string }> {
    return this.#own(id, async (engine, ownId) => {
      const body = { Cmd: argv, AttachStdout: true, AttachStderr: true };
      const { Id } = await engine.ask(IdAnswer, "POST", `/containers/${ownId}/exec`, body);
      const response = await engine.open("POST", `/exec/${Id}/start`, { Detach: false, Tty: false }, EXEC_TIMEOUT_MS, true);
      const impatience = setTimeout(() => response.destroy(new Error("the program in the container did not end in time")), EXEC_TIMEOUT_MS);
      const pieces: Buffer[] = [];
      try {
        for await (const piece of response as AsyncIterable<Buffer>) pieces.push(piece);
      } finally {
        clearTimeout(impatience);
      }
      const { ExitCode } = await engine.ask(ExecAnswer, "GET", `/exec/${Id}/json`);
      return { exitCode: ExitCode ?? null, output: joinFrames(Buffer.concat(pieces)) };
    });
  }

  remove(id: string): Promise<void> {
    return this.#change((engine) =>
      unlessGone(async () => {
        const { Id } = await ownContainer(engine, id);
        await engine.remove(Id, { withOwnVolumes: true });
      }),
    );
  }

  createNetwork(name: string, drill: string): Promise<string> {
    const body = { Name: name, CheckDuplicate: true, Labels: { [DRILL_LABEL]: drill } };
    return this.#change(async (engine) => (await engine.ask(IdAnswer, "POST", "/networks/create", body)).Id);
  }

  removeNetwork(idOrName: string): Promise<void> {
    return this.#change((engine) =>
      unlessGone(async () => {
        await ownNetwork(engine, idOrName);
        await engine.tell("DELETE", `/networks/${encodeURIComponent(idOrName)}`);
      }),
    );
  }

  removeVolume(name: string): Promise<void> {
    return this.#change((engine) =>
      unlessGone(async () => {
        const { Labels } = await engine.ask(Labelled, "GET", `/volumes/${encodeURIComponent(name)}`);
        if (Labels?.[DRILL_LABEL] === undefined) throw notOurs(`The volume ${name}`);
        await engine.tell("DELETE", `/volumes/${encodeURIComponent(name)}`);
      }),
    );
  }

  leftovers(drill?: string): ReturnType<DockerSandbox["leftovers"]> {
    const label = (name: string): string =>
      new URLSearchParams({ filters: JSON.stringify({ label: [drill === undefined ? name : `${name}=${drill}`] }) }).toString();
    return this.#change(async (engine) => {
      const [containers, networks, volumes, images] = await Promise.all([
        engine.ask(ContainerList, "GET", `/containers/json?all=1&${label(DRILL_LABEL)}`),
        engine.ask(NetworkList, "GET", `/networks?${label(DRILL_LABEL)}`),
        engine.ask(VolumeList, "GET", `/volumes?${label(DRILL_LABEL)}`),
        engine.ask(ImageList, "GET", `/images/json?${label(DRILL_IMAGE_LABEL)}`),
      ]);
      return {
        containers: containers.map(({ Id, Names }) => ({ id: Id, name: (Names?.[0] ?? "").replace(/^\//, "") })),
        networks: networks.map(({ Name }) => Name),
        volumes: (volumes.Volumes ?? []).map(({ Name }) => Name),
        images: images.flatMap(({ Id, RepoTags }) => namedTags(RepoTags, Id)),
      };
    });
  }

  images(): Promise<LocalImage[]> {
    return this.#change(async (engine) => {
      const listed = await engine.ask(ImageList, "GET", "/images/json");
      return Promise.all(
        listed.map(async ({ Id, RepoTags }) => {
          const config = (await engine.image(Id))?.Config;
          const refs = (RepoTags ?? []).filter((ref) => ref !== "<none>:<none>");
          return {
            id: Id,
            refs,
            hasShell: hasShell(refs, [...(config?.Entrypoint ?? []).slice(0, 1), ...(config?.Cmd ?? []).slice(0, 1)]),
          };
        }),
      );
    });
  }

  commit(
    id: string,
    ref: string,
    { command, env }: { command?: readonly string[]; env?: Readonly<Record<string, string>> },
  ): Promise<string> {
    const { repo, tag } = splitRef(ref);
    const body = {
      ...(command === undefined ? {} : { Cmd: command }),
      ...(env === undefined ? {} : { Env: Object.entries(env).map(([name, value]) => `${name}=${value}`) }),
    };
    return this.#own(id, async (engine, ownId, _stopSeconds, drill) => {
      const query = new URLSearchParams({ container: ownId, repo, tag, pause: "0" });
      const labelled = { ...body, Labels: { [DRILL_IMAGE_LABEL]: drill } };
      return (await engine.ask(IdAnswer, "POST", `/commit?${query}`, labelled)).Id;
    });
  }

  tag(imageId: string, ref: string): Promise<void> {
    const query = new URLSearchParams(splitRef(ref));
    return this.#change(async (engine) => {
      await ownImage(engine, imageId);
      const bearer = await engine.image(ref);
      if (bearer !== null) await ownImage(engine, ref);
      await engine.tell("POST", `/images/${encodeURIComponent(imageId)}/tag?${query}`);
    });
  }

  removeImage(ref: string): Promise<void> {
    return this.#change((engine) =>
      unlessGone(async () => {
        await ownImage(engine, ref);
        await engine.tell("DELETE", `/images/${encodeURIComponent(ref)}`);
      }),
    );
  }

  pull(ref: string): Promise<string> {
    const { repo, tag } = splitRef(ref);
    const query = new URLSearchParams({ fromImage: repo, tag });
    return this.#change(async (engine) => {
      const response = await engine.open("POST", `/images/create?${query}`, undefined, PULL_TIMEOUT_MS, true);
      // The engine says 200 before it has begun; how it ended stands in the last lines.
      for await (const line of linesOf(response)) {
        const said = PullLine.safeParse(parseJson(line));
        if (said.success && said.data.error != null)
          throw new EngineFailure(`${ref} could not be pulled: ${said.data.error.slice(0, 300)}`, null);
      }
      const image = await engine.image(ref);
      if (image === null) throw new EngineFailure(`${ref} was pulled and is not there.`, null);
      return image.Id;
    });
  }

  #own<T>(
    id: string,
    run: (engine: EngineVerbs, ownId: string, stopSeconds: number | null | undefined, drill: string) => Promise<T>,
  ): Promise<T> {
    return this.#change(async (engine) => {
      const { Id, Config } = await ownContainer(engine, id);
      return run(engine, Id, Config.StopTimeout, Config.Labels?.[DRILL_LABEL] ?? "");
    });
  }
}

function notOurs(what: string): HydraError {
  return new HydraError("forbidden", `${what} does not carry the label ${DRILL_LABEL}: a drill touches only what it made itself.`);
}

async function ownContainer(engine: EngineVerbs, id: string) {
  const container = await engine.container(id);
  if (container === null) throw new EngineFailure(`There is no container ${id.slice(0, 64)}.`, 404);
  if (container.Config.Labels?.[DRILL_LABEL] === undefined) throw notOurs(`The container ${container.Name.replace(/^\//, "")}`);
  return container;
}

async function ownNetwork(engine: EngineVerbs, idOrName: string): Promise<void> {
  const { Labels } = await engine.ask(Labelled, "GET", `/networks/${encodeURIComponent(idOrName)}`);
  if (Labels?.[DRILL_LABEL] === undefined) throw notOurs(`The network ${idOrName}`);
}

async function ownImage(engine: EngineVerbs, ref: string): Promise<void> {
  const image = await engine.image(ref);
  if (image === null) throw new EngineFailure(`There is no image ${ref}.`, 404);
  if (image.Config?.Labels?.[DRILL_IMAGE_LABEL] === undefined) throw notOurs(`The image ${ref}`);
}

async function freeOrOwnVolume(engine: EngineVerbs, name: string): Promise<void> {
  await unlessGone(async () => {
    const { Labels } = await engine.ask(Labelled, "GET", `/volumes/${encodeURIComponent(name)}`);
    if (Labels?.[DRILL_LABEL] === undefined) throw notOurs(`The volume ${name}`);
  });
}

async function unlessGone(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** `registry:5000/name:tag`; without a tag `latest`. */
function splitRef(ref: string): { repo: string; tag: string } {
  const [, repo = ref, tag = "latest"] = /^(.+?)(?::([^:/]+))?$/.exec(ref) ?? [];
  return { repo, tag };
}

/** An image that lost its names to a newer one is known by its id. */
function namedTags(tags: readonly string[] | null | undefined, id: string): string[] {
  const names = (tags ?? []).filter((tag) => tag !== "<none>:<none>");
  return names.length === 0 ? [id] : names;
}
