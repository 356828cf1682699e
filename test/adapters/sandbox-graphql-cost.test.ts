// What GraphQL documents cost: GitHub's own examples, and how far the App's documents are from GitHub's bounds.

import { describe, expect, it } from "@jest/globals";
import { buildSchema, parse } from "graphql";

import * as caseQueries from "../../src/adapters/github/cases/queries.ts";
import * as publishQueries from "../../src/adapters/github/publish/queries.ts";
import * as queries from "../../src/adapters/github/review/queries.ts";
import { costOf } from "../../src/sandbox/graphql/cost.ts";
import { GITHUB_SCHEMA } from "../../src/sandbox/graphql/github-schema.ts";

const CONNECTION = "pageInfo: PageInfo! totalCount: Int!";
/** As much of GitHub's schema as its examples ask for. */
const EXAMPLES = buildSchema(`
  type PageInfo { hasNextPage: Boolean! }
  type Query { viewer: User! }
  type User { login: String! repositories(first: Int, last: Int): RepositoryConnection! followers(first: Int): UserConnection! }
  type UserConnection { ${CONNECTION} nodes: [User] edges: [UserEdge] }
  type UserEdge { node: User }
  type RepositoryConnection { ${CONNECTION} nodes: [Repository] edges: [RepositoryEdge] }
  type RepositoryEdge { node: Repository }
  type Repository { id: ID! name: String! issues(first: Int): IssueConnection! pullRequests(first: Int): IssueConnection! }
  type IssueConnection { ${CONNECTION} edges: [IssueEdge] }
  type IssueEdge { node: Issue }
  type Issue { id: ID! title: String! labels(first: Int): LabelConnection! comments(first: Int): LabelConnection! }
  type LabelConnection { ${CONNECTION} edges: [LabelEdge] }
  type LabelEdge { node: Label }
  type Label { id: ID! name: String! }
`);

function example(document: string, variables: Record<string, unknown> = {}) {
  return costOf(parse(document), variables, EXAMPLES);
}

describe("GitHub's own examples", () => {
  it("hundred repositories with fifty issues of sixty labels cost 5,101 requests, 51 points", () => {
    const labels = "labels(first: 60) { edges { node { id name } } }";
    const cost = example(`query { viewer { login repositories(first: 100) { edges { node { id
      issues(first: 50) { edges { node { id ${labels} } } } } } } } }`);
    expect(cost).toMatchObject({ requests: 5_101, points: 51 });
  });

  it("fifty repositories with ten issues are 550 nodes", () => {
    const cost = example(`query { viewer { repositories(first: 50) { edges { repository: node { name
      issues(first: 10) { totalCount edges { node { title } } } } } } } }`);
    expect(cost).toMatchObject({ nodes: 550, points: 1 });
  });

  it("what is nested twice, and beside it, is added up to 22,060 nodes", () => {
    const talk = "{ edges { node { comments(first: 10) { edges { node { name } } } } } }";
    const cost = example(`query { viewer { repositories(first: 50) { edges { repository: node {
      pullRequests(first: 20) ${talk} issues(first: 20) ${talk} } } }
      followers(first: 10) { edges { node { login } } } } }`);
    expect(cost.nodes).toBe(22_060);
  });
});

describe("the formula", () => {
  const issues = "{ edges { node { id } } }";

  it("takes `last`, variables and their defaults for the size of a page", () => {
    const cost = (variables: Record<string, unknown>) =>
      example(
        `query($n: Int = 7) { viewer { repositories(last: $n) { nodes { issues(first: 2) ${issues} } } } }`,
        variables,
      );
    expect(cost({})).toMatchObject({ requests: 8, nodes: 21 });
    expect(cost({ n: 100 })).toMatchObject({ requests: 101, nodes: 300, points: 1 });
  });

  it("counts what one name asks once, and aliases each", () => {
    const repositories = `repositories(first: 3) { nodes { issues(first: 2) ${issues} } }`;
    const one = example(`query { viewer { ${repositories} } viewer { ${repositories} ...More } }
      fragment More on User { ${repositories} }`);
    expect(one).toMatchObject({ requests: 4, nodes: 9 });
    const two = example(`query { viewer { a: ${repositories} b: ${repositories} } }`);
    expect(two).toMatchObject({ requests: 8, nodes: 18 });
  });

  it("leaves out what is not included, and counts a bare total as one request", () => {
    const cost = (open: boolean) =>
      example(
        `query($open: Boolean!) { viewer { repositories(first: 90) @include(if: $open) { nodes { issues(first: 9) ${issues} } } followers { totalCount } } }`,
        { open },
      );
    expect(cost(true)).toMatchObject({ requests: 92, nodes: 900 });
    expect(cost(false)).toMatchObject({ requests: 1, nodes: 0, points: 1 });
  });

  it("refuses variables that do not fit", () => {
    expect(() => example("query($n: Int!) { viewer { repositories(first: $n) { nodes { id } } } }")).toThrow(
      "$n",
    );
  });
});

describe("the App's documents", () => {
  const schema = buildSchema(GITHUB_SCHEMA);
  const names = { owner: "market", name: "catalog", app: 1, number: 1, publish: "p", tip: "0".repeat(40) };
  const cost = (document: string, variables: Record<string, unknown> = {}) =>
    costOf(parse(document), { ...names, ...variables }, schema);

  it.each([
    ["CatalogState", caseQueries.CATALOG_STATE, { deployed: true }, 1],
    ["OpenPullRequests", queries.OPEN_PULL_REQUESTS, { first: 100, queued: true }, 5],
    ["ReviewState", queries.REVIEW_STATE, { merged: true, open: true, first: 100, runs: 100 }, 2],
    [
      "Origins of ten",
      publishQueries.originsQuery(10),
      {
        first: 20,
        runs: 30,
        ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`p${i}`, `f${i}`])),
      },
      33,
    ],
  ])("%s costs what it did when it was last weighed", (_name, document, variables, points) => {
    expect(cost(document, variables).points).toBe(points);
  });
});
