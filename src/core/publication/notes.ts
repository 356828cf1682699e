// What maintainers are told once about publishing, in an issue that they close when they have read it.

import type { PublishingNote } from "./plan.ts";
import { POLICY_PATH } from "../listing/changes.ts";
import type { LogoLost, PolicyOverHold, SeenBranches } from "./seen.ts";

export const NOTE_LABEL = "steward: publishing";

export function notesOf({
  foreign,
  rolledBackFrom,
  logoLost,
  policyOverHold,
  policy,
  tip,
}: SeenBranches): readonly PublishingNote[] {
  const [newest] = foreign;
  return [
    ...(rolledBackFrom === undefined ? [] : [rolledBackNote(policy.publish.branch, rolledBackFrom)]),
    ...(newest === undefined ? [] : [foreignNote(policy.publish.branch, foreign, newest)]),
    ...(logoLost === undefined ? [] : [logoNote(tip.sha, logoLost)]),
    ...(policyOverHold === undefined ? [] : [policyNote(policyOverHold)]),
  ];
}

function foreignNote(branch: string, foreign: readonly string[], newest: string): PublishingNote {
  return {
    do: "tell-once",
    mark: `foreign ${newest}`,
    text: `Somebody else wrote to the publish branch \`${branch}\`: ${foreign.slice(0, 10).join(", ")}. What they changed among the catalog's own files is written anew; other files stay. Changes belong on the default branch.`,
  };
}

function rolledBackNote(branch: string, newest: string): PublishingNote {
  return {
    do: "tell-once",
    mark: `rolled-back ${newest}`,
    text: `Somebody put the publish branch \`${branch}\` back to an older commit. What stood there last (${newest.slice(0, 12)}) is published again, and nothing that was taken out since has come back. A rule of the repository on \`${branch}\` that forbids force pushes keeps this from happening.`,
  };
}

export function ledgerNote(tip: string, ids: readonly string[]): PublishingNote {
  return {
    do: "tell-once",
    mark: `ledger ${ids.join(" ").slice(0, 200)}`,
    text: `The ledger could not be written: a rule of this repository prevents Steward from pushing to the default branch (at ${tip.slice(0, 12)}). The removals are published anyway. To get the files under \`removed/\` too, let Steward bypass that rule.`,
  };
}

export function refusedNote(branch: string): PublishingNote {
  return {
    do: "tell-once",
    mark: `refused ${branch}`,
    text: `Nothing can be published: a rule of this repository prevents Steward from writing to \`${branch}\`. Let Steward bypass that rule, or name another \`branch:\` under \`publish:\` in \`.github/steward.yml\`.`,
  };
}

const LOGO_TROUBLE: Readonly<Record<LogoLost["why"], string>> = {
  missing: "there is no such file on the default branch",
  large: "it is larger than 1 MiB",
  undrawable: "it is not an image that can be read",
};

function logoNote(tip: string, { path, why }: LogoLost): PublishingNote {
  return {
    do: "tell-once",
    mark: `logo ${why} ${path}`,
    text: `The logo that the policy names under \`publish.logo\`, \`${path}\`, is not shown: ${LOGO_TROUBLE[why]} (at ${tip.slice(0, 12)}). Everything else is published; the pages show the marketplace's initial instead. A PNG, JPG or SVG of at most 1 MiB, without scripts and external references, replaces it with the next push.`,
  };
}

const HOW: Readonly<Record<PolicyOverHold["how"], string>> = {
  failing: "though Steward's check on it failed",
  "on-hold": "while Steward's check on it was on hold",
  "not-judged": "before Steward's check on it had finished",
  beside: "which does not show that change: the merge made it in addition to what the pull request shows",
};

/** Whoever may merge decides, so it counts; that nobody overlooks it is all that is left to do. */
function policyNote({ number, headSha, how }: PolicyOverHold): PublishingNote {
  return {
    do: "tell-once",
    mark: `policy ${number} ${headSha.slice(0, 12)}`,
    text: `The policy \`${POLICY_PATH}\` was changed by merging #${number}, ${HOW[how]}. It is in force, since somebody with write access merged it. If that was not intended, revert it with a pull request; listings that were put on hold or removed because of it are then checked again.`,
  };
}
