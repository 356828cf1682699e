// Which pull request changed the policy, where it did not pass: what is in force is told to maintainers, and never taken back.

import { POLICY_PATH } from "../../core/listing/changes.ts";
import type { PolicyOverHold } from "../../core/publication/seen.ts";
import { parsePolicy } from "../../core/policy/policy.ts";
import { newestRun, ROLL_UP, type SeenRun } from "../../core/review/seen.ts";
import { landedBy, type LandingContext } from "./landing.ts";

/** Asked only where the policy is another one than what was published last was judged by. */
export async function policyOverHold(context: LandingContext): Promise<PolicyOverHold | undefined> {
  const { head, state } = context.snapshot;
  const before = head?.source;
  if (before === undefined || state.policy === undefined || before.policy === state.policy.sha)
    return undefined;
  // One that is not valid is not in force; the issue about that says so.
  const { text } = state.policy;
  if (text === undefined || parsePolicy(new TextEncoder().encode(text), state.owner).state === "invalid")
    return undefined;
  const landed = await landedBy(context, POLICY_PATH, Date.parse(before.at));
  if (landed === undefined) return undefined;
  if ("state" in landed)
    return landed.pull === undefined
      ? undefined
      : { number: landed.pull, headSha: state.tipSha, how: "beside" };
  const [pull] = landed.pulls;
  if (pull === undefined) return undefined;
  const how = standing(newestRun(pull.runs, ROLL_UP));
  return how === undefined ? undefined : { number: pull.number, headSha: pull.headSha, how };
}

function standing(run: SeenRun | undefined): PolicyOverHold["how"] | undefined {
  if (run?.completed !== true) return "not-judged";
  if (run.conclusion === "success") return undefined;
  return run.conclusion === "failure" ? "failing" : "on-hold";
}
