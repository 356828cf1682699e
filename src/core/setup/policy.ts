// The policy file as `steward doctor` speaks of it: each problem with its place.

import { POLICY_PATH } from "../listing/changes.ts";
import { parsePolicy } from "../policy/policy.ts";
import { identityOf, openIdentity } from "../policy/identity.ts";
import { broken, fine, note, type Item } from "./diagnosis.ts";
import type { PolicySeen } from "./seen.ts";

/** `at`: the repository, to link the file; undefined for a folder. */
export function policyItems(
  policy: PolicySeen,
  at: { readonly url: string; readonly branch: string } | undefined,
): readonly Item[] {
  const place = at === undefined ? POLICY_PATH : `${at.url}/blob/${at.branch}/${POLICY_PATH}`;
  switch (policy.kind) {
    case "missing":
      return [
        broken(
          "policy/missing",
          `There is no ${POLICY_PATH}${at === undefined ? "" : " on the default branch"}.`,
        ),
      ];
    case "invalid":
      return policy.problems.map(({ line, column, message, fix }) =>
        broken("policy/invalid", `${POLICY_PATH}:${line}:${column} ${message}`, `${fix} (${place})`),
      );
    case "valid": {
      const { preset } = policy.policy;
      return [
        fine(
          `The policy is valid (“${identityOf(policy.policy, at?.url).name}”${preset === undefined ? "" : `, extends ${preset}`})`,
        ),
        ...openIdentity(policy.policy, at?.url).map(note),
      ];
    }
  }
}

/** `owner`: of the catalog, where it is known. */
export function policySeen(bytes: Uint8Array, owner: string | undefined): PolicySeen {
  const parsed = parsePolicy(bytes, owner);
  return parsed.state === "valid"
    ? { kind: "valid", policy: parsed.policy }
    : {
        kind: "invalid",
        problems: parsed.problems.map(({ place, message, fix }) => ({
          line: place.line,
          column: place.column,
          message,
          fix,
        })),
      };
}
