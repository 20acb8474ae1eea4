import { Said } from "../../parts/said.tsx";

/** Facts with their names; one that has no value is left out. */
export function FactList({ facts }: { facts: readonly (readonly [name: string, values: readonly string[]])[] }) {
  return (
    <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm sm:grid-cols-[9rem_minmax(0,1fr)]">
      {facts
        .filter(([, values]) => values.length > 0)
        .map(([name, values]) => (
          <div key={name} className="contents">
            <dt className="text-soft">{name}</dt>
            <dd className="min-w-0 space-y-0.5">
              {values.map((value) => (
                <span key={value} className="block wrap-anywhere">
                  <Said>{value}</Said>
                </span>
              ))}
            </dd>
          </div>
        ))}
    </dl>
  );
}
