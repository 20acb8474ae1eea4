import { expect, test } from "vitest";
import { withoutHeaders } from "./header.ts";

test.each([
  ["syslog", (at: number) => `Dec 10 06:55:4${at} box sshd[2420${at}]: `],
  ["Java", (at: number) => `2026-01-02 10:00:0${at},123 WARN org.example.Main: `],
  ["brackets", (at: number) => `[Sun Dec 04 04:47:4${at} 2005] [error] `],
  ["bars", (at: number) => `20171223-22:15:29:60${at}|Steps|3000231${at}|`],
  ["Docker", (at: number) => `2026-01-02T10:00:00.00000000${at}Z `],
  ["six digits", (at: number) => `081109 20361${at} 148 INFO dfs.DataNode: `],
])("takes off what %s puts before a message", (_kind, header) => {
  const messages = ["Connection lost to 1.2.3.4", "disk is full", "retrying", "Connection lost to 1.2.3.5"];
  const said = withoutHeaders(messages.map((message, at) => header(at) + message));
  // `Steps` and `3000231` of the bars are no header that anybody could know: the message is at least the end of it.
  expect(said.map((line, at) => line.endsWith(messages[at] ?? "") && !line.includes("2026") && !/\d\d:\d\d/.test(line))).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

test("leaves messages alone, also where one begins with a time", () => {
  const lines = ["[09:21:58.929] came back", "disk is full", "ERROR: no", "", "at Main.java:7"];
  expect(withoutHeaders(lines)).toEqual(lines);
  expect(withoutHeaders([])).toEqual([]);
});

test("a line that lacks the header stays whole", () => {
  const lines = Array.from({ length: 20 }, (_, at) => `2026-01-02 10:00:${10 + at} ERROR it broke`);
  expect(withoutHeaders([...lines, "    at Main.run(Main.java:7)"]).at(-1)).toBe("    at Main.run(Main.java:7)");
});
