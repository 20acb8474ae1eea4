import { z } from "zod";

/** What Qdrant sends, as far as it is read; unknown keys pass. */

export const CollectionAnswer = z.looseObject({
  result: z.looseObject({
    points_count: z.int().nullish(),
    config: z.looseObject({
      // One unnamed vector ({ size, distance }) or several by their names.
      params: z.looseObject({ vectors: z.record(z.string(), z.unknown()).optional() }),
    }),
  }),
});

export const NamedVector = z.looseObject({ size: z.int().positive() });

export const QueryAnswer = z.looseObject({
  result: z.looseObject({
    points: z.array(z.looseObject({ id: z.union([z.int(), z.string()]), score: z.number() })),
  }),
});

export const DoneAnswer = z.looseObject({ result: z.unknown() });

export const ErrorAnswer = z.looseObject({ status: z.looseObject({ error: z.string() }) });
