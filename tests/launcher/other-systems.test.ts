import { spawn } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import { askEngine } from "../peers/docker-api.ts";
import { BUSYBOX_IMAGE, peer } from "../peers/peers.ts";
import { REPOSITORY } from "./checkout.ts";

const engine = peer("docker");
const socketPath = (engine ?? "").replace("unix://", "");

/** In a container that has busybox alone: no glibc, no Node, no npm. */
describe.skipIf(engine === null)("the launcher on another system", () => {
  let id = "";

  afterEach(async () => {
    await askEngine(socketPath, "DELETE", `/containers/${id}?force=1`);
  });

  async function startAfter(preparation: string): Promise<string> {
    const created = await askEngine(socketPath, "POST", "/containers/create", {
      Image: BUSYBOX_IMAGE,
      Cmd: ["sh", "-c", `${preparation}; exec /hydra up`],
      Labels: { "hydra.test": "launcher" },
      Tty: true,
      HostConfig: { NetworkMode: "none" },
    });
    id = (JSON.parse(created.body) as { Id: string }).Id;
    const tar = spawn("tar", ["-C", REPOSITORY, "-c", "hydra"], { stdio: ["ignore", "pipe", "inherit"] });
    await askEngine(socketPath, "PUT", `/containers/${id}/archive?path=/`, tar.stdout);
    await askEngine(socketPath, "POST", `/containers/${id}/start`);
    const end = await askEngine(socketPath, "POST", `/containers/${id}/wait`);
    expect((JSON.parse(end.body) as { StatusCode: number }).StatusCode).toBe(1);
    return (await askEngine(socketPath, "GET", `/containers/${id}/logs?stdout=1&stderr=1`)).body.trim();
  }

  it("NixOS", async () => {
    expect(await startAfter("touch /etc/NIXOS")).toBe(
      "hydra: NixOS cannot run the Node.js that npm offers. Run: nix-shell -p nodejs_24 --run './hydra up'",
    );
  });

  it("musl", async () => {
    const said = await startAfter("mkdir -p /lib; touch /lib/ld-musl-x86_64.so.1");
    expect(said).toBe("hydra: Node.js 24 or newer is missing, and npm offers none for musl. On Alpine 3.23 or newer: apk add nodejs npm");
  });

  it("without glibc", async () => {
    expect(await startAfter("true")).toMatch(
      /^hydra: Node\.js 24 or newer is missing, and the one that npm offers needs glibc \(\/lib.*\)\. Install Node\.js by the system's own means\.$/,
    );
  });
});
