// What a repository's rulesets forbid: an update of a branch by somebody who may not pass them by.

import type { Repository, Ruleset } from "./model.ts";
import { ApiRefusal } from "./refusal.ts";

export function applies(repository: Repository, ruleset: Ruleset, branch: string): boolean {
  if (ruleset.enforcement !== "active" || ruleset.target !== "branch") return false;
  return ruleset.include.some(
    (name) =>
      name === "~ALL" ||
      (name === "~DEFAULT_BRANCH" && branch === repository.defaultBranch) ||
      name === `refs/heads/${branch}`,
  );
}

/** Rules that a plain push breaks, in the words GitHub has for them. */
const BROKEN_BY_PUSH: Readonly<Record<string, string>> = {
  pull_request: "Changes must be made through a pull request.",
  update: "Cannot update this protected ref.",
  required_status_checks: "Required status checks are expected.",
};

/** `appId`: of the App that pushes; undefined: a person does. */
export function refuseByRules(repository: Repository, ref: string, appId: number | undefined): void {
  const branch = ref.replace(/^refs\/heads\//, "");
  const broken = repository.rulesets
    .filter((ruleset) => applies(repository, ruleset, branch))
    .filter((ruleset) => !passesBy(ruleset, appId))
    .flatMap(({ rules }) => rules.flatMap(({ type }) => BROKEN_BY_PUSH[type] ?? []));
  if (broken.length > 0)
    throw new ApiRefusal(422, `Repository rule violations found\n\n${broken.join("\n")}\n\n`);
}

export function passesBy({ bypassActors }: Ruleset, appId: number | undefined): boolean {
  return bypassActors.some((actor) => passes(actor, appId));
}

function passes(actor: Readonly<Record<string, unknown>>, appId: number | undefined): boolean {
  return actor["actor_type"] === "Integration" && actor["actor_id"] === appId && appId !== undefined;
}
