import type { AnswerOf } from "../../api/operations.ts";
import { useRead } from "../../api/reads.ts";
import type { Container } from "../../api/shapes.ts";
import { Part, Quiet } from "../../parts/part.tsx";
import { words } from "../../text/containers.ts";

type Compose = AnswerOf<"GET /containers/compose/{name}">;

/** What the compose files say about it, and what it does otherwise. */
export function ComposePart({ container: { name, node } }: { container: Container }) {
  const compose = useRead("GET /containers/compose/{name}", { name, node });
  return (
    <Part query={compose} isEmpty={({ state }) => state === "not-compose"} empty={words.composeNone}>
      {(data) => <Read compose={data} />}
    </Part>
  );
}

function Read({ compose: { state, reason, files, blocks, differences, notCompared } }: { compose: Compose }) {
  return (
    <div className="space-y-6">
      {state === "unknown" ? (
        <p className="rounded-lg border border-line bg-paper p-3 text-sm">
          <span className="font-medium text-unsure">{words.composeUnknown}</span> <bdi className="wrap-anywhere">{reason}</bdi>
        </p>
      ) : null}
      {differences === null ? null : (
        <section>
          <h3 className="mb-1.5 text-sm font-semibold">{words.differences}</h3>
          {differences.length === 0 ? <Quiet>{words.noDifferences}</Quiet> : <Differences differences={differences} />}
          {notCompared.length === 0 ? null : (
            <p className="mt-2 text-xs text-soft">
              {words.leftOut}: {notCompared.join(" ")}
            </p>
          )}
        </section>
      )}
      {blocks.map((block) => (
        <section key={block.file}>
          <h3 className="text-sm font-semibold">{words.composeSource}</h3>
          <p className="mb-1.5 text-xs wrap-anywhere text-soft">
            <bdi>{block.file}</bdi>, {words.composeLine(block.firstLine)}
          </p>
          <Source block={block} />
        </section>
      ))}
      {files.length < 2 && files.every(({ problem }) => problem === null) ? null : (
        <section>
          <h3 className="mb-1.5 text-sm font-semibold">{words.composeFiles}</h3>
          <ul className="space-y-1 text-sm">
            {files.map(({ path, problem }) => (
              <li key={path} className="wrap-anywhere">
                <bdi className="font-mono text-xs">{path}</bdi>
                {problem === null ? null : <span className="block text-xs text-unsure">{problem}</span>}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Differences({ differences }: { differences: NonNullable<Compose["differences"]> }) {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line">
      {differences.map(({ what, about, inFile, running }) => (
        <li key={`${what} ${about}`} className="grid gap-x-4 gap-y-0.5 px-3 py-2 text-sm sm:grid-cols-[10rem_minmax(0,1fr)]">
          <span className="wrap-anywhere">
            <span className="text-broken">{words.compared[what]}</span>{" "}
            {about === null ? null : <bdi className="font-mono text-xs">{about}</bdi>}
          </span>
          <dl className="grid min-w-0 grid-cols-[5.5rem_minmax(0,1fr)] gap-x-2">
            <Side name={words.inFile} value={inFile} />
            <Side name={words.running} value={running} />
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Side({ name, value }: { name: string; value: string | null }) {
  return (
    <>
      <dt className="text-xs leading-5 text-soft">{name}</dt>
      <dd className="wrap-anywhere">
        {value === null ? <span className="text-xs text-soft">{words.notThere}</span> : <bdi className="font-mono text-xs">{value}</bdi>}
      </dd>
    </>
  );
}

/** With the numbers of the file's own lines. */
function Source({ block: { firstLine, text } }: { block: Compose["blocks"][number] }) {
  const lines = text.split("\n");
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by the keyboard
    <pre
      tabIndex={0}
      aria-label={words.composeSource}
      className="overflow-x-auto rounded-lg border border-line bg-paper py-2 font-mono text-xs leading-5"
    >
      {lines.map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line is its number
        <span key={index} className="flex w-max min-w-full px-3">
          <span aria-hidden="true" className="w-10 shrink-0 pr-3 text-right text-soft select-none">
            {firstLine + index}
          </span>
          <bdi className={/^\s*#/.test(line) ? "text-soft italic" : ""}>{line}</bdi>
          {"\n"}
        </span>
      ))}
    </pre>
  );
}
