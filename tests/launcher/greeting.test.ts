import { expect, test } from "vitest";
import { greeting } from "../../src/up.ts";

const SURROUNDINGS = {
  version: "1.2.3",
  home: "/home/anna/.hydra",
  link: "http://127.0.0.1:8600/login?code=once",
  addresses: ["https://192.168.1.20:8600"],
  tools: "http://127.0.0.1:8700/docs",
  tunnel: null,
  states: [{ name: "docker", says: "connected" }],
};

test("the first words say where everything is, and last what Hydra may do", () => {
  const sentence = "Watching only: I change nothing until you let me. ./hydra choose watch|ask|act";
  const lines = greeting({ ...SURROUNDINGS, choice: { sentence, note: null } })
    .trim()
    .split("\n");
  expect(lines[0]).toBe("Hydra 1.2.3 is up.");
  expect(lines.at(-1)).toBe(sentence);
  for (const said of [
    SURROUNDINGS.link,
    SURROUNDINGS.tools,
    SURROUNDINGS.home,
    "https://192.168.1.20:8600",
    "docker    connected",
    "Ctrl-C stops it.",
  ])
    expect(lines.join("\n")).toContain(said);
});

test("what was chosen and does not hold now is said as well", () => {
  const said = greeting({ ...SURROUNDINGS, choice: { sentence: "Act: it restarts.", note: "Nothing can be changed now." } });
  expect(said).toMatch(/Act: it restarts\.\nNothing can be changed now\.\n\n$/);
});
