import { useState } from "react";
import { words } from "../text/operations.ts";
import { flatRowsOf, isObject, type FlatRows } from "./flat-rows.ts";
import { JsonTree, Scalar } from "./json-tree.tsx";

const MANY_ROWS = 50;

/** An answer: what is plain beside its name, lists of much the same as tables, the rest as a tree. */
export function AnswerValue({ value }: { value: unknown }) {
  const rows = flatRowsOf(value);
  if (rows !== null) return <RowTable {...rows} />;
  if (!isObject(value)) return <JsonTree value={value} />;
  const entries = Object.entries(value);
  if (entries.length === 0) return <p className="text-sm text-soft">{words.empty}</p>;
  const plain = entries.filter(([, each]) => typeof each !== "object" || each === null);
  const rest = entries.filter(([, each]) => typeof each === "object" && each !== null);
  return (
    <div className="space-y-3">
      {plain.length === 0 ? null : (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5 text-sm">
          {plain.map(([name, each]) => (
            <div key={name} className="contents">
              <dt className="text-soft">
                <bdi>{name}</bdi>
              </dt>
              <dd className="min-w-0 wrap-anywhere">
                <Scalar value={each} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {rest.map(([name, each]) => {
        const table = flatRowsOf(each);
        return table === null ? (
          <JsonTree key={name} name={name} value={each} depth={1} />
        ) : (
          <section key={name}>
            <h4 className="mb-1 text-sm text-soft">
              <bdi>{name}</bdi>: {words.entries(table.rows.length)}
            </h4>
            <RowTable {...table} />
          </section>
        );
      })}
    </div>
  );
}

function RowTable({ columns, rows }: FlatRows) {
  const [most, setMost] = useState(MANY_ROWS);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by the keyboard
    <div className="max-h-[60dvh] overflow-auto rounded-lg border border-line" tabIndex={0}>
      <table className="w-full border-collapse text-left text-xs">
        <thead className="sticky top-0 bg-card">
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className="px-2 py-1.5 font-medium whitespace-nowrap text-soft">
                <bdi>{column}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.slice(0, most).map((row, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows of an answer that does not change
            <tr key={index}>
              {columns.map((column) => (
                <td key={column} className="max-w-52 truncate px-2 py-1 align-top" title={cellText(row[column])}>
                  <Cell value={row[column]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > most ? (
        <button type="button" className="cursor-pointer p-2 text-xs underline underline-offset-2" onClick={() => setMost(most * 10)}>
          {words.more(rows.length - most)}
        </button>
      ) : null}
    </div>
  );
}

function cellText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function Cell({ value }: { value: unknown }) {
  if (value === null || value === undefined) return <span className="text-off">–</span>;
  return (
    <bdi className={typeof value === "number" ? "tabular-nums" : ""}>
      {Array.isArray(value) ? value.map(cellText).join(", ") : cellText(value)}
    </bdi>
  );
}
