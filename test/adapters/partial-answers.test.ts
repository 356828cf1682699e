// Every GraphQL document, and every place of its answer: where GitHub leaves that place out, nobody takes the rest for an answer.

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Octokit } from "@octokit/rest";
import {
  buildSchema,
  isNonNullType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type FieldNode,
} from "graphql";
import { createCache } from "../../src/adapters/github/base/cache.ts";
import { createGitHub } from "../../src/adapters/github/base/client.ts";
import { createForge } from "../../src/adapters/github/forge.ts";
import { createGraphQLLookups } from "../../src/adapters/github/review/lookups.ts";
import { seeMergeCommits } from "../../src/adapters/github/setup/rules.ts";
import { JobError } from "../../src/core/job-error.ts";
import { createSeal } from "../../src/platform/seal.ts";
import type { CatalogForge } from "../../src/ports/publish.ts";
import { GITHUB_SCHEMA } from "../../src/sandbox/graphql/github-schema.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { nodeId } from "../../src/sandbox/world.ts";
import * as liveQueries from "../../src/adapters/github/setup/live-queries.ts";
import { documents, operationNames } from "../support/documents.ts";

const CATALOG = "market/catalog";
const LISTING = "listings/new-one.yml";
/** A page and a little. */
const MANY = 103;

type Path = readonly (string | number)[];

let sandbox: Sandbox;
let octokit: Octokit;
let tip = "";
let head = "";
/** What is done to the next answers of that document, after they came. */
let cutOut: { readonly name: string; readonly path: Path } | undefined;
let answered: { readonly name: string; readonly data: unknown }[] = [];

beforeAll(async () => {
  const lenientBecause = "every place of every answer is left out in turn, which no App asks for";
  const limits = { graphqlPoints: 1e9, graphqlPerHour: 1e9, endpointPoints: 1e9, restPerHour: 1e9 };
  const content = { contentPerMinute: 1e9, contentPerHour: 1e9 };
  sandbox = await createSandbox({ limits: { ...limits, ...content, lenientBecause } });
  sandbox.addOrganization("market");
  for (const login of ["contributor", "maintainer"]) sandbox.addUser(login);
  await sandbox.addRepository({
    owner: "market",
    name: "catalog",
    installed: true,
    files: { ".github/steward.yml": "extends: mattermost\n", "listings/old.yml": "name: Old\n" },
    roles: { maintainer: "write" },
    labels: ["steward: ready", "security"],
  });
  await sandbox.addRepository({
    owner: "contributor",
    name: "tool",
    releases: ["v1"],
    files: { "README.md": "Tool\n" },
  });
  const fork = sandbox.fork(CATALOG, "contributor");
  for (const branch of ["new-one", "new-two", "new-three"]) {
    const files = { [`listings/${branch}.yml`]: "name: New\n" };
    await sandbox.commit(fork, branch, files, { author: "contributor" });
    await sandbox.openPullRequest({
      repo: CATALOG,
      author: "contributor",
      head: { repo: fork, branch },
      title: branch,
    });
  }
  const { id } = sandbox.repository(CATALOG);
  const [installation] = sandbox.world.installations.values();
  const github = createGitHub({
    appId: sandbox.appId,
    privateKey: sandbox.privateKey,
    apiUrl: sandbox.url,
    userAgent: "steward/test",
    clock: { nowMs: () => Date.now() },
  });
  octokit = github.installation(installation?.id ?? 0, id, undefined);
  octokit.hook.after("request", (response, { url, query }: { url: string; query?: unknown }) => {
    if (!url.endsWith("/graphql")) return;
    const name = /\b(?:query|mutation)\s+(\w+)/.exec(String(query))?.[1] ?? "";
    const body = response.data as { data?: unknown };
    answered.push({ name, data: structuredClone(body.data) });
    if (cutOut?.name === name) put(body.data, cutOut.path);
  });
  head = sandbox.branchSha(fork, "new-one") ?? "";
  for (const number of [1, 2]) {
    sandbox.comment(CATALOG, number, "contributor", "Hello");
    const comments = [{ path: `listings/new-${number === 1 ? "one" : "two"}.yml`, line: 1, body: "here" }];
    sandbox.review(CATALOG, number, "maintainer", "COMMENTED", { body: "x", comments });
  }
  const at = { owner: "market", repo: "catalog" };
  const label = "steward: ready";
  await octokit.rest.issues.addLabels({ ...at, issue_number: 1, labels: [label] });
  for (const [name, number] of [
    ["steward", 1],
    ["steward / Link", 1],
  ] as const)
    await octokit.rest.checks.create({
      ...at,
      name,
      head_sha: head,
      status: "completed",
      conclusion: "success",
      external_id: `v1 ${number}`,
      output: { title: "T", summary: "S" },
    });
  // A long talk of each kind, for what one answer does not hold.
  for (let i = 0; i < MANY; i += 1) {
    sandbox.comment(CATALOG, 2, "contributor", `Comment ${i}`);
    const comments = [{ path: "listings/new-two.yml", line: 1, body: `Line ${i}` }];
    sandbox.review(CATALOG, 2, "maintainer", "COMMENTED", { body: "x", comments });
  }
  await sandbox.mergePullRequest(CATALOG, 1, "maintainer");
  tip = sandbox.branchSha(CATALOG, "main") ?? "";
  sandbox.repository(CATALOG).git.setRef("refs/heads/gh-pages", tip);
  sandbox.repository(CATALOG).git.setRef(`refs/heads/gh-readonly-queue/main/pr-2-${tip}`, tip);
  await octokit.rest.repos.createDeployment({
    ...at,
    ref: tip,
    environment: "marketplace",
    auto_merge: false,
    required_contexts: [],
    payload: { a: 1 },
  });
  // A dashboard with talk, a public side, a report, and a case with more events than are read from end to end.
  for (const name of ["board", "side", "held", "case"])
    await octokit.rest.issues.create({ ...at, title: name, body: "x", labels: [name] });
  board = sandbox.issues(CATALOG).find(({ title }) => title === "board")?.number ?? 0;
  sandbox.comment(CATALOG, board, "maintainer", "Talk");
  const one = await sandbox.openIssue(CATALOG, {
    author: "contributor",
    title: "A case",
    body: "b",
    labels: ["case"],
  });
  await sandbox.editIssue(CATALOG, one.number, "contributor", { body: "edited" });
  sandbox.comment(CATALOG, one.number, "maintainer", "Talk");
  caseNumber = one.number;
  for (let i = 0; i < 260; i += 1) {
    await sandbox.label(CATALOG, caseNumber, "maintainer", "security");
    await sandbox.unlabel(CATALOG, caseNumber, "maintainer", "security");
  }
  await sandbox.deliveriesSettled();
}, 120_000);
afterAll(() => sandbox.close());

