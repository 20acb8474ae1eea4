import type { ReactNode } from "react";
import { StateSign } from "../../parts/state-mark.tsx";
import { text } from "../../text/common.ts";
import { words } from "../../text/containers.ts";
import { COLUMNS, NO_FILTERS, type Column, type Filters } from "../address.ts";
import { useIsWide } from "../wide.ts";
import { countsOf, ROW_STATES, type Row } from "./rows.ts";

interface FilterBarProps {
  rows: readonly Row[];
  filters: Filters;
  onChange: (filters: Filters, isTyping?: boolean) => void;
}

/** What of the table is shown: by word, state, project and machine. Every choice says how much it would show. */
export function FilterBar({ rows, filters, onChange }: FilterBarProps) {
  const isWide = useIsWide();
  const isNarrowed = filters.sought !== "" || [filters.states, filters.projects, filters.nodes].some((chosen) => chosen.length > 0);
  const nodes = countsOf(rows, filters, "nodes");
  const projects = countsOf(rows, filters, "projects");
  const toggle = (group: "states" | "projects" | "nodes", value: string): void => {
    const chosen = filters[group];
    onChange({ ...filters, [group]: chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value] });
  };
  return (
    <div className="mb-3 space-y-2">
      <div className="flex flex-wrap items-center gap-2">
        <input
          type="search"
          value={filters.sought}
          onChange={(event) => onChange({ ...filters, sought: event.target.value }, true)}
          placeholder={words.search}
          aria-label={words.search}
          className="min-h-9 w-full min-w-0 rounded-lg border border-line bg-card px-3 text-sm placeholder:text-soft sm:w-80 pointer-coarse:min-h-11"
        />
        {isWide ? null : <SortChoice filters={filters} onChange={onChange} />}
        {isNarrowed ? (
          <button
            type="button"
            onClick={() => onChange({ ...NO_FILTERS, sorting: filters.sorting })}
            className="cursor-pointer rounded px-1 text-sm text-soft underline underline-offset-2 pointer-coarse:min-h-11"
          >
            {words.showAll}
          </button>
        ) : null}
      </div>
      <Chips label={words.filterState}>
        {countsOf(rows, filters, "states").map(([value, count]) => {
          const state = ROW_STATES.find((each) => each === value);
          return state === undefined ? null : (
            <Chip key={value} isOn={filters.states.includes(value)} count={count} onClick={() => toggle("states", value)}>
              <StateSign state={state} />
              {text.states[state]}
            </Chip>
          );
        })}
      </Chips>
      {projects.length < 2 && filters.projects.length === 0 ? null : (
        <Chips label={words.filterProject}>
          {projects.map(([value, count]) => (
            <Chip key={value} isOn={filters.projects.includes(value)} count={count} onClick={() => toggle("projects", value)}>
              <bdi className="max-w-40 truncate">{value === "" ? words.withoutProject : value}</bdi>
            </Chip>
          ))}
        </Chips>
      )}
      {nodes.length < 2 && filters.nodes.length === 0 ? null : (
        <Chips label={words.filterNode}>
          {nodes.map(([value, count]) => (
            <Chip key={value} isOn={filters.nodes.includes(value)} count={count} onClick={() => toggle("nodes", value)}>
              <bdi className="max-w-40 truncate">{value}</bdi>
            </Chip>
          ))}
        </Chips>
      )}
    </div>
  );
}

/** On a phone they stand in one line that is moved with the finger. */
function Chips({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div
      role="group"
      aria-label={label}
      className="-mx-4 flex gap-1.5 overflow-x-auto px-4 py-0.5 sm:mx-0 sm:max-h-28 sm:flex-wrap sm:overflow-y-auto sm:px-0.5"
    >
      {children}
    </div>
  );
}

interface ChipProps {
  isOn: boolean;
  count: number;
  onClick: () => void;
  children: ReactNode;
}

function Chip({ isOn, count, onClick, children }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onClick}
      className="flex shrink-0 cursor-pointer items-center gap-1.5 rounded-full border border-line bg-card px-2.5 py-0.5 text-xs hover:border-soft aria-pressed:border-ink aria-pressed:bg-paper aria-pressed:font-medium pointer-coarse:min-h-11 pointer-coarse:px-3.5"
    >
      {children}
      <span className="text-soft tabular-nums">{count}</span>
    </button>
  );
}

function SortChoice({ filters, onChange }: Pick<FilterBarProps, "filters" | "onChange">) {
  const { column, isDescending } = filters.sorting;
  return (
    <span className="flex flex-1 items-center gap-1">
      <select
        aria-label={words.sortBy}
        value={column}
        onChange={(event) => {
          const wanted = COLUMNS.find((each): each is Column => each === event.target.value) ?? "state";
          onChange({ ...filters, sorting: { column: wanted, isDescending } });
        }}
        className="min-h-9 flex-1 rounded-lg border border-line bg-card px-2 text-sm pointer-coarse:min-h-11"
      >
        {COLUMNS.map((each) => (
          <option key={each} value={each}>
            {words.columns[each]}
          </option>
        ))}
      </select>
      <button
        type="button"
        aria-label={`${words.turnSorting}: ${isDescending ? words.downwards : words.upwards}`}
        onClick={() => onChange({ ...filters, sorting: { column, isDescending: !isDescending } })}
        className="size-9 cursor-pointer rounded-lg border border-line bg-card text-sm pointer-coarse:size-11"
      >
        <span aria-hidden="true">{isDescending ? "↓" : "↑"}</span>
      </button>
    </span>
  );
}
