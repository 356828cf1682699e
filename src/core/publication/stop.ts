// Whether publishing may go on though something stops it, and what the issue about that says then.

import { AGED, hasMark } from "../marks/marks.ts";
import {
  mayGoOn,
  readStop,
  stopAnswers,
  stopDigest,
  stoppedIssue,
  STOPPED_LABEL,
  type PublishStop,
} from "../catalog/stopped.ts";
import type { IssueWrite } from "./plan.ts";
import type { StopIssue } from "./seen.ts";

export interface StopDecision {
  /** Somebody who may said so, of this very stop. */
  readonly goesOn: boolean;
  readonly writes: readonly IssueWrite[];
}

/** `issue` null: there is none yet. Goes on only by a `/publish` written under this very stop. */
export function decideStop(
  stop: PublishStop,
  issue: StopIssue | null,
  nowMs: number,
  digest: (text: string) => string,
): StopDecision {
  if (issue === null)
    return {
      goesOn: false,
      writes: [{ do: "open", ...stoppedIssue(stop, nowMs, digest), label: STOPPED_LABEL }],
    };
  const { number, body, comments } = issue;
  const mayMaintain = (id: number): boolean => issue.mayMaintain.has(id);
  const reported = readStop(body);
  const now = stopDigest(stop, digest);
  // Nobody can say that a catalog we cannot read is one we can, nor hand us a branch that is not ours.
  const canGoOn = "lost" in stop || stop.why === "lost";
  const goesOn = canGoOn && mayGoOn(reported, now, comments, mayMaintain);
  const answers = stopAnswers(comments, mayMaintain, goesOn);
  return {
    goesOn,
    writes: [
      ...answers.map(({ commentId, content }): IssueWrite => ({ do: "react", commentId, content })),
      ...(reported?.digest === now && !hasMark(body, AGED)
        ? []
        : [
            {
              do: "edit" as const,
              number,
              body: stoppedIssue(stop, reported?.digest === now ? reported.sinceMs : nowMs, digest).body,
            },
          ]),
    ],
  };
}

/** Closes the issue, if there is one: publishing goes on. */
export function stopOver(issue: StopIssue | null): readonly IssueWrite[] {
  return issue === null ? [] : [{ do: "close", number: issue.number, comment: "Publishing goes on." }];
}
