import { useState } from "react";
import { act } from "../../api/acts.ts";
import { words } from "../../text/mind.ts";
import { ActForm } from "../act-form.tsx";
import { Card } from "../card.tsx";
import { ChoiceField, TextField } from "../field.tsx";
import type { Gap } from "./moves.ts";

const said = words.capabilities;

/** Say by hand what Hydra cannot do. */
export function ReportGap({ onDone }: { onDone: (description: string) => void }) {
  const [description, setDescription] = useState("");
  const [context, setContext] = useState("");
  const [priority, setPriority] = useState<Gap["priority"]>("medium");
  const [isBlocking, setBlocking] = useState(false);
  const wish = {
    description: description.trim(),
    priority,
    isBlocking,
    ...(context.trim() === "" ? {} : { context: context.trim() }),
  };
  return (
    <Card className="max-w-2xl">
      <ActForm
        act={wish.description === "" ? null : act("POST /capabilities/gap", wish)}
        missing={said.descriptionMissing}
        label={said.send}
        onDone={(answer) => onDone(answer?.gap.description ?? wish.description)}
      >
        <TextField
          label={said.description}
          value={description}
          onChange={setDescription}
          placeholder={said.descriptionPlaceholder}
          maxLength={2_000}
          isRequired
        />
        <TextField label={said.context} value={context} onChange={setContext} rows={2} maxLength={10_000} />
        <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
          <ChoiceField label={said.priority} value={priority} choices={words.priorities} onChange={setPriority} />
          <label className="flex cursor-pointer items-center gap-2 pb-1 text-sm pointer-coarse:min-h-11">
            <input
              type="checkbox"
              checked={isBlocking}
              onChange={(event) => setBlocking(event.target.checked)}
              className="size-4 accent-ink"
            />
            {said.isBlocking}
          </label>
        </div>
      </ActForm>
    </Card>
  );
}
