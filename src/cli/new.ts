// `steward new`: asks for a listing field by field, shows each rule, checks each answer at once, writes the file.

import { readFileSync, statSync } from "node:fs";
import { copyFile, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { cancel, intro, isCancel, note, outro, select, text } from "@clack/prompts";
import { detectFormat, type ImageFormat } from "../adapters/images/format.ts";
import { openWorktree } from "../adapters/worktree/worktree.ts";
import { readApiUrl } from "../platform/config.ts";
import { draftText, fieldFault, idFault, idFrom, type Draft } from "../core/listing/draft.ts";
import { LISTING_FIELDS, type FieldName } from "../core/listing/fields.ts";
import { DEFAULT_TYPES } from "../core/listing/schema.ts";
import { loginsIn, tagsIn, type Entries } from "../core/listing/people.ts";
import type { Policy } from "../core/policy/policy.ts";
import { EXIT } from "./outcome.ts";
import { isFolder, readPolicy } from "./folder-policy.ts";
import { fromFault, prefill, type Prefill } from "./prefill.ts";
import { shellWord } from "./shell.ts";

export interface NewOptions {
  /** A repository's address or a folder to start from. */
  readonly from: string | undefined;
  /** undefined: this folder, where it is a catalog. */
  readonly catalog: string | undefined;
  /** `field=value`, taken instead of asking. */
  readonly set: readonly string[];
  /** Takes every suggestion; asks nothing. */
  readonly yes: boolean;
}

export interface NewTerminal {
  write(text: string): void;
  warn(text: string): void;
  readonly interactive: boolean;
  /** How this command was started, to say what to run next. */
  readonly steward?: string;
}

const ENDINGS: Readonly<Record<ImageFormat, string>> = { png: "png", jpeg: "jpg", svg: "svg" };
const LISTS: ReadonlySet<FieldName> = new Set(["maintainers", "tags", "screenshots"]);
/** In the order a person would tell it; what is optional comes last. */
const ASKED: readonly FieldName[] = [
  "name",
  "type",
  "summary",
  "link",
  "documentation",
  "issues",
  "image",
  "maintainers",
  "security",
  "license",
  "tags",
];

export async function runNew(
  options: NewOptions,
  environment: Readonly<Record<string, string | undefined>>,
  terminal: NewTerminal,
): Promise<number> {
  const catalog = options.catalog ?? ".";
  if (!(await isFolder(catalog)))
    return refused(terminal, `--catalog: there is no folder ${JSON.stringify(catalog)}.`);
  const folder = openWorktree(catalog);
  const { policy, faults: policyFaults, unsaid, isNoCatalog } = await readPolicy(folder);
  for (const fault of policyFaults) terminal.warn(fault);
  if (unsaid !== undefined) terminal.warn(unsaid);
  if (isNoCatalog === true && options.catalog === undefined) return EXIT.usage;
  const wrongFrom = options.from === undefined ? undefined : await fromFault(options.from);
  if (wrongFrom !== undefined) return refused(terminal, wrongFrom);
  const given = readSet(options.set);
  if (typeof given === "string") return refused(terminal, given);
  const faultsOfWorld: string[] = [];
  const apiUrl = readApiUrl(environment, faultsOfWorld);
  if (apiUrl === undefined) return refused(terminal, faultsOfWorld.join("\n"));
  const asks = terminal.interactive && !options.yes;
  if (asks) intro("A new listing");
  const filled: Prefill =
    options.from === undefined
      ? { draft: {}, icon: undefined }
      : await prefill(options.from, apiUrl, environment);
  if (filled.untold !== undefined)
    terminal.warn(
      `Nothing could be read at ${filled.untold}: it is private, gone or out of reach. What it would have told has to be given.`,
    );
  const [live, removed] = await Promise.all([folder.idsIn("listings"), folder.idsIn("removed")]);
  const draft: Draft = { ...filled.draft, ...given.draft };
  const answers = asks
    ? await ask(draft, filled.icon, folder.root, policy, new Set(Object.keys(given.draft)))
    : draft;
  if (answers === undefined) return EXIT.usage;
  const suggested = given.id ?? idFrom(String(answers.name ?? ""));
  const id = asks && given.id === undefined ? await askId(suggested, live, removed) : suggested;
  if (id === undefined && asks) return EXIT.usage;
  const missing = id === undefined ? "id: missing. Give it with --set id=your-listing" : undefined;
  const taken = id === undefined ? undefined : idFault(id, live, removed);
  const wrongId = taken === undefined ? missing : `id ${JSON.stringify(id)}: ${taken}`;
  const pictured =
    id === undefined || wrongId !== undefined
      ? undefined
      : await withImage(answers, filled.icon, id, folder.root);
  const wrongImage = typeof pictured === "string" ? [pictured] : [];
  // Nobody is there to be asked again: all of it is said at once.
  const faults = [
    ...(wrongId === undefined ? [] : [wrongId]),
    ...wrongImage,
    ...(asks ? [] : faultsOf(typeof pictured === "object" ? pictured.draft : answers, policy)).filter(
      (fault) => !fault.startsWith("image:") || wrongImage.length === 0,
    ),
  ];
  if (id === undefined || typeof pictured !== "object" || faults.length > 0)
    return refused(terminal, faults.join("\n"));
  const path = join(folder.root, "listings", `${id}.yml`);
  await mkdir(dirname(path), { recursive: true });
  if (pictured.copy !== undefined) {
    await mkdir(join(folder.root, "images"), { recursive: true });
    await copyFile(pictured.copy.from, join(folder.root, pictured.copy.to));
  }
  await writeFile(path, draftText(pictured.draft, undefined), { flag: "wx" });
  const shown = relative(process.cwd(), path) || path;
  const next = nextSteps(terminal.steward, { catalog, root: folder.root, shown, id }, pictured.copy?.to);
  const copied =
    pictured.copy === undefined ? "" : `The picture is ${pictured.copy.to}, a copy of ${pictured.copy.from}.`;
  if (asks) {
    note(next, "Next");
    outro(`${shown} is written.${copied === "" ? "" : ` ${copied}`}`);
  } else terminal.write(`${shown} is written.${copied === "" ? "" : `\n${copied}`} Next:\n${next}\n`);
  return EXIT.clean;
}

/** What to run after the file is written; `picture`: what was copied beside it. */
function nextSteps(
  steward = "steward",
  at: { readonly catalog: string; readonly root: string; readonly shown: string; readonly id: string },
  picture: string | undefined,
): string {
  const files = [`listings/${at.id}.yml`, ...(picture === undefined ? [] : [picture])];
  const git = at.root === process.cwd() ? "git" : `git -C ${shellWord(at.catalog)}`;
  const isGit = statSync(join(at.root, ".git"), { throwIfNoEntry: false }) !== undefined;
  return [
    `${steward} check ${shellWord(at.shown)}`,
    isGit
      ? `${git} add ${files.join(" ")} && ${git} commit -m ${JSON.stringify(`Add ${at.id}`)}     # then push it to a fork, and open a pull request`
      : `# ${shellWord(at.catalog)} is not a git repository: commit the file in a clone of the marketplace, and open a pull request`,
  ].join("\n");
}

function refused(terminal: NewTerminal, why: string): number {
  terminal.warn(why);
  return EXIT.usage;
}

function readSet(
  pairs: readonly string[],
): { readonly draft: Draft; readonly id: string | undefined } | string {
  const draft: Record<string, string | readonly string[]> = {};
  let id: string | undefined;
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, Math.max(0, at));
    const value = pair.slice(at + 1);
    if (name === "id") id = value;
    else if (Object.hasOwn(LISTING_FIELDS, name)) {
      const read = answerOf(name as FieldName, value);
      if (typeof read === "object" && "refused" in read) return `${name}: ${read.refused}`;
      draft[name] = typeof read === "string" ? read : read.entries;
    } else return `--set takes FIELD=VALUE; the fields are id, ${Object.keys(LISTING_FIELDS).join(", ")}.`;
  }
  return { draft, id };
}

