/**
 * Put text into the clipboard; true when it lies there. At an address that is not secure the browser has no clipboard for
 * pages: there the text is marked in a field for a moment, inside `place`, for a modal dialog lets nothing outside be marked.
 */
export async function copyText(text: string, place?: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return place === undefined ? false : copyMarked(text, place);
  }
}

function copyMarked(text: string, place: HTMLElement): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "fixed opacity-0";
  place.append(field);
  field.select();
  // oxlint-disable-next-line typescript/no-deprecated -- the only way left without a secure address
  const isDone = document.execCommand("copy");
  field.remove();
  return isDone;
}
