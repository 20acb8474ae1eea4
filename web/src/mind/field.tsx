import { useId } from "react";

const CONTROL =
  "w-full rounded-lg border border-line bg-paper px-2.5 py-1.5 text-sm placeholder:text-soft pointer-coarse:min-h-11 pointer-coarse:text-base";

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  placeholder?: string;
  /** More than one makes it a field for longer texts. */
  rows?: number;
  isRequired?: boolean;
  maxLength?: number;
}

/** A line or a few lines to write, with its label above. */
export function TextField({ label, value, onChange, hint, placeholder, rows = 1, isRequired = false, maxLength }: TextFieldProps) {
  const id = useId();
  const shared = { id, value, placeholder, required: isRequired, maxLength, className: CONTROL };
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-xs text-soft">
        {label}
      </label>
      {rows > 1 ? (
        <textarea {...shared} rows={rows} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input {...shared} type="text" onChange={(event) => onChange(event.target.value)} />
      )}
      {hint === undefined ? null : <p className="mt-1 text-xs text-soft">{hint}</p>}
    </div>
  );
}

interface ChoiceFieldProps<Value extends string> {
  label: string;
  /** What stands around it says it already, to those who see. */
  isLabelHidden?: boolean;
  value: Value;
  choices: Readonly<Record<Value, string>>;
  onChange: (value: Value) => void;
}

/** One of a few, all in sight: the browser's own radio buttons, so that arrow keys choose. */
export function ChoiceField<Value extends string>({ label, isLabelHidden = false, value, choices, onChange }: ChoiceFieldProps<Value>) {
  const name = useId();
  const values = Object.keys(choices) as Value[];
  return (
    <fieldset className="min-w-0">
      <legend className={isLabelHidden ? "sr-only" : "mb-1 text-xs text-soft"}>{label}</legend>
      <div className="inline-flex flex-wrap rounded-lg border border-line bg-paper p-0.5">
        {values.map((each) => (
          <label
            key={each}
            className="flex cursor-pointer items-center rounded-md px-2.5 py-0.5 text-sm text-soft has-checked:bg-card has-checked:font-medium has-checked:text-ink has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-unsure pointer-coarse:min-h-11"
          >
            <input type="radio" name={name} value={each} checked={each === value} onChange={() => onChange(each)} className="sr-only" />
            {choices[each]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
