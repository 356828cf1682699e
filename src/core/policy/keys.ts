// What each key of the policy is for: shown by editors beside the key, and on the policy's reference page.

import { CHECKS } from "../checks/index.ts";
import { CLOCKS } from "../listing/reasons.ts";

/** By the dotted name in the file; `[]` is an entry of a list. */
export const POLICY_KEYS: Readonly<Record<string, string>> = {
  extends: "A preset to start from; every other key then changes one thing of it.",
  "marketplace.name":
    "What the marketplace is called, in comments, on the storefront and in the feed. Unset: its repository's name.",
  "marketplace.url": "The marketplace's own page, linked from the storefront.",
  "marketplace.about":
    "A few sentences about it, for the storefront's About page; the first paragraph also stands on its home page.",
  "marketplace.contact": "Where people ask about the marketplace itself.",
  "marketplace.security":
    "Where security problems of listings are reported in private. Unset: the private reports of its repository.",
  "marketplace.guide": "A page for contributors, linked from every comment.",
  types:
    "What may be listed; each listing's `type` is one of these. Types of a preset are replaced, not added to.",
  ...Object.fromEntries(CHECKS.map(({ id, policy }) => [`checks.${id}.level`, policy.words])),
  "checks.image.max_bytes": "The largest image that passes, in bytes.",
  "checks.ownership.apps":
    "Slugs of Apps, such as `renovate`, whose pull requests count as made with write access. Without it a maintainer lets each through.",
  waivers: "Exceptions as data. Each ends by itself; the dashboard says which are about to.",
  "waivers[].check": "The check that need not pass.",
  "waivers[].listing": "The listing's id.",
  "waivers[].who": "Who allowed it: a GitHub login.",
  "waivers[].why": "The reason, shown with the result.",
  "waivers[].until": "The last day, UTC.",
  "takedown.team": "Slug of the organisation's team that acknowledges problems and decides cases.",
  "takedown.role": "Who may do so besides the team: people with this role on the catalog, or a higher one.",
  "takedown.repository": "A private repository for cases (recommended), of the same owner.",
  ...Object.fromEntries(CLOCKS.map(({ grade, key }) => [`takedown.days.${grade}`, key])),
  "takedown.reminders": "Days before the deadline on which its maintainers are reminded.",
  "takedown.extension_days_max": "Days that all extensions of one case may add up to.",
  "takedown.public":
    "What the public sees of a private case: one issue without details, or nothing (then `/notified` must be said before anything is removed).",
  "takedown.mode": "`dry-run` says everything and removes nothing.",
  "publish.branch":
    "The branch that the catalog and the storefront are published to; Only Steward writes there.",
  "publish.repository": "Publish into another repository of the same owner.",
  "publish.base_path": "Where on its host the storefront stands: for project pages `/<repository>/`.",
  "publish.url": "The storefront's whole address, where it has a name of its own.",
  "publish.theme_color": "The colour of links and buttons; text on it turns light or dark to stay readable.",
  "publish.logo":
    "A picture in the catalog's repository for the storefront's head, at most 1 MiB; it is drawn anew, 32 pixels tall.",
  "publish.adopt": "Lets Steward take over a publish branch that holds something else already.",
  "publish.grace_days": "How long a listing stays published that a stricter policy fails, in days.",
  "outreach.welcome": "What the comment after a merge says besides thanks.",
  "outreach.form": "Where contributors tell their story in private: a page or an e-mail address.",
};

const WAIVER = {
  check: "link",
  listing: "poll-board",
  who: "octocat",
  why: "The site moves",
  until: "2027-02-28",
};

/** One line of YAML for each key that is more than a word, as it may look; shown where something else stands there. */
export const POLICY_EXAMPLES: Readonly<Record<string, string>> = {
  marketplace: "marketplace: { name: Our Shed }",
  types: "types: [plugin, theme]",
  checks: "checks: { documentation: recommended }",
  "checks.image.max_bytes": "max_bytes: 1048576",
  "checks.ownership.apps": "apps: [renovate]",
  waivers: `waivers: [{ ${Object.entries(WAIVER)
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ")} }]`,
  ...Object.fromEntries(
    Object.entries(WAIVER).map(([key, value]) => [`waivers.[].${key}`, `${key}: ${value}`]),
  ),
  takedown: "takedown: { mode: dry-run }",
  "takedown.days": "days: { medium: 14 }",
  ...Object.fromEntries(CLOCKS.map(({ grade, days }) => [`takedown.days.${grade}`, `${grade}: ${days}`])),
  "takedown.reminders": "reminders: [7, 3, 1]",
  "takedown.extension_days_max": "extension_days_max: 14",
  publish: "publish: { branch: gh-pages }",
  "publish.adopt": "adopt: true",
  "publish.grace_days": "grace_days: 14",
  outreach: "outreach: { welcome: Thank you! }",
  texts: 'texts: { "run/in-order": All good }',
};

type Node = Readonly<Record<string, unknown>>;

/** The JSON Schema with each key's words beside it. Whatever stands below `texts` has a page of its own. */
export function describeKeys(schema: Node, prefix = ""): Record<string, unknown> {
  const described: Record<string, unknown> = { ...schema };
  const words = POLICY_KEYS[prefix] ?? POLICY_KEYS[`${prefix}.level`];
  if (words !== undefined) described["description"] = words;
  if (prefix === "texts") return described;
  const properties = schema["properties"] as Readonly<Record<string, Node>> | undefined;
  if (properties !== undefined)
    described["properties"] = Object.fromEntries(
      Object.entries(properties).map(([key, node]) => [
        key,
        describeKeys(node, prefix === "" ? key : `${prefix}.${key}`),
      ]),
    );
  const items = schema["items"] as Node | undefined;
  if (items !== undefined) described["items"] = describeKeys(items, `${prefix}[]`);
  const options = schema["anyOf"] as readonly Node[] | undefined;
  // A check is written as a level alone, or with its limits: the words stand beside the key, not twice more.
  if (options !== undefined)
    described["anyOf"] = options.map((node) =>
      node["properties"] === undefined ? node : { ...describeKeys(node, prefix), description: undefined },
    );
  return described;
}
