import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { askEngine } from "../peers/docker-api.ts";
import { BUSYBOX_IMAGE } from "../peers/peers.ts";

/** What a container of the messy cluster really is: the truth that Hydra has to find. */
export interface Truth {
  name: string;
  verdict: "well" | "broken-check" | "down" | "unsure" | "off";
  cause: string;
}

export interface Plan extends Truth {
  image?: string;
  command: string[];
  labels?: Record<string, string>;
  /** Words of the health check. */
  check?: string[];
  checkTimeoutMs?: number;
  startPeriodMs?: number;
  port?: number;
  restart?: "no" | "always";
  isStarted?: boolean;
  /** Healthy first, then its processes are stopped in their tracks. */
  isFrozen?: boolean;
}

const NS_PER_MS = 1_000_000;
/** One static program and nothing else: no shell. */
export const BARE_IMAGE = "hydra-test/bare:1";

const serve = (port: number): string[] => ["sh", "-c", `mkdir -p /www && echo fine > /www/index.html && exec httpd -f -p ${port} -h /www`];
const ask = (port: number, path = "/"): string[] => ["CMD-SHELL", `wget -q -O /dev/null http://127.0.0.1:${port}${path} || exit 1`];
const three = (plan: (index: number) => Plan): Plan[] => [1, 2, 3].map(plan);

/** Fifty containers as somebody's home has them: 18 broken checks of 6 kinds, 2 really down, jobs, a loop, a start under way. */
export function planMess(prefix: string): Plan[] {
  const plans: Plan[] = [
    ...three((index) => ({
      name: `no-curl-${index}`,
      command: serve(8080),
      port: 8080,
      check: ["CMD", "curl", "-f", "http://localhost:8080/"],
      verdict: "broken-check",
      cause: "check_command_missing",
    })),
    ...three((index) => ({
      name: `wrong-port-${index}`,
      command: serve(8080),
      port: 8080,
      check: ask(9999),
      verdict: "broken-check",
      cause: "check_wrong_port",
    })),
    ...three((index) => ({
      name: `wrong-path-${index}`,
      command: serve(8080),
      port: 8080,
      check: ask(8080, "/health"),
      verdict: "broken-check",
      cause: "check_wrong_path",
    })),
    ...three((index) => ({
      name: `too-slow-${index}`,
      command: serve(8080),
      port: 8080,
      check: ["CMD-SHELL", "sleep 20; wget -q -O /dev/null http://127.0.0.1:8080/"],
      verdict: "broken-check",
      cause: "check_too_slow",
    })),
    ...three((index) => ({
      name: `no-shell-${index}`,
      image: BARE_IMAGE,
      command: ["/httpd", "-f", "-p", "8080"],
      port: 8080,
      check: ["CMD-SHELL", "wget -q http://127.0.0.1:8080/"],
      verdict: "broken-check",
      cause: "check_shell_missing",
    })),
    ...three((index) => ({
      name: `wrong-address-${index}`,
      command: ["sh", "-c", `mkdir -p /www && exec httpd -f -p "$(hostname -i | cut -d' ' -f1)":8080 -h /www`],
      port: 8080,
      check: ask(8080),
      verdict: "broken-check",
      cause: "check_wrong_address",
    })),
    { name: "down-deaf", command: ["sleep", "3600"], port: 8080, check: ask(8080), verdict: "down", cause: "not_answering" },
    { name: "down-frozen", command: serve(8080), port: 8080, check: ask(8080), isFrozen: true, verdict: "down", cause: "hung" },
    ...three((index) => ({ name: `job-${index}`, command: ["sh", "-c", "echo done"], restart: "no", verdict: "off", cause: "finished" })),
    { name: "loop", command: ["sh", "-c", "echo cannot open database; exit 3"], restart: "always", verdict: "down", cause: "crash_loop" },
    // A `compose up` under way: the database is still starting, the web server waits for it.
    {
      name: "up-db",
      command: ["sleep", "3600"],
      check: ["CMD", "false"],
      startPeriodMs: 3_600_000,
      labels: compose(prefix, "db"),
      verdict: "unsure",
      cause: "starting",
    },
    {
      name: "up-web",
      command: ["sleep", "3600"],
      isStarted: false,
      labels: { ...compose(prefix, "web"), "com.docker.compose.depends_on": "db:service_healthy:false" },
      verdict: "unsure",
      cause: "starting",
    },
    ...three((index) => ({ name: `well-${index}`, command: serve(8080), port: 8080, check: ask(8080), verdict: "well", cause: "healthy" })),
    ...Array.from({ length: 12 }, (_, index): Plan => ({
      name: `answers-${index + 1}`,
      command: serve(8080),
      port: 8080,
      verdict: "well",
      cause: "answers",
    })),
    ...Array.from({ length: 9 }, (_, index): Plan => ({
      name: `silent-${index + 1}`,
      command: ["sleep", "3600"],
      verdict: "unsure",
      cause: "unchecked",
    })),
  ];
  return plans.map((plan) => ({ ...plan, name: `${prefix}-${plan.name}` }));
}

