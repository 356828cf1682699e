// Whether a catalog's branches are held as they should be: the check required of this App, and the App's own commits let through.

import { ROLL_UP } from "../review/seen.ts";
import { broken, fine, judge, list, unknown, type Item } from "./diagnosis.ts";
import type { CatalogSeen, CheckPin, PublishSeen, RuleSeen, RulesetSeen, Told } from "./seen.ts";

/** Rules that hold back a commit that comes by no pull request. */
const HOLDING_BACK = [
  "pull_request",
  "update",
  "required_status_checks",
  "required_signatures",
  "merge_queue",
];

/** By whichever way the branch is protected; a ruleset that does not count says why it does not. */
export function requiredItems(seen: CatalogSeen, appId: number): readonly Item[] {
  const { rules, rulesets, protection, defaultBranch, url } = seen;
  return judge(rules, "The rules of the default branch", (inForce) => {
    const pins = [
      ...inForce.flatMap(({ checks }) => checks),
      ...(protection.state === "known" ? (protection.value?.checks ?? []) : []),
    ].filter(({ context }) => context === ROLL_UP);
    if (pins.length > 0) return pinItems(pins, appId, url);
    if (protection.state !== "known") return judge(protection, "The branch's protection", () => []);
    return judge(rulesets, "The list of rulesets", (all) => {
      const named = all.find(({ checks }) => checks.some(({ context }) => context === ROLL_UP));
      if (named === undefined)
        return [
          broken(
            "ruleset/not-required",
            `Nothing requires the check “${ROLL_UP}” on ${defaultBranch}.`,
            `Import .github/rulesets/main.json at ${url}/settings/rules, with the App's number ${appId} in place of each 0.`,
          ),
        ];
      const place = named.url ?? `${url}/settings/rules`;
      return [
        named.enforcement === "active"
          ? broken(
              "ruleset/other-branch",
              `The ruleset “${named.name}” requires “${ROLL_UP}” on ${list(named.include)}, and the default branch is ${defaultBranch}.`,
              `Set its target to “Default branch” at ${place}.`,
            )
          : broken(
              "ruleset/inactive",
              `The ruleset “${named.name}” requires “${ROLL_UP}”, and is not active (${named.enforcement}).`,
              `Set its enforcement status to “Active” at ${place}.`,
            ),
      ];
    });
  });
}

function pinItems(pins: readonly CheckPin[], appId: number, url: string): readonly Item[] {
  if (pins.some((pin) => pin.appId === appId))
    return [fine(`The check “${ROLL_UP}” is required, and tied to the App`)];
  const other = pins.find((pin) => pin.appId !== undefined)?.appId;
  return [
    broken(
      "ruleset/not-pinned",
      other === undefined
        ? `The required check “${ROLL_UP}” is tied to no App: anybody with write access may set it.`
        : `The required check “${ROLL_UP}” is tied to App ${other}, and this is App ${appId}: nothing can be merged.`,
      `Edit the required check at ${url}/settings/rules and choose App ${appId} as its source.`,
    ),
  ];
}

/** Of each ruleset in force that holds back a plain commit, what `say` has to say of it. */
function holding(
  rules: readonly RuleSeen[],
  rulesets: Told<readonly RulesetSeen[]>,
  say: (ruleset: RulesetSeen | undefined) => readonly Item[],
): readonly Item[] {
  const ids = new Set(
    rules.filter(({ type }) => HOLDING_BACK.includes(type)).map(({ rulesetId }) => rulesetId),
  );
  if (ids.size === 0) return [];
  return judge(rulesets, "The list of rulesets", (all) =>
    [...ids].flatMap((id) => say(all.find((ruleset) => ruleset.id === id))),
  );
}

export function bypassItems({
  rules,
  rulesets,
  protection,
  defaultBranch,
  url,
}: CatalogSeen): readonly Item[] {
  // That the rules themselves could not be read is said where they are judged.
  const items =
    rules.state === "known"
      ? holding(rules.value, rulesets, (name) => passItem(name, defaultBranch, url))
      : [];
  const isClassic = protection.state === "known" && protection.value !== null;
  return [
    ...items,
    ...(isClassic
      ? [
          unknown(
            `Whether the protection of ${defaultBranch} lets the App's own commits through could not be told.`,
            `GitHub tells that to administrators alone; look at ${url}/settings/branches, or use a ruleset instead.`,
          ),
        ]
      : []),
  ];
}

function passItem(ruleset: RulesetSeen | undefined, defaultBranch: string, url: string): readonly Item[] {
  const place = ruleset?.url ?? `${url}/settings/rules`;
  if (ruleset?.mayBypass === undefined)
    return [
      unknown(
        `Whether the App may pass by a ruleset of ${defaultBranch} could not be told.`,
        `GitHub does not say; look at the bypass list at ${place}.`,
      ),
    ];
  if (ruleset.mayBypass) return [fine(`The App may pass by the ruleset “${ruleset.name}”, for takedowns`)];
  return [
    broken(
      "ruleset/no-bypass",
      `The ruleset “${ruleset.name}” holds back the App's own commits to ${defaultBranch}.`,
      `Add the App to its bypass list, “Always allow”, at ${place}.`,
    ),
  ];
}

export function publishRuleItems({ rules, rulesets, branch, url }: PublishSeen): readonly Item[] {
  return judge(rules, `The rules of ${branch}`, (inForce) =>
    holding(inForce, rulesets, (ruleset) => pushItem(ruleset, branch, url)),
  );
}

function pushItem(ruleset: RulesetSeen | undefined, branch: string, url: string): readonly Item[] {
  const place = ruleset?.url ?? `${url}/settings/rules`;
  if (ruleset?.mayBypass === true) return [];
  if (ruleset?.mayBypass === undefined)
    return [
      unknown(
        `Whether the App may push to ${branch} could not be told.`,
        `A rule is in force there; look at its bypass list at ${place}.`,
      ),
    ];
  return [
    broken(
      "publish/branch-protected",
      `The ruleset “${ruleset.name}” holds the App back from ${branch}.`,
      `Take ${branch} out of it, or add the App to its bypass list, “Always allow”, at ${place}.`,
    ),
  ];
}
