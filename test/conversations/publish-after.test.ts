// After the commit: whether the pages are live, and the word with whoever brought the listing.

import { afterEach, describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { catalogJsonSchema, entryJsonSchema } from "../../src/core/catalog/schema.ts";
import { CATALOG, goodFiles, openScene, type Scene } from "../support/scene.ts";
import { BRANCH, later, mergeNow, publishedText } from "../support/published.ts";
import { bears } from "../support/marked.ts";

let scene: Scene;
afterEach(async () => scene.close());

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
  it("pushed is not live: the deployment says so when the pages of that very commit are built", async () => {
    scene = await openScene();
    scene.sandbox.repository(CATALOG).pages = {
      branch: BRANCH,
      url: "https://community.github.io/marketplace/",
    };
    await mergeNow(scene, await goodFiles());
    unbuilt();
    await later(scene, 20_000);
    expect(statuses()).toEqual(["in_progress: Pushed; GitHub builds the pages"]);
    build("building");
    await later(scene, 20_000);
    expect(statuses()).toHaveLength(1);
    build("built");
    await later(scene, MINUTE_MS);
    expect(statuses()).toEqual([
      "in_progress: Pushed; GitHub builds the pages",
      "success: The pages are live",
    ]);
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

describe("outreach", () => {
  it("welcomes with the page's address and the private form; /contacted is a maintainer's word", async () => {
    scene = await openScene({
      policy:
        "extends: mattermost\npublish:\n  url: https://market.example/\noutreach:\n  form: https://form.example/story\n",
    });
    const number = await mergeNow(scene, await goodFiles());
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
