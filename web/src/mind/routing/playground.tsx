import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { act, perform } from "../../api/acts.ts";
import { Trouble } from "../../parts/part.tsx";
import { text } from "../../text/common.ts";
import { words } from "../../text/mind.ts";
import { ChoiceField, TextField } from "../field.tsx";
import { ChosenModel } from "./chosen-model.tsx";

const said = words.routing;
type Wish = keyof typeof said.preferences;

/** Asking changes nothing: no other reading becomes old by it. */
function useChoice() {
  return useMutation({
    networkMode: "always",
    mutationFn: async ({ prompt, wish, among }: { prompt: string; wish: Wish; among: string }) => {
      const names = among.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
      const ended = await perform(
        act("POST /routing/classify", {
          prompt,
          ...(wish === "balance" ? {} : { prefer: wish }),
          ...(names.length === 0 ? {} : { available: names }),
        }),
      );
      return ended.kind === "done" ? ended.answer : null;
    },
  });
}

/** Type a prompt, see where it would go. */
export function Playground() {
  const [prompt, setPrompt] = useState("");
  const [wish, setWish] = useState<Wish>("balance");
  const [among, setAmong] = useState("");
  const { mutate, data, error, isPending } = useChoice();
  const choose = (asked: { prompt?: string; wish?: Wish } = {}): void => {
    const question = { prompt, wish, among, ...asked };
    if (question.prompt.trim() !== "") mutate(question);
  };
  return (
    <section className="min-w-0" aria-labelledby="playground">
      <h2 id="playground" className="font-semibold">
        {said.title}
      </h2>
      <p className="mt-0.5 mb-3 max-w-prose text-sm text-soft">{said.about}</p>
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          choose();
        }}
      >
        <TextField label={said.prompt} value={prompt} onChange={setPrompt} placeholder={said.placeholder} rows={4} />
        <p className="-mt-1 flex flex-wrap items-baseline gap-x-3 gap-y-1 text-xs text-soft">
          <span>{said.try}</span>
          {said.examples.map((example) => (
            <button
              key={example}
              type="button"
              onClick={() => {
                setPrompt(example);
                choose({ prompt: example });
              }}
              className="max-w-full cursor-pointer truncate underline decoration-line underline-offset-2 hover:text-ink pointer-coarse:min-h-11"
            >
              {example}
            </button>
          ))}
        </p>
        <ChoiceField
          label={said.prefer}
          value={wish}
          choices={said.preferences}
          onChange={(chosen) => {
            setWish(chosen);
            if (data !== undefined) choose({ wish: chosen });
          }}
        />
        <details>
          <summary className="cursor-pointer text-xs text-soft pointer-coarse:py-3">{said.among}</summary>
          <div className="mt-2">
            <TextField label={said.among} value={among} onChange={setAmong} hint={said.amongHint} placeholder={said.amongPlaceholder} />
          </div>
        </details>
        <button
          type="submit"
          disabled={prompt.trim() === "" || isPending}
          className="cursor-pointer rounded-lg border border-ink bg-ink px-3 py-1 text-sm font-medium text-paper disabled:opacity-60 pointer-coarse:min-h-11"
        >
          {isPending ? text.underWay(said.choose) : said.choose}
        </button>
      </form>
      {error === null ? null : <Trouble error={error} isOld={data !== undefined} />}
      <div aria-live="polite">{data == null ? null : <ChosenModel choice={data} />}</div>
    </section>
  );
}
