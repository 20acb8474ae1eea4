import { expect, test } from "vitest";
import { readCheckRun, readCheckRuns } from "./check-output.ts";

const CASES: [string, string, number, string][] = [
  [
    "Docker could not find the command",
    `OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown`,
    -1,
    "command_missing",
  ],
  [
    "the image has no shell",
    `OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown`,
    -1,
    "shell_missing",
  ],
  ["a shell did not find the command", "/bin/sh: curl: not found", 127, "command_missing"],
  ["bash words it differently", "bash: line 1: wget: command not found", 127, "command_missing"],
  [
    "the script may not be executed",
    `OCI runtime exec failed: exec failed: unable to start container process: exec: "/check.sh": permission denied: unknown`,
    126,
    "not_executable",
  ],
  ["it ran out of time", "Health check exceeded timeout (3s)", -1, "timed_out"],
  ["curl was refused", "curl: (7) Failed to connect to localhost port 9999 after 0 ms: Couldn't connect to server", 7, "refused"],
  ["busybox wget was refused", "wget: can't connect to remote host (127.0.0.1): Connection refused", 1, "refused"],
  ["curl got a 404", "curl: (22) The requested URL returned error: 404", 22, "not_found"],
  ["wget got a 404", "wget: server returned error: HTTP/1.1 404 Not Found", 1, "not_found"],
  ["the service answered 503", "wget: server returned error: HTTP/1.0 503 Service Unavailable", 1, "server_error"],
  ["it has to log in", "curl: (22) The requested URL returned error: 401", 22, "unauthorized"],
  ["redis wants a password", "NOAUTH Authentication required.", 1, "unauthorized"],
  ["the certificate is not trusted", "curl: (60) SSL certificate problem: self-signed certificate", 60, "tls"],
  ["the name does not resolve", "wget: bad address 'app:80'", 1, "name_not_resolved"],
  ["the option does not exist", "wget: unrecognized option: no-verbose", 1, "syntax"],
  ["it says nothing but its exit code", "", 1, "other"],
  ["a 404 in a number is none", "processed 1404 items, none of them found", 1, "other"],
];

test.each(CASES)("%s", (_name, output, exitCode, failure) => {
  expect(readCheckRun({ output, exitCode }).failure).toBe(failure);
});

test("the line that says it is told, not the last one", () => {
  const output = "checking\nwget: can't connect to remote host (127.0.0.1): Connection refused\nretry later\n";
  expect(readCheckRun({ output, exitCode: 1 }).line).toBe("wget: can't connect to remote host (127.0.0.1): Connection refused");
});

const run = (output: string, exitCode: number) => ({ startedAt: 0, endedAt: 1, output, exitCode });

test("runs that failed differently are not steady; passed runs do not count", () => {
  expect(readCheckRuns([run("fine", 0)])).toBeNull();
  expect(readCheckRuns([run("Connection refused", 1), run("/bin/sh: curl: not found", 127)])).toMatchObject({
    failure: "command_missing",
    isSteady: false,
  });
  expect(readCheckRuns([run("fine", 0), run("/bin/sh: curl: not found", 127)])).toMatchObject({ isSteady: true });
});
