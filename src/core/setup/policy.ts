// The policy file as `steward doctor` speaks of it: each problem with its place.

import { POLICY_PATH } from "../listing/changes.ts";
import { parsePolicy } from "../policy/policy.ts";
import { broken, fine, type Item } from "./diagnosis.ts";
import type { PolicySeen } from "./seen.ts";

/** `where`: of the repository, to link the file; empty for a folder. */
export function policyItems(policy: PolicySeen, where: string): readonly Item[] {
  const place = where === "" ? POLICY_PATH : `${where}/${POLICY_PATH}`;
  switch (policy.kind) {
    case "missing":
      return [
        broken(
          "policy/missing",
          `There is no ${POLICY_PATH}${where === "" ? "" : " on the default branch"}.`,
        ),
      ];
    case "invalid":
      return policy.problems.map(({ line, column, message, fix }) =>
        broken("policy/invalid", `${POLICY_PATH}:${line}:${column} ${message}`, `${fix} (${place})`),
      );
    case "valid": {
      const { preset, marketplace } = policy.policy;
      return [
        fine(
          `The policy is valid (“${marketplace.name}”${preset === undefined ? "" : `, extends ${preset}`})`,
        ),
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
