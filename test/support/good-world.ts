// The world in which every check passes, so that a test only says what differs.

import { CHECKS } from "../../src/core/checks/index.ts";
import { FIRST_VERSION, type AnyCheck, type CheckId, type Outcome } from "../../src/core/checks/check.ts";
import {
  exampleListing,
  exampleOwnership,
  exampleRepository,
  exampleStanding,
  exampleSubmission,
} from "../../src/core/checks/example-facts.ts";
import type { DocumentationInput, Facts } from "../../src/core/checks/inputs.ts";
import { runCheck, type CheckInput } from "../../src/core/checks/run.ts";
import {
  known,
  type ImageFact,
  type LinkTarget,
  type PageBlock,
  type TrackerTarget,
} from "../../src/core/facts.ts";

/** What a policy asks for that names no check: those that were there from the beginning. */
export const FIRST_CHECKS: readonly CheckId[] = CHECKS.filter(({ since }) => since === FIRST_VERSION).map(
  ({ id }) => id,
);

export const PNG_512 = { kind: "image", format: "png", widthPx: 512, heightPx: 512 } as const;

export const GOOD_PAGE: readonly PageBlock[] = [
  { kind: "heading", depth: 2, text: "Installation" },
  {
    kind: "paragraph",
    text: "Download the latest release and upload the file in System Console > Plugins > Management, then enable it.",
  },
  { kind: "heading", depth: 2, text: "Configuration" },
  {
    kind: "paragraph",
    text: "Open System Console > Plugins > Poll Maker and set the API token that you created in your account settings.",
  },
  { kind: "heading", depth: 2, text: "Usage" },
  {
    kind: "paragraph",
    text: 'Type /poll "Lunch?" in any channel to start a poll, and click an answer to vote.',
  },
];

export function goodFacts(change: Partial<Facts> = {}): Facts {
  return {
    submission: exampleSubmission(),
    ownership: exampleOwnership(),
    linkTarget: known<LinkTarget>({ kind: "repository", repository: exampleRepository() }),
    documentation: known<DocumentationInput>({
      page: { title: "Poll Maker", blocks: GOOD_PAGE, builtByScript: false },
      screenshotsInListing: 1,
    }),
    tracker: known<TrackerTarget>({ kind: "repository", repository: exampleRepository() }),
    image: known<ImageFact>({ bytes: 20_480, bytesMax: 5_242_880, extension: "png", content: PNG_512 }),
    standing: exampleStanding(),
    ...change,
  };
}

export function goodJudgement(facts: Partial<Facts> = {}, change: Partial<CheckInput> = {}): CheckInput {
  return {
    id: "poll-maker",
    file: "listings/poll-maker.yml",
    kind: "add",
    listing: exampleListing(),
    facts: goodFacts(facts),
    ...change,
  };
}

export function checkOf(id: CheckId): AnyCheck {
  const found = CHECKS.find((check) => check.id === id);
  if (found === undefined) throw new Error(`no check ${id}`);
  return found;
}

export function judge(id: CheckId, facts: Partial<Facts>, change: Partial<CheckInput> = {}): Outcome {
  return runCheck(checkOf(id), goodJudgement(facts, change));
}

/** Rule names without the check's own, in the order found; suggestions marked. */
export function rulesOf({ findings }: Outcome): readonly string[] {
  return findings.map(({ rule, level }) => `${rule.split("/")[1] ?? ""}${level === "suggestion" ? "?" : ""}`);
}
