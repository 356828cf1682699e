// Reads the one thing that is taken from an issue's body: the listing's id, which the form asks for first.

import { ID_PATTERN } from "../listing/ids.ts";

/** The first field's value, if it can be an id. Later headings may be anybody's free text and are not looked at. */
export function firstFieldOf(body: string): string | undefined {
  const [, value = ""] = /^\s*### [^\r\n]{1,200}\r?\n\s*([^\r\n]{1,200})/.exec(body.slice(0, 2_000)) ?? [];
  const id = value.trim().replace(/^`(.*)`$/, "$1");
  return ID_PATTERN.test(id) ? id : undefined;
}
