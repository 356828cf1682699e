// Mistakes that people make: each gives one finding at the right line, and its fix, followed literally, makes it pass.

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { MISTAKES, WITHOUT_INSTALLING } from "../support/mistakes.ts";
import {
  addProject,
  CATALOG,
  openScene,
  rollUp,
  submit,
  type Scene,
  type Submission,
} from "../support/scene.ts";

const WORDS = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grape", "heron", "ivory", "jumbo"];
// Letters far enough apart that no two ids of this table could be confused.
const idOf = (at: number): string =>
  `${WORDS[at % 10]}-${WORDS[(at * 7 + 3) % 10]}-${WORDS[Math.floor(at / 10)]}`;

let scene: Scene;
const submissions: Submission[] = [];

beforeAll(async () => {
  scene = await openScene();
  const { sandbox } = scene;
  await addProject(sandbox, "owner", "archived");
  sandbox.setArchived("owner/archived", true);
  await addProject(sandbox, "owner", "not-installable", { "README.md": WITHOUT_INSTALLING });
  await addProject(sandbox, "owner", "no-issues");
  sandbox.repository("owner/no-issues").hasIssues = false;
  for (const [at, mistake] of MISTAKES.entries())
    submissions.push(await submit(scene, await mistake.wrong(idOf(at)), { branch: `mistake-${at}` }));
  await scene.settled();
}, 120_000);

afterAll(() => scene.close());

interface Found {
  readonly rule: string | null | undefined;
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** What stands on the lines of a commit, suggestions aside. */
function findings(sha: string): readonly Found[] {
  return scene.sandbox
    .checkRuns(CATALOG, sha)
    .flatMap(({ annotations }) => annotations)
    .filter(({ annotation_level: level }) => level !== "notice")
    .map(({ title, path, start_line: line, message }) => ({ rule: title, path, line, text: message }));
}

describe("a mistake", () => {
  it("is one of thirty at least", () => {
    expect(MISTAKES.length).toBeGreaterThanOrEqual(30);
    expect(new Set(MISTAKES.map(({ name }) => name)).size).toBe(MISTAKES.length);
  });

  it.each(MISTAKES.map((mistake, at) => ({ ...mistake, at })))("$name", async (mistake) => {
    const { at, rule, line, says } = mistake;
    const id = idOf(at);
    const { sha, fork, branch } = submissions[at] ?? { sha: "", fork: "", branch: "" };
    const found = findings(sha);
    expect(found.map(({ rule: one, path, line: where }) => [one, path, where])).toEqual([
      [rule, `listings/${id}.yml`, line],
    ]);
    // A check run shows plain text.
    expect(found[0]?.text).toContain(says.replaceAll("`", "'"));
    expect(rollUp(scene, sha)).toBe("failure");
    const gone = Object.fromEntries((mistake.gone?.(id) ?? []).map((path) => [path, null]));
    const fixed = await scene.sandbox.commit(
      fork,
      branch,
      { ...(await mistake.fixed(id)), ...gone },
      { author: "contributor", message: "Follow the fix" },
    );
    await scene.settled();
    expect(findings(fixed)).toEqual([]);
    expect(rollUp(scene, fixed)).toBe("success");
  });
});
