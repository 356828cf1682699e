// What addresses inside repositories point at: found by GitHub's two APIs and by its pages, missing where both miss it.

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createOctokit } from "../../src/adapters/github/base/octokit.ts";
import { createGitHubHost } from "../../src/adapters/github/review/code-hosts.ts";
import { createGraphQLLookups } from "../../src/adapters/github/review/lookups.ts";
import { placeSelection, readPointer } from "../../src/adapters/github/review/places.ts";
import { createPublicLookups } from "../../src/adapters/github/review/public-rest.ts";
import { readPageHere } from "../../src/adapters/page/read-page.ts";
import { createWeb } from "../../src/adapters/web/web.ts";
import { known } from "../../src/core/facts.ts";
import { lookAt } from "../../src/jobs/verify/look.ts";
import { readLink, readTracker } from "../../src/jobs/facts/links.ts";
import type { CodeHosts } from "../../src/ports/code-hosts.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { createWebHosts, servedBy, type WebHosts } from "../../src/sandbox/web-hosts.ts";

const REPOSITORY = "contributor/poll-maker";
const HOME = `https://github.com/${REPOSITORY}`;
const DEEP = "a/b/c/d/e/f/g/h/i/j/k/l";

let sandbox: Sandbox;
let pages: WebHosts;
let sha: string;
let web: ReturnType<typeof createWeb>;

beforeAll(async () => {
  sandbox = await createSandbox();
  sandbox.addUser("contributor");
  await sandbox.addRepository({
    owner: "contributor",
    name: "poll-maker",
    files: {
      "README.md": "# Main\n",
      "docs/README.md": "# Docs of main\n",
      "docs/guide.md": "# Guide\n",
      "docs/a b.md": "# Blank\n",
      [`${DEEP}/x.md`]: "# Deep\n",
    },
    releases: ["v0.9.0", { tag: "plugins/poll@1.0.0", assets: ["poll.tgz", "poll-1.0.0.zip"] }],
    wiki: ["Home", "Getting Started"],
  });
  await sandbox.addRepository({ owner: "contributor", name: "bare", files: { "README.md": "# Bare\n" } });
  const from = sandbox.branchSha(REPOSITORY, "main") ?? "";
  sha = await sandbox.commit(
    REPOSITORY,
    "release/1.x",
    { "README.md": "# One\n", "docs/README.md": "# Docs of one\n", "docs/one.md": "# Only in one\n" },
    { from },
  );
  await sandbox.commit(REPOSITORY, "next", { "README.md": "# Next\n" }, { from });
  await sandbox.openIssue(REPOSITORY, { author: "contributor", title: "A bug" });
  await sandbox.openPullRequest({
    repo: REPOSITORY,
    author: "contributor",
    head: { branch: "next" },
    title: "Next",
  });
  pages = await createWebHosts({ "github.com": { "*": servedBy(sandbox.url) } });
  web = createWeb({
    userAgent: "marketplace-steward/test",
    ca: [pages.ca],
    resolve: async (name) => {
      const found = pages.resolve(name);
      return found === undefined ? [] : [found];
    },
  });
});

afterAll(async () => {
  await pages.close();
  await sandbox.close();
});

type Api = "graphql" | "rest";

function hostWith(api: Api): CodeHosts {
  // Nobody without a token may ask as often as this file does.
  const token = "user:contributor";
  const octokit = createOctokit({ apiUrl: sandbox.url, userAgent: "test", token, timeoutMs: 10_000 });
  const lookups =
    api === "rest" ? createPublicLookups(octokit, "github.com") : createGraphQLLookups(octokit, "github.com");
  return createGitHubHost({ octokit, lookups, webHost: "github.com", readPage: readPageHere });
}

const asked = (api: Api) => ({
  world: { hosts: hostWith(api) },
  web,
  ask: <T>(_what: string, _address: string, asks: () => T) => asks(),
});

const THERE = [
  "",
  "/",
  "/issues",
  "/pulls",
  "/releases",
  "/tags",
  "/tree/main",
  "/tree/main/docs",
  "/tree/main/docs/",
  "/blob/main/README.md",
  "/blob/main/docs/guide.md",
  "/blob/main/docs/a%20b.md",
  "/blob/main/docs",
  "/tree/main/docs/guide.md",
  `/blob/main/${DEEP}/x.md`,
  "/raw/main/README.md",
  "/blame/main/README.md",
  "/commits/main/docs",
  "/blob/HEAD/README.md",
  "/tree/HEAD",
  "/tree/release/1.x",
  "/tree/release/1.x/docs",
  "/blob/release/1.x/docs/one.md",
  "/blob/refs/heads/main/README.md",
  "/blob/refs/heads/release/1.x/docs/one.md",
  "/tree/refs/tags/v0.9.0/docs",
  "/blob/v0.9.0/docs/guide.md",
  "/tree/plugins/poll@1.0.0/docs",
  "/releases/tag/v0.9.0",
  "/releases/tag/plugins/poll@1.0.0",
  "/releases/tag/plugins%2Fpoll%401.0.0",
  "/releases/latest",
  "/releases/download/plugins/poll@1.0.0/poll.tgz",
  "/releases/latest/download/poll-1.0.0.zip",
  "/archive/refs/tags/v0.9.0.tar.gz",
  "/archive/refs/heads/release/1.x.zip",
  "/archive/main.zip",
  "/zipball/main",
  "/issues/1",
  "/pull/2",
  "/pull/2/files",
  "/issues/2",
  "/wiki",
  "/wiki/Getting-Started",
  "/wiki/Home",
];

