import { expect, test } from "vitest";
import { isDrillKey, isDrillProject } from "./identity.ts";

test.each([
  ["hydra-drill", true],
  ["hydra-drill-7b8mrfbg-kill", true],
  ["hydra-drills", false],
  ["my-hydra-drill-kill", false],
  ["shop", false],
  [null, false],
])("the project %s is of a drill: %s", (project, isOne) => {
  expect(isDrillProject(project)).toBe(isOne);
  expect(isDrillKey(`nas/${project ?? ""}/app`)).toBe(isOne);
});

test("a name is no project", () => {
  expect(isDrillKey("nas//hydra-drill")).toBe(false);
  expect(isDrillKey("hydra-drill")).toBe(false);
});