function answerOf(field: FieldName, answer: string): string | Entries {
  if (field === "maintainers") return loginsIn(answer);
  if (field === "tags") return { entries: tagsIn(answer) };
  return LISTS.has(field) ? { entries: answer.split(/[\s,]+/).filter((entry) => entry !== "") } : answer;
}

async function ask(
  draft: Draft,
  icon: string | undefined,
  root: string,
  policy: Policy,
  given: ReadonlySet<string>,
): Promise<Draft | undefined> {
  const answers: Record<string, string | readonly string[]> = { ...draft };
  for (const field of ASKED) {
    if (given.has(field)) continue;
    const suggestion = field === "image" ? (icon ?? draft.image) : draft[field];
    const answer = await askField(field, suggestion, root, policy);
    if (isCancel(answer)) {
      cancel("Nothing was written.");
      return undefined;
    }
    const read = answerOf(field, answer.trim());
    // What is refused was said when it was typed, and typed once more.
    if (read === "" || (typeof read === "object" && "refused" in read)) delete answers[field];
    else answers[field] = typeof read === "string" ? read : read.entries;
  }
  return answers;
}

function askField(
  field: FieldName,
  suggestion: string | readonly string[] | undefined,
  root: string,
  policy: Policy,
) {
  const { what, why, need } = LISTING_FIELDS[field];
  const also =
    field === "image" ? " Any picture on this machine will do: give its path, and it is copied." : "";
  const message = `${field}${need === "required" ? "" : ` (${need})`}: ${what} ${why}${also}`.replaceAll(
    "`",
    "",
  );
  if (field === "type")
    return select({
      message,
      options: policy.types.map((type) => ({ value: type, label: type })),
      ...(typeof suggestion === "string" && policy.types.includes(suggestion)
        ? { initialValue: suggestion }
        : {}),
    });
  const initial = typeof suggestion === "string" ? suggestion : suggestion?.join(", ");
  return text({
    message,
    ...(initial === undefined ? {} : { initialValue: initial }),
    validate(answer) {
      const given = (answer ?? "").trim();
      if (given === "") return need === "required" ? "This field is required." : undefined;
      // A picture on this machine is copied into the catalog; who names a wrong one must not lose all answers at the end.
      if (field === "image" && !given.startsWith("https://")) return pictureFault(given, root);
      const read = answerOf(field, given);
      if (typeof read === "object" && "refused" in read) return read.refused;
      return fieldFault(policy.schema, field, typeof read === "string" ? read : read.entries);
    },
  });
}

