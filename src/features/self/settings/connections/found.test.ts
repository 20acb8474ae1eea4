import { expect, test } from "vitest";
import { parse } from "yaml";
import { containerFacts } from "../../../../integrations/docker/fake.ts";
import type { ContainerFacts, PortMapping } from "../../../../integrations/docker/facts.ts";
import { findPrograms, type FoundProgram } from "./found.ts";
import { programOf } from "./programs.ts";

function port(containerPort: number, hostPort: number | null, hostIp: string | null = "0.0.0.0"): PortMapping {
  return { containerPort, hostPort, hostIp, protocol: "tcp" };
}

function find(containers: Partial<ContainerFacts>[], settings: unknown = {}, address = "unix:///var/run/docker.sock"): FoundProgram[] {
  return findPrograms(
    [{ name: "tower", address, containers: containers.map((facts) => containerFacts({ state: "running", ...facts })) }],
    settings,
  );
}

test.each([
  ["prom/prometheus:v3", "Prometheus"],
  ["docker.io/ollama/ollama:0.9@sha256:00ff", "Ollama"],
  ["ghcr.io/berriai/litellm:main-latest", "LiteLLM"],
  ["ghcr.io/ggml-org/llama.cpp:server-cuda", "llama.cpp"],
  ["registry.example:5000/vllm/vllm-openai", "vLLM"],
  ["n8nio/n8n", "n8n"],
  ["prom/node-exporter", undefined],
  ["quay.io/prometheuscommunity/postgres-exporter", undefined],
  ["sha256:1f2e3d", undefined],
  ["constructor", undefined],
  ["", undefined],
])("%s is %s", (image, name) => {
  expect(programOf(image)?.name).toBe(name);
});

test("what is found comes with the exact section that connects it", () => {
  const found = find([
    { name: "prom", image: "prom/prometheus", ports: [port(9090, 19_090)] },
    { name: "AI_ollama", image: "ollama/ollama", ports: [port(11_434, 11_434, "127.0.0.1")] },
    { name: "ai-ollama", image: "ollama/ollama", ports: [port(11_434, 11_435)] },
    { name: "flow", image: "n8nio/n8n", ports: [port(5678, 5678)] },
    { name: "vectors", image: "qdrant/qdrant", ports: [port(6333, null)] },
    { name: "web", image: "nginx", ports: [port(80, 80)] },
  ]);
  expect(found.map(({ program, container, address, state }) => [program, container, address, state])).toEqual([
    ["n8n", "flow", "http://127.0.0.1:5678", "unused"],
    ["Ollama", "AI_ollama", "http://127.0.0.1:11434", "new"],
    ["Ollama", "ai-ollama", "http://127.0.0.1:11435", "new"],
    ["Prometheus", "prom", "http://127.0.0.1:19090", "new"],
    ["Qdrant", "vectors", null, "unreachable"],
  ]);
  expect(found.map(({ addition }) => (addition === null ? null : (parse(addition) as unknown)))).toEqual([
    null,
    { upstreams: { servers: [{ name: "ai-ollama", url: "http://127.0.0.1:11434", kind: "ollama" }] } },
    { upstreams: { servers: [{ name: "ai-ollama-2", url: "http://127.0.0.1:11435", kind: "ollama" }] } },
    { prometheus: { url: "http://127.0.0.1:19090" } },
    null,
  ]);
});

test("what is connected already is said so, by whatever name of this machine", () => {
  const prometheus = { name: "prom", image: "prom/prometheus", ports: [port(9090, 9090)] };
  expect(find([prometheus], { prometheus: { url: "http://localhost:9090/" } })[0]?.state).toBe("connected");
  expect(find([prometheus], { prometheus: { url: "http://tower:9090/" } })[0]?.state).toBe("new");
});

test("on another machine it is reached there, unless it answers to its own machine only", () => {
  const afar = (facts: Partial<ContainerFacts>, address: string): string | null | undefined =>
    find([{ image: "prom/prometheus", ...facts }], {}, address)[0]?.address;
  expect(afar({ ports: [port(9090, 9090)] }, "ssh://me@nas")).toBe("http://nas:9090");
  expect(afar({ ports: [port(9090, 9090)] }, "tcp://[fd00::2]:2376")).toBe("http://[fd00::2]:9090");
  expect(afar({ ports: [port(9090, 9090, "192.0.2.7")] }, "ssh://me@nas")).toBe("http://192.0.2.7:9090");
  expect(afar({ ports: [port(9090, 9090, "127.0.0.1")] }, "ssh://me@nas")).toBeNull();
  expect(afar({ networkMode: "host", ports: [] }, "ssh://me@nas")).toBe("http://nas:9090");
  expect(find([{ image: "prom/prometheus", state: "exited" }])).toEqual([]);
});
