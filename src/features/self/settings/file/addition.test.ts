import { expect, test } from "vitest";
import { parse } from "yaml";
import { withAddition } from "./addition.ts";

test("a new section comes to the end, and nothing else changes by a sign", () => {
  const text = "# mine\nserver:   {logLevel:   warn} # loud\n";
  expect(withAddition(text, "prometheus:\n  url: http://tower:9090\n")).toBe(`${text}\nprometheus:\n  url: http://tower:9090\n`);
  expect(withAddition("", "a:\n  b: 1\n")).toBe("a:\n  b: 1\n");
  expect(withAddition("a: {}", "b: {}\n")).toBe("a: {}\n\nb: {}\n");
});

test("a list grows, a value is said anew, and comments stay", () => {
  const text = [
    "# the models",
    "upstreams:",
    "  # preferred",
    "  servers:",
    "    - name: tower # big",
    "      url: http://tower:8000",
    "  everySeconds: 60",
    "",
    "docker: {}",
    "",
  ].join("\n");
  const grown = withAddition(
    text,
    "upstreams:\n  servers:\n    - name: ollama\n      url: http://127.0.0.1:11434\n  everySeconds: 30\nqdrant:\n  url: http://127.0.0.1:6333\n",
  );
  for (const comment of ["# the models", "# preferred", "# big"]) expect(grown).toContain(comment);
  expect(parse(grown)).toEqual({
    upstreams: {
      servers: [
        { name: "tower", url: "http://tower:8000" },
        { name: "ollama", url: "http://127.0.0.1:11434" },
      ],
      everySeconds: 30,
    },
    docker: {},
    qdrant: { url: "http://127.0.0.1:6333" },
  });
});

test("an empty section is filled", () => {
  expect(parse(withAddition("qdrant:\n", "qdrant:\n  url: http://a:1\n"))).toEqual({ qdrant: { url: "http://a:1" } });
});

test("what is no YAML is left to the check", () => {
  expect(withAddition("a: [1\n", "b: {}\n")).toBe("a: [1\n\nb: {}\n");
  expect(withAddition("- a\n", "b: {}\n")).toBe("- a\n\nb: {}\n");
  expect(withAddition("a: {}\n", "just words")).toBe("a: {}\n\njust words");
});
