// Mistakes with one right answer → one review with suggestion blocks; a thread whose mistake is gone is resolved.

import type { LineFix } from "../listing/line-fixes.ts";
import { markValues, withMarks } from "../marks/marks.ts";
import { NO_TEXTS, format, worded, type Texts } from "../policy/texts.ts";
import { toMarkdown } from "./markdown.ts";
import type { SeenPull, SeenThread } from "./seen.ts";

/** More would bury the rest of the conversation; every finding is on its line all the same. */
export const SUGGESTIONS_MAX = 30;
/** One question to GitHub resolves so many; the next look goes on. */
export const RESOLVED_MAX = 50;
const FENCE_LENGTH_MIN = 3;

/** A line that has one right answer; `added`: the pull request brought it, so GitHub lets us comment on it. */
export interface SeenFix extends LineFix {
  readonly path: string;
  readonly added: boolean;
}

export interface SeenFixes {
  readonly fixes: readonly SeenFix[];
  /** false: there may be more than these, so that nothing can be called gone. */
  readonly complete: boolean;
}

/** No listing is changed (any more): whatever we suggested is gone. */
export const NOTHING_TO_FIX: SeenFixes = { fixes: [], complete: true };

export interface SuggestionComment {
  readonly path: string;
  readonly line: number;
  readonly body: string;
}

export type SuggestionWrite =
  | {
      readonly do: "suggest";
      readonly headSha: string;
      readonly body: string;
      readonly comments: readonly SuggestionComment[];
    }
  | { readonly do: "resolve-threads"; readonly ids: readonly string[] };

/** At most two writes: the head's one review, and the threads to be resolved. */
export function suggestionWrites(
  { headSha, reviews, threads }: Pick<SeenPull, "headSha" | "reviews" | "threads">,
  { fixes, complete }: SeenFixes,
  digest: (text: string) => string,
  texts: Texts = NO_TEXTS,
): readonly SuggestionWrite[] {
  const wanted = new Map(fixes.map((fix) => [keyOf(fix, digest), fix]));
  const ours = threads.flatMap((thread) => {
    const key = thread.mine ? markValues(thread.body, "fix")[0] : undefined;
    return typeof key !== "string" ? [] : [{ ...thread, key }];
  });
  // One review a head: whoever looks twice, or lost GitHub's answer, finds it there.
  const reviewed = reviews.some(({ mine, sha }) => mine && sha === headSha);
  const said = new Set(ours.filter((thread) => !mayComeBack(thread)).map(({ key }) => key));
  const fresh = [...wanted].filter(([key, fix]) => fix.added && isInert(fix) && !said.has(key));
  const writes: SuggestionWrite[] = [];
  if (!reviewed && fresh.length > 0) {
    const comments = fresh.slice(0, SUGGESTIONS_MAX).map(([key, fix]) => commentOf(fix, key, texts));
    writes.push({ do: "suggest", headSha, body: reviewText(comments.length, texts), comments });
  }
  const done = ours.filter(({ resolved, key }, at) => {
    // Two looks at once could have said it twice; one thread stays.
    const repeated = ours.slice(0, at).some((other) => other.key === key && !other.resolved);
    return !resolved && (repeated || (complete && !wanted.has(key)));
  });
  if (done.length > 0)
    writes.push({ do: "resolve-threads", ids: done.slice(0, RESOLVED_MAX).map(({ id }) => id) });
  return writes;
}

/** What we resolved was gone; if it is back, it is said again. What a person resolved, they have seen. */
function mayComeBack({ resolved, resolvedByOther }: SeenThread): boolean {
  return resolved && !resolvedByOther;
}

/** The same mistake in the same words is the same on any line and any head. */
function keyOf({ path, before, after }: SeenFix, digest: (text: string) => string): string {
  return digest(JSON.stringify([path, before, after ?? null]));
}

/**
 * What cannot be seen (directions, zero width) must not slip in by a click on “Commit suggestion”. A suggestion is the
 * literal line, and our texts hold no comment of HTML but the one with our marks: such a line gets none.
 */
function isInert({ after }: SeenFix): boolean {
  if (after?.includes("<!--") === true) return false;
  return after === undefined || !/(?!\t)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(after);
}

function commentOf(fix: SeenFix, key: string, texts: Texts): SuggestionComment {
  const { path, line, after, mistakes } = fix;
  const fence = fenceFor(after ?? "");
  const named = mistakes.map((mistake) => worded({ ...mistake, rule: `submission/${mistake.rule}` }, texts));
  const lead = `**${format(texts, "run/mend")}**`;
  const words = named.map(({ message, why }) => `${lead} ${toMarkdown(message)}\n${toMarkdown(why)}`);
  const rules = [...new Set(named.map(({ rule }) => `\`${rule}\``))].join(", ");
  const body = [
    ...words,
    [`${fence}suggestion`, ...(after === undefined ? [] : [after]), fence].join("\n"),
    `<sub>${rules}</sub>`,
  ].join("\n\n");
  return { path, line, body: withMarks(body, [["fix", key]]) };
}

/** Longer than any run of backticks within, so that nothing in the line can end the block. */
function fenceFor(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return "`".repeat(Math.max(FENCE_LENGTH_MIN, longest + 1));
}

function reviewText(count: number, texts: Texts): string {
  return count === 1 ? format(texts, "suggest/one") : format(texts, "suggest/several", { count });
}