let board = 0;
let caseNumber = 0;

/** Nothing is kept from one question to the next. */
function forge(): CatalogForge {
  return createForge({
    octokit,
    appId: sandbox.appId,
    formerAppIds: [],
    seal: createSeal(["t".repeat(40)]),
    repositoryId: sandbox.repository(CATALOG).id,
    owner: "market",
    name: "catalog",
    trees: createCache(10_000),
    blobs: createCache(1_000_000),
    reading: new Map(),
  });
}

async function all<T>(pages: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(page);
  return found;
}

const lookups = () => createGraphQLLookups(octokit, "github.com");
const LABELS = { ready: "steward: ready", held: "h", changes: "c", toContact: "steward: ready" };
const REPORTS = { held: "held", stopped: "s", publishing: "p", policy: "q" };

/** Who asks what. */
const READERS: Readonly<Record<string, () => Promise<unknown>>> = {
  ReviewState: () => forge().reviewState(1, { merged: true, open: true }),
  More: () => forge().reviewState(2),
  OpenHeads: () => forge().openHeads(Buffer.from("cursor:v2:0").toString("base64")),
  OpenPullRequests: () => all(forge().openPulls()),
  BranchCommits: () => forge().commitsOf("gh-pages"),
  WhereLeads: () => forge().isOldName(CATALOG, sandbox.repository(CATALOG).id),
  PublishState: () => forge().publishState("gh-pages"),
  Origins: () => forge().origins(tip, [LISTING, "listings/old.yml"], "main"),
  Pushed: () => forge().pushedOrigins(tip, ["listings/old.yml", ".github/steward.yml"]),
  PathHistories: () => forge().firstCommits(tip, [LISTING, "listings/old.yml"]),
  Texts: () => forge().texts(tip, [LISTING, "listings/none.yml"]),
  RecentCommits: () => forge().recentCommits(tip, "main"),
  IssueTalk: () => forge().issueTalk(board),
  Blobs: () => forge().blobsThere([head, tip]),
  CommitFiles: () => {
    const { git } = sandbox.repository(CATALOG);
    git.setRef("refs/heads/work", tip);
    const files = [{ path: "a.txt", bytes: Buffer.from("a") }];
    return forge().commitFiles("work", { expected: tip, files, message: "Add a file" });
  },
  CatalogState: () => forge().deployedState(),
  CaseIssue: () => forge().talk(caseNumber),
  LabelTimes: () => forge().caseIssue(caseNumber),
  CaseIndex: () => forge().caseIndex("board", "side"),
  ChangedIssues: () => all(forge().changed("case", 0)),
  Desk: () => forge().backlog({ ...LABELS, reports: REPORTS }),
  MergeCommits: () =>
    seeMergeCommits({ octokit, granted: { metadata: "read" } }, { owner: "market", repo: "catalog" }),
  Lookup: async () => {
    const { account, repository, tie } = lookups();
    const account1 = { login: "contributor", nodeId: nodeId("U", 1) };
    return Promise.all([
      account("contributor"),
      repository("contributor", "tool"),
      tie("market", "catalog", account1),
    ]);
  },
  ResolveThreads: () => {
    const issue = sandbox.issue(CATALOG, 1);
    const ids = (issue.pull?.threads ?? []).map(({ id }) => nodeId("PRRT", id));
    return forge().apply({ do: "resolve-threads", ids }, 1);
  },
  PinIssue: () =>
    forge().openOwn({
      title: "T",
      body: "b",
      label: { name: "x", color: "ffffff", description: "" },
      pinned: true,
    }),
};
/** What is asked for a fact of its own, or only for show, is answered without it. */
const WITHOUT: ReadonlySet<string> = new Set(["CommitFiles", "Lookup", "PinIssue"]);
/** Nothing is made smaller of these. */
const NO_LISTS: ReadonlySet<string> = new Set([...WITHOUT, "ResolveThreads"]);

