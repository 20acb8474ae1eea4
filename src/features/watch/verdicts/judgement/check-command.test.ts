import fc from "fast-check";
import { expect, test } from "vitest";
import { programsOfShellLine, readCheckCommand } from "./check-command.ts";

const CASES: [string, string[], string[]][] = [
  ["a plain command", ["CMD", "curl", "-f", "http://localhost:8080/health"], ["curl"]],
  ["a shell line needs the shell, too", ["CMD-SHELL", "curl -f http://localhost/ || exit 1"], ["/bin/sh", "curl"]],
  ["builtins are no programs", ["CMD-SHELL", "test -f /tmp/ok && echo fine"], ["/bin/sh"]],
  ["a pipe has two programs", ["CMD-SHELL", "wget -qO- http://127.0.0.1:9/ | grep -q ok"], ["/bin/sh", "wget", "grep"]],
  ["variables before the command are skipped", ["CMD-SHELL", "PGPASSWORD=x pg_isready -U app"], ["/bin/sh", "pg_isready"]],
  ["separators inside quotes separate nothing", ["CMD-SHELL", `python3 -c 'import a; b || c'`], ["/bin/sh", "python3"]],
  ["a redirection is no separator", ["CMD-SHELL", "nc -z localhost 80 2>&1 || exit 1"], ["/bin/sh", "nc"]],
  ["a command in $( ) counts", ["CMD-SHELL", `[ "$(redis-cli ping)" = PONG ]`], ["/bin/sh", "redis-cli"]],
  ["sh -c inside CMD needs its line's programs", ["CMD", "sh", "-c", "curl -f http://localhost/ || exit 1"], ["sh", "curl"]],
  ["words without a marker are run as they are", ["curl", "-f", "http://localhost/"], ["curl"]],
  ["an absolute path stays one", ["CMD", "/usr/bin/check", "--quick"], ["/usr/bin/check"]],
];

test.each(CASES)("%s", (_name, given, programs) => {
  expect(readCheckCommand(given)?.programs).toEqual(programs);
});

test("NONE and an empty check are no check", () => {
  expect(readCheckCommand(["NONE"])).toBeNull();
  expect(readCheckCommand([])).toBeNull();
});

test.each([
  [["CMD", "curl", "-f", "http://localhost:8080/health"], { isTls: false, host: "localhost", port: 8080, path: "/health" }],
  [["CMD-SHELL", "curl -kfs https://127.0.0.1/api || exit 1"], { isTls: true, host: "127.0.0.1", port: 443, path: "/api" }],
  [["CMD-SHELL", "wget -q --spider localhost:3000/ping || exit 1"], { isTls: false, host: "localhost", port: 3000, path: "/ping" }],
  [["CMD-SHELL", "nc -z 127.0.0.1 6379"], { isTls: false, host: "127.0.0.1", port: 6379, path: "" }],
  [["CMD-SHELL", "pg_isready -U app"], null],
] as const)("%j asks %j", (given, target) => {
  expect(readCheckCommand([...given])?.target ?? null).toEqual(target);
});

test("any line is read without failing", () => {
  fc.assert(
    fc.property(fc.string(), (line) => {
      for (const program of programsOfShellLine(line)) expect(program).toMatch(/^[\w./+-]+$/);
    }),
  );
});
