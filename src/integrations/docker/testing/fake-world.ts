import { containerFacts, fakeDocker } from "../fake.ts";
import type { World } from "./world.ts";

const CHECK = { test: ["CMD-SHELL", "test -e /tmp/well"], intervalMs: 300, timeoutMs: 1_000, startPeriodMs: 0, retries: 1 };

export async function openFakeWorld(): Promise<World> {
  const host = fakeDocker();
  let serial = 0;
  const missed: (() => void)[] = [];
  let isCut = false;
  /** What happens behind a cut is heard of afterwards. */
  const happen = async (script: () => void): Promise<void> => {
    if (isCut) missed.push(script);
    else script();
  };
  const world: World = {
    host,
    async start({ name, labels = {}, lines = [], isChecked = false }) {
      serial += 1;
      const id = containerFacts({ name: `${name} ${serial}` }).id;
      await happen(() => {
        const facts = containerFacts({
          id,
          name,
          labels,
          state: "created",
          command: ["sh", "-c", "…"],
          healthCheck: isChecked ? CHECK : null,
        });
        host.emit({ containerId: id, action: "create", name }).add(facts);
        host.setPaths(id, ["/bin/sh", "/bin"]).setSearchPath(id, "/usr/bin", "/bin").start(id);
        for (const { stream, text } of lines) host.log(id, text, { stream });
        if (isChecked) host.flipHealth(id, "healthy");
      });
      return id;
    },
    stop: (id) => happen(() => host.stop(id, 143)),
    kill: (id) => happen(() => host.emit({ containerId: id, action: "kill", signal: 9 }).exit(id, 137)),
    async starve(name) {
      const id = await world.start({ name });
      host.emit({ containerId: id, action: "oom" }).exit(id, 137, { oomKilled: true });
      return id;
    },
    breakCheck: (id) => happen(() => host.flipHealth(id, "unhealthy", { failingStreak: 1 })),
    remove: (id) =>
      happen(() => {
        if (host.containers.get(id)?.state === "running") host.exit(id, 137);
        host.remove(id);
      }),
    freeze: async (id) => void host.setProcess(id, "T"),
    async otherImage() {
      const image = `sha256:${"e".repeat(64)}`;
      host.addImage(image);
      return image;
    },
    async cut() {
      isCut = true;
      host.lose("The engine is away.");
    },
    async mend() {
      isCut = false;
      for (const script of missed.splice(0)) script();
      host.regain();
    },
    end: async () => undefined,
  };
  return world;
}