export const MESS_SENTENCE =
  "50 containers: 21 run unchecked, 3 are well, 2 are starting, 3 finished their job, 20 say unhealthy. 18 of those answer fine: their check is broken. 2 are really down. 1 crashes again and again.";

function compose(project: string, service: string): Record<string, string> {
  return {
    "com.docker.compose.project": project,
    "com.docker.compose.service": service,
    "com.docker.compose.container-number": "1",
    "com.docker.compose.oneoff": "False",
  };
}

/** Create and start them all. @param plans the same mess under other names */
export async function makeMess(
  socket: string,
  prefix: string,
  freezes: (pid: number) => void,
  plans: Plan[] = planMess(prefix),
): Promise<Plan[]> {
  await importBareImage(socket);
  for (let from = 0; from < plans.length; from += 8) await Promise.all(plans.slice(from, from + 8).map((plan) => start(socket, plan)));
  for (const plan of plans.filter(({ isFrozen }) => isFrozen === true)) {
    await untilHealth(socket, plan.name, "healthy");
    const { State } = (await inspect(socket, plan.name)) as { State: { Pid: number } };
    freezes(State.Pid);
  }
  for (const plan of plans.filter(({ verdict, check }) => check !== undefined && (verdict === "broken-check" || verdict === "down")))
    await untilHealth(socket, plan.name, "unhealthy");
  return plans;
}

async function start(socket: string, plan: Plan): Promise<void> {
  const {
    name,
    image = BUSYBOX_IMAGE,
    command,
    labels = {},
    check,
    checkTimeoutMs = 3_000,
    startPeriodMs = 0,
    port,
    restart = "unless-stopped",
    isStarted = true,
  } = plan;
  const body = {
    Image: image,
    Cmd: command,
    Labels: { ...labels, "hydra.test": "1" },
    ...(port === undefined ? {} : { ExposedPorts: { [`${port}/tcp`]: {} } }),
    ...(check === undefined
      ? {}
      : {
          Healthcheck: {
            Test: check,
            Interval: 1_000 * NS_PER_MS,
            Timeout: checkTimeoutMs * NS_PER_MS,
            Retries: 2,
            StartPeriod: startPeriodMs * NS_PER_MS,
          },
        }),
    HostConfig: { RestartPolicy: { Name: restart } },
  };
  expectStatus(await askEngine(socket, "POST", `/v1.41/containers/create?name=${name}`, body), 201, `create ${name}`);
  if (isStarted) expectStatus(await askEngine(socket, "POST", `/v1.41/containers/${name}/start`), 204, `start ${name}`);
}

function expectStatus({ status, body }: { status: number; body: string }, wanted: number, what: string): void {
  if (status !== wanted) throw new Error(`${what}: ${status} ${body}`);
}

async function inspect(socket: string, name: string): Promise<unknown> {
  return JSON.parse((await askEngine(socket, "GET", `/v1.41/containers/${name}/json`)).body);
}

async function untilHealth(socket: string, name: string, wanted: string): Promise<void> {
  for (const deadline = Date.now() + 90_000; ;) {
    const { State } = (await inspect(socket, name)) as { State: { Health?: { Status: string } } };
    if (State.Health?.Status === wanted) return;
    if (Date.now() > deadline) throw new Error(`${name} did not become ${wanted}: it is ${State.Health?.Status}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** `docker import` of a tree whose only program is busybox under the name of its web server. */
async function importBareImage(socket: string): Promise<void> {
  const { body } = await askEngine(socket, "GET", `/v1.41/images/${BARE_IMAGE}/json`);
  if (body.includes('"Id"')) return;
  const archive = await busyboxArchive();
  const imported = await askEngine(
    socket,
    "POST",
    `/v1.41/images/create?fromSrc=-&repo=${BARE_IMAGE.split(":")[0]}&tag=1`,
    Readable.from([archive]),
  );
  expectStatus(imported, 200, "import the bare image");
}

/** The program of the busybox image, as a tar with the one file `httpd`. */
async function busyboxArchive(): Promise<Buffer> {
  const program = await readFile("/bin/busybox");
  const header = Buffer.alloc(512);
  header.write("httpd", 0);
  header.write("0000755\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${program.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        ", 148);
  header.write("0", 156);
  header.write("ustar\u000000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([header, program, Buffer.alloc((512 - (program.length % 512)) % 512), Buffer.alloc(1_024)]);
}
