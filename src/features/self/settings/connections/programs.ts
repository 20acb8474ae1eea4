/** A program that Hydra knows by the name of its image. */
export interface Program {
  /** As people call it. */
  name: string;
  /** Where it answers inside its container. */
  port: number;
  /** The section of hydra.yaml that connects it, with the address given; null: this Hydra has no use for it yet. */
  section: ((address: string, name: string) => object) | null;
}

type UpstreamKind = "openai" | "litellm" | "ollama" | "tabbyapi" | "vllm" | "llamacpp";

function upstream(name: string, port: number, kind: UpstreamKind): Program {
  return { name, port, section: (url, as) => ({ upstreams: { servers: [{ name: as, url, kind }] } }) };
}

const prometheus: Program = { name: "Prometheus", port: 9090, section: (url) => ({ prometheus: { url } }) };
const qdrant: Program = { name: "Qdrant", port: 6333, section: (url) => ({ qdrant: { url } }) };
const ollama = upstream("Ollama", 11_434, "ollama");
const litellm = upstream("LiteLLM", 4000, "litellm");
const tabby = upstream("TabbyAPI", 5000, "tabbyapi");
const vllm = upstream("vLLM", 8000, "vllm");
const llama = upstream("llama.cpp", 8080, "llamacpp");
const localai = upstream("LocalAI", 8080, "openai");

function unusedYet(name: string, port: number): Program {
  return { name, port, section: null };
}

/** By the last part of the image's name, or its last two. Tools for a thing (exporters, pages for it) are not the thing. */
const BY_IMAGE: Readonly<Record<string, Program>> = {
  prometheus,
  qdrant,
  ollama,
  litellm,
  "litellm-database": litellm,
  "litellm-non_root": litellm,
  tabbyapi: tabby,
  "vllm-openai": vllm,
  "vllm-openai-rocm": vllm,
  "ggml-org/llama.cpp": llama,
  "ggerganov/llama.cpp": llama,
  localai,
  "local-ai": localai,
  n8n: unusedYet("n8n", 5678),
  "home-assistant": unusedYet("Home Assistant", 8123),
  homeassistant: unusedYet("Home Assistant", 8123),
  "uptime-kuma": unusedYet("Uptime Kuma", 3001),
  grafana: unusedYet("Grafana", 3000),
};

/** Null for an image that tells nothing, or only its content (`sha256:…`). */
export function programOf(image: string): Program | null {
  const path = image
    .toLowerCase()
    .replace(/@sha256:[0-9a-f]*$/, "")
    .replace(/:[^/:]*$/, "")
    .split("/");
  const last = path.at(-1) ?? "";
  const known = [`${path.at(-2) ?? ""}/${last}`, last].find((name) => Object.hasOwn(BY_IMAGE, name));
  return known === undefined ? null : (BY_IMAGE[known] ?? null);
}
