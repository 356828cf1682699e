// What is written from the code itself, so that it cannot drift: `npm run gen` writes it, test/generated.test.ts compares.

import type { AnyCheck, RuleWords } from "../src/core/checks/check.ts";
import { CHECKS } from "../src/core/checks/index.ts";
import { WEB_RULES } from "../src/core/checks/web-rules.ts";
import { catalogJsonSchema, entryJsonSchema, removedJsonSchema } from "../src/core/catalog/schema.ts";
import { FAULTS, faultExample } from "./faults.ts";
import { LISTING_FIELDS } from "../src/core/listing/fields.ts";
import { CASE_KIND_NAMES, CASE_KINDS } from "../src/core/listing/reasons.ts";
import { listingJsonSchema } from "../src/core/listing/schema.ts";
import { read, sources, type Generated } from "./files.ts";
import { policyPage } from "./policy-page.ts";
import { registry } from "./registry.ts";
import { resolvePolicy } from "../src/core/policy/policy.ts";
import { NEUTRAL_PRESET } from "../src/core/policy/presets.ts";
import { policyJsonSchema } from "../src/core/policy/json-schema.ts";
import { RULE_IDS } from "../src/core/policy/texts.ts";
import { MESSAGES } from "../src/core/policy/messages.ts";
import { COLUMNS, type ColumnForm } from "../src/core/storefront/listed.ts";
import { verificationJsonSchema } from "../src/core/verification/file.ts";
import { SETUP_RULES, type SetupRule } from "../src/core/setup/rules.ts";

export { pathOf, read, sources } from "./files.ts";

const WIDTH = 110;
export const MAP_START = "<!-- code map: written by `npm run gen` from each file's first line -->";
export const MAP_END = "<!-- end of the code map -->";

const COLUMNS_START = "// columns: written by `npm run gen` from src/core/storefront/listed.ts";
const COLUMNS_END = "// end of the columns";

export function generateAll(): readonly Generated[] {
  return [
    ...registry(),
    { path: "docs/checklist.md", content: checklistPage() },
    { path: "docs/texts.md", content: textsPage() },
    { path: "docs/doctor.md", content: doctorPage() },
    { path: "docs/listing.schema.json", content: `${json(listingJsonSchema())}\n` },
    { path: "docs/policy.schema.json", content: `${json(policyJsonSchema())}\n` },
    {
      path: "submissions-template/.github/schemas/listing.schema.json",
      content: `${json(listingJsonSchema(resolvePolicy({ extends: NEUTRAL_PRESET }).types))}\n`,
    },
    {
      path: "submissions-template/.github/schemas/policy.schema.json",
      content: `${json(policyJsonSchema())}\n`,
    },
    { path: "submissions-template/.github/PULL_REQUEST_TEMPLATE.md", content: pullRequestTemplate() },
    { path: "submissions-template/docs/checklist.md", content: checklistPage() },
    { path: "submissions-template/docs/maintain.md", content: read("docs/maintain.md") ?? "" },
    { path: "docs/messages.md", content: messagesPage() },
    { path: "docs/policy.md", content: policyPage() },
    { path: "docs/catalog.schema.json", content: `${json(catalogJsonSchema())}\n` },
    { path: "docs/verification.schema.json", content: `${json(verificationJsonSchema())}\n` },
    { path: "docs/removed.schema.json", content: `${json(removedJsonSchema())}\n` },
    { path: "docs/entry.schema.json", content: `${json(entryJsonSchema())}\n` },
    { path: "src/browser/search.js", content: withColumns(read("src/browser/search.js") ?? "") },
    { path: "src/README.md", content: withCodeMap(read("src/README.md") ?? EMPTY_README) },
  ];
}

const DOCTOR_INTRO = `# \`steward doctor\`

Looks at a set-up from end to end, changes nothing, and names what is wrong, why it matters and how to fix it:

\`\`\`
steward doctor                              # with the environment that \`steward start\` has: every catalog that is installed
steward doctor --repo OWNER/NAME            # one of them
steward doctor --catalog DIR                # a catalog folder, before it is pushed; asks nobody
steward doctor --format json                # for a monitor: {"version": 1, "verdict": "pass|fail|unknown", "findings": […]}
\`\`\`

In a container: \`docker exec steward node dist/cli/main.js doctor\`. It reads with the App's own credentials and asks for
nothing but reading. Exit code 0: everything is in order; 1: something needs fixing; 2: nothing wrong was seen, but something
could not be told, which is never taken for fine; 64: the command was not understood.

Who may pass by classic branch protection, and whether the webhook's secret is the right one before a first event was sent, GitHub
tells no App: the first is said as “could not be told”, the second shows with the first event.
`;

