// What a pull request changed, told from two trees.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  CHANGED_PATHS_MAX,
  classify,
  LISTINGS_PER_SUBMISSION_MAX,
  type ChangedPath,
  type Submission,
} from "../../src/core/listing/changes.ts";

const OLD = { mode: "100644", sha: "1".repeat(40) };
const NEW = { mode: "100644", sha: "2".repeat(40) };
const add = (path: string, mode = "100644"): ChangedPath => ({
  path,
  before: undefined,
  after: { ...NEW, mode },
});
const edit = (path: string, mode = "100644"): ChangedPath => ({ path, before: OLD, after: { ...NEW, mode } });
const drop = (path: string): ChangedPath => ({ path, before: OLD, after: undefined });

const see = (changes: readonly ChangedPath[], live: readonly string[] = [], complete = true) =>
  classify(changes, complete, (id) => live.includes(id));

/** One line a submission, so that a table can be read. */
function tell(submission: Submission): string {
  if (submission.kind !== "listings") {
    return submission.kind === "nothing" && submission.policyChanged ? "policy" : submission.kind;
  }
  const listings = submission.listings.map(({ id, kind }) => `${kind} ${id}`);
  const problems = submission.problems.map(({ rule, file }) => `${rule}@${file}`);
  return [...listings, ...(submission.rename ? ["rename"] : []), ...problems].join(", ");
}

