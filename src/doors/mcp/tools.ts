import type { Tool } from "@modelcontextprotocol/server";
import { z } from "zod";
import { covers, type Caller } from "../../kernel/caller.ts";
import { isFile, isStream, permissionOf, type AnyOperation, type Risk } from "../../kernel/operation.ts";
import { routeOf } from "../../kernel/registry.ts";
import type { KernelServices } from "../../kernel/services.ts";
import { STREAM_BOUNDS_TEXT } from "./bounded-list.ts";
import { toolNameOf } from "./tool-names.ts";
import { UPLOAD_SCHEMA } from "./upload.ts";

export type InputSchema = Tool["inputSchema"];

/** `usual`: what a model needs day by day; `all`: everything it has a right to. */
export type Selection = "usual" | "all";

/** The operations that a caller finds over MCP: what it has a right to and what can work here. */
export function operationsFor(
  services: Pick<KernelServices, "registry" | "isConfigured">,
  caller: Caller,
  selection: Selection,
): AnyOperation[] {
  return [...services.registry.operations.values()].filter((op) => {
    // A language model is never the person that these ask for.
    if (op.personOnly === true) return false;
    if (selection === "usual" && (op.rarelyAsked === true || op.open === true)) return false;
    if (op.open !== true && !covers(caller.scopes, permissionOf(op))) return false;
    return Object.entries(op.uses ?? {}).every(([name, need]) => need === "optional" || services.isConfigured(name));
  });
}

const tools = new WeakMap<AnyOperation, Tool>();

/** An operation as a tool; made once. */
export function toolOf(op: AnyOperation): Tool {
  let tool = tools.get(op);
  if (tool === undefined) {
    tool = {
      name: toolNameOf(op.name),
      title: op.name,
      description: descriptionOf(op),
      inputSchema: inputSchemaOf(op),
      annotations: annotationsOf(op),
    };
    tools.set(op, tool);
  }
  return tool;
}

export function inputSchemaOf(op: AnyOperation): InputSchema {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(op.input, { io: "input", unrepresentable: "any" });
  const object = { ...schema, type: "object" } as unknown as InputSchema;
  if (op.upload === undefined) return object;
  return {
    ...object,
    properties: { ...object.properties, upload: UPLOAD_SCHEMA },
    required: [...(object.required ?? []), "upload"],
  };
}

/** What a tool does to the world, for clients that ask a person before some calls. */
function annotationsOf(op: AnyOperation): Tool["annotations"] {
  const { method } = routeOf(op);
  const isRead = op.risk === "read";
  return {
    readOnlyHint: isRead,
    destructiveHint: op.risk === "destroying",
    idempotentHint: isRead || method === "PUT" || method === "DELETE",
  };
}

const RISK_TEXT: Record<Risk, string> = {
  read: "",
  undoable: "Changes something; needs a grant, else a person is asked.",
  lasting: "Changes something for good; needs a grant, else a person is asked.",
  destroying: "Destroys something; a person always has to approve it.",
};

function descriptionOf(op: AnyOperation): string {
  const bounds = isStream(op.output) ? STREAM_BOUNDS_TEXT : "";
  const bytes = isFile(op.output) ? `Answers a file (${op.output.mediaTypes.join(", ")}).` : "";
  return [`${op.summary}.`, RISK_TEXT[op.risk], bounds, bytes].filter((sentence) => sentence !== "").join(" ");
}
