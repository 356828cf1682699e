// What is wrong with a catalog folder before it is pushed: the policy, what the template left open, and files that GitHub would not take.

import { POLICY_PATH } from "../listing/changes.ts";
import { broken, fine, list, note, type Item } from "./diagnosis.ts";
import { policyItems } from "./policy.ts";
import { SIXTY_DAYS, WORKFLOW_PATH } from "./without-server.ts";
import type { FolderSeen, FolderText } from "./seen.ts";

/** Words of the template that somebody has to replace. A comment shows what could be said, and says nothing. */
const PLACEHOLDERS: readonly (readonly [RegExp, string])[] = [
  [/\bOWNER\/REPOSITORY\b/, "OWNER/REPOSITORY"],
  [/@OWNER\b|\bOWNER\//, "OWNER"],
  [/[\w.+-]*@?\bexample\.org\b/, "an address at example.org"],
  [/\bExample Marketplace\b/, "Example Marketplace"],
  [/@0{40}\b/, "the commit 000…"],
];

export interface Placeholder {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

export function placeholdersIn({ path, text }: FolderText): readonly Placeholder[] {
  const isYaml = /\.ya?ml$|CODEOWNERS$/.test(path);
  return text.split("\n").flatMap((whole, at) => {
    const line = isYaml ? whole.replace(/(?:^|\s)#.*$/, "") : whole;
    // The longer word says the shorter one, too.
    const found = PLACEHOLDERS.filter(([pattern]) => pattern.test(line)).map(([, what]) => what);
    const what = found.filter((one) => !found.some((other) => other !== one && other.startsWith(`${one}/`)));
    return what.length === 0 ? [] : [{ path, line: at + 1, what: list(what) }];
  });
}

export function folderItems(seen: FolderSeen): readonly Item[] {
  const { policy, remarks, misplaced, hasListings, rulesets, texts, examples, staleSchema } = seen;
  return [
    ...(misplaced === undefined
      ? policyItems(policy, undefined)
      : [
          broken(
            "policy/missing",
            `There is no ${POLICY_PATH}; ${misplaced} is not read.`,
            `Rename it: mv ${misplaced} ${POLICY_PATH}`,
          ),
        ]),
    ...remarks.map(({ line, message, fix, isWrong }) =>
      isWrong
        ? broken("folder/policy", `${POLICY_PATH}:${line}:1 ${message}`, fix)
        : note(`${POLICY_PATH}:${line} ${message} ${fix}`),
    ),
    hasListings ? fine("listings/ is there") : broken("folder/no-listings", "There is no folder listings/."),
    ...placeholderItems(texts),
    ...exampleItems(examples),
    ...contactItems(texts),
    ...workflowItems(texts),
    ...(texts.some(({ path }) => path === WORKFLOW_PATH) ? [note(SIXTY_DAYS)] : []),
    ...(staleSchema
      ? [
          broken(
            "folder/schema",
            ".github/schemas/listing.schema.json is not the schema of this policy's types.",
          ),
        ]
      : []),
    ...rulesetItems(rulesets),
  ];
}

function placeholderItems(texts: FolderSeen["texts"]): readonly Item[] {
  return texts
    .flatMap(placeholdersIn)
    .map(({ path, line, what }) =>
      broken(
        "folder/placeholder",
        `${path}:${line} still holds ${what} of the template.`,
        `Put your own in its place on line ${line} of ${path}, or remove the line.`,
      ),
    );
}

function exampleItems(examples: readonly string[]): readonly Item[] {
  if (examples.length === 0) return [];
  const listings = examples.map((id) => `listings/${id}.yml`);
  return [
    broken(
      "folder/examples",
      `${examples.length === 1 ? "An example listing of the template is" : `${examples.length} example listings of the template are`} still there: ${list(examples)}.`,
      `Delete them with their pictures: rm ${listings.join(" ")} ${examples.map((id) => `images/${id}.svg`).join(" ")}`,
    ),
  ];
}

const CHOOSER = ".github/ISSUE_TEMPLATE/config.yml";

/** GitHub shows https links alone beside the forms. */
function contactItems(texts: FolderSeen["texts"]): readonly Item[] {
  const text = texts.find(({ path }) => path === CHOOSER)?.text ?? "";
  return text.split("\n").flatMap((line, at) => {
    const [, url] = /^\s*(?:- )?url:\s*["']?([^"'\s]+)/.exec(line) ?? [];
    return url === undefined || url.startsWith("https://")
      ? []
      : [
          broken(
            "folder/contact-link",
            `${CHOOSER}:${at + 1} links ${url}, which GitHub does not show.`,
            `Write an https address in line ${at + 1} of ${CHOOSER}, such as https://github.com/<owner>/<repository>/security/policy`,
          ),
        ];
  });
}

const BARE = /\b(?:npx|npm (?:exec|install|i)|pnpm dlx|yarn dlx|bunx)\b[^\n]*\bmarketplace-steward\b/;
const UNPINNED = /^\s*(?:- )?uses:\s*["']?([\w.-]+\/[\w./-]+)@(?![0-9a-f]{40}\b)(\S+)/;

/** A workflow that holds the App's key runs what is pinned by commit, or whoever moves a tag or takes a name has the key. */
function workflowItems(texts: FolderSeen["texts"]): readonly Item[] {
  return texts
    .filter(({ path, text }) => path.startsWith(".github/workflows/") && /STEWARD_PRIVATE_KEY/.test(text))
    .flatMap(({ path, text }) =>
      text.split("\n").flatMap((line, at) => {
        if (/^\s*#/.test(line)) return [];
        const [, action, ref] = UNPINNED.exec(line) ?? [];
        if (action !== undefined)
          return [
            broken(
              "folder/workflow",
              `${path}:${at + 1} runs ${action} at “${ref}”, which may become another program any day.`,
              `Write the full commit (40 hexadecimal digits) after the @ in line ${at + 1} of ${path}.`,
            ),
          ];
        if (!BARE.test(line)) return [];
        return [
          broken(
            "folder/workflow",
            `${path}:${at + 1} runs a package by its name alone.`,
            `Use the template's workflow, which runs Steward's action at a commit, in place of ${path}.`,
          ),
        ];
      }),
    );
}

function rulesetItems(rulesets: FolderSeen["rulesets"]): readonly Item[] {
  const unfilled = rulesets.filter((one) => one.unfilled).map(({ path }) => path);
  return [
    ...rulesets
      .filter((one) => !one.unfilled)
      .map(({ path, broken: unreadable }) =>
        unreadable
          ? broken(
              "folder/ruleset",
              `${path} is not a ruleset that GitHub would import.`,
              "Delete it; `steward init DIR --app-id NUMBER`, with this folder as DIR, writes it anew.",
            )
          : fine(`${path} can be imported`),
      ),
    ...(unfilled.length === 0
      ? []
      : [broken("folder/ruleset", `The App's number is still 0 in ${list(unfilled)}.`)]),
  ];
}
