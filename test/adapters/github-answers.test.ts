// What GitHub answers in part, refuses for a while or finds too much is trouble that says so, and never an answer.

import { describe, expect, it } from "@jest/globals";
import type { Octokit } from "@octokit/rest";
import { GraphqlResponseError } from "@octokit/graphql";
import {
  buildSchema,
  getNamedType,
  isNonNullType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { statusOf, troubleOf } from "../../src/adapters/github/base/client.ts";
import { askGraphQL, isTooMuch, LISTS } from "../../src/adapters/github/base/graphql.ts";
import type { Headers } from "../../src/adapters/github/base/limits.ts";
import { askSmaller, inLots } from "../../src/adapters/github/base/lots.ts";
import { createGraphQLLookups } from "../../src/adapters/github/review/lookups.ts";
import { JobError } from "../../src/core/job-error.ts";
import { GITHUB_SCHEMA } from "../../src/sandbox/graphql/github-schema.ts";
import { documents } from "../support/documents.ts";

interface Said {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly type?: string;
    readonly message: string;
    readonly path?: readonly (string | number)[];
  }[];
  readonly headers?: Headers;
}

/** GitHub, where each question is answered so; what Octokit makes of an answer with errors. */
function github(...answers: readonly (Said | Error)[]): {
  octokit: Octokit;
  asked: Record<string, unknown>[];
} {
  const asked: Record<string, unknown>[] = [];
  const graphql = (_query: string, variables: Record<string, unknown>): Promise<unknown> => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? {};
    asked.push(variables);
    if (answer instanceof Error) return Promise.reject(answer);
    if (answer.errors === undefined) return Promise.resolve(answer.data);
    const body = { data: answer.data, errors: answer.errors } as ConstructorParameters<
      typeof GraphqlResponseError
    >[2];
    const headers = (answer.headers ?? {}) as ConstructorParameters<typeof GraphqlResponseError>[1];
    return Promise.reject(new GraphqlResponseError({ method: "POST", url: "/graphql" }, headers, body));
  };
  return { octokit: { graphql } as unknown as Octokit, asked };
}

const QUERY = "query Named($n: Int!) { repository { issue(number: $n) { number } } }";
const LIMITED = {
  type: "RESOURCE_LIMITS_EXCEEDED",
  message: "Resource limits for this query exceeded.",
  path: ["repository"],
};
const NOT_FOUND = {
  type: "NOT_FOUND",
  message: "Could not resolve to a Secret",
  path: ["repository", "issue"],
};

async function troubleIn(asking: Promise<unknown>): Promise<JobError> {
  const error: unknown = await asking.then(
    () => "no trouble",
    (reason: unknown) => reason,
  );
  if (!(error instanceof JobError)) throw new Error(`not trouble: ${String(error)}`);
  return error;
}

