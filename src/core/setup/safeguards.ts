// Whether the branches are safe from what no check can see: merge commits, a last push that nobody approved, and a publish branch put back.

import { broken, fine, judge, list, note, unknown, type Item } from "./diagnosis.ts";
import type { CatalogSeen, PublishSeen } from "./seen.ts";

const ADMINISTRATORS_ALONE = "GitHub tells that to administrators alone";

/** That the rules themselves could not be read is said where the required check is judged. */
export function safeguardItems(seen: CatalogSeen): readonly Item[] {
  return seen.rules.state === "known" ? [...mergeItems(seen), ...lastPushItems(seen)] : [];
}

function mergeItems(seen: CatalogSeen): readonly Item[] {
  const { rules, mergeCommits, protection, defaultBranch, name, url } = seen;
  const isForbidden = rules.state === "known" && rules.value.some((rule) => rule.forbidsMergeCommits);
  if (isForbidden || (mergeCommits.state === "known" && !mergeCommits.value))
    return [fine(`Nothing is merged into ${defaultBranch} by a merge commit`)];
  if (protection.state === "known" && protection.value !== null)
    return [
      unknown(
        `Whether the protection of ${defaultBranch} forbids merge commits could not be told.`,
        `${ADMINISTRATORS_ALONE}; untick “Allow merge commits” at ${url}/settings, or use a ruleset.`,
      ),
    ];
  return judge(mergeCommits, `Whether ${name} allows merge commits`, () => [
    broken(
      "ruleset/merge-commits",
      `Pull requests can be merged into ${defaultBranch} by a merge commit.`,
      `Untick “Allow merge commits” under “Pull Requests” at ${url}/settings, or tick “Require linear history” in a ruleset at ${url}/settings/rules.`,
    ),
  ]);
}

function lastPushItems({ rules, rulesets, protection, defaultBranch, url }: CatalogSeen): readonly Item[] {
  const reviews = rules.state === "known" ? rules.value.flatMap((rule) => rule.review ?? []) : [];
  if (reviews.some(({ ofLastPush }) => ofLastPush))
    return [fine(`Whoever pushed to a pull request last needs somebody else's approval`)];
  if (protection.state === "known" && protection.value !== null)
    return [
      unknown(
        `Whether the protection of ${defaultBranch} asks for approval of the last push could not be told.`,
        `${ADMINISTRATORS_ALONE}; look at ${url}/settings/branches, or use a ruleset.`,
      ),
    ];
  const requiring = reviews.find(({ approvals }) => approvals > 0);
  if (requiring === undefined)
    return [
      note(
        `No review is required on ${defaultBranch}: whoever has write access merges what passes, their own too`,
      ),
    ];
  const ruleset =
    rulesets.state === "known" ? rulesets.value.find(({ id }) => id === requiring.rulesetId) : undefined;
  return [
    broken(
      "ruleset/last-push",
      `${ruleset === undefined ? "A ruleset" : `The ruleset “${ruleset.name}”`} requires a review, and not one of the last push.`,
      `Tick “Require approval of the most recent reviewable push” at ${ruleset?.url ?? `${url}/settings/rules`}.`,
    ),
  ];
}

const HARMS = { deletion: "deleted", non_fast_forward: "put back to an older commit by a force push" };

/** Where the rules could not be read, that is said by what else is judged of them. */
export function publishGuardItems({ rules, protection, branch, url }: PublishSeen): readonly Item[] {
  if (rules.state !== "known") return [];
  const open = Object.entries(HARMS)
    .filter(([rule]) => !rules.value.some(({ type }) => type === rule))
    .map(([, harm]) => harm);
  if (open.length === 0) return [fine(`Nobody can delete ${branch} or put it back to an older commit`)];
  return judge(protection, `The protection of ${branch}`, (classic) =>
    classic === null
      ? [
          broken(
            "publish/unprotected",
            `Whoever has write access can have ${branch} ${list(open)}.`,
            `Import .github/rulesets/publish.json of the template at ${url}/settings/rules${branch === "gh-pages" ? "" : `, with refs/heads/${branch} in place of refs/heads/gh-pages`}.`,
          ),
        ]
      : [
          unknown(
            `Whether the protection of ${branch} keeps it from being ${list(open)} could not be told.`,
            `${ADMINISTRATORS_ALONE}; look at ${url}/settings/branches, or import .github/rulesets/publish.json at ${url}/settings/rules.`,
          ),
        ],
  );
}
