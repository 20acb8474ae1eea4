import { useId } from "react";

interface ChoiceProps<Name extends string> {
  label: string;
  names: Readonly<Record<Name, string>>;
  value: Name;
  onChange: (value: Name) => void;
  hint?: string;
}

/** One of few, each named in words. */
export function Choice<Name extends string>({ label, names, value, onChange, hint }: ChoiceProps<Name>) {
  const all = Object.keys(names) as Name[];
  const id = useId();
  return (
    <div className="text-sm">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(change) => {
          const chosen = all.find((name) => name === change.target.value);
          if (chosen !== undefined) onChange(chosen);
        }}
        className="mt-1 block w-full rounded-lg border border-line bg-card px-3 py-1.5 text-sm pointer-coarse:py-2.5 pointer-coarse:text-base"
      >
        {all.map((name) => (
          <option key={name} value={name}>
            {names[name]}
          </option>
        ))}
      </select>
      {hint === undefined ? null : (
        <span id={`${id}-hint`} className="mt-1 block text-xs text-soft">
          {hint}
        </span>
      )}
    </div>
  );
}
