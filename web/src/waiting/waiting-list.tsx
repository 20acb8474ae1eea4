import { useEffect, useRef, useState } from "react";
import type { Approval } from "../api/shapes.ts";
import { words } from "../text/waiting.ts";
import { answerOfKey, stepOfKey } from "./waiting-keys.ts";
import { WaitingItem } from "./waiting-item.tsx";

interface WaitingListProps {
  approvals: readonly Approval[];
  /** Keys that nothing else on the page takes choose here: on the page that is about nothing else. */
  takesKeyboard?: boolean;
}

/** After `g` the next key goes somewhere: it must not approve anything on the way. */
const SEQUENCE_MS = 1_500;

/** What waits for a person, answered by a press, a touch or a key. */
export function WaitingList({ approvals, takesKeyboard = false }: WaitingListProps) {
  const list = useRef<HTMLUListElement>(null);
  const goesUntil = useRef(0);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const place = Math.max(
    0,
    approvals.findIndex(({ id }) => id === chosenId),
  );
  const chosen = approvals[place]?.id;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { target } = event;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement)) return;
      const isGoing = performance.now() < goesUntil.current;
      goesUntil.current = event.key === "g" ? performance.now() + SEQUENCE_MS : 0;
      if (isGoing || event.repeat || document.querySelector("dialog[open]") !== null) return;
      const items = [...(list.current?.querySelectorAll<HTMLElement>("[data-waiting]") ?? [])];
      const item = items.find((each) => each.contains(target));
      const step = stepOfKey(event.key);
      const answer = answerOfKey(event.key, target === item || target === document.body);
      if (step === 0 && answer === null) return;
      if (item === undefined) {
        // Nothing is chosen: a key decides nothing that nobody looked at, it chooses.
        if (!takesKeyboard || target !== document.body || items[0] === undefined) return;
        items[0].focus();
      } else if (step !== 0) items[items.indexOf(item) + step]?.focus();
      else if (answer === "open") item.querySelector<HTMLElement>('[data-answer="open"]')?.click();
      else item.querySelector<HTMLElement>(`[data-answer="${answer}"] button`)?.click();
      event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [takesKeyboard]);
  return (
    <ul ref={list} aria-label={words.waiting.list} className="space-y-3">
      {approvals.map((approval) => (
        <WaitingItem
          key={approval.id}
          approval={approval}
          isChosen={approval.id === chosen}
          isShort={!takesKeyboard}
          onChosen={() => setChosenId(approval.id)}
        />
      ))}
    </ul>
  );
}