function put(data: unknown, path: Path): void {
  let at = data;
  for (const key of path.slice(0, -1)) {
    if (typeof at !== "object" || at === null) return;
    at = (at as Record<string | number, unknown>)[key];
  }
  const last = path.at(-1);
  if (typeof at === "object" && at !== null && last !== undefined && last in at)
    (at as Record<string | number, unknown>)[last] = null;
}

/** Every place of an answer; of long lists the first two and the last. */
function placesIn(data: unknown, path: Path = []): readonly Path[] {
  if (typeof data !== "object" || data === null) return [];
  const inner = Array.isArray(data)
    ? [...data.entries()].filter(([at]) => at < 2 || at === data.length - 1)
    : Object.entries(data);
  return inner
    .filter(([key]) => key !== "__typename")
    .flatMap(([key, value]) => [[...path, key], ...placesIn(value, [...path, key])]);
}

const schema = buildSchema(GITHUB_SCHEMA);

/** The names in a document of what GitHub's types let be null; nothing else can be. */
function nullableIn(operation: string): ReadonlySet<string> {
  const names = new Set<string>();
  const info = new TypeInfo(schema);
  const Field = (node: FieldNode) => {
    const type = info.getType();
    if (type !== null && type !== undefined && !isNonNullType(type))
      names.add((node.alias ?? node.name).value);
  };
  for (const [, text] of documents())
    if (new RegExp(`\\b(?:query|mutation) ${operation}\\b`).test(text))
      visit(parse(text), visitWithTypeInfo(info, { Field }));
  return names;
}

/** Its value, or that it was trouble; throws what is neither. */
async function outcome(reader: () => Promise<unknown>): Promise<unknown> {
  try {
    return await reader();
  } catch (error) {
    if (error instanceof JobError) return error;
    throw error;
  }
}

/** What `steward doctor` makes of trouble. */
function isUnknown(found: unknown): boolean {
  return typeof found === "object" && found !== null && "state" in found && found.state === "unknown";
}

/** By document: the places of its answer. */
async function control(name: string): Promise<readonly Path[]> {
  answered = [];
  await READERS[name]?.();
  const places = new Map<string, Path>();
  for (const { data } of answered.filter((one) => one.name === name))
    for (const path of placesIn(data)) places.set(path.join("."), path);
  return [...places.values()];
}

it("every document of the sources has a reader here", () => {
  // The live check asks with a client of its own: whatever goes wrong there is "could not check", and never a mistake.
  const live = new Set(
    Object.values(liveQueries).map((text) => /\b(?:query|mutation) (\w+)/.exec(text)?.[1]),
  );
  const names = operationNames().filter((name) => !live.has(name));
  expect(Object.keys(READERS).toSorted()).toEqual(names);
});

