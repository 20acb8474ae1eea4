import { act, expecting, useAct } from "../../api/acts.ts";
import type { AnswerOf, InputOf } from "../../api/operations.ts";
import { Trouble } from "../../parts/part.tsx";
import { words } from "../../text/mind.ts";
import { Card } from "../card.tsx";
import { ChoiceField } from "../field.tsx";

const said = words.preferences;
type Style = AnswerOf<"GET /preferences/style">;
type Aspect = keyof typeof said.aspects;

/** How somebody likes to be written to: chosen at once, no button. */
export function StyleForm({ style }: { style: Style }) {
  const { mutate, error } = useAct();
  const say = (input: InputOf<"PUT /preferences/style">, shown: (style: Style) => Style): void =>
    mutate(act("PUT /preferences/style", input, expecting("GET /preferences/style", shown)));
  const { byEdits, any, values } = said;
  return (
    <Card className="space-y-4">
      <p className="text-sm text-soft">{said.styleAbout}</p>
      <ChoiceField
        label={said.aspects.length}
        value={chosenOf(style.length)}
        choices={{ edits: byEdits, shorter: values.shorter, longer: values.longer, any }}
        onChange={(value) =>
          say({ length: value === "edits" ? null : value }, (shown) => ({ ...shown, length: { ...shown.length, ...saidAs(value) } }))
        }
      />
      <Why style={style} aspect="length" />
      <ChoiceField
        label={said.aspects.format}
        value={chosenOf(style.format)}
        choices={{ edits: byEdits, plain: values.plain, structured: values.structured, any }}
        onChange={(value) =>
          say({ format: value === "edits" ? null : value }, (shown) => ({ ...shown, format: { ...shown.format, ...saidAs(value) } }))
        }
      />
      <Why style={style} aspect="format" />
      <ChoiceField
        label={said.aspects.tone}
        value={chosenOf(style.tone)}
        choices={{ edits: byEdits, casual: values.casual, formal: values.formal, any }}
        onChange={(value) =>
          say({ tone: value === "edits" ? null : value }, (shown) => ({ ...shown, tone: { ...shown.tone, ...saidAs(value) } }))
        }
      />
      <Why style={style} aspect="tone" />
      {error === null ? null : <Trouble error={error} />}
      <div>
        <p className="text-xs text-soft">{said.instruction}</p>
        <p className="mt-0.5 text-sm wrap-anywhere">
          {style.instruction === null ? <span className="text-soft">{said.noInstruction}</span> : <bdi>{style.instruction}</bdi>}
        </p>
      </div>
    </Card>
  );
}

/** What was said; "any" is said as well, by a word without a value. */
function chosenOf<Value extends string>({
  value,
  basis,
}: {
  value: Value | null;
  basis: Style["length"]["basis"];
}): Value | "edits" | "any" {
  return basis === "said" ? (value ?? "any") : "edits";
}

/** How an aspect looks once it is said; what edits say about it is Hydra's to tell. */
function saidAs<Value extends string>(value: Value | "edits" | "any"): { basis: "said"; value: Value | null } | { basis: "unknown" } {
  if (value === "edits") return { basis: "unknown" };
  return { basis: "said", value: value === "any" ? null : (value as Value) };
}

function Why({ style, aspect }: { style: Style; aspect: Aspect }) {
  return (
    <p className="-mt-3 text-xs wrap-anywhere text-soft">
      <bdi>{style[aspect].reason}</bdi>
    </p>
  );
}
