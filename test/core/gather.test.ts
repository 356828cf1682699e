// Facts of one listing: what is asked, what is not, and that a failed question is unavailable, never absent.

import { describe, expect, it } from "@jest/globals";
import type { SubmissionInput } from "../../src/core/checks/inputs.ts";
import { exampleRepository } from "../../src/core/checks/example-facts.ts";
import {
  absent,
  known,
  unavailable,
  type Account,
  type DocumentationPage,
  type Fact,
  type ImageContent,
  type PlaceFact,
  type RepositoryFact,
} from "../../src/core/facts.ts";
import { asksForLogin } from "../../src/core/listing/arrivals.ts";
import {
  gather,
  type GatherOptions,
  type ListingSource,
  type SubmittedFile,
  type OutsideWorld,
} from "../../src/jobs/facts/gather.ts";
import type { RepositoryAddress } from "../../src/ports/code-hosts.ts";
import type { WebAnswer } from "../../src/ports/web.ts";
import { parseWith, type Lines } from "../support/listing-files.ts";

const OWNER: Account = { id: 101, login: "owner", type: "User" };
const PAGE: DocumentationPage = { title: "A page", blocks: [], builtByScript: false };
const README: DocumentationPage = { title: "A README", blocks: [], builtByScript: false };
const PICTURE: ImageContent = { kind: "image", format: "png", widthPx: 512, heightPx: 512 };
const bytes = (text: string) => new TextEncoder().encode(text);

function answer(change: Partial<WebAnswer> = {}): Fact<WebAnswer> {
  return known({
    url: "https://a.example/",
    movedTo: undefined,
    contentType: "text/html",
    bytes: bytes("<p>x"),
    truncated: false,
    ...change,
  });
}

/** Everything the outside says, as values; and what it was asked. */
interface Outside {
  readonly web?: Readonly<Record<string, Fact<WebAnswer>>>;
  readonly repository?: Fact<RepositoryFact>;
  readonly page?: Fact<DocumentationPage>;
  readonly place?: Fact<PlaceFact | "repository" | "page">;
  readonly tie?: boolean | undefined;
  readonly accounts?: Readonly<Record<string, Fact<Account>>>;
  readonly image?: Fact<ImageContent>;
}

