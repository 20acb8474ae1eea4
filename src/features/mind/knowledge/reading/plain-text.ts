const LOOKED_AT = 65_536;
/** A text may hold a stray control character or a letter that was lost on its way; data is full of them. */
const MOST_UNREADABLE = 0.02;
const MOST_LOST = 0.1;

/** Why something is no text that can be kept, or null. Looks at its beginning, middle and end. */
export function whyNotText(text: string): string | null {
  if (text.trim() === "") return "there is nothing in it";
  const third = LOOKED_AT / 3;
  const middle = Math.max(third, Math.floor(text.length / 2));
  const sample =
    text.length <= LOOKED_AT ? text : text.slice(0, third) + text.slice(middle, middle + third) + text.slice(text.length - third);
  let unreadable = 0;
  let lost = 0;
  for (let at = 0; at < sample.length; at += 1) {
    const code = sample.charCodeAt(at);
    if (code === 0xff_fd) lost += 1;
    else if ((code < 32 && code !== 9 && code !== 10 && code !== 12 && code !== 13 && code !== 27) || code === 127) unreadable += 1;
  }
  if (unreadable > MOST_UNREADABLE * sample.length) return "it is binary data, not text";
  return lost > MOST_LOST * sample.length ? "its characters are not valid UTF-8" : null;
}
