// Which installation of the App hears of an event: installed there, subscribed, and permitted.

import type { Installation, Repository } from "./model.ts";
import type { World } from "./world.ts";

/** Which App permission an event needs; those not named are sent to every App. */
const PERMISSION_OF_EVENT: Readonly<Record<string, string>> = {
  check_run: "checks",
  check_suite: "checks",
  deployment_status: "deployments",
  issue_comment: "issues",
  issues: "issues",
  label: "metadata",
  merge_group: "merge_queues",
  page_build: "pages",
  pull_request: "pull_requests",
  pull_request_review: "pull_requests",
  pull_request_review_thread: "pull_requests",
  push: "contents",
  repository: "metadata",
};

const SENT_UNASKED: readonly string[] = [
  "installation",
  "installation_repositories",
  "check_run",
  "check_suite",
  "ping",
];

export function wantsEvent(world: World, installation: Installation, event: string): boolean {
  if (installation.suspendedAtMs !== undefined) return false;
  if (!SENT_UNASKED.includes(event) && !world.app.events.includes(event)) return false;
  const permission = PERMISSION_OF_EVENT[event];
  return (
    permission === undefined ||
    permission === "metadata" ||
    installation.permissions[permission] !== undefined
  );
}

/** The App's installation that hears of this repository's event, if any. */
export function listener(world: World, repository: Repository, event: string): Installation | undefined {
  for (const installation of world.installations.values()) {
    if (installation.repositoryIds.has(repository.id) && wantsEvent(world, installation, event))
      return installation;
  }
  return undefined;
}
