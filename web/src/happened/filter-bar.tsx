import { words } from "../text/happened.ts";
import { CALLERS, DOORS, OUTCOMES, type AuditFilter } from "./audit-filter.ts";

const BOX = "min-w-0 rounded-lg border border-line bg-card px-2.5 py-1.5 text-sm pointer-coarse:min-h-11 pointer-coarse:text-base";

interface FilterBarProps {
  filter: AuditFilter;
  features: readonly string[];
  onFilter: (filter: AuditFilter) => void;
}

export function FilterBar({ filter, features, onFilter }: FilterBarProps) {
  const set = (part: Partial<AuditFilter>): void => onFilter({ ...filter, ...part });
  const { filters } = words;
  return (
    <div className="flex flex-wrap gap-2">
      <input
        type="search"
        aria-label={filters.search}
        placeholder={filters.search}
        value={filter.text}
        onChange={({ target }) => set({ text: target.value })}
        className={`${BOX} grow basis-48`}
      />
      <Choice
        label={filters.who}
        value={filter.caller}
        onChange={(caller) => set({ caller })}
        choices={CALLERS.map((each) => [each, words.callers[each]])}
      />
      <Choice
        label={filters.door}
        value={filter.door}
        onChange={(door) => set({ door })}
        choices={DOORS.map((each) => [each, words.doors[each]])}
      />
      <Choice
        label={filters.feature}
        value={filter.feature}
        onChange={(feature) => set({ feature })}
        choices={features.map((each) => [each, each])}
      />
      <Choice
        label={filters.outcome}
        value={filter.outcome}
        onChange={(outcome) => set({ outcome })}
        choices={OUTCOMES.map((each) => [each, words.outcomes[each]])}
      />
      <label className="flex items-center gap-2 text-sm text-soft pointer-coarse:min-h-11">
        <input
          type="checkbox"
          checked={filter.looks !== ""}
          onChange={({ target }) => set({ looks: target.checked ? "yes" : "" })}
          className="size-4 accent-ink"
        />
        {filters.looks}
      </label>
      {filter.actor === "" ? null : (
        <button type="button" onClick={() => set({ actor: "" })} className={`${BOX} cursor-pointer border-soft`}>
          <bdi>{words.only(filter.actor)}</bdi> ×
        </button>
      )}
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  choices: readonly (readonly [value: string, label: string])[];
}

function Choice({ label, value, onChange, choices }: ChoiceProps) {
  return (
    <select aria-label={label} value={value} onChange={({ target }) => onChange(target.value)} className={`${BOX} grow basis-36 sm:grow-0`}>
      <option value="">{label}</option>
      {choices.map(([each, name]) => (
        <option key={each} value={each}>
          {name}
        </option>
      ))}
    </select>
  );
}
