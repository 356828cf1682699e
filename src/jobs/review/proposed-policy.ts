// What a pull request would make of the policy: what is wrong with it, and what it would do to the listings there are.

import { POLICY_PATH } from "../../core/listing/changes.ts";
import { changedKeys } from "../../core/policy/explain.ts";
import { parsePolicy } from "../../core/policy/policy.ts";
import type { Subject } from "../../core/review/decide.ts";
import { isoDay } from "../../core/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Forge, ReviewState } from "../../ports/forge.ts";
import type { PolicyInForce } from "../facts/catalog.ts";
import { entryAt } from "../facts/trees.ts";
import type { PublishedAt } from "../publish/published.ts";
import { policyImpact } from "./policy-impact.ts";

export async function proposedPolicy(
  { forge, clock }: { readonly forge: Forge; readonly clock: Clock },
  state: ReviewState,
  inForce: PolicyInForce,
  published: PublishedAt | undefined,
): Promise<Omit<Extract<Subject, { kind: "nothing" }>, "kind">> {
  const entry = await entryAt(forge, state.pull.headSha, POLICY_PATH);
  if (entry === undefined || entry.type !== "blob" || entry.mode === "120000") {
    const place = { line: 1, column: 1 };
    const gone = {
      rule: "gone",
      message: "The policy file would be gone; without it this repository is no catalog.",
      why: "Steward does nothing in a repository without a policy.",
      fix: "Keep `.github/steward.yml` as a plain file.",
      path: [],
      place,
    };
    return { policyProblems: [gone] };
  }
  const parsed = parsePolicy(await forge.blob(entry.sha), state.owner);
  if (parsed.state === "invalid") return { policyProblems: parsed.problems };
  const { policy: before, file } = inForce;
  if (before === undefined || file === undefined || published === undefined) return { policyProblems: [] };
  const today = isoDay(clock.nowMs());
  return {
    policyProblems: [],
    report: {
      keys: changedKeys(file, parsed.file),
      impact: await policyImpact(published, before, parsed.policy, today),
      graceDays: parsed.policy.publish.graceDays,
    },
  };
}
