// The sandbox lets through what GitHub documents that it lets through, and no more.

import { afterEach, describe, expect, it } from "@jest/globals";

import { createLimiter, limitsFrom, type LimitsAsked } from "../../src/sandbox/limits.ts";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.ts";
import type { Actor } from "../../src/sandbox/actor.ts";
import { appJwt, ask, installationToken } from "../contract/sandbox-client.ts";

const MINUTE_MS = 60_000;
const ROOT = "/repos/{owner}/{repo}";

interface Trial {
  readonly method?: string;
  readonly template?: string;
  readonly points?: number;
  readonly writes?: boolean;
}

function limiter(asked?: LimitsAsked) {
  const clock = { ms: 1_000_000_020_000 };
  const account = { members: new Map() };
  const actor = {
    kind: "installation",
    token: { installation: { id: 7, repositoryIds: new Set([1]), account } },
  } as unknown as Actor;
  const made = createLimiter({ nowMs: () => clock.ms }, () => limitsFrom(asked));
  const admit = (trial: Trial = {}) =>
    made.admit({ actor, method: "GET", template: ROOT, points: undefined, writes: false, ...trial });
  /** How many are let in before one is refused. */
  const room = (trial: Trial, most = 6_000): number => {
    for (let at = 0; at < most; at += 1) if (admit(trial).refusal !== undefined) return at;
    return most;
  };
  return { ...made, actor, clock, admit, room };
}

const post = (template: string): Trial => ({ method: "POST", template: `${ROOT}${template}`, writes: true });

describe("within a minute", () => {
  it.each<[string, Trial, number]>([
    ["reads of one endpoint", {}, 900],
    ["changes of one endpoint, five points each", { method: "PATCH", writes: true }, 180],
    ["check runs: no content, as far as anybody knows", post("/check-runs"), 180],
    ["comments", post("/issues/{issue_number}/comments"), 80],
    ["blobs", post("/git/blobs"), 80],
    ["questions of GraphQL", { method: "POST", template: "/graphql", points: 1 }, 2_000],
    ["mutations", { method: "POST", template: "/graphql", points: 1, writes: true }, 80],
  ])("%s", (_what, trial, most) => {
    expect(limiter().room(trial)).toBe(most);
  });

  it("counts content over all endpoints, points for each", () => {
    const { room, admit } = limiter();
    for (let at = 0; at < 40; at += 1) {
      expect(admit(post("/git/blobs")).refusal).toBeUndefined();
      expect(admit(post("/issues")).refusal).toBeUndefined();
    }
    expect(room(post("/pulls"))).toBe(0);
    expect(room({})).toBe(900);
    expect(room({ template: "/user" })).toBe(900);
  });

  it("says how long to wait, and lets through after that, not before", () => {
    const { room, admit, clock, refusals } = limiter();
    expect(room(post("/issues"))).toBe(80);
    const { refusal } = admit(post("/issues"));
    const seconds = Number(refusal?.headers["retry-after"]);
    expect([refusal?.status, seconds, refusals.untilMs]).toEqual([403, 60, clock.ms + 60_000]);
    clock.ms += (seconds - 2) * 1_000;
    expect(admit(post("/issues")).refusal).toBeDefined();
    clock.ms += 2_000;
    expect(room(post("/issues"))).toBe(80);
  });

  it("slides: a burst at the end of one minute is in the way in the next", () => {
    const { room, clock } = limiter();
    expect(room({ method: "PATCH", writes: true }, 100)).toBe(100);
    clock.ms += 40_000;
    expect(room({ method: "PATCH", writes: true })).toBe(80);
    clock.ms += 21_000;
    expect(room({ method: "PATCH", writes: true })).toBe(100);
  });
});