describe("an answer of GraphQL", () => {
  const ask = (said: Said, more?: Parameters<typeof askGraphQL>[3]) =>
    askGraphQL(github(said).octokit, QUERY, { n: 1 }, more);

  it("is whole, or trouble that names the document, the kind and the place, and no text", async () => {
    expect(await ask({ data: { repository: null } })).toEqual({ repository: null });
    const partial = await troubleIn(ask({ data: { repository: null }, errors: [LIMITED] }));
    expect(partial).toMatchObject({
      kind: "retry",
      message: "POST /graphql Named: RESOURCE_LIMITS_EXCEEDED at repository",
    });
    const hidden = await troubleIn(ask({ data: { repository: { issue: null } }, errors: [NOT_FOUND] }));
    expect(hidden.message).toBe("POST /graphql Named: NOT_FOUND at repository.issue");
  });

  it("may be that there is none, where that is asked, and only for what was asked for itself", async () => {
    const none = { data: { repository: { issue: null } }, errors: [NOT_FOUND] };
    expect(await ask(none, { accept: ["NOT_FOUND"] })).toEqual(none.data);
    const within = { ...NOT_FOUND, path: ["repository", "issue", "author"] };
    await troubleIn(ask({ data: {}, errors: [within] }, { accept: ["NOT_FOUND"] }));
    await troubleIn(ask({ data: {}, errors: [NOT_FOUND, LIMITED] }, { accept: ["NOT_FOUND"] }));
    await troubleIn(ask({ data: {}, errors: [{ message: "of no kind" }] }, { accept: ["NOT_FOUND"] }));
  });

  it.each<[string, unknown]>([
    ["a list that is null", { issues: { nodes: null } }],
    ["one that is null in a list", { issues: { nodes: [{ number: 1 }, null] } }],
    ["a list that is not there", { issue: { labels: null } }],
    ["a list within a list", { issues: { nodes: [{ labels: { nodes: [null] } }] } }],
    ["something without its number", { issues: { nodes: [{ databaseId: null }] } }],
  ])("has no hole: %s", async (_, repository) => {
    const trouble = await troubleIn(ask({ data: { repository } }));
    expect(trouble.message).toMatch(/^POST \/graphql Named: incomplete at repository\./);
  });

  it("may have holes where somebody knows what they mean", async () => {
    const data = { issue: { userContentEdits: { nodes: [null] }, labels: { nodes: [] } } };
    expect(await ask({ data }, { spare: ["userContentEdits"] })).toEqual(data);
    await troubleIn(ask({ data: { issue: { labels: { nodes: [null] } } } }, { spare: ["userContentEdits"] }));
  });

  it("may have no author, no date and no file: those may be null", async () => {
    const data = {
      issue: { author: null, lastEditedAt: null, policy: null, comments: { nodes: [{ databaseId: 1 }] } },
    };
    expect(await ask({ data })).toEqual(data);
  });

  const schema = buildSchema(GITHUB_SCHEMA);
  it.each(documents())("%s: each list that GitHub lets be null is known to be one", (_name, text) => {
    const info = new TypeInfo(schema);
    const unknown: string[] = [];
    const Field = (node: {
      readonly name: { readonly value: string };
      readonly alias?: { readonly value: string };
    }) => {
      const type = info.getType();
      const named = type === null || type === undefined ? undefined : getNamedType(type);
      const isList = isObjectType(named) && named.name.endsWith("Connection");
      const name = (node.alias ?? node.name).value;
      // What may be lacking of these, their readers say for themselves.
      if (isList && !isNonNullType(type) && !LISTS.has(name) && !["files", "userContentEdits"].includes(name))
        unknown.push(name);
    };
    visit(parse(text), visitWithTypeInfo(info, { Field }));
    expect(unknown).toEqual([]);
  });
});

