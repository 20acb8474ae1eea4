import { mkdtempSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { containerFacts, fakeDocker } from "../../../../integrations/docker/fake.ts";
import type { ContainerFacts } from "../../../../integrations/docker/facts.ts";
import { inventory } from "../../inventory/index.ts";
import { containers } from "../index.ts";
import { Watched } from "../testing/watched.ts";
import { configFilesOf, readConfigFile } from "./config-files.ts";
import { differencesOf } from "./differences.ts";
import { compose } from "./operations.ts";
import { serviceBlockIn, type ServiceBlock } from "./service-block.ts";
import { canBe, hasVariable, wordsOf } from "./template.ts";
import { portsOf, wantedOf } from "./wanted.ts";

const folder = mkdtempSync(join(tmpdir(), "hydra-compose-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const FILE = `# The home's tools.
x-common: &common
  restart: unless-stopped

services:
  db:
    image: postgres:16
    environment:
      POSTGRES_PASSWORD: password

  # Keeps recipes.
  # Old: ADMIN_PASS=hunter2hunter2
  web:
    <<: *common
    image: nginx:\${TAG:-1.27}  # pinned later
    ports:
      - "8080:80"
    environment:
      - TZ=Europe/Berlin
      - DB_PASS=changed
      - API_TOKEN=\${API_TOKEN}
    command: ["serve", "--api-key", "letters"]
    volumes:
      - ./data:/data
      - cache:/cache:ro

  # The next one.
  other:
    image: busybox
volumes:
  cache:
`;

function blockOf(text: string, service = "web"): ServiceBlock {
  const found = serviceBlockIn(text, service);
  if ("problem" in found) throw new Error(found.problem);
  return found.block;
}

const LABELS = {
  "com.docker.compose.project": "tools",
  "com.docker.compose.service": "web",
  "com.docker.compose.project.working_dir": folder,
};

/** As compose would have made it from FILE. */
function asInFile(partial: Partial<ContainerFacts> = {}): ContainerFacts {
  return containerFacts({
    name: "tools_web_1",
    image: "nginx:1.27",
    command: ["serve", "--api-key", "letters"],
    labels: LABELS,
    envNames: ["API_TOKEN", "DB_PASS", "PATH", "TZ"],
    ports: [{ containerPort: 80, protocol: "tcp", hostIp: "0.0.0.0", hostPort: 8080 }],
    mounts: [
      { kind: "volume", source: "tools_cache", target: "/cache", isWritable: false },
      { kind: "bind", source: join(folder, "data"), target: "/data", isWritable: true },
      { kind: "volume", source: "0".repeat(64), target: "/from-image", isWritable: true },
    ],
    networks: [{ name: "tools_default", ipAddress: null, aliases: [] }],
    networkMode: "tools_default",
    ...partial,
  });
}

function differences(text: string, facts: ContainerFacts): string[] {
  const wanted = wantedOf([blockOf(text)], { project: "tools", folder });
  return differencesOf(wanted, facts).map(({ what, about, inFile, running }) => `${what} ${about}: ${inFile} | ${running}`);
}

describe("the block of a service", () => {
  test("is its lines with its comments, and no other service's", () => {
    const { text, firstLine } = blockOf(FILE);
    expect(firstLine).toBe(11);
    expect(text.split("\n")).toEqual([
      "  # Keeps recipes.",
      "  # Old: ADMIN_PASS=***",
      "  web:",
      "    <<: *common",
      "    image: nginx:${TAG:-1.27}  # pinned later",
      "    ports:",
      '      - "8080:80"',
      "    environment:",
      "      - TZ=Europe/Berlin",
      "      - DB_PASS=***",
      "      - API_TOKEN=${API_TOKEN}",
      '    command: ["serve", "--api-key", ***]',
      "    volumes:",
      "      - ./data:/data",
      "      - cache:/cache:ro",
    ]);
  });

  test.each([
    ["    environment:\n      DB_PWD: hunter2\n      NOTE: fine", ["hunter2"], ["DB_PWD: ***", "NOTE: fine"]],
    ["    environment:\n      PASSWORD: |\n        first\n        second\n    user: root", ["first", "second"], ["user: root"]],
    ["    environment:\n      SECRET_KEYS: [alpha, beta]", ["alpha", "beta"], ["SECRET_KEYS: [***, ***]"]],
    ["    secrets:\n      - db_password", [], ["- db_password"]],
    ["    labels:\n      - app.password=letmein", ["letmein"], ["app.password=***"]],
    ["    command:\n      - --password\n      - letmein", ["letmein"], ["- --password", "- ***"]],
    ["    environment:\n      URL: postgres://me:letmein@db/x", ["letmein"], ["postgres://me:***@db/x"]],
    ["    environment:\n      TOKEN: ${TOKEN:-letmein}", ["letmein"], ["TOKEN: ***"]],
    ["    environment:\n      - DEBUG=1 # password: letmein", ["letmein"], ["DEBUG=1"]],
  ])("masks what is secret in %j", (lines, hidden, kept) => {
    const { text } = blockOf(`services:\n  web:\n${lines}\n`);
    for (const secret of hidden) expect(text).not.toContain(secret);
    for (const piece of kept) expect(text).toContain(piece);
    expect(text.split("\n")).toHaveLength(lines.split("\n").length + 1);
  });

  test("reads the first version of the format, maps on one line, and services without a word", () => {
    expect(blockOf("web:\n  image: a\n").text).toBe("web:\n  image: a");
    expect(blockOf("services: {db: {image: a}, web: {image: b}}").text).toBe("web: {image: b}");
    expect(blockOf("services:\n  web:\n  db:\n    image: a\n").text).toBe("  web:");
  });

  test.each([
    ["", "It is no compose file."],
    ["services:\n  db:\n    image: a\n", "It does not have the service web."],
    ["services:\n  web: [\n", "It is not valid YAML: see its line 3."],
    ["just words", "It is no compose file."],
    [`a: &a [x]\n${bomb()}services:\n  web: *h`, "It refers to itself too often to be read."],
  ])("says what is wrong with %j", (text, problem) => expect(serviceBlockIn(text, "web")).toEqual({ problem }));
});

/** Each name stands for nine of the one before. */
function bomb(): string {
  return [..."bcdefgh"].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefg"[index]}`).join(", ")}]\n`).join("");
}

describe("what differs", () => {
  test("is nothing where the container is as the file says, whatever variables hide", () => {
    expect(differences(FILE, asInFile())).toEqual([]);
    expect(differences(FILE, asInFile({ image: "nginx:1.29" }))).toEqual([]);
  });

  test("is told one by one", () => {
    const facts = asInFile({
      image: "caddy:2",
      command: ["serve", "--api-key", "other"],
      restartPolicy: "no",
      envNames: ["PATH", "TZ"],
      ports: [
        { containerPort: 80, protocol: "tcp", hostIp: "127.0.0.1", hostPort: 9090 },
        { containerPort: 443, protocol: "tcp", hostIp: "0.0.0.0", hostPort: 443 },
        { containerPort: 9000, protocol: "tcp", hostIp: null, hostPort: null },
      ],
      mounts: [{ kind: "bind", source: "/etc", target: "/etc/host", isWritable: false }],
      networks: [{ name: "bridge", ipAddress: null, aliases: [] }],
      isPrivileged: true,
    });
    expect(differences(FILE, facts)).toEqual([
      "image null: nginx:${TAG:-1.27} | caddy:2",
      "command null: serve --api-key *** | serve --api-key ***",
      "restart-policy null: unless-stopped | no",
      "privileged null: false | true",
      "port 80/tcp: 8080 | 127.0.0.1:9090",
      "port 443/tcp: null | 443",
      "environment DB_PASS: set | null",
      "environment API_TOKEN: set | null",
      `mount /data: ${join(folder, "data")} | null`,
      "mount /cache: tools_cache, read only | null",
      "mount /etc/host: null | /etc, read only",
      "network tools_default: joined | null",
      "network bridge: null | joined",
    ]);
  });

  test("nothing is made of what stands in files that are not read", () => {
    const extended = "services:\n  web:\n    extends: base\n    env_file: .env\n";
    const facts = asInFile({ isPrivileged: true, restartPolicy: "always" });
    expect(differences(extended, facts)).toEqual([]);
    expect(wantedOf([blockOf(extended)], { project: "tools", folder }).openEnds).toEqual(["everything", "environment"]);
  });

  test("a later file overrides an earlier one, and adds to its lists", () => {
    const second = "services:\n  web:\n    image: nginx:2\n    ports: ['443:443']\n    volumes: ['/srv:/data']\n";
    const { image, ports, mounts } = wantedOf([blockOf(FILE), blockOf(second)], { project: "tools", folder });
    expect(image).toBe("nginx:2");
    expect(ports.map(({ hostPort }) => hostPort)).toEqual([8080, 443]);
    expect(mounts.map(({ source, target }) => `${source} ${target}`)).toEqual(["/srv /data", "tools_cache /cache"]);
  });

  test("the network of another, the check that was switched off, and the engine's own are understood", () => {
    const file =
      "services:\n  web:\n    image: a\n    network_mode: service:vpn\n    restart: on-failure:3\n    healthcheck: {disable: true}\n";
    const facts = containerFacts({ image: "a:latest", networkMode: "container:abc", networks: [], restartPolicy: "on-failure" });
    expect(differences(file, facts)).toEqual([]);
    expect(differences(file, { ...facts, networkMode: "host" })).toEqual(["network null: service:vpn | host"]);
  });
});

test.each([
  ["80", "80/tcp 0.0.0.0:null"],
  ["8080:80", "80/tcp 0.0.0.0:8080"],
  ["127.0.0.1:53:53/udp", "53/udp 127.0.0.1:53"],
  ["[::1]:53:53", "53/tcp ::1:53"],
  ["127.0.0.1::80", "80/tcp 127.0.0.1:null"],
  ["3000-3001:4000-4001", "4000/tcp 0.0.0.0:3000, 4001/tcp 0.0.0.0:3001"],
  ["8000-9000:80", "80/tcp 0.0.0.0:null"],
  [{ target: 80, published: "8080", host_ip: "10.0.0.2", protocol: "udp" }, "80/udp 10.0.0.2:8080"],
  ["${PORT}:80", undefined],
  ["1-70000:1-70000", undefined],
])("the port %j is %s", (port, read) => {
  const ports = portsOf(port)?.map(({ containerPort, protocol, hostIp, hostPort }) => `${containerPort}/${protocol} ${hostIp}:${hostPort}`);
  expect(ports?.join(", ")).toBe(read);
});

test.each([
  ["nginx", "nginx", true],
  ["nginx:${TAG}", "nginx:1", true],
  ["nginx:${TAG:-${OTHER}}-alpine", "nginx:1-alpine", true],
  ["nginx:${TAG}", "caddy:1", false],
  ["$A-$B-x", "1-2-x", true],
  ["$A-$B-x", "1-x", false],
  ["a$$b", "a$b", true],
  ["ab${X}ba", "aba", false],
  ["5$", "5$", true],
])("%s can be %s: %s", (template, actual, expected) => expect(canBe(template, actual)).toBe(expected));

test("a variable is told from a dollar, and words as a shell splits them", () => {
  expect(["$$A", "5$", "$A", "${A}"].map(hasVariable)).toEqual([false, false, true, true]);
  expect(wordsOf(`run --a="x y" 'b c' d`)).toEqual(["run", "--a=x y", "b c", "d"]);
  expect(wordsOf("say $(date)")).toBeNull();
  expect(wordsOf(`it's`)).toBeNull();
});