describe.each(Object.keys(READERS))("%s", (name) => {
  const reader = READERS[name] ?? (() => Promise.resolve());

  it("with an error beside any place of its data is trouble, and no answer", async () => {
    const places = await control(name);
    expect(places.length).toBeGreaterThan(0);
    const whole = await outcome(reader);
    const taken: string[] = [];
    for (const hole of places) {
      sandbox.faults.requests = [
        { path: new RegExp(`^graphql:${name}$`), answer: { hole, type: "INTERNAL" } },
      ];
      answered = [];
      const found = await outcome(reader).finally(() => (sandbox.faults.requests = []));
      if (found instanceof JobError || isUnknown(found)) continue;
      if (WITHOUT.has(name)) continue;
      // A document that is asked for several times may have the place in another of its answers alone.
      expect(found).toEqual(whole);
      taken.push(hole.join("."));
    }
    expect(taken).toEqual([]);
  }, 120_000);

  it("with a hole that nobody tells of is trouble or an answer, and never a mistake of ours", async () => {
    const nullable = nullableIn(name);
    for (const path of await control(name)) {
      const last = path.at(-1);
      // Of a review the commit may be gone, of a pull request's commits it cannot.
      const isNamed = typeof last !== "string" || nullable.has(last);
      if (!isNamed || (last === "commit" && path.includes("commits"))) continue;
      cutOut = { name, path };
      await outcome(reader).finally(() => (cutOut = undefined));
    }
  }, 120_000);

  it("that is too much is asked for again, and ends as trouble that says so", async () => {
    sandbox.faults.requests = [{ path: new RegExp(`^graphql:${name}$`), answer: { hole: ["repository"] } }];
    const found = await outcome(reader);
    sandbox.faults.requests = [];
    if (NO_LISTS.has(name)) return;
    if (name === "MergeCommits") expect(found).toMatchObject({ state: "unknown" });
    else expect((found as JobError).message).toContain(`${name}: RESOURCE_LIMITS_EXCEEDED`);
  });

  it("under a limit is trouble that says when to come back", async () => {
    for (const answer of [
      { rateLimited: true, resetInSeconds: 300 },
      { status: 403, message: "You have exceeded a secondary rate limit", retryAfterSeconds: 300 },
      { status: 429, resetInSeconds: 300 },
    ] as const) {
      sandbox.faults.requests = [{ path: new RegExp(`^graphql:${name}$`), answer }];
      const found = await outcome(reader);
      sandbox.faults.requests = [];
      if (WITHOUT.has(name)) continue;
      if (name === "MergeCommits") expect(found).toMatchObject({ state: "unknown" });
      else expect((found as JobError).retryAfterMs).toBeGreaterThanOrEqual(299_000);
    }
  });
});

it("look-ups of accounts and repositories are unknown where their own part is lacking, and the others are told", async () => {
  const whole = (await READERS["Lookup"]?.()) as readonly { readonly state: string }[];
  sandbox.faults.requests = [{ path: /^graphql:Lookup$/, answer: { hole: ["l0"], type: "INTERNAL" } }];
  const found = (await READERS["Lookup"]?.()) as readonly { readonly state: string }[];
  sandbox.faults.requests = [];
  expect(whole[0]).toMatchObject({ state: "known" });
  expect(found).toEqual([expect.objectContaining({ state: "unavailable" }), whole[1], whole[2]]);
});

it("a commit of many files that does not come back is not taken for made", async () => {
  const cut = (hole: Path, type?: string): void => {
    const answer = { hole, ...(type === undefined ? {} : { type }) };
    sandbox.faults.requests = [{ path: /^graphql:CommitFiles$/, answer }];
  };
  cut(["createCommitOnBranch"], "INTERNAL");
  expect(await READERS["CommitFiles"]?.()).toMatchObject({ state: "refused" });
  // This one was made, and the branch stands elsewhere by now.
  cut(["createCommitOnBranch", "commit"], "INTERNAL");
  expect(await READERS["CommitFiles"]?.()).toEqual({ state: "moved" });
  cut(["createCommitOnBranch"]);
  expect(await outcome(() => READERS["CommitFiles"]?.() ?? Promise.resolve())).toBeInstanceOf(JobError);
  sandbox.faults.requests = [];
  expect(await READERS["CommitFiles"]?.()).toMatchObject({ state: "done" });
});
