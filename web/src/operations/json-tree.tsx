import { useState } from "react";
import { words } from "../text/operations.ts";

/** So many entries are drawn before somebody asks for more. */
const MANY = 100;
const LONG_CHARS = 2_000;

/** A value, foldable; open to a depth at which it is not overwhelming. */
export function JsonTree({ value, name, depth = 0 }: { value: unknown; name?: string; depth?: number }) {
  const [most, setMost] = useState(MANY);
  if (typeof value !== "object" || value === null)
    return (
      <p className="font-mono text-xs leading-5 wrap-anywhere">
        <Name name={name} />
        <Scalar value={value} />
      </p>
    );
  const entries = Object.entries(value);
  if (entries.length === 0)
    return (
      <p className="font-mono text-xs leading-5">
        <Name name={name} />
        <span className="text-soft">{Array.isArray(value) ? "[]" : "{}"}</span>
      </p>
    );
  return (
    <details open={depth < 2 || entries.length === 1}>
      <summary className="cursor-pointer font-mono text-xs leading-5 wrap-anywhere pointer-coarse:py-2">
        <Name name={name} />
        <span className="text-soft">
          {Array.isArray(value) ? `[${words.entries(entries.length)}]` : `{${words.entries(entries.length)}}`}
        </span>
      </summary>
      <div className="border-l border-line pl-4">
        {entries.slice(0, most).map(([key, inner]) => (
          <JsonTree key={key} name={key} value={inner} depth={depth + 1} />
        ))}
        {entries.length > most ? (
          <button type="button" className="cursor-pointer text-xs underline underline-offset-2" onClick={() => setMost(most * 10)}>
            {words.more(entries.length - most)}
          </button>
        ) : null}
      </div>
    </details>
  );
}

function Name({ name }: { name: string | undefined }) {
  if (name === undefined) return null;
  return (
    <span className="text-soft">
      <bdi>{name}</bdi>:{" "}
    </span>
  );
}

export function Scalar({ value }: { value: unknown }) {
  if (value === null || value === undefined) return <span className="text-off">null</span>;
  if (typeof value === "string")
    return <bdi className="whitespace-pre-wrap">{value.length > LONG_CHARS ? `${value.slice(0, LONG_CHARS)}…` : value}</bdi>;
  return <span className="tabular-nums">{JSON.stringify(value)}</span>;
}
