// Fixes as changes to single lines of the file as it stands: what a suggestion block on a pull request can say.

import { autofixListing, type Autofix } from "./autofix.ts";
import type { ListingSchema } from "./schema.ts";

/** All that has one right answer in one line. */
export interface LineFix {
  /** 1-based, in the file as it stands. */
  readonly line: number;
  readonly before: string;
  /** undefined: the line goes. */
  readonly after: string | undefined;
  readonly mistakes: readonly Pick<Autofix, "rule" | "message" | "why">[];
}

export interface LineFixes {
  readonly fixes: readonly LineFix[];
  /** false: there may be more than these. */
  readonly complete: boolean;
}

/** Lines are without their ends, whichever they have. */
export function lineFixes(
  text: string,
  id: string,
  world: { readonly schema: ListingSchema; readonly types: readonly string[] },
  triesMax: number,
): LineFixes {
  const { fixes, complete } = autofixListing(text, id, world, triesMax);
  const before = text.split("\n");
  // Where each line of the text, as it is after a fix, stood before any.
  const from = before.map((_, at) => at);
  const found = new Map<number, LineFix>();
  for (const { line, after, rule, message, why } of fixes) {
    const at = from[line - 1];
    if (at === undefined) continue;
    const earlier = found.get(at)?.mistakes ?? [];
    found.set(at, {
      line: at + 1,
      before: withoutEnd(before[at] ?? ""),
      after: after === undefined ? undefined : withoutEnd(after),
      mistakes: [...earlier, { rule, message, why }],
    });
    if (after === undefined) from.splice(line - 1, 1);
  }
  return { fixes: [...found.values()].sort((a, b) => a.line - b.line), complete };
}

function withoutEnd(line: string): string {
  return line.replace(/\r$/, "");
}
