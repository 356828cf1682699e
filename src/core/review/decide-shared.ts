// A pull request whose commit's check runs belong to another open one → the plan: it is told so, in words.

import { NO_TEXTS } from "../policy/texts.ts";
import { ANSWER_AGAIN_MS, answersTo } from "./answers.ts";
import { sharedComment } from "./comment.ts";
import type { DecideOptions, ReviewSeen } from "./decide.ts";
import { planReview, type Plan } from "./plan.ts";
import type { Fingerprint } from "./run-state.ts";
import type { Sharer } from "./sharing.ts";
import { NOTHING_TO_FIX, suggestionWrites } from "./suggest.ts";

export interface SharedSeen extends Pick<
  ReviewSeen,
  "pull" | "labelsInRepository" | "policy" | "mayWrite" | "wasAsked"
> {
  /** Whose they are. */
  readonly owner: Sharer;
}

/** It is told whose they are, and nothing is written on the commit: a verdict on this one could say otherwise. */
export function decideShared(
  seen: SharedSeen,
  { nowMs, digest }: Pick<DecideOptions, "nowMs" | "digest">,
): Plan {
  const { pull, owner, labelsInRepository, policy } = seen;
  const texts = policy?.texts;
  const { reactions, more, words } = answersTo({
    ...seen,
    held: [],
    texts: texts ?? NO_TEXTS,
    runsOf: owner.number,
  });
  return planReview({
    pull,
    headSha: pull.headSha,
    labelsInRepository,
    nowMs,
    digest,
    rerun: new Set(),
    runs: [],
    fingerprint: NO_FINGERPRINT,
    comment: sharedComment(owner, pull.headSha, { texts, answer: words }),
    label: undefined,
    reactions,
    suggestions: suggestionWrites(pull, NOTHING_TO_FIX, digest, texts),
    requeueAtMs: more ? nowMs + ANSWER_AGAIN_MS : undefined,
  });
}

/** Of no run. */
const NO_FINGERPRINT: Fingerprint = { policy: "", ids: "", text: "", id: "" };
