import { z } from "zod";
import { maskSecrets } from "../../../../kernel/masking.ts";
import type { Evidence, EvidenceLine } from "./evidence.ts";
import { parseJson } from "./model.ts";

export const CONCLUDE = "conclude";

const Conclusion = z.object({
  claims: z.array(z.object({ says: z.string(), cites: z.array(z.string()) })).max(20),
});

export interface Claim {
  says: string;
  evidence: EvidenceLine[];
}

const MOST_CLAIMS = 8;
const LONGEST_CLAIM = 400;
const MOST_CITED = 10;

/** The tool by which the model ends. */
export const concludeDefinition = {
  type: "function",
  function: {
    name: CONCLUDE,
    description: "end the investigation with what you found",
    parameters: {
      type: "object",
      required: ["claims"],
      properties: {
        claims: {
          type: "array",
          maxItems: MOST_CLAIMS,
          items: {
            type: "object",
            required: ["says", "cites"],
            properties: {
              says: { type: "string", description: "one sentence" },
              cites: { type: "array", items: { type: "string" }, description: "ids of the lines that show it, as E3" },
            },
          },
        },
      },
    },
  },
};

/**
 * What of a conclusion stands: claims all of whose citations were really read. Others are dropped and counted.
 * @returns null when it is none
 */
export function readConclusion(said: unknown, evidence: Evidence): { claims: Claim[]; dropped: number } | null {
  const read = Conclusion.safeParse(said);
  if (!read.success) return null;
  const claims: Claim[] = [];
  for (const { says, cites } of read.data.claims) {
    const cited = [...new Set(cites)].map((id) => evidence.find(id));
    const known = cited.filter((line) => line !== undefined);
    const text = maskSecrets(says.replaceAll(/\s+/g, " ").trim()).slice(0, LONGEST_CLAIM);
    if (text !== "" && known.length > 0 && known.length === cited.length && claims.length < MOST_CLAIMS)
      claims.push({ says: text, evidence: known.slice(0, MOST_CITED) });
  }
  return { claims, dropped: read.data.claims.length - claims.length };
}

/** A conclusion that was written as text instead: the JSON in it. */
export function conclusionIn(text: string): unknown {
  const from = text.indexOf("{");
  const to = text.lastIndexOf("}");
  return from === -1 || to < from ? undefined : parseJson(text.slice(from, to + 1));
}
