import fc from "fast-check";
import { expect, test } from "vitest";
import { compare, diskUsedPercent, type Snapshot } from "./compare.ts";

const words = (before: Snapshot, after: Snapshot): string[] => compare(before, after).map(({ what }) => what);

test.each<[string, Snapshot, Snapshot, string[]]>([
  ["an image", { image: "a:1", imageId: "x" }, { image: "a:2", imageId: "y" }, ["image changed from a:1 to a:2"]],
  [
    "the same name with new content",
    { image: "a", imageId: "x" },
    { image: "a", imageId: "y" },
    ["the image under the same name has new content"],
  ],
  ["a variable", { envNames: ["A"] }, { envNames: ["A", "B"] }, ["environment variable B was added"]],
  ["a mount", { mounts: ["/a:/b"] }, { mounts: [] }, ["mount /a:/b was removed"]],
  ["a limit", { memoryLimitBytes: 268_435_456 }, { memoryLimitBytes: 536_870_912 }, ["memory limit changed from 256 MiB to 512 MiB"]],
  ["a limit taken away", { memoryLimitBytes: 268_435_456 }, { memoryLimitBytes: null }, ["memory limit 256 MiB was taken away"]],
  ["a field that was not looked at before", {}, { composeFiles: "x" }, []],
  ["a boot time that is computed anew", { bootedAt: "2026-01-01T00:00:59.000Z" }, { bootedAt: "2026-01-01T00:01:01.000Z" }, []],
  [
    "a boot",
    { bootedAt: "2026-01-01T00:00:00.000Z" },
    { bootedAt: "2026-01-02T00:00:00.000Z" },
    ["the machine was started at 2026-01-02T00:00:00.000Z"],
  ],
])("%s", (_name, before, after, expected) => {
  expect(words(before, after)).toEqual(expected);
});

test("a snapshot never differs from itself", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string()))),
      (snapshot) => compare(snapshot, snapshot).length === 0,
    ),
  );
});

test("a disk is told when it moved by five points, not when it crosses a line", () => {
  expect(words({ diskUsedPercent: 49 }, { diskUsedPercent: 53 })).toEqual([]);
  expect(words({ diskUsedPercent: 49 }, { diskUsedPercent: 54 })).toEqual(["use of the disk changed from 49 % to 54 %"]);
  expect(diskUsedPercent(499, 1_000)).toBe(50);
  expect(diskUsedPercent(1, 0)).toBeNull();
});
