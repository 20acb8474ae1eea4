import type { z } from "zod";
import type { UpstreamKind, UpstreamModel } from "./facts.ts";
import { LiteLlmInfo, ModelList, OllamaModels, TabbyModel } from "./wire.ts";

/** A model without whose it is and when it was seen. */
export type SeenModel = Omit<UpstreamModel, "upstream" | "ageMs">;

/** Asks one path of a server, below its root (`/api/ps`) or below its API (`v1:/models`). Null when it has no such thing. */
export type Ask = <S extends z.ZodType>(schema: S, path: string) => Promise<z.output<S> | null>;

/** What a server has, by `GET /v1/models` and whatever its kind tells besides. @throws what `ask` throws for the list itself */
export async function readCatalogue(kind: UpstreamKind, ask: Ask): Promise<SeenModel[]> {
  const list = await ask(ModelList, "v1:/models");
  const models = (list?.data ?? []).map(({ id, created, max_model_len: longest, meta }): SeenModel => ({
    id,
    kind: kindOfName(id),
    parametersB: meta?.n_params === undefined ? parametersOfName(id) : round(meta.n_params / 1e9),
    contextTokens: longest ?? meta?.n_ctx ?? meta?.n_ctx_train ?? null,
    createdAt: created === undefined ? null : Math.trunc(created),
    // These two serve what they were started with.
    isLoaded: kind === "vllm" || kind === "llamacpp" ? true : null,
  }));
  const more = await MORE[kind]?.(ask);
  return more === undefined ? models : models.map((model) => ({ ...model, ...more(model) }));
}

type More = (model: SeenModel) => Partial<SeenModel>;

const MORE: Readonly<Partial<Record<UpstreamKind, (ask: Ask) => Promise<More>>>> = {
  async ollama(ask) {
    const [tags, running] = await Promise.all([ask(OllamaModels, "/api/tags"), ask(OllamaModels, "/api/ps")]);
    return ({ id, parametersB }) => {
      const details = tags?.models.find(({ name }) => isSameTag(name, id))?.details;
      const loaded = running?.models.find(({ name }) => isSameTag(name, id));
      const size = parseSize(details?.parameter_size ?? "");
      return {
        parametersB: size ?? parametersB,
        ...(details?.family !== undefined && { kind: details.family.includes("bert") ? ("embedding" as const) : kindOfName(id, "chat") }),
        ...(loaded?.context_length !== undefined && { contextTokens: loaded.context_length }),
        ...(loaded?.size_vram !== undefined && { memoryBytes: loaded.size_vram }),
        isLoaded: running === null ? null : loaded !== undefined,
      };
    };
  },
  async tabbyapi(ask) {
    const current = await ask(TabbyModel, "v1:/model");
    return ({ id, contextTokens }) => ({
      isLoaded: current === null ? null : current.id === id,
      contextTokens: (current?.id === id ? current.parameters?.max_seq_len : undefined) ?? contextTokens,
    });
  },
  async litellm(ask) {
    const info = await ask(LiteLlmInfo, "/model/info");
    return ({ id, kind, contextTokens }) => {
      const known = info?.data.find(({ model_name: name }) => name === id)?.model_info;
      const mode = known?.mode;
      return {
        kind: mode === "chat" || mode === "embedding" ? mode : kind,
        contextTokens: known?.max_input_tokens ?? contextTokens,
      };
    };
  },
};

function isSameTag(one: string, other: string): boolean {
  return fullTag(one) === fullTag(other);
}

/** Ollama leaves out the tag `latest`. */
function fullTag(name: string): string {
  return name.includes(":") ? name : `${name}:latest`;
}

/** Models for embeddings say so in their names, by their family if not by the word. */
export function kindOfName(id: string, otherwise: UpstreamModel["kind"] = "unknown"): UpstreamModel["kind"] {
  return /embed|(^|[/_-])(bge|gte|e5|minilm|sbert|all-mpnet)(?![a-z])/i.test(id) ? "embedding" : otherwise;
}

/** `llama-3.1-70b` is 70, `mixtral-8x7b` 56, `qwen3:0.6b` 0.6, `smollm-135m` 0.135; null where the name has no size. */
export function parametersOfName(id: string): number | null {
  const found = /(?<![a-z0-9.])(?:(\d{1,2})x)?(\d{1,4}(?:\.\d{1,3})?)(b|m)(?![a-z0-9])/i.exec(id);
  if (found === null) return null;
  const [, experts = "1", size = "0", unit = "b"] = found;
  return positive(round((Number(experts) * Number(size)) / (unit.toLowerCase() === "m" ? 1_000 : 1)));
}

/** Ollama's `8.0B` and `137M`. */
function parseSize(text: string): number | null {
  const found = /^(\d{1,5}(?:\.\d+)?)\s*([BM])$/.exec(text.trim());
  return found === null ? null : positive(round(Number(found[1]) / (found[2] === "M" ? 1_000 : 1)));
}

function positive(value: number): number | null {
  return value > 0 ? value : null;
}

function round(billions: number): number {
  return Math.round(billions * 1_000) / 1_000;
}
