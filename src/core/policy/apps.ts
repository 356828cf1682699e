// Apps are no people: they own nothing and decide nothing, but a policy may trust what some of them propose.

import { sameLogin } from "../logins.ts";
import type { Account } from "../facts.ts";
import type { Policy } from "./policy.ts";

/** A person's account; undefined: an App's, or nobody's. What belongs to people is asked of this alone. */
export function personOf(account: Account | undefined): Account | undefined {
  return account?.type === "User" ? account : undefined;
}

/** GitHub shows an App with “[bot]” behind its slug, or without; a person may bear the very slug as their login. */
function slugOf(login: string): string {
  return login.replace(/\[bot\]$/i, "");
}

/** Whether the policy counts what this App proposes as made with write access. Never true of a person. */
export function isTrustedApp(
  policy: Pick<Policy, "ownershipApps"> | undefined,
  account: Account | undefined,
): boolean {
  if (policy === undefined || account?.type !== "Bot") return false;
  return policy.ownershipApps.some((app) => sameLogin(slugOf(app), slugOf(account.login)));
}