describe("within an hour", () => {
  it("500 that make content", () => {
    const { room, clock } = limiter();
    let made = 0;
    for (let minute = 0; minute < 30; minute += 1, clock.ms += MINUTE_MS) made += room(post("/issues"));
    expect(made).toBe(500);
    clock.ms += 31 * MINUTE_MS;
    expect(room(post("/issues"))).toBe(80);
  });

  it("5,000 requests, and as many points of GraphQL beside them", () => {
    const { admit, room, clock, budget, actor } = limiter();
    for (let at = 0; at < 5_000; at += 1) expect(admit({ template: `/${at % 10}` }).refusal).toBeUndefined();
    const spent = admit({ template: "/elsewhere" });
    expect(spent).toMatchObject({ isSpent: true, budget: { limit: 5_000, used: 5_000, resource: "core" } });
    expect(spent.refusal?.headers["retry-after"]).toBeUndefined();
    expect(spent.refusal?.message).toBe("API rate limit exceeded for installation ID 7.");
    expect(room({ method: "POST", template: "/graphql", points: 5 }, 900)).toBe(900);
    expect(budget(actor, "graphql").used).toBe(4_500);
    clock.ms = spent.budget.resetMs;
    expect(room({})).toBe(900);
  });

  it("a question that costs more than is left is refused, a cheaper one is not", () => {
    const { admit } = limiter({ graphqlPerHour: 10 });
    const question = { method: "POST", template: "/graphql" };
    expect(admit({ ...question, points: 8 }).refusal).toBeUndefined();
    expect(admit({ ...question, points: 3 }).isSpent).toBe(true);
    expect(admit({ ...question, points: 2 }).refusal).toBeUndefined();
  });

  it.each<[string, number, number, number]>([
    ["few repositories", 20, 20, 5_000],
    ["a hundred repositories", 100, 1, 9_000],
    ["many members", 1, 60, 7_000],
    ["a large organization", 1_000, 1_000, 12_500],
  ])("an installation with %s", (_what, repositories, members, most) => {
    const { budget } = limiter();
    const many = (count: number) => Array.from({ length: count }, (_, at) => at);
    const account = { members: new Map(many(members).map((at) => [at, "member"])) };
    const installation = { id: 9, repositoryIds: new Set(many(repositories)), account };
    const actor = { kind: "installation", token: { installation } } as unknown as Actor;
    expect(budget(actor, "core").limit).toBe(most);
  });
});

describe("at once", () => {
  it("100 requests of one installation, and others beside them", () => {
    const { enter, leave, actor } = limiter();
    for (let at = 0; at < 100; at += 1) enter(actor);
    expect(() => enter(actor)).toThrow("secondary rate limit");
    enter({ kind: "app" });
    leave(actor);
    enter(actor);
  });
});

describe("other limits", () => {
  it("stricter ones are had for the asking", () => {
    expect(limiter({ contentPerMinute: 3 }).room(post("/issues"))).toBe(3);
    expect(limiter({ everyWriteIsContent: true }).room(post("/check-runs"))).toBe(80);
  });

  it("more lenient ones are had by saying why", () => {
    expect(() => limitsFrom({ contentPerMinute: 81 })).toThrow("lenientBecause");
    expect(() => limitsFrom({ restPerHour: 15_000 })).toThrow("lenientBecause");
    expect(() => limitsFrom({ contentPerMinute: 81, lenientBecause: " " })).toThrow("lenientBecause");
    const lenientBecause = "the bench measures the processor";
    expect(limitsFrom({ contentPerMinute: Infinity, lenientBecause }).contentPerMinute).toBe(Infinity);
  });
});

