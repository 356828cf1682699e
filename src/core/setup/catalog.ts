// One catalog's set-up: its repository, policy, rules, publish branch, pages, and what takedowns need.

import { CASE_KIND_NAMES } from "../listing/reasons.ts";
import { broken, fine, judge, list, note, unknown, type Item } from "./diagnosis.ts";
import { SIXTY_DAYS } from "./without-server.ts";
import { policyItems } from "./policy.ts";
import { bypassItems, publishRuleItems, requiredItems } from "./rulesets.ts";
import { publishGuardItems, safeguardItems } from "./safeguards.ts";
import type { CasesSeen, CatalogSeen, KeyNeeds, PagesSeen, PublishSeen } from "./seen.ts";

export function catalogSection(seen: CatalogSeen, appId: number): readonly Item[] {
  if (seen.archived)
    return [
      broken(
        "repository/archived",
        `${seen.name} is archived.`,
        `Unarchive it at the end of ${seen.url}/settings.`,
      ),
    ];
  return [
    ...(seen.hasIssues
      ? []
      : [
          broken(
            "repository/issues-off",
            `Issues are switched off in ${seen.name}.`,
            `Tick “Issues” under “Features” at ${seen.url}/settings.`,
          ),
        ]),
    ...pullItems(seen),
    ...judge(seen.policy, "The policy", (policy) =>
      policyItems(policy, { url: seen.url, branch: seen.defaultBranch }),
    ),
    ...requiredItems(seen, appId),
    ...bypassItems(seen),
    ...safeguardItems(seen),
    ...judge(seen.workflow, "The workflow for marketplaces without a server", (isThere) =>
      isThere ? [note(SIXTY_DAYS)] : [],
    ),
    ...(seen.publish === undefined ? [] : publishItems(seen.publish)),
    ...teamItems(seen),
    ...judge(seen.cases, "The repository for cases", (cases) => casesItems(seen, cases)),
    ...judge(seen.keys, "What is sealed with the second RECORD_KEY", keyItems),
  ];
}

function pullItems({ name, url, pullsFrom, ...seen }: CatalogSeen): readonly Item[] {
  if (pullsFrom === "everybody") return [];
  // Whoever can read a private repository is one of its collaborators.
  if (pullsFrom === "collaborators" && seen.private) return [];
  const what =
    pullsFrom === "nobody"
      ? `Pull requests are switched off in ${name}.`
      : `Only collaborators may open pull requests in ${name}.`;
  return [
    broken(
      "repository/pulls-closed",
      what,
      `Let everybody open them: “Pull requests” under “Features” at ${url}/settings.`,
    ),
  ];
}

/** More than this would fill the page; the next look names the rest. */
const NEEDS_SHOWN_MAX = 10;

function keyItems({ needs, isWhole }: KeyNeeds): readonly Item[] {
  if (needs.length === 0)
    return [
      isWhole
        ? note("Nothing here needs the second RECORD_KEY any more: take it out")
        : unknown(
            "There is more than was checked that could need the second RECORD_KEY.",
            "Only the newest issues and the first cases are read. Keep the key until fewer cases run.",
          ),
    ];
  const shown = needs.slice(0, NEEDS_SHOWN_MAX);
  const more = needs.length > shown.length || !isWhole ? [...shown, "more"] : shown;
  return [
    note(
      `The second RECORD_KEY is still needed, for ${list(more)}: a case until it ends, all else until Steward writes it anew`,
    ),
  ];
}

function publishItems(publish: PublishSeen): readonly Item[] {
  const { repository, branch, url } = publish;
  if (publish.outOfReach)
    return [
      broken(
        "publish/repository",
        `The policy publishes into ${repository}, and the App is not installed there; or there is no such repository.`,
      ),
    ];
  if (publish.isDefaultBranch)
    return [broken("publish/default-branch", `The policy publishes into ${branch}, the default branch.`)];
  return [
    ...branchItems(publish),
    ...publishRuleItems(publish),
    ...publishGuardItems(publish),
    ...pagesItems(publish.pages, branch, url),
  ];
}

