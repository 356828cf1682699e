// What each kind of work may do at GitHub: a token is worth what it may do, so each is minted with these and no more.

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

/** Cases: comments and labels on issues; a removal is one commit to the catalog, or a pull request. */
export const CASE_PERMISSIONS = {
  metadata: "read",
  contents: "write",
  deployments: "read",
  issues: "write",
  pull_requests: "write",
} as const satisfies Permissions;

/** Asking whether somebody is in the security team; installations on a person's own account have no teams. */
export const MEMBERS_PERMISSIONS = { metadata: "read", members: "read" } as const satisfies Permissions;

/** Sweeps look and write nothing: what they find is reviewed with a review's token. */
export const SWEEP_PERMISSIONS = {
  metadata: "read",
  contents: "read",
  checks: "read",
  pull_requests: "read",
} as const satisfies Permissions;

/** Asking where the App is installed, and what a number is called today. */
export const LIST_PERMISSIONS = { metadata: "read" } as const satisfies Permissions;
