// `steward init`: lays a new marketplace's repository out from submissions-template/, with its name and contacts filled in.

import { cp, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { cancel, intro, isCancel, outro, text } from "@clack/prompts";
import { contactAddress, LOGIN_PATTERN, text as textRule } from "../core/listing/values.ts";
import { withNewerChecks } from "../core/policy/presets.ts";
import { EXIT } from "./outcome.ts";
import { shellWord } from "./shell.ts";

export interface InitOptions {
  readonly folder: string;
  readonly name: string | undefined;
  /** `mailto:` or https: where security problems are reported in private. */
  readonly security: string | undefined;
  /** OWNER of the repository on GitHub. */
  readonly owner: string | undefined;
  readonly appId: string | undefined;
  /** Asks nothing. */
  readonly yes: boolean;
}

export interface InitTerminal {
  write(text: string): void;
  warn(text: string): void;
  readonly interactive: boolean;
}

interface Answers {
  /** undefined: the policy leaves it to the repository. */
  readonly name: string | undefined;
  readonly security: string | undefined;
  readonly owner: string | undefined;
  readonly appId: string | undefined;
}

/** What stands in the template for what is asked; it is a working marketplace as it is. */
const NAME = "Example Marketplace";
const SECURITY = "security@example.org";
const nameRule = textRule({ field: "name", min: 1, max: 60, lines: "one" });
const contactRule = contactAddress("security");

export async function runInit(options: InitOptions, terminal: InitTerminal): Promise<number> {
  const folder = resolve(options.folder);
  const inTheWay = await whatIsInTheWay(folder);
  if (inTheWay !== undefined) {
    terminal.warn(
      `${JSON.stringify(options.folder || ".")} ${inTheWay}; nothing was written. Name a new folder.`,
    );
    return EXIT.usage;
  }
  const asks = terminal.interactive && !options.yes;
  const answers = asks ? await ask(options) : given(options);
  if (answers === undefined) return EXIT.usage;
  const faults = faultsOf(answers);
  if (faults.length > 0) {
    for (const fault of faults) terminal.warn(fault);
    return EXIT.usage;
  }
  const files = await layOut(folder, answers);
  const shown = relative(process.cwd(), folder) || ".";
  const word = shellWord(shown);
  // In brackets, so that the next line still means the same folder: the App's keys do not belong into the catalog.
  const next = [
    `steward sandbox --catalog ${word}     # try it here: a local GitHub with the App, and a first pull request`,
    `(cd ${word} && git init -b main && git add . && git commit -m "Start the marketplace")`,
    "steward start          # registers the App; then install it on the repository (README.md says what else is left to do)",
  ].join("\n");
  if (asks) outro(`${files} files are in ${shown}. Next:\n\n${next}`);
  else terminal.write(`${files} files are in ${shown}. Next:\n${next}\n`);
  return EXIT.clean;
}

function given({ name, security, owner, appId }: InitOptions): Answers {
  return { name, security, owner, appId };
}

async function ask(options: InitOptions): Promise<Answers | undefined> {
  intro("A new marketplace");
  const answers: string[] = [];
  const questions = [
    {
      message: "What is it called? (empty: like its repository)",
      initial: options.name ?? "",
      fault: orEmpty(nameFault),
    },
    {
      message:
        "Where are security problems reported in private? (mailto: or https:; empty: the repository's own form)",
      initial: options.security ?? "",
      fault: orEmpty(contactFault),
    },
    {
      message: "Which GitHub user or organisation will own the repository? (may stay empty)",
      initial: options.owner ?? "",
      fault: ownerFault,
    },
  ];
  for (const { message, initial, fault } of questions) {
    const answer = await text({
      message,
      initialValue: initial,
      validate: (value) => fault((value ?? "").trim()),
    });
    if (isCancel(answer)) {
      cancel("Nothing was written.");
      return undefined;
    }
    answers.push(answer.trim());
  }
  const [name, security, owner] = answers.map((answer) => (answer === "" ? undefined : answer));
  return { name, security, owner, appId: options.appId };
}

function faultsOf({ name, security, owner, appId }: Answers): string[] {
  const faults = [
    ["--name", name === undefined ? undefined : nameFault(name)],
    ["--security", security === undefined ? undefined : contactFault(security)],
    ["--owner", ownerFault(owner ?? "")],
    [
      "--app-id",
      appId === undefined || /^[1-9]\d{0,11}$/.test(appId)
        ? undefined
        : "A number, as on the App's settings page.",
    ],
  ] as const;
  return faults.flatMap(([option, fault]) => (fault === undefined ? [] : [`${option}: ${fault}`]));
}

const nameFault = (value: string): string | undefined => nameRule.safeParse(value).error?.issues[0]?.message;
const contactFault = (value: string): string | undefined =>
  contactRule.safeParse(value).error?.issues[0]?.message;
const orEmpty =
  (fault: (value: string) => string | undefined) =>
  (value: string): string | undefined =>
    value === "" ? undefined : fault(value);
const ownerFault = (value: string): string | undefined =>
  value === "" || LOGIN_PATTERN.test(value)
    ? undefined
    : "A login: letters and digits, with single hyphens or underscores between them.";

async function layOut(folder: string, answers: Answers): Promise<number> {
  const template = fileURLToPath(new URL("../../submissions-template", import.meta.url));
  await mkdir(dirname(folder), { recursive: true });
  await cp(template, folder, { recursive: true });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files) {
    if (/\.(?:png|jpg|svg)$/.test(file)) continue;
    const before = await readFile(file, "utf8");
    const after = filledIn(before, file, answers, basename(folder));
    if (after !== before) await writeFile(file, after);
  }
  return files.length;
}

