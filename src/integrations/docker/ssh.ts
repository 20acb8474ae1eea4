import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { Duplex } from "node:stream";
import { maskSecrets } from "../../kernel/secrets.ts";
import { showAddress, type Address } from "./address.ts";

type SshAddress = Extract<Address, { kind: "ssh" }>;

const KEPT_STDERR = 4_096;

/** Words of ssh or of the other side, and what they mean for a person. */
const MEANINGS: readonly (readonly [RegExp, (host: string) => string])[] = [
  [
    /host key verification failed/i,
    (host) => `the machine is not known yet, or its key has changed; run "ssh ${host}" once as Hydra's user`,
  ],
  [
    /permission denied.*(docker\.sock|docker daemon)|docker daemon socket/i,
    (host) => `the user on ${host} may not use Docker; add it to the group docker there`,
  ],
  [/permission denied/i, (host) => `${host} does not accept the key; put Hydra's public key into authorized_keys there`],
  [/(docker: |docker: command )not found|dial-stdio/i, (host) => `there is no Docker client on ${host}; install it there (18.09 or later)`],
  [/could not resolve/i, () => "the name leads nowhere; check the address and DNS"],
  [/connection refused/i, (host) => `no SSH server answers on ${host}`],
  [/timed out|no route/i, (host) => `${host} cannot be reached; is it on?`],
];

/** The arguments for ssh. Nothing of them passes through a shell here; the host stands after `--`, so it is never an option. */
export function sshArguments({ user, host, port }: SshAddress): string[] {
  const options = ["BatchMode=yes", "ConnectTimeout=10", "ServerAliveInterval=15", "ServerAliveCountMax=3"].flatMap((option) => [
    "-o",
    option,
  ]);
  const login = [...(port === null ? [] : ["-p", String(port)]), ...(user === null ? [] : ["-l", user])];
  return ["-T", ...options, ...login, "--", host, "docker", "system", "dial-stdio"];
}

/** What ssh said when it ended, as one sentence. */
export function explainSsh(address: SshAddress, stderr: string, exitCode: number | null): string {
  const known = MEANINGS.find(([words]) => words.test(stderr));
  const lastLine = maskSecrets(stderr.trim().split("\n").at(-1) ?? "").slice(0, 200);
  const why = known === undefined ? lastLine || `ssh ended with code ${exitCode ?? "unknown"}` : known[1](address.host);
  return `${showAddress(address)}: ${why}.`;
}

/** One connection to an engine through ssh: one child, its stdin and stdout are the wire. */
export class SshConnection extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;

  constructor(address: SshAddress) {
    super({ allowHalfOpen: false });
    this.#child = spawn("ssh", sshArguments(address), { stdio: "pipe" });
    const { stdin, stdout, stderr } = this.#child;
    let said = "";
    stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-KEPT_STDERR)));
    stdout.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) stdout.pause();
    });
    // A broken pipe shows in the child's end, with a reason; this event alone has none.
    stdin.on("error", () => undefined);
    this.#child.on("error", (error) => this.destroy(error));
    this.#child.on("close", (code) => {
      if (code === 0) this.push(null);
      else this.destroy(new Error(explainSsh(address, said, code)));
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // A pipe that is broken says nothing: the end of the child, a moment later, says why.
    this.#child.stdin.write(chunk, encoding, () => done());
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }

  // What node:http's pool asks of a socket; a child process has none of it.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
