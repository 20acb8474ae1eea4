import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { Approval } from "../api/shapes.ts";
import { words } from "../text/waiting.ts";
import { answerOfKey, stepOfKey } from "./waiting-keys.ts";
import { WaitingItem } from "./waiting-item.tsx";

interface WaitingListProps {
  approvals: readonly Approval[];
  /** The keyboard stands on the first at once: on the page that is about nothing else. */
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
    if (!takesKeyboard || chosen === undefined || window.matchMedia("(pointer: coarse)").matches) return;
    // Nobody's focus is taken: only when what had it is gone, or nothing had it.
    if (document.activeElement !== document.body) return;
    list.current?.querySelector<HTMLElement>(`[data-waiting="${CSS.escape(chosen)}"]`)?.focus({ preventScroll: true });
  }, [takesKeyboard, chosen]);

  const press = (event: KeyboardEvent<HTMLUListElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
    const isGoing = performance.now() < goesUntil.current;
    goesUntil.current = event.key === "g" ? performance.now() + SEQUENCE_MS : 0;
    if (isGoing || event.repeat) return;
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-waiting]")];
    const item = event.target.closest<HTMLElement>("[data-waiting]");
    const step = stepOfKey(event.key);
    const answer = answerOfKey(event.key, event.target === item);
    if (item === null || (step === 0 && answer === null)) return;
    event.preventDefault();
    if (step !== 0) items[items.indexOf(item) + step]?.focus();
    else if (answer === "open") item.querySelector<HTMLElement>('[data-answer="open"]')?.click();
    else item.querySelector<HTMLElement>(`[data-answer="${answer}"] button`)?.click();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys for what its buttons do as well
    <ul ref={list} aria-label={words.waiting.list} onKeyDown={press} className="space-y-3">
      {approvals.map((approval) => (
        <WaitingItem key={approval.id} approval={approval} isChosen={approval.id === chosen} onChosen={() => setChosenId(approval.id)} />
      ))}
    </ul>
  );
}