describe("classify", () => {
  it.each<[string, readonly ChangedPath[], readonly string[], string]>([
    ["nothing at all", [], [], "nothing"],
    ["a page of the repository", [edit("README.md")], [], "nothing"],
    ["a workflow", [add(".github/workflows/x.yml")], [], "nothing"],
    ["the policy", [edit(".github/steward.yml")], [], "policy"],
    ["the policy goes", [drop(".github/steward.yml")], [], "policy"],
    [
      "a file that only looks like a listing",
      [add("docs/listings/a.yml"), add("xlistings/a.yml")],
      [],
      "nothing",
    ],
    ["files that keep folders", [add("listings/.gitkeep"), add("images/.gitkeep")], [], "nothing"],
    ["a new listing", [add("listings/demo.yml")], ["demo"], "add demo"],
    [
      "a new listing with its image",
      [add("images/demo.png"), add("listings/demo.yml")],
      ["demo"],
      "add demo",
    ],
    [
      "with screenshots",
      [add("images/demo/a.png"), add("images/demo/b.jpg"), add("listings/demo.yml")],
      ["demo"],
      "add demo",
    ],
    ["a change", [edit("listings/demo.yml")], ["demo"], "change demo"],
    ["an image alone, of a live listing", [edit("images/demo.png")], ["demo"], "change demo"],
    ["an image alone goes, of a live listing", [drop("images/demo.png")], ["demo"], "change demo"],
    ["an image of nobody", [add("images/demo.png")], [], "image-without-listing@images/demo.png"],
    [
      "screenshots of nobody: said once",
      [add("images/demo/a.png"), add("images/demo/b.png")],
      [],
      "image-without-listing@images/demo/a.png",
    ],
    ["an image of nobody goes", [drop("images/demo.png")], [], "nothing"],
    ["a removal", [drop("listings/demo.yml")], [], "remove demo"],
    [
      "a removal with its images",
      [drop("images/demo.png"), drop("images/demo/a.png"), drop("listings/demo.yml")],
      [],
      "remove demo",
    ],
    [
      "a removal that leaves an image new",
      [add("images/demo.png"), drop("listings/demo.yml")],
      [],
      "remove demo",
    ],
    [
      "a rename",
      [add("listings/new.yml"), drop("listings/old.yml")],
      ["new"],
      "add new, remove old, rename, reserved-id@listings/new.yml",
    ],
    [
      "a rename with images",
      [add("images/b1.png"), add("listings/b1.yml"), drop("images/a1.png"), drop("listings/a1.yml")],
      ["b1"],
      "remove a1, add b1, rename",
    ],
    [
      "two added, one gone: no rename",
      [drop("listings/a1.yml"), add("listings/b1.yml"), add("listings/c1.yml")],
      ["b1", "c1"],
      "remove a1, add b1, add c1",
    ],
    [
      "one added, one changed: no rename",
      [edit("listings/a1.yml"), add("listings/b1.yml")],
      ["a1", "b1"],
      "change a1, add b1",
    ],
    [
      "two removed: no rename",
      [drop("listings/a1.yml"), drop("listings/b1.yml")],
      [],
      "remove a1, remove b1",
    ],
    [
      "together with something else",
      [edit("README.md"), add("listings/demo.yml")],
      ["demo"],
      "add demo, mixed@README.md",
    ],
    [
      "together with the policy",
      [edit(".github/steward.yml"), add("listings/demo.yml")],
      ["demo"],
      "add demo, mixed@.github/steward.yml",
    ],
    ["the ledger", [edit("removed/demo.yml")], [], "ledger"],
    ["the ledger and a listing", [add("listings/demo.yml"), drop("removed/demo.yml")], ["demo"], "ledger"],
    ["the ledger's folder kept", [add("removed/.gitkeep")], [], "nothing"],
    ["a file in the ledger's folder that is no line", [add("removed/sub/x.txt")], [], "ledger"],
    [
      "a symbolic link",
      [add("listings/demo.yml", "120000")],
      ["demo"],
      "add demo, not-a-plain-file@listings/demo.yml",
    ],
    [
      "a submodule",
      [add("listings/demo.yml", "160000")],
      ["demo"],
      "add demo, not-a-plain-file@listings/demo.yml",
    ],
    [
      "executable",
      [edit("listings/demo.yml", "100755")],
      ["demo"],
      "change demo, not-a-plain-file@listings/demo.yml",
    ],
    [
      "an image that is a link",
      [add("images/demo.png", "120000"), add("listings/demo.yml")],
      ["demo"],
      "add demo, not-a-plain-file@images/demo.png",
    ],
    ["a submodule in place of the folder", [add("listings", "160000")], [], "nothing"],
    [
      "a link fixed into a file",
      [{ path: "listings/demo.yml", before: { ...OLD, mode: "120000" }, after: NEW }],
      ["demo"],
      "change demo",
    ],
    ["another ending", [add("listings/demo.yaml")], [], "bad-path@listings/demo.yaml"],
    ["capital letters", [add("listings/Demo.yml")], ["Demo"], "add Demo, bad-id@listings/Demo.yml"],
    ["a reserved id", [add("listings/con.yml")], ["con"], "add con, reserved-id@listings/con.yml"],
    [
      "__proto__",
      [add("listings/__proto__.yml")],
      ["__proto__"],
      "add __proto__, bad-id@listings/__proto__.yml",
    ],
    ["an id of one letter", [add("listings/a.yml")], ["a"], "add a, bad-id@listings/a.yml"],
    ["no id", [add("listings/.yml")], [], "bad-path@listings/.yml"],
    ["a folder within", [add("listings/a/b.yml")], [], "bad-path@listings/a/b.yml"],
    ["a line break in the id", [add("listings/a\nb.yml")], ["a\nb"], "add a\nb, bad-id@listings/a\nb.yml"],
    [
      "an image of another kind",
      [add("images/demo.gif"), add("listings/demo.yml")],
      ["demo"],
      "add demo, bad-path@images/demo.gif",
    ],
    [
      "an image's ending in capitals",
      [add("images/demo.PNG"), add("listings/demo.yml")],
      ["demo"],
      "add demo, bad-path@images/demo.PNG",
    ],
    [
      "a screenshot that is hidden",
      [add("images/demo/.a.png"), add("listings/demo.yml")],
      ["demo"],
      "add demo, bad-path@images/demo/.a.png",
    ],
    [
      "a screenshot two folders down",
      [add("images/demo/a/b.png"), add("listings/demo.yml")],
      ["demo"],
      "add demo, bad-path@images/demo/a/b.png",
    ],
    [
      "an SVG as screenshot",
      [add("images/demo/a.svg"), add("listings/demo.yml")],
      ["demo"],
      "add demo, bad-path@images/demo/a.svg",
    ],
    [
      "what is out of place goes, with a listing's change",
      [drop("listings/x.yaml"), edit("listings/demo.yml")],
      ["demo"],
      "change demo",
    ],
    ["what is out of place goes", [drop("listings/x.yaml")], [], "nothing"],
    [
      "what is out of place goes, with other changes",
      [drop("listings/x.yaml"), edit("README.md")],
      [],
      "nothing",
    ],
  ])("%s", (_, changes, live, expected) => {
    expect(tell(see(changes, live))).toBe(expected);
  });

  it.each([
    [LISTINGS_PER_SUBMISSION_MAX, false],
    [LISTINGS_PER_SUBMISSION_MAX + 1, true],
  ])("%i listings: too many is %s", (count, tooMany) => {
    const ids = Array.from({ length: count }, (_, i) => `demo-${String(i).padStart(3, "0")}`);
    const submission = see(
      ids.map((id) => add(`listings/${id}.yml`)),
      ids,
    );
    expect(submission).toMatchObject({ kind: "listings" });
    if (submission.kind !== "listings") return;
    expect(submission.listings).toHaveLength(count);
    expect(submission.problems.some(({ rule }) => rule === "too-many-listings")).toBe(tooMany);
  });

  it("more than was read is never nothing", () => {
    expect(tell(see([edit("README.md")], [], false))).toBe("mixed@README.md, too-many-files@README.md");
    expect(tell(see([], [], false))).toBe("too-many-files@listings");
    expect(tell(see([add("listings/demo.yml")], ["demo"], false))).toBe(
      "add demo, too-many-files@listings/demo.yml",
    );
    expect(tell(see([drop("listings/x.yaml")], [], false))).toBe("too-many-files@listings/x.yaml");
  });

  it("200 listings with image and six screenshots stay below the limit of paths", () => {
    expect(LISTINGS_PER_SUBMISSION_MAX * 8).toBeLessThanOrEqual(CHANGED_PATHS_MAX);
  });

  it("names other people's paths inertly", () => {
    const submission = see([add("listings/`@org/team`\u202e.txt")]);
    expect(submission.kind === "listings" ? submission.problems[0]?.message : "").toContain(
      "`listings/'@org/team'�.txt`",
    );
  });

  it("any paths at all: something that changes under our folders is judged or refused, and nothing throws", () => {
    const part = fc.constantFrom(
      "listings",
      "images",
      "removed",
      "demo",
      "demo.yml",
      "a.png",
      ".yml",
      "..",
      "x y",
      "__proto__",
      "é.yml",
      ".gitkeep",
    );
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 8 }), (paths) => {
        const submission = see(
          paths.map((one) => add(one)),
          ["demo"],
        );
        const touches = paths.some(
          (one) => /^(?:listings|images|removed)\//.test(one) && !one.endsWith("/.gitkeep"),
        );
        expect(submission.kind === "nothing").toBe(!touches);
        if (submission.kind === "listings")
          expect(submission.listings.length + submission.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["120000", "a symbolic link"],
    ["160000", "a submodule"],
    ["100755", "marked as executable"],
    ["100664", "not a plain file"],
  ])("says what a file of mode %s is", (mode, words) => {
    const submission = see([edit("listings/demo.yml", mode)], ["demo"]);
    expect(submission).toMatchObject({
      problems: [{ message: `\`listings/demo.yml\` is ${words}; only plain files are read.` }],
    });
  });
});

describe("a file almost in its place", () => {
  it.each<[string, RegExp | undefined]>([
    ["listings/demo.yaml", /^Rename it to `listings\/demo\.yml`\.$/],
    ["listings/My Tool.YAML", /^Rename it to `listings\/my-tool\.yml`\.$/],
    ["images/demo.PNG", /^Rename it to `images\/demo\.png`\.$/],
    ["images/demo.jpeg", /^Rename it to `images\/demo\.jpg`\.$/],
    ["listings/taken.yaml", /^Remove it: `listings\/taken\.yml` is there already/],
    ["images/demo.gif", /^Save the picture as PNG .* put it at `images\/demo\.png`/],
    ["listings/notes.txt", undefined],
    ["listings/.yml", undefined],
    ["listings/a/b.yml", undefined],
  ])("%s", (path, fix) => {
    const submission = classify([add(path)], true, (id) => id === "taken");
    const [problem] = submission.kind === "listings" ? submission.problems : [];
    expect(problem?.rule).toBe("bad-path");
    if (fix === undefined) expect(problem).not.toHaveProperty("fix");
    else expect(problem?.fix).toMatch(fix);
  });
});
