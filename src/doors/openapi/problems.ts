import { ERROR_STATUS, type ErrorCode } from "../../kernel/errors.ts";
import { isFile, isStream, type AnyOperation } from "../../kernel/operation.ts";
import { readsQuery, routeOf } from "../../kernel/registry.ts";
import { fieldsOf } from "../../kernel/text-values.ts";
import { pascal, type JsonSchema } from "./schemas.ts";

/** When each failure happens, for a reader of the document. */
const WHEN: Record<ErrorCode, string> = {
  invalid_input: "The input is not valid; `errors` names each field.",
  unauthenticated: "No token, or one that is not known.",
  forbidden: "The caller may not do this; `detail` says what is missing.",
  not_found: "What the input names does not exist.",
  conflict: "The state does not allow it now.",
  too_large: "The body is larger than this operation takes.",
  approval_required: "A person has to approve this first; `approvalId` names what waits. Repeat the call afterwards to get its result.",
  rate_limited: "Too many calls; `Retry-After` says how many seconds to wait.",
  not_configured: "An outside system that this needs is not connected; `detail` says how to connect it.",
  storage_full: "There is no space left for the state.",
  upstream_failed: "An outside system failed or refused.",
  upstream_unauthorized: "An outside system refused the credentials.",
  internal: "Hydra made a mistake; the log has the details under the incident that `detail` names.",
};

export const PROBLEM_SCHEMA: JsonSchema = {
  type: "object",
  description: "A failure, as RFC 9457 has it.",
  required: ["type", "title", "status", "code", "detail"],
  properties: {
    type: { type: "string", description: "the code as a URI" },
    title: { type: "string", description: "what kind of failure this is" },
    status: { type: "integer", description: "the HTTP status" },
    code: { type: "string", enum: Object.keys(ERROR_STATUS), description: "what programs decide by" },
    detail: { type: "string", description: "what happened and what to do next" },
    approvalId: { type: "string", description: "the approval that the call waits for" },
    errors: {
      type: "array",
      description: "what is wrong with the input",
      items: {
        type: "object",
        required: ["path", "message"],
        properties: {
          path: { type: "string", description: "where: `hosts[0].url`" },
          message: { type: "string", description: "what is wrong there" },
        },
      },
    },
  },
};

/** The failures that a caller of this operation can meet. */
export function problemsOf(op: AnyOperation): ErrorCode[] {
  const { method, parameters } = routeOf(op);
  const isMutation = op.risk !== "read";
  const usesOthers = Object.keys(op.uses ?? {}).length > 0;
  const happens: Partial<Record<ErrorCode, boolean>> = {
    invalid_input: Object.keys(fieldsOf(op.input)).length > 0 || op.upload !== undefined || !readsQuery(method),
    unauthenticated: op.open !== true,
    forbidden: true,
    not_found: parameters.length > 0 || op.subject !== undefined,
    conflict: isMutation,
    too_large: !readsQuery(method),
    approval_required: isMutation,
    rate_limited: op.open !== true,
    not_configured: Object.values(op.uses ?? {}).includes("required"),
    storage_full: isMutation,
    upstream_failed: usesOthers,
    internal: true,
  };
  return (Object.keys(happens) as ErrorCode[]).filter((code) => happens[code] === true);
}

/** `#/components/responses`: one for each failure. Two codes share status 502, and one response. */
export function problemResponses(problem: JsonSchema): Record<string, JsonSchema> {
  const codes = (Object.keys(ERROR_STATUS) as ErrorCode[]).filter((code) => code !== "upstream_unauthorized");
  return Object.fromEntries(
    codes.map((code) => [pascal(code), { description: WHEN[code], content: { "application/problem+json": { schema: problem } } }]),
  );
}

export function responsesOf(op: AnyOperation, success: JsonSchema): Record<string, JsonSchema> {
  const failures = problemsOf(op).map((code) => [String(ERROR_STATUS[code]), { $ref: `#/components/responses/${pascal(code)}` }] as const);
  return { "200": { description: successText(op), ...success }, ...Object.fromEntries(failures) };
}

function successText(op: AnyOperation): string {
  if (isStream(op.output)) return "Items as they come, one event each; a comment now and then keeps the line open.";
  if (isFile(op.output)) return "The bytes.";
  return "Done.";
}
