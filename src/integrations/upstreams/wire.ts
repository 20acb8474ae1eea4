import { z } from "zod";

/** What OpenAI-compatible servers send, as far as Hydra reads it. Unknown keys pass; what is told wrongly is not known. */

const Count = z.number().positive().optional().catch(undefined);

/** `GET /v1/models`; `max_model_len` is vLLM's, `meta` llama.cpp's. */
export const ModelList = z.object({
  data: z.array(
    z.object({
      id: z.string().min(1),
      created: Count,
      max_model_len: Count,
      meta: z.object({ n_params: Count, n_ctx_train: Count, n_ctx: Count }).optional().catch(undefined),
    }),
  ),
});

/** Ollama's `GET /api/tags` and `GET /api/ps`. */
export const OllamaModels = z.object({
  models: z.array(
    z.object({
      name: z.string().min(1),
      context_length: Count,
      size_vram: Count,
      details: z
        .object({ parameter_size: z.string().optional().catch(undefined), family: z.string().optional().catch(undefined) })
        .optional()
        .catch(undefined),
    }),
  ),
});

/** TabbyAPI's `GET /v1/model`: the one that is loaded. */
export const TabbyModel = z.object({
  id: z.string().min(1),
  parameters: z.object({ max_seq_len: Count }).optional().catch(undefined),
});

/** LiteLLM's `GET /model/info`. */
export const LiteLlmInfo = z.object({
  data: z.array(
    z.object({
      model_name: z.string().min(1),
      model_info: z
        .object({ mode: z.string().nullish().catch(undefined), max_input_tokens: Count.nullable().catch(undefined) })
        .optional()
        .catch(undefined),
    }),
  ),
});

export const EmbeddingAnswer = z.object({
  data: z.array(z.object({ index: z.int().min(0).optional(), embedding: z.array(z.number()).min(1) })),
});

/** How servers say that something went wrong: OpenAI's object, or a plain text under the same key or `detail`. */
export const ErrorBody = z.union([
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ detail: z.string() }).transform(({ detail }) => detail),
]);
