import type { QueryClient } from "@tanstack/react-query";
import { pageKeyHeaders } from "./page-key.ts";

let asked: Promise<unknown> | null = null;

/** Ask for what every page begins with, before there is a page. */
export function askFirst(): void {
  const key = pageKeyHeaders();
  if (key === null) return;
  asked = fetch("/overview", { headers: { accept: "application/json", ...key } }).then((answer) => (answer.ok ? answer.json() : null));
  // Whoever is refused or gets no answer asks again from the page, which tells why.
  asked.catch(() => undefined);
}

/** Lay down the first answer as soon as it is here: the page then begins with it. Never fails. */
export async function layDownFirst(client: QueryClient): Promise<void> {
  const answer = await asked?.catch(() => null);
  if (answer !== null && answer !== undefined) client.setQueryData(["GET /overview", {}], answer);
}
