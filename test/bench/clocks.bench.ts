// What running clocks cost: a look at all cases, one case that changes, and a merge, with ten clocks and with ten thousand.

import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeCopies } from "../../src/core/takedown/copies.ts";
import { recordMark, type CaseRecord } from "../../src/core/takedown/record.ts";
import { createSeal } from "../../src/platform/seal.ts";
import { layOut } from "../support/laid-out.ts";
import { CATALOG, goodFiles, openScene, RECORD_KEY, submit, type Scene } from "../support/scene.ts";
import { canaryForm } from "../support/takedown-canary.ts";
import { largeCatalog } from "../support/storefront-sample.ts";
import { withMarks } from "../../src/core/marks/marks.ts";
import { sealText } from "../../src/core/marks/sealed-text.ts";

const CLOCKS = [10, 10_000];
const LISTINGS = 1_200;
const DAY_MS = 86_400_000;
const REST_MS_MAX = 300_000;

export async function benchClocks(): Promise<void> {
  for (const count of CLOCKS) {
    const scene = await openScene({ unchecked: true });
    await layOut(scene, LISTINGS);
    scene.sandbox.setWebhookTarget(undefined);
    const app = await startApp(scene);
    try {
      await measure(scene, app, count);
    } finally {
      app.disconnect();
      await once(app, "exit");
      await scene.close();
    }
  }
}

async function measure(scene: Scene, app: ChildProcess, count: number): Promise<void> {
  const { sandbox } = scene;
  const { id } = sandbox.repository(CATALOG);
  const look = async (): Promise<void> => {
    app.send(`look cases:${id}`);
    await rest(scene, app);
  };
  const cost = async (name: string, what: () => Promise<unknown>): Promise<void> => {
    await rest(scene, app);
    const before = await ask<{ cpu: NodeJS.CpuUsage }>(app, "figures");
    sandbox.calls.length = 0;
    await what();
    await rest(scene, app);
    const after = await ask<{ cpu: NodeJS.CpuUsage; mostBytes: number }>(app, "figures");
    const cpuMs = (after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system) / 1_000;
    const calls = sandbox.calls.filter(
      ({ template, path }) => !template.endsWith("/git/blobs") && !path.endsWith("/access_tokens"),
    );
    const writes = calls.filter(({ kind }) => kind === "write").length;
    console.log(
      `  ${name}: ${calls.length} calls, ${writes} of them writes; ${cpuMs.toFixed(0)} ms of CPU; at most ${(after.mostBytes / 1024 / 1024).toFixed(0)} MiB`,
    );
  };
  console.log(`${count} clocks, ${LISTINGS} listings`);
  await look();
  await start(scene, count);
  await cost("the first look of a process", look);
  // The entries say that they are under review, and the commit is followed up.
  app.send(`look publish:${id}`);
  await rest(scene, app);
  await cost("an idle look at all cases", look);
  await cost("an idle look at all cases", look);
  sandbox.setWebhookTarget(await ask<string>(app, "url"));
  const merge = async (name: string): Promise<void> => {
    const { number } = await submit(scene, await goodFiles(name), { branch: name });
    await rest(scene, app);
    await cost(`a merge (${name})`, () => sandbox.mergePullRequest(CATALOG, number, "maintainer"));
  };
  await merge("first");
  await merge("second");
  await merge("third");
  const some = sandbox
    .issues(CATALOG)
    .find(({ labels }) => labels.some((label) => label.name === "security"));
  await cost("a case whose severity changes, and the dashboard", () =>
    sandbox.label(CATALOG, some?.number ?? 0, "maintainer", "severity: high"),
  );
  await cost("an idle look at all cases", look);
}

/** As the App would have left them, two days ago. */
async function start(scene: Scene, count: number): Promise<void> {
  const { sandbox, clock } = scene;
  const repository = sandbox.repository(CATALOG);
  const { entries } = largeCatalog(LISTINGS);
  const board = sandbox.issues(CATALOG).find(({ title }) => title === "Dashboard");
  if (board === undefined) throw new Error("there is no dashboard");
  const seal = createSeal([RECORD_KEY]);
  const atMs = Math.floor(clock.nowMs() / 1_000) * 1_000 - 2 * DAY_MS;
  const comment = (issue: typeof board, body: string, id: number): void =>
    void issue.comments.push({
      id,
      issue,
      author: board.author,
      viaApp: true,
      body,
      createdAtMs: atMs,
      updatedAtMs: atMs,
      lastEditedAtMs: undefined,
      edits: [],
      reactions: [],
    });
  const at = { repositoryId: repository.id };
  const copies = new Map<number, CaseRecord>();
  const maintainer =
    [...sandbox.world.accounts.values()].find(({ login }) => login === "maintainer")?.id ?? 0;
  for (let n = 0; n < count; n += 1) {
    const listing = entries[n % LISTINGS]?.id ?? "";
    const issue = await sandbox.openIssue(CATALOG, {
      author: "stranger",
      title: "x",
      body: canaryForm(listing),
    });
    await sandbox.label(CATALOG, issue.number, "maintainer", "security");
    const record: CaseRecord = {
      version: 1,
      repositoryId: repository.id,
      issue: issue.number,
      number: 1,
      previous: "",
      why: "start",
      cause: "event:1",
      atMs,
      by: maintainer,
      phase: "running",
      how: null,
      listing,
      kind: "security",
      grade: "medium",
      explicit: false,
      acknowledgedBy: maintainer,
      startMs: atMs,
      deadlineMs: atMs + 14 * DAY_MS + n * 1_000,
      extendedDays: 0,
      extendedInAllDays: 0,
      notifiedMs: null,
      removedMs: null,
      terms: {
        days: { medium: 14, high: 14, critical: 0, "blocking-bug": 14 },
        reminderDays: [7, 3, 1],
        extensionDaysMax: 14,
        public: "under-review",
        private: false,
      },
      through: issue.events.at(-1)?.id ?? 0,
    };
    copies.set(issue.number, record);
    const notice = withMarks("A notice.", [recordMark(record, seal)]);
    comment(issue, sealText(notice, { ...at, at: `talk ${issue.number}` }, seal), 1_000_000 + n);
    Object.assign(issue, { createdAtMs: atMs - 60_000, updatedAtMs: atMs });
  }
  const { first, pages } = writeCopies([], copies, seal);
  board.body = sealText(withMarks("", first(clock.nowMs() - DAY_MS)), { ...at, at: "issue" }, seal);
  for (const [index, page] of pages.entries())
    comment(board, sealText(page, { ...at, at: `talk ${board.number}` }, seal), 2_000_000 + index);
  sandbox.world.deliveries.length = 0;
}

async function startApp({ sandbox }: Scene): Promise<ChildProcess> {
  const child = fork(
    "test/bench/publish-app.ts",
    [sandbox.url, String(sandbox.appId), btoa(sandbox.privateKey), sandbox.webhookSecret],
    { execArgv: ["--import", "tsx"] },
  );
  await once(child, "message");
  return child;
}

async function rest({ sandbox }: Scene, app: ChildProcess): Promise<void> {
  const endMs = Date.now() + REST_MS_MAX;
  for (let quiet = 0; quiet < 2 && Date.now() < endMs;) {
    await sandbox.deliveriesSettled();
    const { resting } = await ask<{ resting: boolean }>(app, "idle");
    quiet = resting ? quiet + 1 : 0;
  }
}

async function ask<T>(child: ChildProcess, question: string): Promise<T> {
  child.send(question);
  const [answer] = (await once(child, "message")) as [T];
  return answer;
}
