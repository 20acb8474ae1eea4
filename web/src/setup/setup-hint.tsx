import { Link } from "wouter";
import { useRead } from "../api/reads.ts";
import { text } from "../text/common.ts";

/** While steps of the first run are open. */
export function SetupHint() {
  const guide = useRead("GET /settings/guide");
  const choice = useRead("GET /grants/choice");
  if (guide.data === undefined || choice.data === undefined) return null;
  const { steps, passed } = guide.data;
  const isOver = choice.data.choice !== null && steps.every((step) => step === "look" || step === "choice" || passed.includes(step));
  if (isOver) return null;
  return (
    <Link href="/setup" className="block rounded-lg border border-line px-2 py-1.5 text-xs hover:border-soft">
      {text.finishSetup}
    </Link>
  );
}
