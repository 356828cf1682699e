// A life in which every document and every route fails once, in each way GitHub limits or cuts: it ends as one without a fault.
// `npm run fault-matrix` lets the second and the third call of each fail, too. `TEST_WAY="a null node"` tries one way alone.

import { afterEach, describe, expect, it } from "@jest/globals";
import { parse, type FragmentDefinitionNode, type SelectionSetNode } from "graphql";
import type { RequestFault } from "../../src/sandbox/faults.ts";
import { documents, operationNames } from "../support/documents.ts";
import { CATALOG, goodFiles, lineFrom, listing, rollUp, submit } from "../support/scene.ts";
import { ids, removed } from "../support/published.ts";
import { openCases, type CaseScene } from "../support/takedown-scene.ts";
import { bears } from "../support/marked.ts";

const WHOLE = process.env["TEST_WHOLE"] !== undefined;
const MINUTE_MS = 60_000;
let scene: CaseScene;
afterEach(() => scene.close());

/** "POST /repos/{owner}/{repo}/issues" or "graphql:Desk". */
type Operation = string;
type Answer = RequestFault["answer"] | undefined;

const secondary = { status: 403, message: "You have exceeded a secondary rate limit", retryAfterSeconds: 40 };
const spent = { status: 403, message: "API rate limit exceeded for installation", resetInSeconds: 60 };
const isGraphql = (operation: Operation): boolean => operation.startsWith("graphql:");

const WAYS: Readonly<Record<string, (operation: Operation) => Answer>> = {
  "a secondary limit": () => secondary,
  "429": () => ({ status: 429, retryAfterSeconds: 40 }),
  "the budget used up": (operation) =>
    isGraphql(operation) ? { rateLimited: true, resetInSeconds: 60 } : spent,
  "partial data, or an outage": (operation) =>
    isGraphql(operation) ? { hole: rootOf(operation) } : { status: 503 },
  "a null node": (operation) => {
    const hole = isGraphql(operation) ? firstNode(operation) : undefined;
    return hole === undefined ? undefined : { hole };
  },
  // By `textBytesMax`.
  "texts cut": () => undefined,
};

/** Those in which every operation fails: more often than once each where the fault makes for more of them. */
const HIT_ALL = { "a secondary limit": true, "429": true };

function textOf(operation: Operation): string {
  const name = operation.slice("graphql:".length);
  return documents().find(([, text]) => new RegExp(`\\b(?:query|mutation) ${name}\\b`).test(text))?.[1] ?? "";
}

