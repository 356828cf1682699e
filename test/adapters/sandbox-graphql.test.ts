// Every GraphQL document the App sends is valid by GitHub's schema, and the sandbox answers them.

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { buildSchema, NoDeprecatedCustomRule, parse, validate } from "graphql";

import * as queries from "../../src/adapters/github/review/queries.ts";
import { GITHUB_SCHEMA } from "../../src/sandbox/graphql/github-schema.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { ask, installationToken, type Reply } from "../contract/sandbox-client.ts";
import { documents, operationNames } from "../support/documents.ts";

const CATALOG = "market/catalog";
const schema = buildSchema(GITHUB_SCHEMA);
let sandbox: Sandbox;
let token: string;

beforeEach(async () => {
  sandbox = await createSandbox();
  sandbox.addOrganization("market", { owner: "admin" });
  for (const login of ["contributor", "maintainer"]) sandbox.addUser(login);
  await sandbox.addRepository({
    owner: "market",
    name: "catalog",
    installed: true,
    files: {
      ".github/steward.yml": "extends: mattermost\n",
      ".github/ISSUE_TEMPLATE/bug.yml": "name: Bug\n",
    },
    roles: { maintainer: "write" },
    labels: ["steward: ready", "security"],
  });
  const fork = sandbox.fork(CATALOG, "contributor");
  await sandbox.commit(fork, "add", { "listings/new.yml": "name: New\n" }, { author: "contributor" });
  await sandbox.openPullRequest({
    repo: CATALOG,
    author: "contributor",
    head: { repo: fork, branch: "add" },
    title: "Add",
  });
  token = await installationToken(sandbox);
});

afterEach(() => sandbox.close());

function query(document: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Reply> {
  return ask(sandbox, "POST", "/graphql", { as: token, body: { query: document, variables } });
}

describe("the documents", () => {
  it("are all that the sources hold", () => {
    const named = documents().map(([, text]) => /\b(?:query|mutation) (\w+)/.exec(text)?.[1] ?? "");
    expect([...new Set(named)].toSorted()).toEqual(operationNames());
  });

  it.each(documents())("%s is valid by GitHub's schema", (_name, text) => {
    expect(validate(schema, parse(text)).map((error) => error.message)).toEqual([]);
  });

  it.each(documents())("%s asks for nothing that GitHub means to take away", (_name, text) => {
    const deprecated = validate(schema, parse(text), [NoDeprecatedCustomRule]);
    expect(deprecated.map((error) => error.message)).toEqual([]);
  });

  it("would be caught asking for such a field", () => {
    const text = "query ($id: ID!) { node(id: $id) { ... on PullRequestReview { databaseId } } }";
    const [error] = validate(schema, parse(text), [NoDeprecatedCustomRule]);
    expect(error?.message).toContain("PullRequestReview.databaseId is deprecated");
  });
});

describe("the answers", () => {
  it("tell the state of a review", async () => {
    const number = 1;
    sandbox.comment(CATALOG, number, "contributor", "Hello");
    sandbox.review(CATALOG, number, "maintainer", "APPROVED");
    const variables = {
      merged: true,
      open: true,
      first: 100,
      runs: 100,
      owner: "market",
      name: "catalog",
      number,
      publish: "refs/heads/gh-pages",
      app: sandbox.appId,
    };
    const reply = await query(queries.REVIEW_STATE, variables);
    expect(reply.body["errors"]).toBeUndefined();
    expect(reply.body["data"]?.["repository"]).toMatchObject({
      policy: { text: "extends: mattermost\n", isBinary: false },
      labels: { nodes: [{ name: "steward: ready" }] },
      pullRequest: {
        state: "OPEN",
        author: { __typename: "User", login: "contributor" },
        comments: { nodes: [{ body: "Hello", viewerDidAuthor: false }] },
        reviews: { nodes: [{ state: "APPROVED" }] },
        commits: { nodes: [{ commit: { checkSuites: { nodes: [] } } }] },
      },
    });
  });

  it("look accounts and repositories up in one go, some of them missing", async () => {
    const id = (await query('{ repositoryOwner(login: "contributor") { id } }')).body["data"]?.[
      "repositoryOwner"
    ]?.["id"];
    const document = queries.lookupQuery({ logins: 2, repositories: 2, ties: 1 });
    const variables = {
      l0: "contributor",
      l1: "nobody",
      o0: "market",
      n0: "catalog",
      o1: "market",
      n1: "none",
      to0: "contributor",
      tn0: "catalog",
      ta0: id,
    };
    const reply = await query(document, variables);
    expect(reply.body["data"]).toMatchObject({
      l0: { __typename: "User" },
      l1: null,
      r0: { isEmpty: false, issueTemplates: [{ name: "bug" }], latestRelease: null },
      r1: null,
      t0: { owner: { login: "contributor" }, defaultBranchRef: { target: { history: { totalCount: 0 } } } },
    });
    expect(reply.body["errors"]).toMatchObject([{ type: "NOT_FOUND", path: ["r1"] }]);
  });

  it("page through pull requests", async () => {
    const variables = { owner: "market", name: "catalog", first: 100, app: sandbox.appId, queued: true };
    const reply = await query(queries.OPEN_PULL_REQUESTS, variables);
    expect(reply.body["data"]?.["repository"]?.["pullRequests"]).toMatchObject({
      pageInfo: { hasNextPage: false },
      nodes: [{ number: 1 }],
    });
    const unbounded = await query(
      '{ repository(owner: "market", name: "catalog") { pullRequests { totalCount } } }',
    );
    expect(unbounded.body["errors"]).toMatchObject([{ type: "MISSING_PAGINATION_BOUNDARIES" }]);
  });

  it("resolve review threads, pin issues and keep edits", async () => {
    const comments = [{ path: "listings/new.yml", line: 1, body: "here" }];
    sandbox.review(CATALOG, 1, "maintainer", "COMMENTED", { body: "x", comments });
    const threads = `query { repository(owner: "market", name: "catalog") { pullRequest(number: 1) {
      reviewThreads(first: 10) { nodes { id isResolved line comments(first: 1) { nodes { body } } } } } } }`;
    const read = async () =>
      (await query(threads)).body["data"]?.["repository"]?.["pullRequest"]?.["reviewThreads"]?.["nodes"]?.[0];
    const resolve =
      "mutation R($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { isResolved } } }";
    await query(resolve, { id: (await read())?.["id"] });
    expect(await read()).toMatchObject({ isResolved: true, line: 1 });
    const issue = await sandbox.openIssue(CATALOG, { author: "contributor", title: "A" });
    await sandbox.editIssue(CATALOG, issue.number, "contributor", { body: "edited" });
    const state = `query I($n: Int!) { repository(owner: "market", name: "catalog") { issue(number: $n) {
      id isPinned lastEditedAt userContentEdits(first: 1) { nodes { editor { login } } } } } }`;
    const before = (await query(state, { n: issue.number })).body["data"]?.["repository"]?.["issue"];
    expect(before).toMatchObject({
      isPinned: false,
      userContentEdits: { nodes: [{ editor: { login: "contributor" } }] },
    });
    await query("mutation P($id: ID!) { pinIssue(input: { issueId: $id }) { issue { id } } }", {
      id: before?.["id"],
    });
    expect(
      (await query(state, { n: issue.number })).body["data"]?.["repository"]?.["issue"]?.["isPinned"],
    ).toBe(true);
  });
});
