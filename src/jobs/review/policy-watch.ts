// Keeps the issue about an invalid policy true: opened, edited and closed as the file on the default branch says.

import { sameText } from "../../core/marks/marks.ts";
import { parsePolicy } from "../../core/policy/policy.ts";
import { POLICY_ISSUE_LABEL, policyIssue } from "../../core/review/policy-issue.ts";
import type { CatalogState, Forge } from "../../ports/forge.ts";
import { policyInForce } from "../facts/catalog.ts";

export async function watchPolicy(forge: Forge): Promise<void> {
  const state = await catalogState(forge);
  if (state === undefined) return;
  const { policy: inForce, fallback } = await policyInForce(forge, state);
  const present = await forge.issueByUs(POLICY_ISSUE_LABEL);
  if (state.policy === undefined || (inForce !== undefined && !fallback)) {
    if (present !== undefined)
      await forge.closeIssue(present.number, "The policy file is valid again. Thank you!");
    return;
  }
  const bytes =
    state.policy.text === undefined
      ? await forge.blob(state.policy.sha)
      : new TextEncoder().encode(state.policy.text);
  const parsed = parsePolicy(bytes, state.owner);
  if (parsed.state === "valid") return;
  const { title, body } = policyIssue(parsed.problems, inForce !== undefined);
  if (present === undefined) await forge.openIssue({ title, body, labels: [POLICY_ISSUE_LABEL] });
  else if (!sameText(present.body, body)) await forge.editIssue(present.number, body);
}

async function catalogState(forge: Forge): Promise<CatalogState | undefined> {
  for await (const { catalog } of forge.openPulls()) return catalog;
  return undefined;
}
