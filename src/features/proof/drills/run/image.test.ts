import { expect, test } from "vitest";
import { candidates } from "./image.ts";

test("the plainest image goes first, one that surely has no shell not at all", () => {
  const images = [
    { id: "sha256:1", refs: ["app:1"], hasShell: null },
    { id: "sha256:2", refs: ["postgres:16"], hasShell: true },
    { id: "sha256:3", refs: ["scratch:1"], hasShell: false },
    { id: "sha256:4", refs: ["registry.lan:5000/library/alpine:3"], hasShell: null },
    { id: "sha256:5", refs: [], hasShell: true },
  ];
  expect(candidates(images).map(({ id }) => id.slice(-1))).toEqual(["4", "2", "5", "1"]);
});
