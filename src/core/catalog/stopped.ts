// Why publishing as a whole stands still, in the words of the issue that says so, and the command that lets it go on.

import { z } from "zod";
import { quote } from "../listing/quote.ts";
import { markValues, withMarks, type Mark } from "../marks/marks.ts";
import { firstLine, mayRun } from "../review/commands.ts";
import { DONE, REFUSED, UNCLEAR } from "../review/overrides.ts";
import type { SeenComment } from "../review/seen.ts";

export const STOPPED_LABEL = "steward: publishing stopped";
const IDS_SHOWN_MAX = 50;

export type PublishStop =
  /** More entries would go than anybody explained. */
  | { readonly why: "shrinking"; readonly lost: readonly string[]; readonly published: number }
  /** The default branch was rewritten, and entries would go by that. */
  | { readonly why: "rewritten"; readonly lost: readonly string[]; readonly published: number }
  /** The publish branch holds nothing of ours. */
  | { readonly why: "not-ours"; readonly branch: string }
  /** It is gone, and what it said cannot be read any more. */
  | { readonly why: "lost"; readonly branch: string }
  /** What we published is there and cannot be read. */
  | { readonly why: "unreadable"; readonly branch: string }
  /** The policy has it published into a repository that Steward may not write to; `branch` names it all. */
  | { readonly why: "out-of-reach"; readonly branch: string };

const markSchema = z.object({
  digest: z.string().regex(/^[0-9a-f]{16}$/),
  sinceMs: z.int().nonnegative(),
});

/** Equal stops have equal digests: a `/publish` is for the stop it was written under. */
export function stopDigest(stop: PublishStop, digest: (text: string) => string): string {
  return digest(JSON.stringify("lost" in stop ? [stop.why, [...stop.lost].sort()] : [stop.why, stop.branch]));
}

export function readStop(body: string): { readonly digest: string; readonly sinceMs: number } | undefined {
  const parsed = markSchema.safeParse(markValues(body, "stopped")[0]);
  return parsed.success ? parsed.data : undefined;
}

const GO_ON =
  "Somebody with the role maintain or admin lets it go on with a comment `/publish`. Takedowns go out meanwhile.";

export function stoppedIssue(
  stop: PublishStop,
  nowMs: number,
  digest: (text: string) => string,
): { readonly title: string; readonly body: string } {
  const { title, text } = words(stop);
  const said = `${text}\n\nThis issue is closed when publishing continues.`;
  const mark: Mark = ["stopped", { digest: stopDigest(stop, digest), sinceMs: nowMs }];
  return { title, body: withMarks(said, [mark]) };
}

function shownIds(ids: readonly string[]): string {
  const more = ids.length > IDS_SHOWN_MAX ? ` and ${ids.length - IDS_SHOWN_MAX} more` : "";
  return `${ids.slice(0, IDS_SHOWN_MAX).map(quote).join(", ")}${more}`;
}

function words(stop: PublishStop): { readonly title: string; readonly text: string } {
  switch (stop.why) {
    case "rewritten":
      return {
        title: "Publishing stopped: the default branch was rewritten",
        text: `The default branch does not continue from the commit that was published last (it was force-pushed, or it is another branch), and ${stop.lost.length} of ${stop.published} published listings are not on it: ${shownIds(stop.lost)}. What is published stays as it is.\n\nIf they are meant to go: ${GO_ON} If not: restore the files or the branch; publishing continues automatically.`,
      };
    case "shrinking": {
      return {
        title: "Publishing stopped: many listings would be removed at once",
        text: `${stop.lost.length} of ${stop.published} published listings are gone from the default branch without a removal that was merged by an owner's or a maintainer's pull request: ${shownIds(stop.lost)}. That may be a mistake, so what is published stays as it is.\n\nIf they are meant to go: ${GO_ON} If not: restore the files; publishing continues automatically.`,
      };
    }
    case "not-ours":
      return {
        title: "Publishing is waiting: the publish branch was not written by Steward",
        text: `The branch ${quote(stop.branch)} has no commit by Steward, so nothing is written there. If Steward may take it over (files outside the catalog's own paths stay): set \`adopt: true\` under \`publish:\` in \`.github/steward.yml\`. If not: name another \`branch:\` there.`,
      };
    case "lost":
      return {
        title: "Publishing stopped: what was published can no longer be read",
        text: `The branch ${quote(stop.branch)} is gone, and so is the commit that the newest deployment names. The record of who owns each listing and what maintainers accepted went with it. Restore the branch if you can; publishing continues automatically.\n\nIf it is lost, the catalog can be built from scratch, as on the first day. ${GO_ON}`,
      };
    case "out-of-reach":
      return {
        title: "Publishing is waiting: Steward is not installed where it has to publish",
        text: `The policy names ${quote(stop.branch)} under \`publish:\`, and Steward is not installed there (or its operator does not serve that repository). Install it on that repository too; publishing continues automatically.`,
      };
    case "unreadable":
      return {
        title: "Publishing stopped: what was published cannot be read",
        text: `Steward's newest commit on ${quote(stop.branch)} holds a catalog that this version cannot read. Nothing is written until it can; a newer version of Steward may have written it.`,
      };
  }
}

export function isPublishCommand(body: string): boolean {
  return firstLine(body) === "/publish";
}

/** Whether somebody who may said `/publish` after this very stop was reported. */
export function mayGoOn(
  reported: { readonly digest: string; readonly sinceMs: number } | undefined,
  now: string,
  comments: readonly SeenComment[],
  mayMaintain: (accountId: number) => boolean,
): boolean {
  if (reported === undefined || reported.digest !== now) return false;
  return comments.some(
    ({ body, author, edited, mine, createdAtMs, myReactions }) =>
      isPublishCommand(body) &&
      author?.type === "User" &&
      !edited &&
      !mine &&
      createdAtMs > reported.sinceMs &&
      (myReactions.length === 0 || myReactions.includes(DONE)) &&
      mayMaintain(author.id),
  );
}

export function stopAnswers(
  comments: readonly SeenComment[],
  mayMaintain: (accountId: number) => boolean,
  goesOn: boolean,
): readonly { readonly commentId: number; readonly content: string }[] {
  return comments
    .filter((comment) => isPublishCommand(comment.body) && mayRun(comment))
    .map(({ id, author }) => ({
      commentId: id,
      content: author === undefined || !mayMaintain(author.id) ? REFUSED : goesOn ? DONE : UNCLEAR,
    }));
}
