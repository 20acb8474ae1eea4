import { expect, test } from "vitest";
import type { ContainerEvent } from "./facts.ts";
import { Picture } from "./picture.ts";

function kill(containerId: string): ContainerEvent {
  return { at: 1, containerId, name: "web", action: "kill", exitCode: null, signal: 15, health: null };
}

function quiet(): Picture {
  return new Picture(0, (error) => {
    throw error;
  });
}

test("what the engine remembers waits for the first who listens to events, and is told once", () => {
  const picture = quiet();
  picture.listen({ onChange: () => undefined });
  picture.tellPast(kill("a"));
  const heard: string[] = [];
  picture.listen({ onEvent: ({ containerId }) => heard.push(`first ${containerId}`) });
  picture.listen({ onEvent: ({ containerId }) => heard.push(`second ${containerId}`) });
  expect(heard).toEqual(["first a"]);
  picture.tellPast(kill("b"));
  expect(heard).toEqual(["first a", "first b", "second b"]);
});

test("no more waits than an engine remembers, the newest", () => {
  const picture = quiet();
  for (let each = 0; each < 1_000; each += 1) picture.tellPast(kill(`${each}`));
  const heard: string[] = [];
  picture.listen({ onEvent: ({ containerId }) => heard.push(containerId) });
  expect([heard.length, heard.at(-1)]).toEqual([512, "999"]);
});