const MISSING = [
  "/tree/main/plugins/no-such-plugin",
  "/tree/main/doc",
  "/blob/main/nope.zip",
  "/blob/main/docs/guide.md/x",
  "/blob/nope/README.md",
  "/tree/nope",
  "/tree/release",
  "/tree/release/2.x",
  "/tree/release/1.x/nope",
  "/blob/release/1.x/docs/gone.md",
  "/blob/main/docs/one.md",
  "/blob/refs/heads/nope/README.md",
  "/tree/refs/tags/nope",
  "/tree/main..next",
  "/tree/main~1/docs",
  "/raw/main/nope.md",
  "/commits/nope",
  "/releases/tag/v9.9.9",
  "/releases/download/v9.9.9/nope.tar.gz",
  "/releases/download/v0.9.0/poll.tgz",
  "/releases/download/plugins/poll@1.0.0/poll",
  "/releases/latest/download/nope.zip",
  "/archive/refs/tags/v9.9.9.tar.gz",
  "/archive/nope.zip",
  "/issues/99999",
  "/pull/99999",
  "/commit/0123456789abcdef0123456789abcdef01234567",
  "/wiki/No-Such-Page",
  "/no-such-part",
  "/discussions/12",
];

describe.each([
  ["one question with a token", "graphql"],
  ["the public API", "rest"],
] as const)("by %s", (_name, api) => {
  const looks = async (url: string) => {
    const [link] = await lookAt(
      { id: "poll-maker", link: url, documentation: url, issues: HOME, hosts: {} } as never,
      { web, hosts: hostWith(api) as never },
    );
    return link?.outcome.kind;
  };

  test.each(THERE)("%j is there, now and in the daily look", async (rest) => {
    const fact = await readLink(`${HOME}${rest}`, asked(api));
    expect([rest, fact]).toMatchObject([rest, { state: "known", value: { kind: "repository" } }]);
    expect(fact.state === "known" && fact.value.kind === "repository" && fact.value.place?.isThere).not.toBe(
      false,
    );
    expect(await looks(`${HOME}${rest}`)).toBe("fine");
  });

  test.each(MISSING)("%j is not, now and in the daily look", async (rest) => {
    expect(await readLink(`${HOME}${rest}`, asked(api))).toMatchObject({
      state: "known",
      value: { kind: "repository", place: { isThere: false } },
    });
    expect(await looks(`${HOME}${rest}`)).toBe("failed");
  });

  test("a commit, by its number; one whose wiki nobody has written; a form for those who log in", async () => {
    expect(await readLink(`${HOME}/commit/${sha}`, asked(api))).toMatchObject({
      value: { place: { what: "commit", name: sha, isThere: true } },
    });
    expect(await readLink("https://github.com/contributor/bare/wiki/Setup", asked(api))).toMatchObject({
      value: { place: { what: "wiki page", name: "Setup", isThere: false } },
    });
    expect(await readLink(`${HOME}/edit/main/README.md`, asked(api))).toEqual({
      state: "absent",
      reason: "needs-login",
    });
  });

  test("a tracker's issue", async () => {
    expect(await readTracker(`${HOME}/issues/1`, asked(api))).toMatchObject({
      value: { place: { what: "issue", name: "#1", isThere: true } },
    });
    expect(await readTracker(`${HOME}/issues/99999`, asked(api))).toMatchObject({
      value: { place: { isThere: false, rest: "/issues/99999" } },
    });
    expect(await readTracker(`${HOME}/issues/new/choose`, asked(api))).toMatchObject({
      value: { place: undefined },
    });
  });

  const documents: readonly (readonly [string, string])[] = [
    ["", "Main"],
    ["/tree/main", "Main"],
    ["/tree/main/docs", "Docs of main"],
    ["/blob/main/docs", "Docs of main"],
    ["/tree/main/docs/guide.md", "Guide"],
    ["/blob/main/docs/guide.md", "Guide"],
    ["/tree/release/1.x", "One"],
    ["/tree/release/1.x/docs", "Docs of one"],
    ["/blob/release/1.x/docs/one.md", "Only in one"],
    ["/blob/refs/heads/release/1.x/README.md", "One"],
    ["/blob/refs/heads/main/README.md", "Main"],
    ["/tree/next", "Next"],
    ["/blob/v0.9.0/README.md", "Main"],
    ["/tree/plugins/poll@1.0.0/docs", "Docs of main"],
    [`/blob/main/${DEEP}/x.md`, "Deep"],
  ];
  test.each(documents)("the document at %j is %s", async (rest, title) => {
    const hosts = hostWith(api);
    const address = hosts.parse(`${HOME}${rest}`);
    if (address === undefined) throw new Error("not parsed");
    const page = await hosts.page(address);
    expect(page).toMatchObject({ state: "known", value: { blocks: [{ kind: "heading", text: title }] } });
  });

  test.each([
    "/tree/nope",
    "/tree/release",
    "/tree/release/2.x/docs",
    "/blob/main/docs/one.md",
    "/blob/nope/x.md",
  ])("there is no document at %j", async (rest) => {
    const hosts = hostWith(api);
    const address = hosts.parse(`${HOME}${rest}`);
    if (address === undefined) throw new Error("not parsed");
    expect(await hosts.page(address)).toEqual({ state: "absent", reason: "not-found" });
  });
});

