import type { Host } from "../../../../kernel/context.ts";
import { maskSecrets } from "../../../../kernel/masking.ts";
import type { Severity } from "../../../self/notifications/events.ts";
import type { Category } from "../../diagnosis/operations.ts";
import { causeText, signatureOf } from "../reading/signature.ts";
import { saveFailure, type Details, type KeptFailure } from "./store.ts";
import { templates } from "./templates.ts";

/** A failure whose cause is known as far as it can be. */
export interface News extends Omit<Details, "notes"> {
  id: string;
  at: number;
  service: string;
  category: Category;
  severity: Severity;
  incident: string | null;
  resolvedAt: number | null;
}

const LONGEST_MESSAGE = 2_000;
const LONGEST_LINE = 500;

/** Find its pattern and keep it. Nothing that looks like a secret is kept. */
export async function noteFailure(host: Pick<Host, "part" | "store">, news: News): Promise<KeptFailure> {
  const { id, at, service, category, severity, incident, resolvedAt, ...details } = news;
  const cause = maskSecrets(details.cause).slice(0, LONGEST_LINE);
  const template = await host.part(templates).of(causeText(cause));
  const { id: pattern, signature } = signatureOf(category, template);
  const failure: KeptFailure = {
    id,
    at,
    service: maskSecrets(service),
    category,
    severity,
    pattern,
    incident,
    resolvedAt,
    details: {
      ...details,
      cause,
      message: maskSecrets(details.message).slice(0, LONGEST_MESSAGE),
      evidence: details.evidence.map((each) => ({ ...each, line: maskSecrets(each.line).slice(0, LONGEST_LINE) })),
      notes: null,
    },
  };
  await saveFailure(host, failure, { signature, template: template.text });
  return failure;
}