const DOCTOR_SECTIONS: Readonly<Record<string, string>> = {
  environment: "Environment variables",
  machine: "The machine",
  github: "GitHub",
  app: "The App's registration",
  webhook: "The webhook",
  installation: "Installations",
  repository: "The catalog's repository",
  policy: "The policy",
  ruleset: "Rules of the default branch",
  publish: "The publish branch",
  pages: "GitHub Pages",
  takedown: "Takedowns",
  folder: "A catalog folder",
};

/** Every finding there is, by what it is about. */
function doctorPage(): string {
  const rules: readonly (readonly [string, SetupRule])[] = Object.entries(SETUP_RULES);
  const sections = Object.entries(DOCTOR_SECTIONS).map(([area, heading]) => {
    const rows = rules
      .filter(([id]) => id.startsWith(`${area}/`))
      .map(([id, { what, why, fix }]) => row([`\`${id}\``, what, why, fix]));
    return `## ${heading}\n\n${table(["Finding", "What is wrong", "Why it matters", "What to do"], rows)}\n`;
  });
  return [DOCTOR_INTRO, ...sections].join("\n");
}

/** What a contributor sees when opening a pull request: the checklist, from the checks themselves. */
function pullRequestTemplate(): string {
  const items = CHECKS.filter(({ id }) => id !== "standing").map(({ item }) => `- ${item}`);
  return `<!-- Thank you for sharing your work! One listing per pull request, please. The checks answer within seconds. -->

What this lists or changes:

<!-- What is looked at, by itself:
${items.join("\n")}

Was this listing removed for ${CASE_KIND_NAMES.map((kind) => CASE_KINDS[kind].problem).join(" or ")} before? Then add a heading "What changed" and say below it what
you have fixed. Do you take your listing back because nobody looks after it any more? Then add the line "Reason: abandoned". -->
`;
}

const TEXTS_INTRO = `# Texts that a policy may replace

Under \`texts:\` in \`.github/steward.yml\` every sentence below can be put in other words. What is not named there stays as it
is here. An id that does not exist, a placeholder that the sentence does not have, HTML, and a mark that is left open fail the pull
request that brings them.

\`\`\`yaml
texts:
  comment/ready: "🎉 {what} can go in"
  link: { item: A page where it can be downloaded }
  image/too-large: { why: Many of our members are on slow connections. }
  submission/unknown-field: { message: "We know no field {1}. {default}" }
\`\`\`

- \`{name}\` stands for a value, which brings its own marks: write it outside of backticks and quotation marks.
- A rule has three sentences, \`message\` (what), \`why\` and \`fix\`. In each of them \`{default}\` is our sentence as a whole, and
  \`{1}\`, \`{2}\` … are what stands in its code spans, quotation marks and numbers, in its order. Where ours has fewer, ours stays.
- A check's line in the checklist is the \`item\` under its id; \`evidence\` is for every line that tells what it saw, with
  \`{default}\` and the values as in a rule.`;

function textsPage(): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|");
  const words = Object.entries(MESSAGES).map(([id, sentence]) => `| \`${id}\` | ${cell(sentence)} |`);
  const checks = CHECKS.map(({ id, item }) => `| \`${id}\` | ${cell(item)} |`);
  return `${[
    TEXTS_INTRO,
    "## Sentences",
    `| id | ours |\n| --- | --- |\n${words.join("\n")}`,
    "## Lines of the checklist",
    `| id | ours |\n| --- | --- |\n${checks.join("\n")}`,
    "## Rules",
    `What each says is on the [checklist](checklist.md). Their ids: ${RULE_IDS.map((id) => `\`${id}\``).join(", ")}.`,
  ].join("\n\n")}\n`;
}

const MESSAGES_INTRO = `# Messages

Every rule that a finding can name, in the order of the checklist. The id is the title of the annotation on a pull request, \`rule\` in
\`steward check --format json\`, and \`ruleId\` in SARIF; ids do not change. How a whole check is passed: [checklist](checklist.md).

- ❌ **needs changes** · ✋ **a maintainer decides** · 💡 **suggestion**, never blocks`;

