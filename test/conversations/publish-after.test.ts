// After the commit: whether the pages are live, and the word with whoever brought the listing.

import { afterEach, describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { catalogJsonSchema, entryJsonSchema } from "../../src/core/catalog/schema.ts";
import { createWebHosts, type WebHosts, type WebPage } from "../../src/sandbox/web-hosts.ts";
import { CATALOG, goodFiles, openScene, type Scene, type SceneOptions } from "../support/scene.ts";
import { BRANCH, later, mergeNow, publishedText, siteOf } from "../support/published.ts";
import { bears } from "../support/marked.ts";

let scene: Scene;
let hosts: WebHosts | undefined;
afterEach(async () => {
  await scene.close();
  await hosts?.close();
  hosts = undefined;
});

/** The web as visitors have it: the site is served from the tip of the branch, unless a test holds it back. */
async function openServed(options: SceneOptions = {}): Promise<void> {
  const web = await createWebHosts({}, ["community.github.io", "market.example"]);
  hosts = web;
  scene = await openScene({
    ...options,
    web: {
      ca: [web.ca],
      resolve: async (name) => {
        const found = web.resolve(name);
        return found === undefined ? [] : [found];
      },
    },
  });
}

function serve(host: string, base: string, page: WebPage = siteOf(() => scene)): void {
  if (hosts === undefined) throw new Error("no web");
  hosts.hosts[host] = {
    "*": (request) => {
      const url = request.url ?? "/";
      const within: { url: string } = { url: url.startsWith(base) ? `/${url.slice(base.length)}` : "/none" };
      return typeof page === "function" ? page(within as typeof request) : page;
    },
  };
}

const welcomesOn = (number: number) =>
  scene.sandbox.comments(CATALOG, number).filter(({ body }) => bears(body, "welcome"));

const MINUTE_MS = 60_000;
const statuses = () =>
  scene.sandbox
    .repository(CATALOG)
    .deployments.at(-1)
    ?.statuses.map(({ state, description }) => `${state}: ${description}`) ?? [];

function build(
  status: "built" | "building" | "errored",
  commit = scene.sandbox.branchSha(CATALOG, BRANCH) ?? "",
): void {
  const repository = scene.sandbox.repository(CATALOG);
  repository.pageBuilds.push({
    id: scene.sandbox.world.nextId(),
    status,
    error: status === "errored" ? "Page build failed." : null,
    commit,
    pusher: repository.owner,
    createdAtMs: scene.clock.nowMs(),
  });
}

/** The sandbox builds at once; here GitHub takes its time, and shows an older build meanwhile. */
function unbuilt(): void {
  scene.sandbox.repository(CATALOG).pageBuilds.length = 0;
  build("built", "0".repeat(40));
}

describe("GitHub Pages", () => {
  it("pushed is not live, nor is built: the deployment says so, and who came is welcomed, when visitors see it", async () => {
    await openServed();
    scene.sandbox.repository(CATALOG).pages = {
      branch: BRANCH,
      url: "https://community.github.io/marketplace/",
    };
    const number = await mergeNow(scene, await goodFiles());
    unbuilt();
    await later(scene, 20_000);
    expect(statuses()).toEqual(["in_progress: Pushed; GitHub builds the pages"]);
    build("building");
    await later(scene, 20_000);
    expect(statuses()).toHaveLength(1);
    build("built");
    await later(scene, MINUTE_MS);
    expect(statuses()).toHaveLength(1);
    expect(welcomesOn(number)).toEqual([]);
    serve("community.github.io", "/marketplace/");
    await later(scene, 2 * MINUTE_MS);
    expect(statuses()).toEqual([
      "in_progress: Pushed; GitHub builds the pages",
      expect.stringMatching(/^success: The pages are live, (?:a minute|\d+ minutes) after the publish$/),
    ]);
    expect(welcomesOn(number)).toHaveLength(1);
    // The dashboard lists whom to write to, a little later.
    await later(scene, 6 * MINUTE_MS);
    const calls = scene.sandbox.calls.length;
    await later(scene, 60 * MINUTE_MS);
    expect(scene.sandbox.calls.slice(calls).filter(({ kind }) => kind === "write")).toEqual([]);
  });

  it.each([
    ["cannot be built", "errored", "failure: Pushed, but GitHub could not build the pages"],
    ["are never built", undefined, "failure: Pushed, but GitHub has not built the pages for ten minutes"],
  ] as const)("that %s are a failure, said once", async (_, status, expected) => {
    scene = await openScene();
    scene.sandbox.repository(CATALOG).pages = {
      branch: BRANCH,
      url: "https://community.github.io/marketplace/",
    };
    await mergeNow(scene, await goodFiles());
    unbuilt();
    if (status !== undefined) build(status);
    for (let i = 0; i < 14; i += 1) await later(scene, MINUTE_MS);
    expect(statuses().at(-1)).toBe(expected);
    expect(statuses().filter((one) => one.startsWith("failure"))).toHaveLength(1);
  });
});

describe("what visitors get", () => {
  const POLICY = "extends: mattermost\npublish:\n  url: https://market.example/\n";

  it.each<[string, (path: string) => WebPage | undefined]>([
    ["an older catalog", (path) => (path === "/catalog.json" ? { body: '{"generation":0}' } : undefined)],
    ["a catalog that is none", (path) => (path === "/catalog.json" ? { body: "<p>Soon" } : undefined)],
    ["no page of the listing", (path) => (path.endsWith("/poll-maker/") ? { status: 404 } : undefined)],
    ["no picture", (path) => (/\.(?:png|webp)$/.test(path) ? { status: 404 } : undefined)],
  ])("is waited for: %s is not live", async (_, broken) => {
    await openServed({ policy: POLICY });
    let isHeldBack = true;
    const site = siteOf(() => scene);
    serve("market.example", "/", (request) => {
      const held = isHeldBack ? broken(request.url ?? "/") : undefined;
      return held ?? (typeof site === "function" ? site(request) : site);
    });
    const number = await mergeNow(scene, await goodFiles());
    await later(scene, 20_000);
    await later(scene, 5 * MINUTE_MS);
    expect([statuses(), welcomesOn(number).length]).toEqual([
      ["in_progress: Pushed; waiting to see it from outside"],
      0,
    ]);
    isHeldBack = false;
    await later(scene, 60 * MINUTE_MS);
    expect(statuses().at(-1)).toMatch(/^success: The pages are live/);
    expect(welcomesOn(number)).toHaveLength(1);
  });

  it("not seen for a day is said once, and whoever came is welcomed with the next publish that is seen", async () => {
    await openServed({ policy: POLICY });
    const number = await mergeNow(scene, await goodFiles());
    for (let hour = 0; hour < 26; hour += 1) await later(scene, 61 * MINUTE_MS);
    expect(statuses().at(-1)).toMatch(
      /^failure: Published, and not seen from outside for a day: catalog\.json/,
    );
    expect(statuses().filter((one) => one.startsWith("failure"))).toHaveLength(1);
    expect(welcomesOn(number)).toEqual([]);
    serve("market.example", "/");
    await mergeNow(scene, await goodFiles("new-one", { name: "New One" }));
    await later(scene, 20_000);
    expect(welcomesOn(number)).toHaveLength(1);
  });
});

describe("outreach", () => {
  it("welcomes with the page's address and the private form; /contacted is a maintainer's word", async () => {
    await openServed({
      policy:
        "extends: mattermost\npublish:\n  url: https://market.example/\noutreach:\n  form: https://form.example/story\n",
    });
    serve("market.example", "/");
    const number = await mergeNow(scene, await goodFiles());
    await later(scene, 20_000);
    const welcome = scene.sandbox.comments(CATALOG, number).find(({ body }) => bears(body, "welcome"));
    expect(welcome?.body).toContain("https://market.example/listings/poll-maker/");
    expect(welcome?.body).toContain("(https://form.example/story)");
    const theirs = scene.sandbox.comment(CATALOG, number, "contributor", "/contacted");
    const ours = scene.sandbox.comment(CATALOG, number, "maintainer", "/contacted");
    await scene.settled();
    expect([theirs, ours].map(({ reactions }) => reactions.map(({ content }) => content))).toEqual([
      ["-1"],
      ["+1"],
    ]);
  });
});

describe("what is published", () => {
  it("is as its JSON Schemas describe it", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    // ajv-formats comes without a default export of its own under ESM.
    (addFormats as unknown as (target: Ajv2020) => void)(ajv);
    for (const [path, schema] of [
      ["catalog.json", catalogJsonSchema()],
      ["listings/poll-maker.json", entryJsonSchema()],
    ] as const) {
      const validate = ajv.compile(schema);
      validate(JSON.parse((await publishedText(scene, path)) ?? ""));
      expect(validate.errors).toBeNull();
    }
  });
});
