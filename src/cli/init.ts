// `steward init`: lays a new marketplace's repository out from submissions-template/, with what was answered and nothing invented.

import { readdir, stat } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { cancel, intro, isCancel, outro, text } from "@clack/prompts";
import { remoteUrl } from "../adapters/worktree/history.ts";
import { contactAddress, LOGIN_PATTERN, text as textRule } from "../core/listing/values.ts";
import { PRESETS } from "../core/policy/presets.ts";
import { inTheWay, layOutFiles, type InitAnswers } from "./init-files.ts";
import { isCatalog, putLater } from "./init-later.ts";
import { EXIT } from "./outcome.ts";
import { shellWord } from "./shell.ts";
import { startCommand } from "./started-as.ts";

export interface InitOptions {
  readonly folder: string;
  readonly name: string | undefined;
  /** An e-mail address, `mailto:` or https: where security problems are reported in private. */
  readonly security: string | undefined;
  /** OWNER of the repository on GitHub. */
  readonly owner: string | undefined;
  readonly appId: string | undefined;
  readonly preset?: string | undefined;
  /** Asks nothing: what is not given is left open. */
  readonly yes: boolean;
  /** By default there are six example listings. */
  readonly examples?: boolean;
  /** Also writes the workflow that does the App's work. */
  readonly withoutServer?: boolean;
}

export interface InitTerminal {
  write(text: string): void;
  warn(text: string): void;
  readonly interactive: boolean;
  /** How this command was started, to say what to run next. */
  readonly steward?: string;
}

const nameRule = textRule({ field: "name", min: 1, max: 60, lines: "one" });
const contactRule = contactAddress("security");

export async function runInit(options: InitOptions, terminal: InitTerminal): Promise<number> {
  const folder = resolve(options.folder);
  const wants = options.appId !== undefined || options.withoutServer === true;
  if (wants && isCatalog(folder)) return later(folder, options, terminal);
  const obstacle = await obstacleAt(folder);
  if (obstacle !== undefined) {
    terminal.warn(`${JSON.stringify(options.folder || ".")} ${obstacle}; nothing was written.`);
    return EXIT.usage;
  }
  const asks = terminal.interactive && !options.yes;
  if (!asks && !options.yes && (options.name === undefined || options.security === undefined)) {
    terminal.warn(
      "There is no terminal to ask in. Give --name and --security, or --yes to leave open what is not given: the marketplace is then called like its repository, and security problems go to the repository's private form. Nothing was written.",
    );
    return EXIT.usage;
  }
  const remote = await remoteOf(folder);
  const answers = asks ? await ask(options, remote) : given(options, remote);
  if (answers === undefined) return EXIT.usage;
  const faults = faultsOf(answers);
  if (faults.length > 0) {
    for (const fault of faults) terminal.warn(fault);
    return EXIT.usage;
  }
  const examples = options.examples ?? true;
  const laidOut = await layOutFiles(folder, answers, { examples, workflow: options.withoutServer === true });
  const shown = relative(process.cwd(), folder) || ".";
  const said = nextText(shown, {
    examples,
    isGit: await isThere(resolve(folder, ".git")),
    isPushable: remote !== undefined,
    withoutServer: options.withoutServer === true,
    steward: terminal.steward ?? "steward",
  });
  const head = `${laidOut.files} files are in ${shown}.`;
  if (asks) outro(`${head} Next:\n\n${said}`);
  else terminal.write(`${head} Next:\n${said}\n`);
  for (const { path, ours } of laidOut.beside)
    terminal.warn(`${path} is yours and stays as it is; ours is in ${ours}.`);
  return EXIT.clean;
}

/** The App's number is known, and the way to run it chosen, only after the files were laid out. */
async function later(folder: string, options: InitOptions, terminal: InitTerminal): Promise<number> {
  const { appId } = options;
  const [fault] = appId === undefined ? [] : faultsOf(given(options, undefined));
  if (fault !== undefined) {
    terminal.warn(fault);
    return EXIT.usage;
  }
  const written = await putLater(folder, { appId, workflow: options.withoutServer === true });
  terminal.write(
    written.length === 0
      ? "Nothing to do: these files are there, and the rulesets name an App already.\n"
      : `Written: ${written.join(", ")}. All other files stay as they are. Next: commit and push ${written.length === 1 ? "it" : "them"}.\n`,
  );
  return EXIT.clean;
}

interface Situation {
  readonly examples: boolean;
  readonly isGit: boolean;
  readonly isPushable: boolean;
  readonly withoutServer: boolean;
  readonly steward: string;
}