const LEVELS: Readonly<Record<RuleWords["level"], string>> = {
  fail: "❌ needs changes",
  held: "✋ a maintainer decides",
  suggestion: "💡 suggestion",
  unknown: "⏳ could not check",
};

const INTRO = `# The checklist

What is looked at when a pull request proposes, changes or removes a listing. Everything is looked at at once, and every
result says what is wrong, why it matters and what to do next.

- ❌ **needs changes**: something for you; push again, and the checks update automatically.
- ✋ **a maintainer decides**: nothing for you to fix; a person decides.
- 💡 **suggestion**: never blocks.
- ⏳ **could not check**: a host did not answer, or there was a problem on our side. We ask again automatically; it is not held
  against you.

The same checks run at home before you open the pull request: \`steward check\`.
A marketplace may set other levels in its policy; this page shows what is said where everything is required.`;

function checklistPage(): string {
  const contents = CHECKS.map(
    (check, at) => `${at + 1}. [${check.title}](#${anchor(check, at)}): ${check.item}`,
  );
  return `${[
    INTRO,
    contents.join("\n"),
    ...CHECKS.map(checkSection),
    addressSection(),
    "---\n\nThis page is written by `npm run gen` from `src/core/checks/`; change it there.",
  ].join("\n\n")}\n`;
}

function anchor(check: AnyCheck, at: number): string {
  return `${at + 1}-${check.title.toLowerCase().replaceAll(" ", "-")}`;
}

function checkSection(check: AnyCheck, at: number): string {
  const own = Object.entries(check.rules).filter(([rule, words]) => !isAddressRule(rule, words));
  const asksAddress = own.length < Object.keys(check.rules).length;
  const fixed = check.fixed ? " A policy cannot lower this check." : "";
  return [
    `## ${at + 1}. ${check.title}`,
    `**${check.item}.** ${check.why}`,
    `**How to pass.** ${check.fix}${fixed}`,
    examples(check),
    ...(check.id === "submission" ? [fieldTable()] : []),
    ruleTable(check.id, own),
    ...(asksAddress ? ["An address that does not answer as it should: see [addresses](#addresses)."] : []),
  ].join("\n\n");
}

function examples({ examples: { pass, fail, held } }: AnyCheck): string {
  const line = (lead: string, list: readonly { readonly name: string }[]) =>
    list.length === 0 ? [] : [`- ${lead}: ${list.map(({ name }) => name).join("; ")}`];
  return [
    "For example:",
    "",
    ...line("✅ passes", pass),
    ...line("❌ needs changes", fail),
    ...line("✋ waits for a maintainer", held),
  ].join("\n");
}

function ruleTable(id: string, rules: readonly (readonly [string, RuleWords])[]): string {
  const rows = rules.map(([rule, { level, why, fix }]) => row([ruleName(id, rule), LEVELS[level], why, fix]));
  return table(["Rule", "Result", "Why", "What to do"], rows);
}

/** One row stands for all the rules of the format, which are named after the fault in the field. */
function ruleName(id: string, rule: string): string {
  return rule === "schema" ? `\`${id}/…\`, a fault in a field` : `\`${id}/${rule}\``;
}

function fieldTable(): string {
  const rows = Object.entries(LISTING_FIELDS).map(([name, { need, what, why }]) =>
    row([`\`${name}\``, need, what, why]),
  );
  const words =
    "The fields of `listings/<id>.yml`, at most 64 KiB. A fault in one of them is named by its own rule, on its line:";
  return `${words}\n\n${table(["Field", "Need", "What", "Why"], rows)}`;
}

function addressSection(): string {
  const rows = Object.entries(WEB_RULES).map(([rule, { level, why, fix }]) =>
    row([`\`…/${rule}\``, LEVELS[level], why, fix]),
  );
  return [
    "## Addresses",
    "Addresses are asked as a visitor would: over https, without an account, through at most three redirects, a page that only forwards counted as one. A host that is slow, busy or broken for now is asked again for half an hour; then a maintainer decides.",
    table(["Rule", "Result", "Why", "What to do"], rows),
  ].join("\n\n");
}

