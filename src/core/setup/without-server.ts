// Catalogs that no server looks after: what does the work there, what GitHub does to it, and how such an App is told apart.

import type { GitHubSeen } from "./seen.ts";

/** Does the App's work where no server runs. */
export const WORKFLOW_PATH = ".github/workflows/steward.yml";
export const SIXTY_DAYS =
  "GitHub switches the schedule of steward.yml off in a public repository where nothing happened for 60 days, and says so by mail to whoever changed it last: “Enable workflow” under Actions switches it on again";

/** The App has no hook, and a catalog of it a workflow in a server's place. */
export function isWithoutServer({ hook, catalogs }: GitHubSeen): boolean {
  const hasHook = hook?.state !== "known" || (hook.value !== null && hook.value.url !== "");
  return !hasHook && catalogs.some(({ workflow }) => workflow.state === "known" && workflow.value);
}