/** The template's words with the answers in their places; in YAML as YAML, in prose as prose. `called`: for want of a name. */
export function filledIn(before: string, file: string, answers: Answers, called: string): string {
  const { name, security, owner, appId } = answers;
  if (/[/\\]schemas[/\\]/.test(file)) return before;
  let after = file.endsWith("steward.yml") && !/workflows/.test(file) ? policyText(before, answers) : before;
  after = withContact(
    after.replaceAll(NAME, () => name ?? called),
    security,
  );
  if (owner !== undefined)
    after = after
      .replaceAll("@OWNER/", () => `@${owner}/`)
      .replaceAll("OWNER/security-cases", () => `${owner}/security-cases`)
      .replaceAll("OWNER/storefront", () => `${owner}/storefront`);
  if (appId !== undefined && /[/\\]rulesets[/\\]/.test(file))
    after = after.replaceAll(/"(actor_id|integration_id)": 0\b/g, (_, key: string) => `"${key}": ${appId}`);
  return after;
}

/** What was not answered is commented out: nothing is invented. */
function policyText(before: string, { name, security }: Answers): string {
  return withNewerChecks(before)
    .replace(`name: ${NAME}`, () =>
      name === undefined ? "# name: Our Marketplace" : `name: ${JSON.stringify(name)}`,
    )
    .replace(`security: mailto:${SECURITY}`, () =>
      security === undefined
        ? "# security: mailto:security@ours.example"
        : `security: ${JSON.stringify(security)}`,
    );
}

function withContact(text: string, security: string | undefined): string {
  if (security === undefined)
    return text
      .replace(`write to <${SECURITY}>`, "report it [in private](../../security/advisories/new)")
      .replace(
        `Send what you found to ${SECURITY} instead`,
        "Report what you found in private instead (Security → Report a vulnerability, on this repository's page)",
      )
      .replace(/^contact_links:\n(?: .*\n)+/m, "");
  const address = security.replace(/^mailto:/, "");
  return text
    .replaceAll(`url: mailto:${SECURITY}`, () => `url: ${security}`)
    .replaceAll(`<${SECURITY}>`, () => (security.startsWith("mailto:") ? `<${address}>` : `<${security}>`))
    .replaceAll(SECURITY, () => address);
}

async function whatIsInTheWay(folder: string): Promise<string | undefined> {
  const there = await stat(folder).catch(() => undefined);
  if (there === undefined) return undefined;
  if (!there.isDirectory()) return "is a file";
  return (await readdir(folder)).length > 0 ? "is not empty" : undefined;
}