describe("over HTTP", () => {
  let sandbox: Sandbox;
  let nowMs = Date.now();

  const open = async (limits: SandboxOptions["limits"] = {}): Promise<string> => {
    sandbox = await createSandbox({ nowMs: () => nowMs, limits });
    sandbox.addUser("contributor");
    await sandbox.addRepository({
      owner: "market",
      name: "catalog",
      installed: true,
      files: { "README.md": "# Catalog\n" },
    });
    return installationToken(sandbox);
  };
  afterEach(() => sandbox.close());

  it("tells what is left with every answer, for REST and GraphQL apart", async () => {
    const as = await open();
    const read = () => ask(sandbox, "GET", "/repos/market/catalog", { as });
    await read();
    const { headers } = await read();
    expect([headers.get("x-ratelimit-used"), headers.get("x-ratelimit-remaining")]).toEqual(["2", "4998"]);
    expect(headers.get("x-ratelimit-resource")).toBe("core");
    const body = { query: "query Left { rateLimit { cost limit remaining used } }" };
    const left = await ask(sandbox, "POST", "/graphql", { as, body });
    expect(left.body).toEqual({ data: { rateLimit: { cost: 1, limit: 5_000, remaining: 4_999, used: 1 } } });
    expect(left.headers.get("x-ratelimit-resource")).toBe("graphql");
    const asked = await ask(sandbox, "GET", "/rate_limit", { as });
    expect(asked.body).toMatchObject({ resources: { core: { used: 2 }, graphql: { used: 1 } } });
    const app = await ask(sandbox, "GET", "/app", { as: appJwt(sandbox) });
    expect(Number(app.headers.get("x-ratelimit-used"))).toBeLessThan(4);
  });

  it("takes the points of what is asked from the budget, and refuses what asks too much", async () => {
    const as = await open();
    const pulls = (last: number) => `pullRequests(last: ${last}) { nodes { number } }`;
    const runs = `pullRequests(first: 100) { nodes {
      comments(first: 100) { nodes { id } } reviews(first: 100) { nodes { id } } } }`;
    const repository = (inner: string) => `{ repository(owner: "market", name: "catalog") { ${inner} } }`;
    const query = (text: string) => ask(sandbox, "POST", "/graphql", { as, body: { query: text } });
    expect((await query(repository(pulls(1)))).headers.get("x-ratelimit-used")).toBe("1");
    // One of the repository's, and two for each of a hundred pull requests.
    expect((await query(repository(runs))).headers.get("x-ratelimit-used")).toBe("3");
    const deep = `pullRequests(first: 100) { nodes { reviewThreads(first: 100) { nodes {
      comments(first: 100) { nodes { id } } } } } }`;
    const refused = await query(repository(deep));
    expect(refused.body).toMatchObject({ errors: [{ type: "MAX_NODE_LIMIT_EXCEEDED" }] });
  });

  it("refuses in GitHub's words, and does nothing of what was asked", async () => {
    const as = await open({ contentPerMinute: 2 });
    const post = () =>
      ask(sandbox, "POST", "/repos/market/catalog/issues", { as: "contributor", body: { title: "x" } });
    expect([(await post()).status, (await post()).status]).toEqual([201, 201]);
    const refused = await post();
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ message: expect.stringContaining("secondary rate limit") });
    expect(sandbox.issues("market/catalog")).toHaveLength(2);
    // Somebody else's limits are their own.
    expect((await ask(sandbox, "GET", "/repos/market/catalog", { as })).status).toBe(200);
    nowMs += Number(refused.headers.get("retry-after")) * 1_000;
    expect((await post()).status).toBe(201);
  });

  it("tells a GraphQL budget that is spent in a 200, a REST one in a 403 without Retry-After", async () => {
    const as = await open({ graphqlPerHour: 1, restPerHour: 2 });
    const body = { query: "{ viewer { login } }" };
    expect((await ask(sandbox, "POST", "/graphql", { as, body })).body).toHaveProperty("data");
    const spent = await ask(sandbox, "POST", "/graphql", { as, body });
    expect([spent.status, spent.headers.get("x-ratelimit-remaining")]).toEqual([200, "0"]);
    expect(spent.body).toMatchObject({ errors: [{ type: "RATE_LIMITED" }] });
    expect(spent.body).not.toHaveProperty("data");
    for (let at = 0; at < 2; at += 1) await ask(sandbox, "GET", "/repos/market/catalog", { as });
    const rest = await ask(sandbox, "GET", "/repos/market/catalog", { as });
    expect([rest.status, rest.headers.get("x-ratelimit-remaining")]).toEqual([403, "0"]);
    expect(rest.headers.get("retry-after")).toBeNull();
    expect(Number(rest.headers.get("x-ratelimit-reset")) * 1_000).toBeGreaterThan(nowMs);
  });
});
