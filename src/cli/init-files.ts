// What `steward init` writes: the template's files with the answers in their places, beside what is in the folder already.

import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { resolvePolicy } from "../core/policy/policy.ts";
import { NEUTRAL_PRESET, withNewerChecks } from "../core/policy/presets.ts";
import { policyJsonSchema } from "../core/policy/json-schema.ts";
import { SCHEMA_PATH, schemaText } from "./catalog-schema.ts";

/** undefined: not answered, and nothing is invented in its place. */
export interface InitAnswers {
  readonly name: string | undefined;
  /** `mailto:` or https. */
  readonly security: string | undefined;
  readonly owner: string | undefined;
  /** "owner/name" on a web host, and that host. */
  readonly repository?: { readonly host: string; readonly path: string } | undefined;
  readonly appId: string | undefined;
  readonly preset?: string | undefined;
}

export interface LaidOut {
  readonly files: number;
  /** Of ours under another name, since the folder has one of its own: its path, and where ours went. */
  readonly beside: readonly { readonly path: string; readonly ours: string }[];
}

/** What stands in the template for what is asked; it is a working marketplace as it is. */
const NAME = "Example Marketplace";
const SECURITY = "security@example.org";
const POLICY_URL = "https://github.com/OWNER/REPOSITORY/security/policy";

/** Where the template is, in the repository and in the package. */
export const TEMPLATE = fileURLToPath(new URL("../../submissions-template", import.meta.url));

const SCHEMAS = ".github/schemas/";

/** What GitHub puts into a new repository, and whoever keeps one: it stays as it is. */
const THEIRS = /^(?:\.git|\.gitignore|README(?:\.\w+)?|LICEN[CS]E(?:[.-]\w+)*|COPYING(?:\.\w+)?|NOTICE)$/i;

/** What else is in a folder; empty: a marketplace can be laid out there. */
export function inTheWay(names: readonly string[]): readonly string[] {
  return names.filter((name) => !THEIRS.test(name));
}

export async function layOutFiles(
  folder: string,
  answers: InitAnswers,
  { examples, workflow }: { readonly examples: boolean; readonly workflow: boolean },
): Promise<LaidOut> {
  const called = answers.repository?.path.split("/")[1] ?? basename(folder);
  const isLeftOut = (path: string): boolean =>
    (!examples && /^(?:listings|images)\/.+\.(?:yml|svg)$/.test(path)) ||
    (!workflow && path.startsWith(".github/workflows/")) ||
    path.startsWith(SCHEMAS);
  await mkdir(folder, { recursive: true });
  const beside: { path: string; ours: string }[] = [];
  let files = 0;
  const put = async (path: string, content: string | Uint8Array): Promise<void> => {
    const ours = existsSync(join(folder, path)) ? path.replace(/^README\.md$/i, "MARKETPLACE.md") : path;
    if (ours !== path) beside.push({ path, ours });
    await mkdir(dirname(join(folder, ours)), { recursive: true });
    await writeFile(join(folder, ours), content);
    files += 1;
  };
  for (const entry of await readdir(TEMPLATE, { recursive: true, withFileTypes: true })) {
    const full = join(entry.parentPath, entry.name);
    const path = relative(TEMPLATE, full).split(sep).join("/");
    if (!entry.isFile() || isLeftOut(path)) continue;
    const content = await readFile(full);
    if (/\.(?:png|jpg|svg)$/.test(path)) await put(path, content);
    else await put(path, filledIn(content.toString("utf8"), path, answers, called));
  }
  for (const [path, text] of schemas(answers)) await put(path, text);
  // git keeps no empty folder, and the examples are there to be deleted.
  for (const name of ["listings", "images"]) await put(`${name}/.gitkeep`, "");
  return { files, beside };
}

/** What editors read, for the types that a listing may have here. The package leaves the template's out: they are made of code. */
function schemas({
  preset = NEUTRAL_PRESET,
}: InitAnswers): readonly (readonly [path: string, text: string])[] {
  return [
    [SCHEMA_PATH, schemaText(resolvePolicy({ extends: preset }).types)],
    [`${SCHEMAS}policy.schema.json`, `${JSON.stringify(policyJsonSchema(), undefined, 2)}\n`],
  ];
}

/** The template's words with the answers in their places; in YAML as YAML, in prose as prose. `called`: for want of a name. */
export function filledIn(before: string, path: string, answers: InitAnswers, called: string): string {
  const { name, owner, appId } = answers;
  const file = path.replaceAll("\\", "/");
  const own = file.endsWith(".github/steward.yml") ? policyText(before, answers) : before;
  let after = withContact(chooserLink(own, answers), answers);
  after = after.replaceAll(NAME, () => name ?? called);
  if (owner !== undefined)
    after = after
      .replaceAll("OWNER/security-cases", () => `${owner}/security-cases`)
      .replaceAll("OWNER/storefront", () => `${owner}/storefront`);
  return appId !== undefined && file.includes("rulesets/") ? withAppId(after, appId) : after;
}

/** A ruleset for this App: where it stands for none yet. */
export function withAppId(ruleset: string, appId: string): string {
  return ruleset.replaceAll(/"(actor_id|integration_id)": 0\b/g, (_, key: string) => `"${key}": ${appId}`);
}

/** What was not answered is commented out: nothing is invented. */
function policyText(before: string, { name, security, preset }: InitAnswers): string {
  const text = withNewerChecks(preset === undefined ? before : withPreset(before, preset));
  return text
    .replace(`name: ${NAME}`, () =>
      name === undefined ? "# name: Our Marketplace" : `name: ${JSON.stringify(name)}`,
    )
    .replace(`security: mailto:${SECURITY}`, () =>
      security === undefined
        ? "# security: mailto:security@ours.example"
        : `security: ${JSON.stringify(security)}`,
    );
}

function withPreset(before: string, preset: string): string {
  const types = resolvePolicy({ extends: preset }).types.join(", ");
  return before
    .replace(/^extends: .*$/m, () => `extends: ${preset}`)
    .replace(/^# types: .*$/m, () => `# types: [${types}]`);
}

function withContact(text: string, { security }: InitAnswers): string {
  if (security === undefined)
    return text
      .replace(`write to <${SECURITY}>`, "report it [in private](../../security/advisories/new)")
      .replace(
        `Send what you found to ${SECURITY} instead`,
        "Report what you found in private instead (Security → Report a vulnerability, on this repository's page)",
      );
  const address = security.replace(/^mailto:/, "");
  return text
    .replaceAll(`<${SECURITY}>`, () => (security.startsWith("mailto:") ? `<${address}>` : `<${security}>`))
    .replaceAll(SECURITY, () => address);
}

/** GitHub shows an https link beside the forms and no other; an e-mail address stands on the page it leads to. */
function chooserLink(text: string, { security, repository }: InitAnswers): string {
  const page = security === undefined ? "advisories/new" : "policy";
  const url =
    security?.startsWith("https:") === true
      ? security
      : repository === undefined
        ? undefined
        : `https://${repository.host}/${repository.path}/security/${page}`;
  if (url !== undefined) return text.replace(POLICY_URL, () => url);
  // Where nobody knows yet where it will be: the page shows a security policy by itself.
  return text.replace(
    /^contact_links:\n(?: .*\n)+/m,
    (lines) =>
      `# Once the repository is there: a link beside the forms. GitHub takes https addresses alone.\n${lines.replaceAll(/^/gm, "# ").replace(/# $/, "")}`,
  );
}