describe("what it costs", () => {
  test("a repository, its place and a document's branch are one question", async () => {
    const hosts = hostWith("graphql");
    sandbox.calls.length = 0;
    const ask = { ...asked("graphql"), world: { hosts } };
    const address = hosts.parse(`${HOME}/blob/release/1.x/docs/one.md`);
    if (address === undefined) throw new Error("not parsed");
    await Promise.all([
      readLink(`${HOME}/tree/release/1.x/docs`, ask),
      readTracker(`${HOME}/issues/1`, ask),
      hosts.page(address),
    ]);
    expect(sandbox.calls.map(({ path }) => path.split("?")[0])).toEqual([
      "/graphql",
      `/repos/${REPOSITORY}/contents/docs%2Fone.md`,
    ]);
  });

  test("pages are asked for what no API tells, and for what it misses", async () => {
    pages.requests.length = 0;
    await readLink(`${HOME}/tree/main/docs`, asked("graphql"));
    await readLink(`${HOME}/releases/latest`, asked("graphql"));
    expect(pages.requests).toEqual([]);
    await readLink(`${HOME}/tree/main/nope`, asked("graphql"));
    expect(pages.requests.length).toBe(1);
  });
});

describe("what the API misses and its page shows", () => {
  const hosts = (): Pick<CodeHosts, "parse" | "repository" | "place"> => ({
    ...hostWith("graphql"),
    place: async () =>
      known({ what: "issue", name: "#7", at: undefined, isThere: false, rest: "/issues/7" } as const),
  });
  const read = (fact: Awaited<ReturnType<typeof web.get>>) =>
    readLink(`${HOME}/issues/7`, {
      ...asked("rest"),
      world: { hosts: hosts() },
      web: { get: () => Promise.resolve(fact) },
    });
  const page = {
    url: `${HOME}/issues/7`,
    movedTo: undefined,
    contentType: "",
    bytes: new Uint8Array(),
    truncated: false,
  };

  test.each([
    ["its page is there", known(page), { state: "known", value: { place: { isThere: true } } }],
    [
      "it was moved to another repository",
      known({ ...page, url: "https://github.com/contributor/other/issues/1" }),
      { state: "known", value: { place: { isThere: true } } },
    ],
    [
      "its page is missing",
      { state: "absent", reason: "not-found" },
      { value: { place: { isThere: false } } },
    ],
    [
      "its host is out of reach",
      { state: "absent", reason: "no-such-name" },
      { value: { place: { isThere: false } } },
    ],
    ["pages are refused", { state: "unavailable", reason: "host-busy" }, { state: "unavailable" }],
    ["pages do not answer", { state: "unavailable", reason: "time-out" }, { state: "unavailable" }],
  ] as const)("%s", async (_name, fact, expected) => {
    expect(await read(fact)).toMatchObject(expected);
  });
});

describe("how a path is read", () => {
  test("the longest branch first; no name that git would read as something else", () => {
    expect(readPointer("blob/release/1.x/a.md")).toMatchObject({
      readings: [
        { ref: "release/1.x", path: "a.md" },
        { ref: "release", path: "1.x/a.md" },
      ],
      isCut: false,
    });
    for (const ref of ["main~1", "main^", "a:b", "a..b", "@{u}", "-x", "a b", "x.lock", ".x"])
      expect(readPointer(`tree/${ref}`)).toMatchObject({ kind: "object", readings: [] });
  });

  test("however long it is, so many names are tried and no more, and then nothing is said to be missing", () => {
    const pointer = readPointer(`blob/${"x/".repeat(900)}y`);
    expect(pointer).toMatchObject({ kind: "object", isCut: true });
    expect(placeSelection(pointer, "p0")?.declares.length).toBeLessThanOrEqual(10);
  });
});