function branchItems({ state, publishedBefore, branch }: PublishSeen): readonly Item[] {
  return judge(state, `The publish branch ${branch}`, (is) => {
    switch (is) {
      case "ours":
        return [fine(`The branch ${branch} is Steward's own`)];
      case "sealed-otherwise":
        return [
          broken(
            "publish/other-record-key",
            `The branch ${branch} was signed with another RECORD_KEY than this one.`,
          ),
        ];
      case "foreign":
        return [broken("publish/not-ours", `The branch ${branch} holds no commit of Steward's.`)];
      case "none":
        return judge(publishedBefore, "The list of deployments", (before) => [
          before
            ? broken(
                "publish/branch-gone",
                `The branch ${branch} is gone, though the catalog was published before.`,
              )
            : fine(`The branch ${branch} will be made at the first publish`),
        ]);
    }
  });
}

function pagesItems(told: PublishSeen["pages"], branch: string, url: string): readonly Item[] {
  const choose = `At ${url}/settings/pages choose “Deploy from a branch”, ${branch} and “/ (root)”.`;
  return judge(told, "The setting of GitHub Pages", (pages: PagesSeen | null) => {
    if (pages === null)
      return [
        broken(
          "pages/off",
          "GitHub Pages is off, and the policy names no other address.",
          `${choose} Or name the address where you serve it in publish.url.`,
        ),
      ];
    if (pages.byWorkflow)
      return [
        broken("pages/source", `GitHub Pages is made by a workflow, not from the branch ${branch}.`, choose),
      ];
    if (pages.branch !== branch || pages.path !== "/")
      return [
        broken(
          "pages/source",
          `GitHub Pages serves ${pages.path} of ${pages.branch ?? "no branch"}, and Steward publishes into ${branch}.`,
          choose,
        ),
      ];
    if (pages.build?.status === "errored")
      return [
        broken(
          "pages/build",
          `GitHub could not build the pages${pages.build.error === undefined ? "" : ` (${pages.build.error})`}.`,
          `Look at the newest “pages build and deployment” at ${url}/actions.`,
        ),
      ];
    return [
      fine(`GitHub Pages serves ${branch}${pages.address === undefined ? "" : ` at ${pages.address}`}`),
    ];
  });
}

function teamItems({ team, policy }: CatalogSeen): readonly Item[] {
  const slug =
    policy.state === "known" && policy.value.kind === "valid" ? policy.value.policy.takedown.team : undefined;
  return judge(team, "The security team", (is) => {
    if (is === "no-organisation")
      return [
        broken(
          "takedown/team",
          `The policy names the team ${slug ?? ""}, and the catalog's owner is a person, who has no teams.`,
          "Leave takedown.team out (maintainers acknowledge then), or move the catalog to an organisation.",
        ),
      ];
    if (is === "missing")
      return [broken("takedown/team", `There is no team ${slug ?? ""} in the organisation.`)];
    return [
      is.members === 0
        ? broken(
            "takedown/team",
            `The team ${slug ?? ""} has no members.`,
            "Add the people who acknowledge security problems to it.",
          )
        : fine(
            `The security team ${slug ?? ""} has ${is.members} ${is.members === 1 ? "member" : "members"}`,
          ),
    ];
  });
}

function casesItems(seen: CatalogSeen, cases: "out-of-reach" | CasesSeen): readonly Item[] {
  if (cases === "out-of-reach")
    return [
      broken(
        "takedown/repository",
        "The repository that takedown.repository names cannot be reached: the App is not installed there, or there is none.",
      ),
    ];
  const elsewhere = cases.name !== seen.name;
  const items: Item[] = [];
  if (elsewhere && !cases.private)
    items.push(
      broken(
        "takedown/public-repository",
        `${cases.name} is public, and the policy keeps cases there.`,
        `Make it private at the end of ${cases.url}/settings.`,
      ),
    );
  if (elsewhere && !cases.hasIssues)
    items.push(
      broken(
        "takedown/issues-off",
        `Issues are switched off in ${cases.name}.`,
        `Tick “Issues” under “Features” at ${cases.url}/settings.`,
      ),
    );
  const missing = cases.hasIssues
    ? CASE_KIND_NAMES.filter((name) => !cases.labels.some((one) => one.toLowerCase() === name))
    : [];
  if (missing.length > 0)
    items.push(
      broken(
        "takedown/labels",
        `${cases.name} has no label ${list(missing)}.`,
        `Make ${missing.length === 1 ? "it" : "them"} at ${cases.url}/labels.`,
      ),
    );
  return items.length > 0 || !cases.hasIssues ? items : [fine(`Cases can be kept in ${cases.name}`)];
}
