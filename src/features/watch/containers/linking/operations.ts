import { z } from "zod";
import { operation } from "../../../../kernel/operation.ts";
import { board } from "../board.ts";
import { DECLARED_BECAUSE } from "./links.ts";

export const links = operation({
  name: "containers.links",
  summary: "List which container needs which, as compose, labels, people and shared networks say",
  http: "GET /containers/links",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({
    links: z
      .array(z.strictObject({ from: z.string(), to: z.string(), because: z.enum(DECLARED_BECAUSE) }).readonly())
      .readonly()
      .describe("`from` needs `to`; both are identity keys"),
  }),
  run: (_input, ctx) => ctx.part(board).ties.declared,
});
