/** A value of an operation as rows: names and what they hold. */
export function Details({ value }: { value: unknown }) {
  if (value === null || value === undefined) return null;
  if (typeof value !== "object") return <bdi className="wrap-anywhere">{String(value)}</bdi>;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5 text-xs">
      {Object.entries(value)
        .filter(([, inner]) => inner !== null)
        .map(([name, inner]) => (
          <div key={name} className="contents">
            <dt className="text-soft">
              <bdi>{name}</bdi>
            </dt>
            <dd className="font-mono wrap-anywhere">
              <bdi>{typeof inner === "object" ? JSON.stringify(inner) : String(inner)}</bdi>
            </dd>
          </div>
        ))}
    </dl>
  );
}