describe("a limit", () => {
  const date = "Mon, 30 Nov 2026 12:00:00 GMT";
  const reset = Date.parse(date) / 1_000 + 900;
  const spent = { date, "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) };
  const failed = (status: number, message: string, headers: Headers) =>
    troubleOf(Object.assign(new Error(message), { status, response: { headers } }), "GET /x");

  it.each<[string, number, string, Headers, number, string]>([
    ["the hour's", 403, "API rate limit exceeded", spent, 901_000, "budget"],
    ["the hour's, told by 429", 429, "Too many", spent, 901_000, "budget"],
    [
      "one for a moment",
      403,
      "You have exceeded a secondary rate limit",
      { "retry-after": "40" },
      40_000,
      "secondary",
    ],
    ["one for a moment, with a budget left", 429, "", { ...spent, "retry-after": "40" }, 40_000, "secondary"],
    ["one that states nothing", 403, "You have exceeded a secondary rate limit", {}, 60_000, "secondary"],
    ["of writing fast", 422, "Validation Failed: was submitted too quickly", {}, 60_000, "secondary"],
    [
      "that ends soon",
      403,
      "API rate limit exceeded",
      { ...spent, "x-ratelimit-reset": "1" },
      1_000,
      "budget",
    ],
    ["that would last a day", 429, "", { "retry-after": "86400" }, 3_600_000, "secondary"],
  ])("%s says which it is, and when to come back", (_, status, message, headers, waitMs, which) => {
    const trouble = failed(status, message, headers);
    expect(trouble).toMatchObject({ kind: "retry", retryAfterMs: waitMs });
    expect(trouble.message).toContain(which);
    // Whoever takes a 403, 404 or 422 for an answer does not take this for one.
    expect(statusOf(trouble)).toBeUndefined();
    expect(isTooMuch(trouble)).toBe(false);
  });

  it("is none where GitHub refuses for another reason", () => {
    expect(failed(403, "Resource not accessible by integration", {})).toMatchObject({ kind: "denied" });
    expect(statusOf(failed(422, "Validation Failed", {}))).toBe(422);
  });

  it("is an outage's, where that says when it ends", () => {
    expect(failed(503, "Unavailable", { "retry-after": "120" })).toMatchObject({ retryAfterMs: 120_000 });
    expect(failed(503, "Unavailable", {}).retryAfterMs).toBeUndefined();
  });

  it.each(["RATE_LIMITED", "RATE_LIMIT"])(
    "of GraphQL comes in a 200 (%s), and lasts until the reset",
    async (type) => {
      const { octokit } = github({ errors: [{ type, message: "API rate limit exceeded" }], headers: spent });
      expect(await troubleIn(askGraphQL(octokit, QUERY, {}))).toMatchObject({
        retryAfterMs: 901_000,
        message: "POST /graphql Named: rate limited (200): the hour's budget of calls is used up",
      });
    },
  );
});

describe("lots", () => {
  const tooMuch = (): JobError => {
    const trouble = new JobError("retry", "POST /graphql Named: RESOURCE_LIMITS_EXCEEDED");
    trouble.cause = { status: 200, tooMuch: true };
    return trouble;
  };

  it.each<[number, number[]]>([
    [100, [10, 10, 3]],
    [9, [10, 5, 5, 5, 5, 3]],
    [2, [10, 5, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1]],
  ])("get smaller until GitHub answers (at most %d at once), and stay so", async (most, sizes) => {
    const things = Array.from({ length: 23 }, (_, at) => at);
    const asked: number[] = [];
    const answered: number[] = [];
    const ask = (lot: readonly number[]): Promise<void> => {
      asked.push(lot.length);
      if (lot.length > most) return Promise.reject(tooMuch());
      answered.push(...lot);
      return Promise.resolve();
    };
    await inLots(things, [10, 5, 2, 1], ask, String);
    expect([answered, asked]).toEqual([things, sizes]);
  });

  it("of one that is not answered are trouble that names it", async () => {
    const refusing = () => Promise.reject(tooMuch());
    const trouble = await troubleIn(inLots(["a.yml", "b.yml"], [10, 5, 2, 1], refusing, (path) => path));
    expect(trouble.message).toBe("POST /graphql Named: RESOURCE_LIMITS_EXCEEDED; asked for a.yml alone");
  });

  it("do not get smaller for any other trouble", async () => {
    const asked: number[] = [];
    const ask = (size: number): Promise<never> => {
      asked.push(size);
      return Promise.reject(new JobError("retry", "rate limited", 40_000));
    };
    expect((await troubleIn(askSmaller([100, 20], ask, () => ""))).retryAfterMs).toBe(40_000);
    expect(asked).toEqual([100]);
  });
});

describe("look-ups of names", () => {
  const user = (login: string) => ({ __typename: "User", login, databaseId: 7 });
  const logins = ["ada", "bob", "cyd", "dan"];

  it("answer for each by itself, whatever GitHub said of the others", async () => {
    const data = { l0: user("ada"), l1: null, l2: null, l3: user("dan") };
    const errors = [
      { ...NOT_FOUND, path: ["l1"] },
      { ...NOT_FOUND, type: "FORBIDDEN", path: ["l2"] },
    ];
    const { account } = createGraphQLLookups(github({ data, errors }).octokit, "github.com");
    const facts = await Promise.all(logins.map(account));
    expect(facts.map(({ state }) => state)).toEqual(["known", "absent", "unavailable", "known"]);
  });

  it("go on with fewer where GitHub finds them too many, and know nothing of one that it never answers", async () => {
    const limited = { data: null, errors: [LIMITED] };
    const three = { data: { l0: user("bob"), l1: user("cyd"), l2: user("dan") } };
    const { octokit, asked } = github(limited, limited, limited, three);
    const { account } = createGraphQLLookups(octokit, "github.com");
    const facts = await Promise.all(logins.map(account));
    expect(facts.map(({ state }) => state)).toEqual(["unavailable", "known", "known", "known"]);
    expect(asked.map((variables) => Object.keys(variables).length)).toEqual([4, 3, 1, 3]);
  });

  it("are trouble under a limit to whoever can wait, and a fact that cannot be had to whoever cannot", async () => {
    const limit = { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] };
    const waiting = createGraphQLLookups(github(limit).octokit, "github.com", { waits: true });
    expect((await troubleIn(waiting.account("ada"))).retryAfterMs).toBe(60_000);
    const atHome = createGraphQLLookups(github(limit).octokit, "github.com");
    expect(await atHome.account("ada")).toMatchObject({ state: "unavailable" });
  });

  it("say nothing of anybody where an error names nobody", async () => {
    const { octokit } = github({ data: { l0: null }, errors: [{ message: "somewhere" }] });
    expect(await createGraphQLLookups(octokit, "github.com").account("ada")).toMatchObject({
      state: "unavailable",
    });
  });
});