/** Lines for a shell; what is said of them stands behind a #. */
function nextText(shown: string, situation: Situation): string {
  const { examples, isGit, isPushable, withoutServer, steward } = situation;
  const word = shellWord(shown);
  const start = isGit ? "" : "git init -b main && ";
  const push = isPushable ? " && git push" : "";
  return [
    `${steward} sandbox --catalog ${word}     # try it here: a local GitHub with the App, and a first pull request`,
    `${steward} doctor --catalog ${word}      # what is left open in these files`,
    ...(examples
      ? [
          `(cd ${word} && rm listings/*.yml images/*.svg)     # the six listings are examples: delete them before you publish`,
        ]
      : []),
    // In brackets, so that the next line still means the same folder: the App's keys do not belong into the catalog.
    `(cd ${word} && ${start}git add . && git commit -m "Start the marketplace"${push})`,
    withoutServer
      ? `${startCommand(steward)}     # registers the App; choose “without a server” there, and it says what is left to do`
      : `${startCommand(steward)}     # registers the App; then install it on the repository (README.md says what else is left to do)`,
  ].join("\n");
}

function given(options: InitOptions, remote: InitAnswers["repository"]): InitAnswers {
  const { name, owner, appId, preset } = options;
  return {
    name,
    security: contactOf(options.security),
    owner: owner?.replace(/^@/, "") ?? remote?.path.split("/")[0],
    repository: remote,
    appId,
    preset,
  };
}

/** People type an e-mail address as it is. */
function contactOf(typed: string | undefined): string | undefined {
  return typed !== undefined && /^[^\s:/]+@[^\s:/]+$/.test(typed) ? `mailto:${typed}` : typed;
}

async function ask(
  options: InitOptions,
  remote: InitAnswers["repository"],
): Promise<InitAnswers | undefined> {
  intro("A new marketplace");
  const start = given(options, remote);
  const answers: (string | undefined)[] = [];
  const questions = [
    {
      message: "What is it called? (may stay empty: it is then called like its repository)",
      initial: start.name ?? "",
      fault: nameFault,
    },
    {
      message:
        "Where are security problems reported in private? (an e-mail or https address; may stay empty: in the repository's own form)",
      initial: start.security?.replace(/^mailto:/, "") ?? "",
      fault: (value: string) => contactFault(contactOf(value) ?? ""),
    },
    {
      message: "Which GitHub user or organisation will own the repository? (may stay empty)",
      initial: start.owner ?? "",
      fault: (value: string) => ownerFault(value.replace(/^@/, "")),
    },
  ];
  for (const { message, initial, fault } of questions) {
    const answer = await text({
      message,
      initialValue: initial,
      validate(value) {
        const typed = (value ?? "").trim();
        return typed === "" ? undefined : fault(typed);
      },
    });
    if (isCancel(answer)) {
      cancel("Nothing was written.");
      return undefined;
    }
    answers.push(answer.trim() === "" ? undefined : answer.trim());
  }
  const [name, security, owner] = answers;
  return { ...start, name, security: contactOf(security), owner: owner?.replace(/^@/, "") };
}

function faultsOf({ name, security, owner, appId, preset }: InitAnswers): string[] {
  const faults = [
    ["--name", name === undefined ? undefined : nameFault(name)],
    ["--security", security === undefined ? undefined : contactFault(security)],
    ["--owner", owner === undefined ? undefined : ownerFault(owner)],
    [
      "--app-id",
      appId === undefined || /^[1-9]\d{0,11}$/.test(appId)
        ? undefined
        : "A number, as on the App's settings page.",
    ],
    [
      "--preset",
      preset === undefined || Object.hasOwn(PRESETS, preset)
        ? undefined
        : `One of ${Object.keys(PRESETS).join(", ")}.`,
    ],
  ] as const;
  return faults.flatMap(([option, fault]) => (fault === undefined ? [] : [`${option}: ${fault}`]));
}

const nameFault = (value: string): string | undefined => nameRule.safeParse(value).error?.issues[0]?.message;
const contactFault = (value: string): string | undefined =>
  contactRule.safeParse(value).error?.issues[0]?.message;
const ownerFault = (value: string): string | undefined =>
  LOGIN_PATTERN.test(value)
    ? undefined
    : "A login: letters and digits, with single hyphens or underscores between them.";

/** A repository that was just made may hold its first files; whatever else is there is somebody's work. */
async function obstacleAt(folder: string): Promise<string | undefined> {
  const there = await stat(folder).catch(() => undefined);
  if (there === undefined) return undefined;
  if (!there.isDirectory()) return "is a file";
  const names = inTheWay(await readdir(folder));
  if (names.length === 0) return undefined;
  const shown = names.slice(0, 3).map((name) => JSON.stringify(name));
  return `holds ${shown.join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}. Name a new folder, or a clone that holds nothing but a README and a licence`;
}

async function remoteOf(folder: string): Promise<InitAnswers["repository"]> {
  // A folder within another repository is none itself.
  const url = (await isThere(resolve(folder, ".git"))) ? await remoteUrl(folder) : undefined;
  if (url === undefined) return undefined;
  const { host, pathname } = new URL(url);
  return { host, path: pathname.slice(1) };
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
