/** Which way a key goes in a list. */
export function stepOfKey(key: string): -1 | 0 | 1 {
  if (key === "ArrowDown" || key === "j") return 1;
  return key === "ArrowUp" || key === "k" ? -1 : 0;
}

/** What a key answers. Enter on a button means the button. */
export function answerOfKey(key: string, isOnItem: boolean): "approve" | "reject" | "open" | null {
  if (key === "a") return "approve";
  if (key === "x") return "reject";
  return key === "Enter" && isOnItem ? "open" : null;
}
