import { isScalar, parseDocument, visit, type Scalar } from "yaml";
import { isSecretName } from "../../../../kernel/masking.ts";
import { maskSecrets, SecretRef } from "../../../../kernel/secrets.ts";

/** Lines where something stands that looks like a secret itself, instead of where it is. From 1. The schema refuses those that it knows of. */
export function linesWithSecrets(text: string): number[] {
  const document = parseDocument(text);
  if (document.errors.length > 0) return [];
  const lines = new Set<number>();
  const note = ({ range }: Scalar): void => {
    if (range != null) lines.add(text.slice(0, range[0]).split("\n").length);
  };
  visit(document, {
    Pair: (_key, { key, value }) => {
      if (isScalar(key) && isScalar(value) && isSecretName(String(key.value)) && isWritten(value.value)) note(value);
    },
    Scalar: (_key, scalar) => {
      const { value } = scalar;
      if (isWritten(value) && maskSecrets(value) !== value) note(scalar);
    },
  });
  return [...lines].toSorted((a, b) => a - b);
}

function isWritten(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !SecretRef.safeParse(value).success;
}