/** github.com/<owner>/<name>/<rest> is a repository; every other host is the web. */
function parseAddress(url: string): RepositoryAddress | undefined {
  const match = /^https:\/\/github\.com\/([^/]+)\/([^/#]+)\/?([^#]*)/.exec(url);
  return match === null
    ? undefined
    : { host: "github.com", owner: match[1] ?? "", name: match[2] ?? "", rest: match[3] ?? "" };
}

function worldOf(outside: Outside) {
  const asked: string[] = [];
  const visit: OutsideWorld["web"]["get"] = (url, { bytesMax }) => {
    asked.push(`web ${url} ${bytesMax}`);
    return Promise.resolve(outside.web?.[url] ?? answer({ url }));
  };
  const world: OutsideWorld = {
    web: {
      get: visit,
      forListing: () => ({ get: visit }),
    },
    images: {
      inspect(content) {
        asked.push(`image ${content.byteLength}`);
        return Promise.resolve(outside.image ?? known(PICTURE));
      },
    },
    hosts: {
      parse: parseAddress,
      repository({ owner, name }) {
        asked.push(`repository ${owner}/${name}`);
        return Promise.resolve(outside.repository ?? known(exampleRepository()));
      },
      place({ owner, name, rest }) {
        if (!/^(?:|issues|issues\/new.*)$/.test(rest)) asked.push(`place ${owner}/${name}/${rest}`);
        return Promise.resolve(outside.place ?? known("repository"));
      },
      page({ owner, name, rest }) {
        asked.push(`page ${owner}/${name}/${rest}`);
        return Promise.resolve(outside.page ?? known(README));
      },
      tie({ owner, name }, { login }) {
        asked.push(`tie ${owner}/${name} ${login}`);
        return Promise.resolve(outside.tie);
      },
      byLogin(logins) {
        asked.push(`logins ${logins.join(",")}`);
        return Promise.resolve(
          new Map(
            logins.map((login) => [
              login.toLowerCase(),
              outside.accounts?.[login] ?? known<Account>({ id: 900 + login.length, login, type: "User" }),
            ]),
          ),
        );
      },
    },
    readPage(content, contentType) {
      asked.push(`read ${contentType} ${content.byteLength}`);
      return Promise.resolve(known(PAGE));
    },
  };
  return { world, asked };
}

function sourceOf(
  lines: Lines,
  change: Partial<ListingSource> = {},
  submission: Partial<SubmissionInput> = {},
): ListingSource {
  return {
    submission: {
      id: "poll-maker",
      kind: "add",
      listing: parseWith(lines),
      shape: [],
      lookAlikes: [],
      listingsInSubmission: 1,
      rename: false,
      authorMayWrite: false,
      ...submission,
    },
    file: "listings/poll-maker.yml",
    author: OWNER,
    authorNodeId: "U_101",
    origin: "pull-request",
    maintainersBefore: [],
    record: () => Promise.resolve({ state: "none" }),
    standing: () => Promise.resolve(absent("not-found")),
    submitted: () => undefined,
    imageBytesMax: 5_242_880,
    ...change,
  };
}

async function facts(
  lines: Lines,
  outside: Outside = {},
  change: Partial<ListingSource> = {},
  only: GatherOptions["only"] = "all",
  submission: Partial<SubmissionInput> = {},
) {
  const { world, asked } = worldOf(outside);
  const checkInput = await gather(sourceOf(lines, change, submission), { world, only });
  return { ...checkInput.facts, asked };
}

const file = (size: number, content = bytes("png")): SubmittedFile => ({
  size,
  bytes: () => Promise.resolve(content),
});

describe("the link", () => {
  it("of a repository is asked of its host, of anything else of the web, without the body", async () => {
    const repository = await facts({ link: "https://github.com/owner/poll-maker" });
    expect(repository.linkTarget).toMatchObject({ state: "known", value: { kind: "repository" } });
    expect(repository.asked).not.toContain("web https://github.com/owner/poll-maker 0");
    const page = await facts(
      { link: "https://a.example/x" },
      {
        web: {
          "https://a.example/x": answer({ url: "https://b.example/y", movedTo: "https://b.example/y" }),
        },
      },
    );
    expect(page.linkTarget).toEqual(
      known({ kind: "page", host: "b.example", movedTo: "https://b.example/y" }),
    );
    expect(page.asked).toContain("web https://a.example/x 0");
  });

  it.each([
    absent("not-found"),
    absent("bad-certificate"),
    unavailable("time-out"),
    unavailable("host-busy"),
  ])("%j stays what it is", async (fact) => {
    expect(
      (await facts({ link: "https://a.example/x" }, { web: { "https://a.example/x": fact } })).linkTarget,
    ).toEqual(fact);
    expect((await facts({ link: "https://github.com/o/n" }, { repository: fact })).linkTarget).toEqual(fact);
  });

  it("that is not in order waits, and nobody is asked", async () => {
    const { linkTarget, asked } = await facts({ link: "http://a.example/x" });
    expect(linkTarget).toEqual(absent("not-given"));
    expect(asked.filter((one) => one.includes("/x"))).toEqual([]);
  });
});

describe("the documentation", () => {
  it.each([
    ["https://github.com/owner/poll-maker", "page owner/poll-maker/"],
    ["https://github.com/owner/poll-maker#readme", "page owner/poll-maker/"],
    ["https://github.com/owner/poll-maker/blob/main/docs/x.md", "page owner/poll-maker/blob/main/docs/x.md"],
    ["https://github.com/owner/poll-maker/wiki", "web https://github.com/owner/poll-maker/wiki 2097152"],
    ["https://a.example/docs", "web https://a.example/docs 2097152"],
  ])("%s is read by: %s", async (documentation, question) => {
    const { asked, ...rest } = await facts({
      documentation,
      screenshots: "[https://a.example/1.png, https://a.example/2.png]",
    });
    expect(asked).toContain(question);
    expect(rest.documentation).toEqual(
      known({ page: question.startsWith("page") ? README : PAGE, screenshotsInListing: 2 }),
    );
  });

  it("longer than we read could not be told: half a page proves nothing", async () => {
    const { documentation } = await facts(
      { documentation: "https://a.example/d" },
      { web: { "https://a.example/d": answer({ truncated: true }) } },
    );
    expect(documentation).toEqual(unavailable("our-limit"));
  });

  it("whose reader breaks could not be told, and takes nothing else with it", async () => {
    const { world } = worldOf({});
    const broken: OutsideWorld = {
      ...world,
      readPage: () => {
        throw new Error("a fault of ours");
      },
    };
    const checkInput = await gather(sourceOf({}), { world: broken, only: "all" });
    expect(checkInput.facts.documentation).toEqual(unavailable("crashed"));
    expect(checkInput.facts.linkTarget.state).toBe("known");
  });
});

describe("the tracker", () => {
  it.each([
    ["https://github.com/owner/poll-maker", "repository owner/poll-maker"],
    ["https://github.com/owner/poll-maker/issues", "repository owner/poll-maker"],
    ["https://github.com/owner/poll-maker/issues/new/choose", "repository owner/poll-maker"],
    [
      "https://github.com/owner/poll-maker/discussions",
      "web https://github.com/owner/poll-maker/discussions 2097152",
    ],
    ["https://a.example/issues", "web https://a.example/issues 2097152"],
  ])("%s is asked by: %s", async (issues, question) => {
    expect((await facts({ issues })).asked).toContain(question);
  });

  it.each<[string, string, string, string, boolean]>([
    ["stays where it was", "https://a.example/issues", "https://a.example/issues", "<h1>Issues", false],
    ["led to a login", "https://a.example/issues", "https://a.example/users/sign_in", "", true],
    [
      "led to a login with a way back",
      "https://a.example/issues",
      "https://a.example/login?next=/issues",
      "",
      true,
    ],
    ["led to a host for logging in", "https://a.example/issues", "https://login.a.example/", "", true],
    ["led to another page", "https://a.example/issues", "https://a.example/bugs", "", false],
    [
      "a login page with a password field was named",
      "https://a.example/login",
      "https://a.example/login",
      '<input type="password">',
      true,
    ],
    [
      "a page about logins was named",
      "https://a.example/login",
      "https://a.example/login",
      "<p>How to log in",
      false,
    ],
    [
      "a public page with a login form in its corner",
      "https://a.example/issues",
      "https://a.example/issues",
      '<input type="password">',
      false,
    ],
    ["a path that only begins like one", "https://a.example/issues", "https://a.example/authors", "", false],
  ])("%s: asks for a login is %5$s", (_, asked, arrived, body, expected) => {
    expect(asksForLogin(asked, arrived, bytes(body))).toBe(expected);
  });
});

describe("pages that are not what was asked for", () => {
  const LINK = "https://gitlab.example/group/polls/-/blob/main/docs/x.md";
  it.each([
    ["led to a login", "https://gitlab.example/users/sign_in", absent("needs-login")],
    ["led to what stands above it", "https://gitlab.example/group/polls/-/tree/main", absent("not-found")],
  ])("%s", async (_, url, fact) => {
    const { linkTarget, documentation } = await facts(
      { link: LINK, documentation: LINK },
      { web: { [LINK]: answer({ url }) } },
    );
    expect([linkTarget, documentation]).toEqual([fact, fact]);
  });

  it.each<[string, Fact<PlaceFact | "repository" | "page">, Fact<WebAnswer> | undefined, unknown]>([
    ["the host could not tell", unavailable("github"), undefined, unavailable("github")],
    [
      "only its page can, and it does not answer",
      known("page"),
      unavailable("time-out"),
      unavailable("time-out"),
    ],
    [
      "only its page can, and nobody reaches it",
      known("page"),
      absent("no-such-name"),
      unavailable("refused"),
    ],
    [
      "only its page can, and it refuses programs",
      known("page"),
      unavailable("challenge"),
      unavailable("challenge"),
    ],
  ])("what nobody could tell of a place is never a pass: %s", async (_, place, page, fact) => {
    const link = "https://github.com/owner/poll-maker/wiki/Setup";
    const { linkTarget } = await facts(
      { link },
      { place, ...(page === undefined ? {} : { web: { [link]: page } }) },
    );
    expect(linkTarget).toEqual(fact);
  });
});

describe("the image", () => {
  const AT = "https://a.example/logo.PNG?size=512";

  it("at an address: bytes, limit and the ending of where it was found", async () => {
    const { image } = await facts(
      { image: AT },
      { web: { [AT]: answer({ url: "https://cdn.example/x/y.jpeg?z=a.gif", bytes: bytes("12345") }) } },
    );
    expect(image).toEqual(known({ bytes: 5, bytesMax: 5_242_880, extension: "jpeg", content: PICTURE }));
  });

  it("longer than the limit is known to be, without decoding it", async () => {
    const { image, asked } = await facts(
      { image: AT },
      { web: { [AT]: answer({ url: AT, truncated: true }) } },
      { imageBytesMax: 1_000 },
    );
    expect(image).toEqual(known({ bytes: 1_001, bytesMax: 1_000, extension: "png", content: undefined }));
    expect(asked.filter((one) => one.startsWith("image"))).toEqual([]);
  });

  it.each([absent("not-found"), unavailable("reset")])("%j stays what it is", async (fact) => {
    expect((await facts({ image: AT }, { web: { [AT]: fact } })).image).toEqual(fact);
  });

  it("whose decoder was killed could not be told", async () => {
    expect((await facts({ image: AT }, { image: unavailable("our-limit") })).image).toEqual(
      unavailable("our-limit"),
    );
  });

  it("in the repository", async () => {
    const at = async (submitted: SubmittedFile | undefined) =>
      (await facts({}, {}, { submitted: () => submitted, imageBytesMax: 10 })).image;
    expect(await at(file(3))).toEqual(known({ bytes: 3, bytesMax: 10, extension: "png", content: PICTURE }));
    expect(await at(file(10, bytes("0123456789")))).toMatchObject({ value: { bytes: 10, content: PICTURE } });
    expect(await at(undefined)).toEqual(
      known({ bytes: 0, bytesMax: 10, extension: "png", content: undefined }),
    );
    const never = { size: 11, bytes: () => Promise.reject(new Error("too large to be fetched")) };
    expect(await at(never)).toEqual(known({ bytes: 11, bytesMax: 10, extension: "png", content: undefined }));
    expect(await at({ size: 3, bytes: () => Promise.reject(new Error("reset")) })).toEqual(
      unavailable("crashed"),
    );
  });
});

describe("ownership", () => {
  const value = async (
    lines: Lines,
    outside: Outside = {},
    change: Partial<ListingSource> = {},
    submission: Partial<SubmissionInput> = {},
  ) => {
    const { ownership, asked } = await facts(lines, outside, change, "all", submission);
    return { ownership, asked };
  };

  it("looks up everybody but the author, whom GitHub has named already", async () => {
    const { ownership, asked } = await value({ maintainers: "[OWNER, friend]" });
    expect(asked).toContain("logins friend");
    expect(ownership.state === "known" ? [...ownership.value.accounts.keys()].sort() : []).toEqual([
      "friend",
      "owner",
    ]);
    expect(ownership).toMatchObject({
      value: { author: OWNER, maintainers: ["OWNER", "friend"], tie: undefined },
    });
  });

  it("an account that does not exist is theirs, one that could not be looked up is ours", async () => {
    expect(
      (await value({ maintainers: "[ghost]" }, { accounts: { ghost: absent("not-found") } })).ownership.state,
    ).toBe("known");
    expect(
      (await value({ maintainers: "[slow]" }, { accounts: { slow: unavailable("host-busy") } })).ownership,
    ).toEqual(unavailable("github"));
  });

  it("a record that cannot be read at all is ours", async () => {
    const record = () => Promise.reject(new Error("502"));
    expect((await value({}, {}, { record })).ownership).toEqual(unavailable("crashed"));
  });

  it("asks for a tie only when a new listing links a repository", async () => {
    const ties = async (
      lines: Lines,
      change: Partial<ListingSource> = {},
      submission: Partial<SubmissionInput> = {},
    ) => (await value(lines, {}, change, submission)).asked.filter((one) => one.startsWith("tie"));
    expect(await ties({ link: "https://github.com/o/n" })).toEqual(["tie o/n owner"]);
    expect(await ties({ link: "https://a.example/" })).toEqual([]);
    expect(await ties({ link: "https://github.com/o/n" }, {}, { kind: "change" })).toEqual([]);
    expect(await ties({ link: "https://github.com/o/n" }, { author: undefined })).toEqual([]);
    expect(await ties({ link: "https://github.com/o/n" }, { authorNodeId: undefined })).toEqual([]);
  });

  it("waits for the maintainers to be in order, except where the listing goes", async () => {
    expect((await value({ maintainers: "[]" })).ownership).toEqual(absent("not-given"));
    expect((await value({}, {}, {}, { kind: "remove", listing: undefined })).ownership).toMatchObject({
      state: "known",
      value: { kind: "remove", maintainers: undefined },
    });
  });
});

describe("what is asked at all", () => {
  const all = {
    link: "https://a.example/l",
    documentation: "https://a.example/d",
    issues: "https://a.example/i",
    image: "https://a.example/i.png",
  };
  const states = async (
    only: GatherOptions["only"],
    lines: Lines = all,
    submission: Partial<SubmissionInput> = {},
  ) => {
    const { asked, ...rest } = await facts(
      lines,
      {},
      { standing: () => Promise.resolve(absent("not-found")) },
      only,
      submission,
    );
    return {
      asked,
      states: Object.fromEntries(
        Object.entries(rest).map(([name, fact]) => [name, fact.state === "known" ? "known" : fact.reason]),
      ),
    };
  };

  it("everything", async () => {
    expect((await states("all")).states).toEqual({
      submission: "known",
      ownership: "known",
      linkTarget: "known",
      documentation: "known",
      tracker: "known",
      image: "known",
      standing: "not-found",
    });
  });

  it("what the catalog and its people tell", async () => {
    const { asked, states: found } = await states("catalog");
    expect(found).toEqual({
      submission: "known",
      ownership: "known",
      linkTarget: "our-limit",
      documentation: "our-limit",
      tracker: "our-limit",
      image: "our-limit",
      standing: "not-found",
    });
    expect(asked.filter((one) => one.startsWith("web"))).toEqual([]);
  });

  it("what needs no network", async () => {
    const { asked, states: found } = await states("local");
    expect(found).toEqual({
      submission: "known",
      ownership: "our-limit",
      linkTarget: "our-limit",
      documentation: "our-limit",
      tracker: "our-limit",
      image: "our-limit",
      standing: "not-found",
    });
    expect(asked).toEqual([]);
    expect((await states("local", {})).states["image"]).toBe("known");
    expect((await states("local", { image: undefined })).states["image"]).toBe("not-given");
  });

  it("nothing but the submission", async () => {
    const { asked, states: found } = await states("submission");
    expect(asked).toEqual([]);
    expect(found).toEqual({
      submission: "known",
      ownership: "not-given",
      linkTarget: "not-given",
      documentation: "not-given",
      tracker: "not-given",
      image: "not-given",
      standing: "not-given",
    });
  });

  it("of a removal only who does it", async () => {
    const { asked, states: found } = await states("all", {}, { kind: "remove", listing: undefined });
    expect(asked).toEqual(["logins "]);
    expect(found).toMatchObject({ submission: "known", ownership: "known" });
  });

  it("an address twice in a listing is asked once", async () => {
    const same = "https://a.example/same";
    const { asked } = await facts({ ...all, documentation: same, issues: same });
    expect(asked.filter((one) => one === `web ${same} 2097152`)).toHaveLength(1);
  });

  it("an absent fact is never made of a fault of ours", async () => {
    const { world } = worldOf({});
    const crash = () => {
      throw new Error("everything is down");
    };
    const down: OutsideWorld = {
      web: { get: crash, forListing: () => ({ get: crash }) },
      images: { inspect: crash },
      hosts: { ...world.hosts, repository: crash, page: crash, byLogin: crash, tie: crash },
      readPage: crash,
    };
    const checkInput = await gather(sourceOf(all, { standing: crash, record: crash }), {
      world: down,
      only: "all",
    });
    for (const [name, fact] of Object.entries(checkInput.facts))
      expect([name, fact.state]).toEqual([name, name === "submission" ? "known" : "unavailable"]);
  });
});
