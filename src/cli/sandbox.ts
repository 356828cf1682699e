// `steward sandbox`: a local GitHub with a catalog and the App connected to it, until it is stopped.

import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { CASE_KIND_NAMES, SEVERITY_NAMES } from "../core/listing/reasons.ts";
import { createLog } from "../adapters/log.ts";
import { openWorktree } from "../adapters/worktree/worktree.ts";
import { connectSample, type Connected } from "../sandbox/connected.ts";
import { layOutPlayground, type ToPlayWith } from "./playground.ts";
import { passTime } from "./pass-time.ts";
import { serveBranch, type ServedBranch } from "./serve-branch.ts";
import { proposeTrial, SAMPLE_CATALOG, type CatalogFiles } from "../sandbox/sample/catalog.ts";
import { isFolder, readPolicy } from "./folder-policy.ts";
import { EXIT } from "./outcome.ts";
import { findsGit, GIT_NEEDED } from "./git.ts";
import { isPortLost, portLost } from "./port.ts";

/** GitHub itself takes no larger file by its API than this. */
const FILE_BYTES_MAX = 50 * 1024 * 1024;
const ELSEWHERE = new Set([".git", "node_modules"]);

export interface SandboxCommandOptions {
  readonly port: number;
  /** A folder to take the catalog from: its files, as they are now. */
  readonly catalog: string | undefined;
}

/** Those that people set on a case, as a catalog has them once it is set up. */
const CASE_LABEL_NAMES = [...CASE_KIND_NAMES, ...SEVERITY_NAMES.map((name) => `severity: ${name}`)];

type Say = (text: string) => void;

/** `until`: resolves when it is to end; by default at Ctrl+C. */
export async function runSandbox(
  { port, catalog }: SandboxCommandOptions,
  say: Say,
  warn: Say,
  until: () => Promise<void> = untilStopped,
): Promise<number> {
  if (catalog !== undefined && !(await isFolder(catalog))) {
    warn(`--catalog: there is no folder ${JSON.stringify(catalog)}.`);
    return EXIT.usage;
  }
  if (!(await findsGit())) {
    warn(GIT_NEEDED);
    return EXIT.inconclusive;
  }
  const files = catalog === undefined ? undefined : await filesIn(catalog);
  if (files !== undefined && files[".github/steward.yml"] === undefined) {
    warn(`--catalog: ${JSON.stringify(catalog)} has no .github/steward.yml; \`steward init\` writes one.`);
    return EXIT.usage;
  }
  const log = createLog(files === undefined ? "info" : "warn");
  const connected = await connectSample({ port, log, files, labels: CASE_LABEL_NAMES }).catch(
    (error: unknown) => {
      if (!isPortLost(error)) throw error;
    },
  );
  if (connected === undefined) {
    warn(portLost(port));
    return EXIT.usage;
  }
  const { sandbox, server, close } = connected;
  let storefront: ServedBranch | undefined;
  try {
    storefront = await openDesk(connected);
    say(`
A local GitHub is running, with the App connected to it.

  Look at it        ${sandbox.url}/${SAMPLE_CATALOG}
  Its storefront    ${storefront.url}
  Its API           ${sandbox.url}  (as somebody: curl -H "Authorization: Bearer user:maintainer" …)
  The App           ${server.url}
`);
    if (catalog !== undefined) await showTrial(connected, catalog, say);
    else showPlayground(sandbox.url, await layOutPlayground(connected), say);
    say(howToTakePart(connected));
    await until();
  } finally {
    await storefront?.close();
    await close();
  }
  return EXIT.clean;
}

/** The storefront and the clock on every page; GitHub says that its Pages are there. */
async function openDesk(connected: Connected): Promise<ServedBranch> {
  const storefront = await serveBranch(connected);
  const { sandbox, hosts } = connected;
  sandbox.repository(SAMPLE_CATALOG).pages = { branch: "gh-pages", url: storefront.url };
  sandbox.world.desk = {
    storefront: storefront.url,
    hosts,
    pass: (ms) => passTime(connected, ms),
  };
  return storefront;
}

/** Lines that can be pasted as they are: first-timer has a fork, and may not push to the catalog itself. */
function howToTakePart({ sandbox, hosts }: Connected): string {
  const fork = "first-timer/marketplace";
  return `Take part: choose who you are at the top of every page, and let time pass there.
To propose something of your own as first-timer, who has a fork, paste this:

  git clone ${sandbox.url.replace("://", "://first-timer:any@")}/${fork}.git
  cd marketplace
  git switch -c my-change

Add a file such as listings/my-plugin.yml, and paste this:

  git add -A
  git commit -m "Add my plugin"
  git push -u origin my-change

Then open the pull request at ${sandbox.url}/${fork}

There is no internet here: github.com means the repositories of this sandbox,
and of other sites there are only these:
  ${hosts.join("\n  ")}

Stop with Ctrl+C; nothing is kept.
`;
}

function showPlayground(url: string, { ready, mistakes, held, case: number }: ToPlayWith, say: Say): void {
  const at = `${url}/${SAMPLE_CATALOG}`;
  say(`Two listings are published, and there is something to do for everybody:

  ${at}/pull/${ready}
      ready: merge it as maintainer, and let an hour pass to see it published
  ${at}/pull/${mistakes}
      five mistakes at once: fix them as first-timer
  ${at}/pull/${held}
      on hold: somebody else's listing, a maintainer decides
  ${at}/issues/${number}
      a security case whose clock runs: let 14 days pass, or write
      /resolve fixed in 2.1 as maintainer
`);
}

/** Somebody who was never here before proposes something: the new owner sees what people will get. */
async function showTrial(connected: Connected, catalog: string, say: Say): Promise<void> {
  const { sandbox } = connected;
  const { policy, faults } = await readPolicy(openWorktree(catalog));
  for (const fault of faults) say(fault);
  const number = await proposeTrial(sandbox, policy.types[0] ?? "plugin");
  await connected.settled();
  const pull = sandbox.issues(SAMPLE_CATALOG).find((issue) => issue.number === number)?.pull;
  const runs = sandbox.checkRuns(SAMPLE_CATALOG, pull?.head.sha ?? "");
  const rollUp = runs.find(({ name }) => name === "steward");
  say(`A first-timer has proposed a listing, and it was reviewed:

  ${sandbox.url}/${SAMPLE_CATALOG}/pull/${number}
${runs
  .toReversed()
  .map(({ name, conclusion, status }) => `  ${MARKS[conclusion ?? status] ?? "·"} ${name}`)
  .join("\n")}

  ${rollUp?.title ?? "The review is under way; look at the page."}
`);
}

const MARKS: Readonly<Record<string, string>> = {
  success: "✔",
  failure: "✖",
  action_required: "✋",
  in_progress: "…",
};

async function filesIn(root: string): Promise<CatalogFiles> {
  const files: Record<string, Uint8Array> = {};
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join("/");
    if (!entry.isFile() || path.split("/").some((part) => ELSEWHERE.has(part))) continue;
    const file = join(root, path);
    if ((await stat(file)).size <= FILE_BYTES_MAX) files[path] = await readFile(file);
  }
  return files;
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
}
