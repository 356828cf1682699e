// Accounts and labels as GraphQL gives them.

import type { SandboxAccount, Label } from "../model.ts";
import { nodeId } from "../world.ts";
import type { GraphqlContext } from "./context.ts";

/** null: whoever it was has closed their account. */
export function accountNode({ world }: GraphqlContext, account: SandboxAccount) {
  if (account.closed) return null;
  // GraphQL leaves the "[bot]" off that REST shows.
  const login = account.type === "Bot" ? account.login.replace(/\[bot\]$/, "") : account.login;
  return {
    __typename: account.type,
    id: nodeId("U", account.id),
    databaseId: account.id,
    login,
    url: `${world.url}/${encodeURIComponent(login)}`,
  };
}

export function labelNode(label: Label) {
  return {
    id: nodeId("LA", label.id),
    name: label.name,
    color: label.color,
    description: label.description,
  };
}
