import { setTimeout as sleep } from "node:timers/promises";
import type { Case, FaultStep } from "../case.ts";
import type { Corner } from "./engine.ts";
import { comes } from "./waiting.ts";

const STEP_PATIENCE_MS = 60_000;

/** Break what the case says, step by step. @throws Error when a step is not possible: the case is then not valid here */
export async function breakIt(corner: Corner, { containers, fault }: Pick<Case, "containers" | "fault">): Promise<void> {
  for (const step of fault) {
    if (step.do === "wait") await sleep(step.ms);
    else await Promise.all(step.container.map((name) => onOne(corner, name, step, containers)));
  }
}

type ContainerStep = Extract<FaultStep, { container: string[] }>;

async function onOne(corner: Corner, name: string, step: ContainerStep, containers: Case["containers"]): Promise<void> {
  const path = `/containers/${corner.nameOf(name)}`;
  switch (step.do) {
    case "kill": {
      const pid = (await corner.inspect(name))?.State.Pid ?? 0;
      if (pid < 2) throw new Error(`${name} does not run, so its process cannot be killed`);
      process.kill(pid, step.signal);
      return;
    }
    case "freeze":
      for (const pid of await corner.pidsOf(name)) process.kill(pid, "SIGSTOP");
      return;
    case "exec":
      return corner.exec(name, step.command);
    case "stop-by-person":
      await corner.deed(name, "POST", `${path}/stop`);
      return;
    case "kill-by-person":
      await corner.deed(name, "POST", `${path}/kill`);
      return;
    case "restart-by-person":
      await corner.deed(name, "POST", `${path}/restart`);
      return;
    case "start-by-person":
      await corner.deed(name, "POST", `${path}/start`);
      return;
    case "pause-by-person":
      await corner.deed(name, "POST", `${path}/pause`);
      return;
    case "remove-by-person":
      await corner.deed(name, "DELETE", `${path}?force=true`);
      return;
    case "recreate-by-person": {
      const plan = containers.find((each) => each.name === name);
      if (plan === undefined) throw new Error(`there is no container ${name}`);
      await corner.deed(name, "POST", `${path}/stop`);
      await corner.deed(name, "DELETE", `${path}?force=true`);
      await sleep(step.gapMs);
      await corner.create(plan, step.image ?? plan.image);
      await corner.deed(name, "POST", `${path}/start`);
      return;
    }
    case "until":
      if (!(await comes(async () => (await corner.stateOf(name)) === step.is, STEP_PATIENCE_MS)))
        throw new Error(`${name} did not become ${step.is}: it is ${await corner.stateOf(name)}`);
  }
}