/** Every rule id that a person or a program can meet, each with its reason and its fix. */
function messagesPage(): string {
  const faults = FAULTS.map((fault) => {
    const { message, why, fix, shown } = faultExample(fault);
    return row([`\`submission/${fault.rule}\``, shown, `${message} ${why}`, fix]);
  });
  return `${[
    MESSAGES_INTRO,
    ...CHECKS.map((check) =>
      [
        `## ${check.title}: \`${check.id}/…\``,
        ruleTable(
          check.id,
          Object.entries(check.rules).filter(([rule]) => rule !== "schema"),
        ),
        ...(check.id === "submission"
          ? [
              "Mistakes in the listing file, reported on their line. The example is what somebody wrote; the message is what Steward answers.",
              table(["Rule", "For example", "Message and why", "What to do"], faults),
            ]
          : []),
      ].join("\n\n"),
    ),
    "---\n\nThis page is written by `npm run gen` from the checks themselves.",
  ].join("\n\n")}\n`;
}

function isAddressRule(rule: string, words: RuleWords): boolean {
  return Object.hasOwn(WEB_RULES, rule) && WEB_RULES[rule as keyof typeof WEB_RULES] === words;
}

function table(head: readonly string[], rows: readonly string[]): string {
  return [row(head), row(head.map(() => "---")), ...rows].join("\n");
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** As the formatter writes JSON: a list of plain values stands on one line where it fits. */
/** As the formatter lays it out: a plain list stands on its key's line as long as the line, comma included, fits. */
function json(value: unknown, indent = "", beside = 0): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const flat = `[${value.map((one) => JSON.stringify(one)).join(", ")}]`;
    const plain = value.every((one) => typeof one !== "object" || one === null);
    if (value.length === 0 || (plain && indent.length + beside + flat.length <= WIDTH)) return flat;
    return `[\n${value.map((one) => `${inner}${json(one, inner)}`).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  if (entries.length === 0) return "{}";
  const lines = entries.map(([key, one], at) => {
    const name = `${JSON.stringify(key)}: `;
    const comma = at === entries.length - 1 ? 0 : 1;
    return `${inner}${name}${json(one, inner, name.length + comma)}`;
  });
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

const EMPTY_README = `# The source\n\n${MAP_START}\n${MAP_END}\n`;

/** The page with the map between its two markers; the rest of it is somebody's own words. */
function withCodeMap(page: string): string {
  const start = page.indexOf(MAP_START);
  const end = page.indexOf(MAP_END);
  if (start < 0 || end < start) throw new Error("src/README.md has lost the two markers of the code map");
  return `${page.slice(0, start)}${MAP_START}\n\n${codeMap()}\n\n${page.slice(end)}`;
}

const ROW_TYPES: Readonly<Record<ColumnForm, string>> = {
  text: "string",
  number: "number",
  texts: "string[]",
  flag: "0 | 1",
  picture: "string | number",
};

/** What a browser knows of the index's rows: their type, and where each column stands. */
function withColumns(script: string): string {
  const start = script.indexOf(COLUMNS_START);
  const end = script.indexOf(COLUMNS_END);
  if (start < 0 || end < start) throw new Error("src/browser/search.js has lost the marks of its columns");
  const cells = COLUMNS.map(({ name, form }) => ` *   ${name}: ${ROW_TYPES[form]},`);
  const places = COLUMNS.map(({ name }, at) => `  ${name}: ${at},`);
  return [
    `${script.slice(0, start)}${COLUMNS_START}`,
    "/**",
    " * @typedef {[",
    ...cells,
    " * ]} Row",
    " */",
    "const AT = /** @type {const} */ ({",
    ...places,
    "});",
    script.slice(end),
  ].join("\n");
}

function codeMap(): string {
  const folders = new Map<string, string[]>();
  for (const path of sources("src")) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    const line = `- [\`${path.slice(folder.length + 1)}\`](${path.slice("src/".length)}): ${firstSentence(path)}`;
    folders.set(folder, [...(folders.get(folder) ?? []), line]);
  }
  return [...folders].map(([folder, lines]) => `### ${folder}\n\n${lines.join("\n")}`).join("\n\n");
}

/** What a file is for, as its first line says (the second, where the first names an interpreter). */
export function firstSentence(path: string): string {
  const [first = "", second = ""] = (read(path) ?? "").split("\n", 2);
  return (first.startsWith("#!") ? second : first).replace(/^\/\/ /, "");
}