async function askId(
  suggestion: string | undefined,
  live: ReadonlySet<string>,
  removed: ReadonlySet<string>,
): Promise<string | undefined> {
  const answer = await text({
    message:
      "id: the file's name, and part of the listing's permanent address: small letters, digits, hyphens.",
    ...(suggestion === undefined ? {} : { initialValue: suggestion }),
    validate: (given) => idFault((given ?? "").trim(), live, removed),
  });
  if (!isCancel(answer)) return answer.trim();
  cancel("Nothing was written.");
  return undefined;
}

function pictureFault(given: string, root: string): string | undefined {
  const there = [resolve(given), resolve(root, given)].find(
    (path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true,
  );
  if (there === undefined) return `There is no file ${JSON.stringify(given)}.`;
  const detected = detectFormat(new Uint8Array(readFileSync(there)));
  return detected.kind === "supported" ? undefined : notAccepted(detected);
}

function notAccepted({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return kind === "other-image"
    ? `${name} is not accepted; save it as PNG (a new name alone does not do it).`
    : `a PNG, JPG or SVG is needed; this is ${name}.`;
}

interface Pictured {
  readonly draft: Draft;
  readonly copy: { readonly from: string; readonly to: string } | undefined;
}

/** A picture of this machine becomes the listing's own file; an address or a file that is there stays. */
async function withImage(
  draft: Draft,
  icon: string | undefined,
  id: string,
  root: string,
): Promise<Pictured | string> {
  const image = typeof draft.image === "string" ? draft.image : icon;
  if (image === undefined || image.startsWith("https://")) return { draft, copy: undefined };
  const own = new RegExp(`^images/${id}\\.(?:png|jpg|svg)$`);
  if (own.test(image) && (await isFile(join(root, image)))) return { draft, copy: undefined };
  const from = resolve(image);
  if (!(await isFile(from))) return `image: there is no file ${JSON.stringify(image)}.`;
  const detected = detectFormat(new Uint8Array(await readFile(from)));
  if (detected.kind !== "supported") return `image: ${notAccepted(detected)}`;
  const ending = ENDINGS[detected.format];
  const to = `images/${id}.${ending}`;
  return { draft: { ...draft, image: to }, copy: resolve(root, to) === from ? undefined : { from, to } };
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

function faultsOf(draft: Draft, policy: Policy): string[] {
  return (Object.keys(LISTING_FIELDS) as FieldName[]).flatMap((field) => {
    const value = draft[field];
    const types = policy.types.length > 0 ? policy.types : DEFAULT_TYPES;
    if (value === undefined && field === "type")
      return [`type: missing. One of ${types.join(", ")}. Give it with --set type=…`];
    if (value === undefined)
      return LISTING_FIELDS[field].need === "required"
        ? [
            `${field}: missing. ${LISTING_FIELDS[field].what} Give it with --set ${field}=…`.replaceAll(
              "`",
              "",
            ),
          ]
        : [];
    if (field === "type" && !policy.types.includes(String(value)))
      return [`type: one of ${types.join(", ")}.`];
    const fault = fieldFault(policy.schema, field, value);
    return fault === undefined ? [] : [`${field}: ${fault}`];
  });
}
