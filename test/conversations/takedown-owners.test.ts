// What is under a case does not come back under another name while the case has not ended.

import { describe, expect, it } from "@jest/globals";
import { addProject, CATALOG, goodFiles, README, submit, verdicts } from "../support/scene.ts";
import { ids, openIssues } from "../support/published.ts";
import { VAULT } from "../support/takedown-scene.ts";
import { takedownStage } from "../support/takedown-stage.ts";

const { scene, open, say } = takedownStage();

const STANDING = "steward / Standing";

/** Another listing of the same owner; `maintainers` and author as asked. */
async function another(
  id: string,
  who: { readonly author?: string; readonly maintainers?: string } = {},
): Promise<{ number: number; sha: string }> {
  const { author = "contributor", maintainers = `[${author}]` } = who;
  const link = `https://github.com/${author}/${id}`;
  if (author === "contributor")
    await scene().sandbox.addRepository({
      owner: author,
      name: id,
      releases: ["v1"],
      files: { "README.md": README, ".github/ISSUE_TEMPLATE/bug.md": "---\nname: Bug\nabout: x\n---\n" },
    });
  else await addProject(scene().sandbox, author, id);
  const files = await goodFiles(id, {
    name: `Board of ${id}`,
    maintainers,
    link,
    documentation: `${link}#readme`,
    issues: `${link}/issues`,
  });
  const made = await submit(scene(), files, { author, branch: `add-${id}` });
  await scene().settled();
  return made;
}

/** The text of the standing run on a commit. */
const standing = (sha: string): string =>
  scene()
    .sandbox.checkRuns(CATALOG, sha)
    .filter(({ name }) => name === STANDING)
    .map(({ title, summary, text }) => [title, summary, text].join("\n"))
    .join("\n");

async function running(repo = CATALOG): Promise<number> {
  const number = await scene().report("poll-maker", repo);
  scene().clock.advance(5_000);
  await scene().sandbox.label(repo, number, "maintainer", "security");
  await scene().settled();
  await scene().days(0.01);
  return number;
}

describe("while a case runs", () => {
  it("a new listing of a recorded owner is held, in review and at publish, until the case has ended", async () => {
    await open();
    const number = await running();
    const { sha, number: pull } = await another("vote-board");
    expect(verdicts(scene(), sha)[STANDING]).toBe("action_required");
    expect(standing(sha)).toContain("`poll-maker`");
    expect(standing(sha)).toContain(`#${number}`);
    expect(standing(sha)).toContain("`contributor`");
    // Merged over it: publishing holds it for the same.
    await scene().sandbox.mergePullRequest(CATALOG, pull, "maintainer");
    await scene().settled();
    expect(await ids(scene())).not.toContain("vote-board");
    const report = openIssues(scene(), "steward: not published")[0]?.body ?? "";
    expect(report).toContain(`#${number}`);
    await say(number, "maintainer", "/resolve fixed in 2.1");
    await scene().days(0.1);
    expect(await ids(scene())).toContain("vote-board");
  });

  it("somebody else's is not held, and one that is theirs by its maintainers is", async () => {
    await open();
    await running();
    const free = await another("weather-board", { author: "stranger" });
    expect(verdicts(scene(), free.sha)[STANDING]).toBe("success");
    const shared = await another("cloud-board", {
      author: "stranger",
      maintainers: "[stranger, contributor]",
    });
    expect(verdicts(scene(), shared.sha)[STANDING]).toBe("action_required");
    expect(standing(shared.sha)).toContain("`contributor` is a recorded owner");
  });
});

describe("after the removal", () => {
  it("a new listing of a recorded owner is held until every case has ended", async () => {
    await open();
    const number = await running();
    const second = await running();
    await say(number, "maintainer", "/takedown poll-maker");
    expect(await ids(scene())).toEqual(["other-tool"]);
    await say(number, "maintainer", "/resolve fixed");
    await scene().days(0.01);
    const { sha } = await another("vote-board");
    expect(verdicts(scene(), sha)[STANDING]).toBe("action_required");
    expect(standing(sha)).toContain(`#${second}`);
    expect(standing(sha)).not.toContain(`#${number}`);
    await say(second, "maintainer", "/dismiss it was none");
    await scene().days(0.05);
    const { sha: after } = await another("vote-tables");
    expect(verdicts(scene(), after)[STANDING]).toBe("success");
  });

  it("a maintainer may let it through", async () => {
    await open();
    const number = await running();
    await say(number, "maintainer", "/takedown poll-maker");
    const { sha, number: pull } = await another("vote-board");
    expect(verdicts(scene(), sha)[STANDING]).toBe("action_required");
    scene().clock.advance(5_000);
    scene().sandbox.comment(
      CATALOG,
      pull,
      "maintainer",
      `/accept standing ${sha.slice(0, 7)} it is another thing altogether`,
    );
    await scene().settled();
    expect(verdicts(scene(), sha)[STANDING]).toBe("success");
    await scene().sandbox.mergePullRequest(CATALOG, pull, "maintainer");
    await scene().settled();
    expect((await ids(scene())).toSorted()).toEqual(["other-tool", "vote-board"]);
  });
});

describe("a private case", () => {
  it("in silence leaves no trace on a new listing", async () => {
    await open({
      vault: true,
      policy: `extends: mattermost\ntakedown:\n  repository: ${VAULT}\n  public: nothing\n`,
    });
    await running(VAULT);
    const { sha, number } = await another("vote-board");
    expect(verdicts(scene(), sha)[STANDING]).toBe("success");
    expect(standing(sha)).not.toContain("poll-maker");
    await scene().sandbox.mergePullRequest(CATALOG, number, "maintainer");
    await scene().settled();
    expect(await ids(scene())).toContain("vote-board");
  });

  it("with a public side says the listing and a date there, and nothing of other listings", async () => {
    await open({ vault: true });
    const number = await running(VAULT);
    expect(
      scene()
        .sandbox.issues(CATALOG)
        .map(({ title }) => title),
    ).toContain("Under review: poll-maker");
    const { sha } = await another("vote-board");
    expect(verdicts(scene(), sha)[STANDING]).toBe("success");
    // Nor after its removal.
    await say(number, "maintainer", "/takedown poll-maker", VAULT);
    expect(await ids(scene())).toEqual(["other-tool"]);
    const { sha: after, number: pull } = await another("vote-tables");
    expect(verdicts(scene(), after)[STANDING]).toBe("success");
    await scene().sandbox.mergePullRequest(CATALOG, pull, "maintainer");
    await scene().settled();
    expect(await ids(scene())).toContain("vote-tables");
  });
});
