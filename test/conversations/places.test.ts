// Links into a living repository are judged by what they point at, in the review and every day after, without a call more.

import { afterEach, describe, expect, it } from "@jest/globals";
import { createWebHosts, servedBy, type WebHosts } from "../../src/sandbox/web-hosts.ts";
import { addProject, goodFiles, openScene, submit, verdicts, type Scene } from "../support/scene.ts";

const REPOSITORY = "contributor/poll-maker";
const HOME = `https://github.com/${REPOSITORY}`;

let scene: Scene;
let hosts: WebHosts;

afterEach(async () => {
  await scene.close();
  await hosts.close();
});

async function open(): Promise<void> {
  hosts = await createWebHosts({}, ["github.com"]);
  scene = await openScene({
    web: {
      ca: [hosts.ca],
      resolve: async (name) => {
        const found = hosts.resolve(name);
        return found === undefined ? [] : [found];
      },
    },
  });
  hosts.hosts["github.com"] = { "*": servedBy(scene.sandbox.url) };
}

function saidOn(sha: string): string {
  return scene.sandbox
    .checkRuns("community/marketplace", sha)
    .map(({ title, summary, text }) => [title, summary, text].join("\n"))
    .join("\n");
}

/** What the App asked GitHub since `from`. */
function callsSince(from: number): number {
  return scene.sandbox.calls.length - from;
}

describe("a listing that points into a repository", () => {
  it("fails for what is not there, in words that name it, and passes once it is", async () => {
    await open();
    const wrong = await submit(
      scene,
      await goodFiles("poll-maker", {
        link: `${HOME}/tree/release/1.x/plugins/no-such-plugin`,
        documentation: `${HOME}/tree/no-such-branch`,
        issues: `${HOME}/issues/99999`,
      }),
    );
    await scene.settled();
    expect(verdicts(scene, wrong.sha)).toMatchObject({
      steward: "failure",
      "steward / Link": "failure",
      "steward / Documentation": "failure",
      "steward / Issue tracker": "failure",
    });
    const said = saidOn(wrong.sha);
    expect(said).toContain("`link` leads nowhere: the repository `contributor/poll-maker` is there, but");
    expect(said).toContain("the issue `#99999` is not.");

    await scene.sandbox.commit(REPOSITORY, "release/1.x", {
      "plugins/poll/README.md": "# Poll\n",
      "README.md": (await scene.sandbox.readFile(REPOSITORY, "main", "README.md")) ?? "",
    });
    await scene.sandbox.openIssue(REPOSITORY, { author: "contributor", title: "Report bugs here" });
    const right = await scene.sandbox.commit(
      wrong.fork,
      wrong.branch,
      await goodFiles("poll-maker", {
        link: `${HOME}/tree/release/1.x/plugins/poll`,
        documentation: `${HOME}/blob/release/1.x/README.md`,
        issues: `${HOME}/issues/1`,
      }),
      { author: "contributor" },
    );
    await scene.settled();
    expect(verdicts(scene, right)).toMatchObject({
      steward: "success",
      "steward / Link": "success",
      "steward / Documentation": "success",
      "steward / Issue tracker": "success",
    });
    expect(saidOn(right)).toContain("the folder `plugins/poll` at `release/1.x`");
  });

  it("costs a first review not a call more than one that points at repositories alone", async () => {
    await open();
    await addProject(scene.sandbox, "contributor", "map-maker", {
      "docs/README.md": (await scene.sandbox.readFile(REPOSITORY, "main", "README.md"))?.toString() ?? "",
      "plugins/x/y.md": "# Y\n",
    });
    await addProject(scene.sandbox, "contributor", "zoom-tool");
    const plain = async (id: string): Promise<number> => {
      const home = `https://github.com/contributor/${id}`;
      const from = scene.sandbox.calls.length;
      await submit(
        scene,
        await goodFiles(id, {
          name: id,
          link: home,
          documentation: `${home}#readme`,
          issues: `${home}/issues`,
        }),
      );
      await scene.settled();
      return callsSince(from);
    };
    // The App's first look at the catalog is more than any later one.
    await plain("poll-maker");
    const before = await plain("zoom-tool");
    const home = "https://github.com/contributor/map-maker";
    const from = scene.sandbox.calls.length;
    const { sha } = await submit(
      scene,
      await goodFiles("map-maker", {
        name: "map-maker",
        link: `${home}/releases/tag/v1.0.0`,
        documentation: `${home}/tree/main/docs`,
        issues: `${home}/issues/new/choose`,
      }),
    );
    await scene.settled();
    expect(verdicts(scene, sha)["steward / Link"]).toBe("success");
    expect(callsSince(from)).toBeLessThanOrEqual(before);
  });
});
