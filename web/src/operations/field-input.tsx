import { createContext, useContext, useId, type ReactNode } from "react";
import { words } from "../text/operations.ts";
import { EMPTY, type Draft, type Mistake } from "./draft.ts";
import { namedKindOf, type NamedThings } from "./named-things.ts";
import type { Field, Literal, Shape } from "./shapes.ts";

/** What every field of a form needs, however deep it stands. */
export interface FormSurroundings {
  mistakes: readonly Mistake[];
  names: NamedThings;
}

export const Surroundings = createContext<FormSurroundings>({
  mistakes: [],
  names: { container: [], node: [], incident: [], operation: [] },
});

const BOX =
  "w-full min-w-0 rounded-lg border border-line bg-paper px-2.5 py-1.5 text-sm aria-invalid:border-unwell pointer-coarse:min-h-11 pointer-coarse:text-base";

interface FieldInputProps {
  field: Field;
  path: string;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** One field with its name, what it is about, and what is wrong with it. */
export function FieldInput({ field, path, draft, onChange }: FieldInputProps) {
  const id = useId();
  const { mistakes } = useContext(Surroundings);
  const own = mistakes.filter((mistake) => mistake.path === path || (isFlat(field.shape) && mistake.path.startsWith(`${path}[`)));
  const about = aboutOf(field);
  const isGroup = ["group", "list", "record", "several", "either"].includes(field.shape.kind);
  const Frame = isGroup ? "fieldset" : "div";
  const Label = isGroup ? "legend" : "label";
  return (
    <Frame className="min-w-0" data-field={path}>
      <Label {...(isGroup ? {} : { htmlFor: id })} className="mb-1 block text-sm font-medium wrap-anywhere">
        {field.name} {field.isRequired ? <span className="ml-0.5 text-xs font-normal text-broken">{words.needed}</span> : null}
      </Label>
      <ShapeInput
        shape={field.shape}
        about={field}
        path={path}
        draft={draft}
        onChange={onChange}
        box={{ id, "aria-invalid": own.length > 0, "aria-describedby": `${id}-about ${id}-mistakes` }}
      />
      <p id={`${id}-about`} className="mt-0.5 text-xs wrap-anywhere text-soft">
        {about}
      </p>
      <p id={`${id}-mistakes`} role="alert" className="text-xs wrap-anywhere text-unwell">
        {own.map(({ path: place, message }) => (
          <span key={`${place} ${message}`} className="block">
            <bdi>{place === path ? message : `${place.slice(path.length)}: ${message}`}</bdi>
          </span>
        ))}
      </p>
    </Frame>
  );
}

/** Mistakes in the parts of these have no field of their own. */
function isFlat({ kind }: Shape): boolean {
  return kind === "lines" || kind === "several" || kind === "json";
}

function aboutOf({ about, defaultValue, shape }: Field): string {
  const how = shape.kind === "lines" ? words.oneALine : shape.kind === "json" ? words.asJson : "";
  const asTime = shape.kind === "text" && shape.isTime ? words.asTime : "";
  const usual = defaultValue === undefined ? "" : words.defaultIs(JSON.stringify(defaultValue));
  return [about, how, asTime, usual].filter((part) => part !== "").join("; ");
}

interface BoxProps {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string;
}

interface ShapeInputProps {
  shape: Shape;
  about: { name: string; about: string; defaultValue?: unknown };
  path: string;
  draft: Draft;
  onChange: (draft: Draft) => void;
  box: BoxProps;
}

function ShapeInput(props: ShapeInputProps): ReactNode {
  const { shape, about, path, draft, onChange, box } = props;
  const text = draft.text ?? "";
  const write = (next: string): void => onChange({ ...draft, text: next });
  switch (shape.kind) {
    case "text":
      return shape.isLong ? (
        <textarea {...box} className={`${BOX} min-h-20`} value={text} onChange={(event) => write(event.target.value)} />
      ) : (
        <TextBox about={about} box={box} value={text} onChange={write} />
      );
    case "number":
      return (
        <input
          {...box}
          className={`${BOX} tabular-nums`}
          inputMode={shape.isWhole && (shape.minimum ?? -1) >= 0 ? "numeric" : "text"}
          autoComplete="off"
          value={text}
          onChange={(event) => write(event.target.value)}
        />
      );
    case "yes-no":
      return (
        <Select box={box} value={text} onChange={write} usual={about.defaultValue}>
          <option value="true">{words.yes}</option>
          <option value="false">{words.no}</option>
        </Select>
      );
    case "choice":
      return (
        <Select box={box} value={text} onChange={write} usual={about.defaultValue}>
          {shape.choices.map((choice, place) => (
            <option key={String(choice)} value={place}>
              {choiceText(choice)}
            </option>
          ))}
        </Select>
      );
    case "several":
      return <Checks {...props} choices={shape.choices} />;
    case "lines":
    case "json":
      return (
        <textarea
          {...box}
          className={`${BOX} min-h-16 font-mono`}
          spellCheck={false}
          value={text}
          onChange={(event) => write(event.target.value)}
        />
      );
    case "list":
      return <Items {...props} item={shape.item} />;
    case "record":
      return <Items {...props} item={shape.value} isNamed />;
    case "group":
      return <Group fields={shape.fields} path={path} draft={draft} onChange={onChange} />;
    case "either":
      return <Either {...props} options={shape.options} />;
    case "nothing":
      return <p className="text-sm text-soft">{words.nothing}</p>;
  }
}

function choiceText(choice: Literal): string {
  return choice === null ? words.nothing : String(choice);
}

/** Text with the names that may be meant. */
function TextBox({
  about,
  box,
  value,
  onChange,
}: {
  about: ShapeInputProps["about"];
  box: BoxProps;
  value: string;
  onChange: (text: string) => void;
}) {
  const { names } = useContext(Surroundings);
  const kind = namedKindOf(about);
  const known = kind === null ? [] : names[kind];
  return (
    <>
      <input
        {...box}
        className={BOX}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        list={known.length === 0 ? undefined : `${box.id}-names`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {known.length === 0 ? null : (
        <datalist id={`${box.id}-names`}>
          {known.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
    </>
  );
}

interface SelectProps {
  box: BoxProps;
  value: string;
  onChange: (text: string) => void;
  usual: unknown;
  children: ReactNode;
}

function Select({ box, value, onChange, usual, children }: SelectProps) {
  return (
    <select {...box} className={BOX} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{usual === undefined ? words.notSaid : words.notSaidDefault(String(usual))}</option>
      {children}
    </select>
  );
}

function Checks({ choices, draft, onChange, box }: ShapeInputProps & { choices: readonly Literal[] }) {
  const chosen = draft.chosen ?? [];
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-1">
      {choices.map((choice, place) => (
        <label key={String(choice)} className="flex items-center gap-1.5 text-sm pointer-coarse:min-h-11">
          <input
            type="checkbox"
            aria-describedby={box["aria-describedby"]}
            checked={chosen.includes(place)}
            onChange={({ target }) =>
              onChange({
                ...draft,
                chosen: target.checked ? [...chosen, place].toSorted((a, b) => a - b) : chosen.filter((each) => each !== place),
              })
            }
          />
          {choiceText(choice)}
        </label>
      ))}
    </div>
  );
}

const QUIET =
  "cursor-pointer rounded-lg border border-line bg-paper px-2.5 py-1 text-xs font-medium hover:border-soft pointer-coarse:min-h-11 pointer-coarse:text-sm";

/** The items of a list, or the named values of a record. */
function Items({ item, isNamed = false, path, draft, onChange, box, about }: ShapeInputProps & { item: Shape; isNamed?: boolean }) {
  const { items = [], names = [] } = draft;
  const replace = (place: number, next: Draft): void => onChange({ ...draft, items: items.with(place, next) });
  const remove = (place: number): void =>
    onChange({ ...draft, items: items.filter((_, each) => each !== place), names: names.filter((_, each) => each !== place) });
  return (
    <div className="space-y-2">
      {items.map((each, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- an item has no name but its place
        <div key={place} className="flex items-start gap-2 rounded-lg border border-line p-2">
          <div className="min-w-0 flex-1 space-y-2">
            {isNamed ? (
              <input
                className={BOX}
                aria-label={words.name}
                value={names[place] ?? ""}
                onChange={(event) =>
                  onChange({ ...draft, names: items.map((_, index) => (index === place ? event.target.value : (names[index] ?? ""))) })
                }
              />
            ) : null}
            <ShapeInput
              shape={item}
              about={{ name: "", about: "" }}
              path={isNamed ? `${path}.${names[place] ?? ""}` : `${path}[${place}]`}
              draft={each}
              onChange={(next) => replace(place, next)}
              box={{ ...box, id: `${box.id}-${place}` }}
            />
          </div>
          <button
            type="button"
            className={QUIET}
            aria-label={words.remove(`${about.name} ${words.item(place)}`)}
            onClick={() => remove(place)}
          >
            ×
          </button>
        </div>
      ))}
      <button type="button" className={QUIET} onClick={() => onChange({ ...draft, items: [...items, EMPTY], names: [...names, ""] })}>
        {isNamed ? words.addNamed : words.add}
      </button>
    </div>
  );
}

function Either({ options, ...props }: ShapeInputProps & { options: readonly Shape[] }) {
  const { draft, onChange, box, about } = props;
  const { option } = draft;
  const chosen = option === undefined ? undefined : options[option];
  return (
    <div className="space-y-2">
      <select
        className={BOX}
        aria-label={about.name}
        aria-describedby={box["aria-describedby"]}
        value={option ?? ""}
        onChange={({ target }) => onChange(target.value === "" ? EMPTY : { option: Number(target.value) })}
      >
        <option value="">{words.notSaid}</option>
        {options.map((each, place) => (
          // oxlint-disable-next-line react/no-array-index-key -- options have no name but their place
          <option key={place} value={place}>
            {words.kinds[each.kind]}
          </option>
        ))}
      </select>
      {chosen === undefined || chosen.kind === "nothing" ? null : <ShapeInput {...props} shape={chosen} />}
    </div>
  );
}

interface GroupProps {
  fields: readonly Field[];
  path: string;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** Fields under each other, inside a frame of their own. */
function Group({ fields, path, draft, onChange }: GroupProps) {
  return (
    <div className="space-y-3 border-l-2 border-line pl-3">
      <FieldList fields={fields} path={path} draft={draft} onChange={onChange} />
    </div>
  );
}

export function FieldList({ fields, path, draft, onChange }: GroupProps) {
  return fields.map((field) => (
    <FieldInput
      key={field.name}
      field={field}
      path={path === "" ? field.name : `${path}.${field.name}`}
      draft={draft.fields?.[field.name] ?? EMPTY}
      onChange={(next) => onChange({ ...draft, fields: { ...draft.fields, [field.name]: next } })}
    />
  ));
}
