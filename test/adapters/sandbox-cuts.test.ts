// The sandbox cuts and refuses GraphQL as GitHub does: partial data with errors beside it, budgets that are used up, texts cut.

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { OPEN_PULL_REQUESTS } from "../../src/adapters/github/review/queries.ts";
import type { RequestFault } from "../../src/sandbox/faults.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { ask, installationToken, type Reply } from "../contract/sandbox-client.ts";

const CATALOG = "market/catalog";
let sandbox: Sandbox;
let token: string;

beforeEach(async () => {
  sandbox = await createSandbox();
  sandbox.addOrganization("market");
  sandbox.addUser("contributor");
  const large = `${"x".repeat(511_999)}\u00e9 and more`;
  await sandbox.addRepository({
    owner: "market",
    name: "catalog",
    installed: true,
    files: { ".github/steward.yml": "extends: mattermost\n", "large.txt": large, "small.txt": "small\n" },
  });
  const fork = sandbox.fork(CATALOG, "contributor");
  for (const branch of ["one", "two"]) {
    await sandbox.commit(
      fork,
      branch,
      { [`listings/${branch}.yml`]: "name: New\n" },
      { author: "contributor" },
    );
    const head = { repo: fork, branch };
    await sandbox.openPullRequest({ repo: CATALOG, author: "contributor", head, title: branch });
  }
  token = await installationToken(sandbox);
});
afterEach(() => sandbox.close());

const query = (document: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Reply> =>
  ask(sandbox, "POST", "/graphql", { as: token, body: { query: document, variables } });

const open = (first = 100): Promise<Reply> =>
  query(OPEN_PULL_REQUESTS, { owner: "market", name: "catalog", first, app: sandbox.appId, queued: false });

function failing(answer: RequestFault["answer"], more: Partial<RequestFault> = {}): void {
  sandbox.faults.requests = [{ path: /^graphql:OpenPullRequests$/, ...more, answer }];
}

describe("partial data", () => {
  const limited = (path: readonly (string | number)[]) => [
    { type: "RESOURCE_LIMITS_EXCEEDED", path, message: "Resource limits for this query exceeded." },
  ];

  it("lacks the whole answer", async () => {
    failing({ hole: ["repository"] });
    const { status, body } = await open();
    expect([status, body["data"]]).toEqual([200, { repository: null }]);
    expect(body["errors"]).toMatchObject(limited(["repository"]));
  });

  it("lacks one node of a list, and the others are there", async () => {
    const path = ["repository", "pullRequests", "nodes", 0];
    failing({ hole: path });
    const { body } = await open();
    expect(body["data"]?.["repository"]?.["pullRequests"]?.["nodes"]).toMatchObject([null, { number: 2 }]);
    expect(body["errors"]).toMatchObject(limited(path));
  });

  it("lacks a list within, and what GitHub's types do not let be null goes with what is around it", async () => {
    const first = ["repository", "pullRequests", "nodes", 0];
    failing({ hole: [...first, "reviews"] });
    expect((await open()).body["data"]?.["repository"]?.["pullRequests"]?.["nodes"]).toMatchObject([
      { number: 1, reviews: null },
      { number: 2, reviews: { nodes: [] } },
    ]);
    failing({ hole: [...first, "comments"] });
    const { body } = await open();
    expect(body["data"]?.["repository"]?.["pullRequests"]?.["nodes"]).toMatchObject([null, { number: 2 }]);
    expect(body["errors"]).toMatchObject(limited([...first, "comments"]));
  });

  it("is whole where there is no such place, and after so many times", async () => {
    failing({ hole: ["repository", "pullRequests", "nodes", 7] });
    expect((await open()).body["errors"]).toBeUndefined();
    failing({ hole: ["repository"] }, { nth: 2, times: 1 });
    const answers = [await open(), await open(), await open()];
    expect(answers.map(({ body }) => body["errors"] === undefined)).toEqual([true, false, true]);
  });

  it("comes of asking for too much", async () => {
    failing({ hole: ["repository"] }, { nodesOver: 2_000 });
    expect((await open(100)).body["errors"]).toHaveLength(1);
    expect((await open(20)).body["errors"]).toBeUndefined();
    failing({ status: 502 }, { nodesOver: 2_000 });
    expect([(await open(100)).status, (await open(20)).status]).toEqual([502, 200]);
  });
});

describe("a budget that is used up", () => {
  it("is told in a 200 to GraphQL, with the time at which it is filled again", async () => {
    failing({ rateLimited: true, resetInSeconds: 900 });
    const { status, body, headers } = await open();
    expect([status, body["data"], body["errors"]]).toMatchObject([
      200,
      undefined,
      [{ type: "RATE_LIMITED" }],
    ]);
    expect(headers.get("x-ratelimit-remaining")).toBe("0");
    const date = Date.parse(headers.get("date") ?? "");
    expect(Number(headers.get("x-ratelimit-reset")) - date / 1_000).toBeCloseTo(900, -1);
  });

  it("is told in a 403 to REST", async () => {
    sandbox.faults.requests = [
      { path: /^\/repos\//, answer: { status: 403, resetInSeconds: 60, message: "API rate limit exceeded" } },
    ];
    const { status, headers } = await ask(sandbox, "GET", `/repos/${CATALOG}`, { as: token });
    expect([status, headers.get("x-ratelimit-remaining")]).toEqual([403, "0"]);
    expect(headers.get("retry-after")).toBeNull();
  });
});

describe("the text of a blob", () => {
  const text = async (path: string) =>
    (
      await query(`{ repository(owner: "market", name: "catalog") { object(expression: "HEAD:${path}") {
        ... on Blob { text byteSize isTruncated isBinary } } } }`)
    ).body["data"]?.["repository"]?.["object"];

  it("is cut after 512,000 bytes, wherever that is", async () => {
    expect(await text("small.txt")).toMatchObject({ text: "small\n", isTruncated: false });
    const large = await text("large.txt");
    expect(large).toMatchObject({ byteSize: 512_010, isTruncated: true, isBinary: false });
    expect(String(large?.["text"])).toBe(`${"x".repeat(511_999)}\ufffd`);
  });

  it("can be cut sooner", async () => {
    sandbox.faults.textBytesMax = 3;
    expect(await text("small.txt")).toMatchObject({ text: "sma", isTruncated: true, byteSize: 6 });
  });
});
