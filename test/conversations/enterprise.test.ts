// On GitHub Enterprise Server the API is at /api/v3, GraphQL beside it, and listings live on the company's own host.

import { afterEach, describe, expect, it } from "@jest/globals";
import { webHostOf } from "../../src/adapters/github/review/code-hosts.ts";
import { catalog, entries, mergeNow, publishedText } from "../support/published.ts";
import { CATALOG, goodFiles, openScene, rollUp, submit, type Scene } from "../support/scene.ts";

let scene: Scene;
afterEach(async () => scene.close());

const COMPANY = "https://localhost/contributor/poll-maker";
const OWN = { link: COMPANY, documentation: `${COMPANY}#readme`, issues: `${COMPANY}/issues` };

describe("on GitHub Enterprise Server", () => {
  it("reviews, publishes and links by the company's host alone", async () => {
    scene = await openScene({ enterprise: true });
    const number = await mergeNow(scene, await goodFiles("poll-maker", OWN));
    expect((await catalog(scene)).count).toBe(1);
    const [entry] = await entries(scene);
    expect(entry?.link).toBe(COMPANY);
    const said = scene.sandbox.comments(CATALOG, number).map(({ body }) => body);
    expect(said.length).toBeGreaterThan(0);
    expect(said.join("\n")).not.toContain("github.com");
    const page = (await publishedText(scene, "listings/poll-maker/index.html")) ?? "";
    expect(page).toContain(`https://localhost/${CATALOG}`);
    expect(page).not.toContain("https://github.com");
  });

  it("takes a repository on github.com for what it is there: another site", async () => {
    scene = await openScene({ enterprise: true });
    const { sha } = await submit(scene, await goodFiles());
    await scene.settled();
    // The same name exists on the company's host; that is no answer for github.com, which cannot be reached from here.
    expect(rollUp(scene, sha)).not.toBe("success");
  });

  it("and in a company's part of GitHub's cloud, the web host is the API's without its first word", async () => {
    scene = await openScene();
    expect(webHostOf("https://github.example.org/api/v3")).toBe("github.example.org");
    expect(webHostOf("https://api.octocorp.ghe.com")).toBe("octocorp.ghe.com");
    expect(webHostOf("https://api.github.com")).toBe("github.com");
    expect(webHostOf(scene.sandbox.url)).toBe("github.com");
  });
});
