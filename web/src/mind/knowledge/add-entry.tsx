import { useState } from "react";
import { act } from "../../api/acts.ts";
import { words } from "../../text/mind.ts";
import { ActForm } from "../act-form.tsx";
import { Card } from "../card.tsx";
import { ChoiceField, TextField } from "../field.tsx";

const said = words.knowledge;
type Visibility = keyof typeof said.visibilities;

/** Write something down for Hydra to know. */
export function AddEntry({ onDone }: { onDone: (entry: { id: string; created: boolean } | null) => void }) {
  const [content, setContent] = useState("");
  const [title, setTitle] = useState("");
  const [source, setSource] = useState("");
  const [category, setCategory] = useState("");
  const [visibility, setVisibility] = useState<Visibility>("private");
  const entry = {
    content,
    source: source.trim(),
    visibility,
    format: "markdown" as const,
    ...(title.trim() === "" ? {} : { title: title.trim() }),
    ...(category.trim() === "" ? {} : { category: category.trim() }),
  };
  return (
    <Card>
      <ActForm
        act={content.trim() === "" || entry.source === "" ? null : act("POST /knowledge/entries", entry)}
        missing={content.trim() === "" ? said.contentMissing : said.sourceMissing}
        label={said.save}
        onDone={(answer) => onDone(answer?.entries[0] ?? null)}
      >
        <TextField label={said.content} value={content} onChange={setContent} rows={6} hint={said.contentHint} isRequired />
        <div className="grid gap-3 sm:grid-cols-3">
          <TextField
            label={said.source}
            value={source}
            onChange={setSource}
            placeholder={said.sourcePlaceholder}
            maxLength={1_000}
            isRequired
          />
          <TextField label={said.entryTitle} value={title} onChange={setTitle} placeholder={said.titleHint} maxLength={500} />
          <TextField label={said.category} value={category} onChange={setCategory} placeholder={said.categoryPlaceholder} maxLength={80} />
        </div>
        <ChoiceField label={said.visibility} value={visibility} choices={said.visibilities} onChange={setVisibility} />
      </ActForm>
    </Card>
  );
}
