// What each kind of work may do at GitHub: a token is worth what it may do, so each is minted with these and no more.

import type { Key } from "./keys.ts";

export type Permissions = Readonly<Record<string, "read" | "write">>;

/** Reviews, re-runs and the merge queue: read the catalog; write check runs, comments, labels and reactions. */
export const REVIEW_PERMISSIONS = {
  metadata: "read",
  contents: "read",
  checks: "write",
  pull_requests: "write",
  issues: "write",
  deployments: "read",
} as const satisfies Permissions;

/** Cases: comments and labels on issues; a removal is one commit to the catalog, or a pull request. The dashboard tells since when a verdict stands. */
export const CASE_PERMISSIONS = {
  metadata: "read",
  checks: "read",
  contents: "write",
  deployments: "read",
  issues: "write",
  pull_requests: "write",
} as const satisfies Permissions;

/** Asking whether somebody is in the security team; installations on a person's own account have no teams. */
export const MEMBERS_PERMISSIONS = { metadata: "read", members: "read" } as const satisfies Permissions;

/** Resolving a conversation on a line: GitHub asks for `contents: write` there (github/gh-aw#35726), so no other token has it. */
export const RESOLVE_PERMISSIONS = {
  metadata: "read",
  contents: "write",
  pull_requests: "write",
} as const satisfies Permissions;

/** Publishing and verifying write commits and deployments, and say on pull requests and issues what became of each listing. */
export const PUBLISH_PERMISSIONS = {
  metadata: "read",
  contents: "write",
  checks: "read",
  deployments: "write",
  issues: "write",
  pages: "read",
  pull_requests: "write",
} as const satisfies Permissions;

/** Sweeps look and write nothing: what they find is reviewed with a review's token. */
export const SWEEP_PERMISSIONS = {
  metadata: "read",
  contents: "read",
  checks: "read",
  pull_requests: "read",
} as const satisfies Permissions;

/** Asking where the App is installed, and what a number is called today. */
export const LIST_PERMISSIONS = { metadata: "read" } as const satisfies Permissions;

/** What a key's work may do; each kind asks for no more. */
export function permissionsFor(kind: Key["kind"]): Permissions {
  if (kind === "sweep") return SWEEP_PERMISSIONS;
  if (kind === "publish" || kind === "verify") return PUBLISH_PERMISSIONS;
  return kind === "case" || kind === "cases" || kind === "labels" ? CASE_PERMISSIONS : REVIEW_PERMISSIONS;
}