describe("the files", () => {
  test("are named by the labels, relative to the project's folder", () => {
    const labels = { ...LABELS, "com.docker.compose.project.config_files": "compose.yml, /other/override.yaml" };
    expect(configFilesOf(labels)).toEqual([join(folder, "compose.yml"), "/other/override.yaml"]);
    expect(configFilesOf({})).toEqual([]);
  });

  test("are read only where they are plain, small and called as compose files are", async () => {
    await writeFile(join(folder, "large.yml"), "a".repeat(300_000));
    await writeFile(join(folder, "fine.yaml"), "a: 1");
    await writeFile(join(folder, "secret.txt"), "a: 1");
    const problem = async (name: string): Promise<string | null> => (await readConfigFile(join(folder, name))).problem;
    expect(await problem("fine.yaml")).toBeNull();
    expect(await problem("large.yml")).toBe("It is larger than 256 KiB.");
    expect(await problem("secret.txt")).toBe("It is not called .yml or .yaml.");
    expect(await problem("gone.yml")).toMatch(/^It is not there any more/);
    expect((await readConfigFile("compose.yml")).problem).toBe("Compose noted only a part of its path.");
    expect((await readConfigFile("/dev/null.yml")).problem).not.toBeNull();
  });
});

describe("containers.compose", () => {
  const labels = { ...LABELS, "com.docker.compose.project.config_files": "compose.yml" };

  test("shows the block and what differs; another machine's files and a container without compose are told as such", async () => {
    await writeFile(join(folder, "compose.yml"), FILE);
    const far = fakeDocker({ name: "far", isLocal: false });
    await using watched = await new Watched([inventory, containers], { engines: [fakeDocker(), far] }).start();
    const [near] = watched.engines;
    near?.add(asInFile({ labels, image: "caddy:2" }));
    near?.add(containerFacts({ name: "alone" }));
    near?.add(asInFile({ name: "noted-nothing", id: "1".repeat(64) }));
    far.add(asInFile({ name: "elsewhere", labels }));
    const asked = async (name: string): Promise<Record<string, unknown>> => {
      await expect.poll(() => watched.call(compose, { name }).catch(() => null)).not.toBeNull();
      return watched.call(compose, { name });
    };
    expect(await asked("tools_web_1")).toMatchObject({
      state: "read",
      files: [{ path: join(folder, "compose.yml"), problem: null }],
      blocks: [{ firstLine: 11 }],
      differences: [{ what: "image", about: null, inFile: "nginx:${TAG:-1.27}", running: "caddy:2" }],
    });
    expect(await asked("alone")).toMatchObject({ state: "not-compose", differences: null });
    expect(await asked("noted-nothing")).toMatchObject({ state: "unknown", reason: expect.stringMatching(/did not note/) });
    expect(await asked("elsewhere")).toMatchObject({
      state: "unknown",
      blocks: [],
      differences: null,
      reason: expect.stringMatching(/on far/),
    });
    await rm(join(folder, "compose.yml"));
    expect(await asked("tools_web_1")).toMatchObject({
      state: "unknown",
      differences: null,
      reason: expect.stringMatching(/not there any more/),
    });
  });
});