function rootOf(operation: Operation): readonly string[] {
  return [/\{\s*(\w+)/.exec(textOf(operation).replace(/^[^{]*?\)\s*(?=\{)/s, ""))?.[1] ?? "repository"];
}

/** The first thing of the first list that the document asks for. */
function firstNode(operation: Operation): readonly (string | number)[] | undefined {
  const { definitions } = parse(textOf(operation), { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of definitions) if (one.kind === "FragmentDefinition") fragments.set(one.name.value, one);
  const within = (
    set: SelectionSetNode | undefined,
    path: readonly string[],
  ): readonly (string | number)[] | undefined => {
    for (const one of set?.selections ?? []) {
      if (one.kind === "Field" && one.name.value === "nodes") return [...path, "nodes", 0];
      const inner =
        one.kind === "FragmentSpread"
          ? within(fragments.get(one.name.value)?.selectionSet, path)
          : within(one.selectionSet, one.kind === "Field" ? [...path, (one.alias ?? one.name).value] : path);
      if (inner !== undefined) return inner;
    }
    return undefined;
  };
  for (const one of definitions) if (one.kind === "OperationDefinition") return within(one.selectionSet, []);
  return undefined;
}

function faultOf(operation: Operation, nth: number, answer: RequestFault["answer"]): RequestFault {
  if (isGraphql(operation)) return { path: new RegExp(`^${operation}$`), nth, times: 1, answer };
  const [method = "", template = ""] = operation.split(" ");
  const path = new RegExp(`^${template.replace(/\{(?:path|ref)\}/g, ".+").replace(/\{\w+\}/g, "[^/]+")}$`);
  return { method, path, nth, times: 1, answer };
}

/** What must hold at any time, whatever fails. */
async function assertNothingWrong(bad: string): Promise<void> {
  expect(await scene.server.service.queue.deadLetters()).toEqual([]);
  expect(rollUp(scene, bad)).not.toBe("success");
  if (scene.sandbox.branchSha(CATALOG, "gh-pages") !== undefined && seen.other)
    expect(await ids(scene)).toContain("other-tool");
}
/** Whether the listing that nobody touches has been published. */
const seen = { other: false };

/** Until nothing is due soon. */
async function rest(bad: string): Promise<void> {
  for (let round = 0; round < 150; round += 1) {
    await scene.settled();
    await assertNothingWrong(bad);
    if (scene.sandbox.branchSha(CATALOG, "gh-pages") !== undefined)
      seen.other ||= (await ids(scene)).includes("other-tool");
    const waitMs = (await scene.server.service.queue.nextLookMs()) - scene.clock.nowMs();
    if (waitMs > 6 * MINUTE_MS) return;
    scene.clock.advance(Math.max(1, waitMs + 1));
    scene.server.service.worker.poke();
  }
}

/** Everything that happens to a marketplace, and how it stands in the end. */
async function life(): Promise<unknown> {
  const { sandbox } = scene;
  seen.other = false;
  const broken = await submit(scene, await goodFiles("broken-one", { name: "Broken", type: "plugins" }), {
    branch: "broken",
  });
  const bad = broken.sha;
  const good = await submit(scene, await goodFiles("new-one", { name: "New One" }), { branch: "good" });
  await rest(bad);
  // Fixed, with a line of ours to resolve; then one that looks like another, and is let through.
  const fixed = await sandbox.commit(
    broken.fork,
    broken.branch,
    { "listings/broken-one.yml": listing({ name: "Broken", image: "images/broken-one.png" }) },
    { author: "contributor" },
  );
  const alike = await submit(scene, await goodFiles("poll-makers", { name: "Poll Makers" }), {
    branch: "alike",
  });
  await rest(bad);
  scene.clock.advance(2_000);
  const comment = sandbox.comments(CATALOG, alike.number).find(({ body }) => bears(body, "review"));
  sandbox.comment(
    CATALOG,
    alike.number,
    "maintainer",
    lineFrom(comment?.body ?? "", "submission", "they differ"),
  );
  await rest(bad);
  const [run] = sandbox.checkRuns(CATALOG, good.sha);
  await sandbox.rerequestCheckRun(CATALOG, run?.id ?? 0, "contributor");
  const group = await sandbox.mergeGroup(CATALOG, [good.number]);
  await rest(bad);
  scene.clock.advance(2_000);
  await sandbox.mergePullRequest(CATALOG, good.number, "maintainer");
  await rest(bad);
  // Merged though it is held: it is not published, and an issue says so. A process that starts anew remembers nothing.
  const held = await submit(scene, await goodFiles("new-ones", { name: "New Ones" }), { branch: "held" });
  await rest(bad);
  await scene.stopApp();
  scene.clock.advance(2_000);
  await sandbox.mergePullRequest(CATALOG, held.number, "maintainer");
  await scene.startApp();
  await rest(bad);
  const number = await scene.report("poll-maker");
  await rest(bad);
  await sandbox.label(CATALOG, number, "maintainer", "security", "severity: critical");
  await rest(bad);
  for (const body of ["/case poll-maker", "/resolve fixed", "/restore poll-maker"]) {
    scene.clock.advance(5_000);
    sandbox.comment(CATALOG, number, "maintainer", body);
    await rest(bad);
  }
  sandbox.deleteLabel(CATALOG, "security", "maintainer");
  await rest(bad);
  for (let round = 0; round < 2; round += 1) {
    scene.clock.advance(16 * MINUTE_MS);
    await scene.server.service.sweepAll();
    await rest(bad);
  }
  sandbox.faults.requests = [];
  scene.clock.advance(16 * MINUTE_MS);
  await scene.server.service.sweepAll();
  await rest(bad);
  const reviews = (pull: number): number =>
    sandbox.comments(CATALOG, pull).filter(({ body }) => bears(body, "review")).length;
  const pulls = [broken, good, alike].map((one) => one.number);
  return {
    rollUps: [fixed, good.sha, alike.sha, group.headSha].map((sha) => rollUp(scene, sha)),
    reviews: pulls.map(reviews),
    labels: pulls.map((pull) => sandbox.labels(CATALOG, pull)),
    welcomes: sandbox.comments(CATALOG, good.number).filter(({ body }) => bears(body, "welcome")).length,
    published: (await ids(scene)).toSorted(),
    removed: (await removed(scene)).map(({ id, reason }) => [id, reason]),
    ledger: await scene.ledger("poll-maker"),
    notPublished: sandbox
      .issues(CATALOG)
      .filter(({ labels }) => labels.some(({ name }) => name.includes("not published")))
      .map(({ state }) => state),
    isListed: await scene.isListed("poll-maker"),
    case: [sandbox.issue(CATALOG, number).state, said(number)],
    answers: [alike.number, number].map((on) =>
      sandbox
        .comments(CATALOG, on)
        .filter(({ viaApp }) => !viaApp)
        .map((one) => one.reactions.map(({ content }) => content).join()),
    ),
    boards: sandbox.issues(CATALOG).filter(({ title }) => title === "Dashboard").length,
    deployed: sandbox.repository(CATALOG).deployments.at(-1)?.statuses.at(-1)?.state,
    gaveUp: scene.logged.filter((line) => line.includes('"msg":"dead letter"')),
  };
}

/** What our records on the case say happened, in order. */
function said(number: number): readonly string[] {
  return scene.said(number).flatMap((body) => /"why":"(\w+)"/.exec(body)?.[1] ?? []);
}

const operations = (): readonly Operation[] => [
  ...new Set(
    scene.sandbox.calls
      .filter(({ actor }) => actor === "app" || actor.startsWith("installation"))
      .map(({ method, template, operationName }) =>
        operationName === undefined ? `${method} ${template}` : `graphql:${operationName}`,
      ),
  ),
];

let control: { readonly end: unknown; readonly asked: readonly Operation[] } | undefined;
async function controlled() {
  scene = await openCases();
  const end = await life();
  control = { end, asked: operations() };
  if (process.env["TEST_FIGURES"] !== undefined)
    process.stderr.write(`${JSON.stringify(control, undefined, 1)}\n`);
  return control;
}

/** Documents that need more than a life has: a hundred of something, or a name that led elsewhere. */
const ELSEWHERE = [
  "Blobs",
  "CommitFiles",
  "LabelTimes",
  "MergeCommits",
  "More",
  "OpenHeads",
  "Pushed",
  "WhereLeads",
];
/** What `steward doctor --live` asks, and nothing else: trouble there is told as such (test/cli/doctor-live.test.ts). */
const LIVE = ["CommitSize", "ElsewhereRelease", "ElsewhereTemplates", "ForcedPush", "OwnWords", "TestMerge"];

describe("a life without a fault", () => {
  it("asks for nearly all documents; the others are cut in every place by test/adapters/partial-answers.test.ts", async () => {
    const { asked } = await controlled();
    const names = asked.filter(isGraphql).map((operation) => operation.slice("graphql:".length));
    const missed = operationNames().filter((name) => ![...names, ...ELSEWHERE, ...LIVE].includes(name));
    expect(missed).toEqual([]);
  }, 600_000);
});

describe("ends the same, and nothing is decided wrongly on the way", () => {
  const only = process.env["TEST_WAY"];
  const turns = Object.keys(WAYS)
    .filter((way) => only === undefined || way === only)
    .flatMap((way) => (WHOLE ? [1, 2, 3] : [1]).map((nth) => [way, nth] as const));
  it.each(turns)(
    "%s, at call %d of every document and every route",
    async (way, nth) => {
      if (control === undefined) {
        await controlled();
        await scene.close();
      }
      const { end, asked } = control ?? { end: undefined, asked: [] };
      scene = await openCases();
      scene.sandbox.faults.requests = asked.flatMap((operation): RequestFault[] => {
        const answer = WAYS[way]?.(operation);
        return answer === undefined ? [] : [faultOf(operation, nth, answer)];
      });
      if (way === "texts cut") scene.sandbox.faults.textBytesMax = 10 * nth;
      expect(await life()).toEqual(end);
      const faults = scene.sandbox.calls.filter(({ actor }) => actor === "fault").length;
      // A call that is the third of its kind without a fault may not come with one; the first does, but for the deliveries
      // that are asked for again: there may be none.
      if (nth === 1 && way in HIT_ALL) expect(faults).toBeGreaterThanOrEqual(asked.length - 1);
      if (process.env["TEST_FIGURES"] !== undefined)
        process.stderr.write(`${way}, ${nth}: ${faults} of ${asked.length} operations failed\n`);
    },
    900_000,
  );
});
