// One pull request, one count: the comment, the check runs, their annotations and the review never tell different numbers.

import { afterEach, describe, expect, it } from "@jest/globals";
import { CATALOG, goodFiles, openScene, rollUp, submit, type Scene } from "../support/scene.ts";
import { bears } from "../support/marked.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MISTAKES = [
  ["one", { type: "plugins" }],
  ["one that another check waits for", { link: undefined }],
  ["several of one check", { type: "plugins", tags: "[A]", license: "GPL", summary: "short" }],
  [
    "of several checks",
    { type: "plugins", maintainers: "[nobody-here]", issues: "https://github.com/nobody-here/gone/issues" },
  ],
  ["beside a mistake of YAML", { summary: "Polls: the best ones", type: "plugins", compatibility: "7.8+" }],
] as const;

const numberIn = (text: string): number => Number(/(\d+) problems? to fix/.exec(text)?.[1] ?? Number.NaN);

describe("the number of problems", () => {
  it.each(MISTAKES)("%s: is the same wherever it is shown", async (_, change) => {
    scene = await openScene();
    const { number, sha } = await submit(scene, await goodFiles("poll-maker", change));
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("failure");
    const { sandbox } = scene;
    const comment = sandbox.comments(CATALOG, number).find(({ body }) => bears(body, "review"))?.body ?? "";
    const shown = numberIn(comment.split("\n")[0] ?? "");
    expect(shown).toBeGreaterThanOrEqual(1);
    // Each stands in the comment with its line, and on its line in the run of its check.
    const [blocking = ""] = comment.split("<details>");
    expect(blocking.match(/^ {2}- line \d+: /gm) ?? []).toHaveLength(shown);
    const runs = sandbox.checkRuns(CATALOG, sha).filter(({ conclusion }) => conclusion === "failure");
    const failuresOf = (run: (typeof runs)[number]): number =>
      run.annotations.filter(({ annotation_level: level }) => level === "failure").length;
    expect(runs.reduce((sum, run) => sum + failuresOf(run), 0)).toBe(shown);
    for (const run of runs) {
      const title = run.title ?? "";
      if (run.name === "steward") expect(numberIn(title)).toBe(shown);
      else if (failuresOf(run) > 1) expect(numberIn(title)).toBe(failuresOf(run));
      else expect(title).not.toMatch(/\d+ problem/);
    }
    // The review names lines, never more of them than there are problems and suggestions.
    const pull = sandbox.issue(CATALOG, number).pull;
    for (const review of pull?.reviews ?? []) {
      const lines = pull?.threads.length ?? 0;
      expect(review.body).toContain(lines === 1 ? "One line has one right answer" : `${lines} lines have`);
    }
  });
});
