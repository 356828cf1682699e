// `steward new`: from a repository or a folder to a listing that passes, with the answers given beforehand.

import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { webHostOf } from "../../src/adapters/github/review/code-hosts.ts";
import { runCheckCommand } from "../../src/cli/check.ts";
import { runNew, type NewOptions } from "../../src/cli/new.ts";
import { draftText, idFrom } from "../../src/core/listing/draft.ts";
import { parseListing } from "../../src/core/listing/parse.ts";
import { listingSchema } from "../../src/core/listing/schema.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { addProject, pngIcon } from "../support/scene.ts";

let sandbox: Sandbox;
let catalog: string;
let project: string;
let out: string;
let err: string;

beforeAll(async () => {
  sandbox = await createSandbox({});
  sandbox.addUser("contributor");
  await addProject(sandbox, "contributor", "poll-maker");
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  catalog = await mkdtemp(join(tmpdir(), "steward-new-"));
  project = await mkdtemp(join(tmpdir(), "steward-project-"));
  await mkdir(join(catalog, ".github"));
  await writeFile(join(catalog, ".github/steward.yml"), "extends: mattermost\n");
  out = "";
  err = "";
});
afterEach(async () => {
  await rm(catalog, { recursive: true, force: true });
  await rm(project, { recursive: true, force: true });
});

function make(more: Partial<NewOptions>): Promise<number> {
  return runNew(
    { from: undefined, catalog, set: [], yes: true, ...more },
    { GITHUB_API_URL: sandbox.url },
    {
      write: (text) => void (out += text),
      warn: (text) => void (err += `${text}\n`),
      interactive: false,
    },
  );
}

const offline = (): Promise<number> =>
  runCheckCommand(
    { files: [], catalog, format: "text", offline: true },
    {
      write: (text) => void (out += text),
      warn: (text) => void (err += text),
      color: false,
      interactive: false,
    },
  );

describe("steward new", () => {
  it("makes a passing listing of a project's folder, its icon included, and says what comes next", async () => {
    execFileSync("git", ["-C", project, "init", "-q"]);
    execFileSync("git", [
      "-C",
      project,
      "remote",
      "add",
      "origin",
      "git@github.com:contributor/poll-maker.git",
    ]);
    await writeFile(
      join(project, "plugin.json"),
      JSON.stringify({
        id: "poll",
        name: "Poll Maker",
        description: "Create polls and see the votes come in",
        icon_path: "assets/icon.png",
        min_server_version: "9.5.0",
      }),
    );
    await mkdir(join(project, "assets"));
    await writeFile(join(project, "assets/icon.png"), await pngIcon());
    expect(await make({ from: project, set: ["maintainers=contributor"] })).toBe(0);
    const text = await readFile(join(catalog, "listings/poll-maker.yml"), "utf8");
    expect(text).toContain(
      "name: Poll Maker\ntype: plugin\nsummary: Create polls and see the votes come in\n",
    );
    expect(text).toContain("link: https://github.com/contributor/poll-maker\n");
    expect(text).toContain("image: images/poll-maker.png\n");
    expect(text).toContain('compatibility: ">=9.5.0"\n');
    // Not a repository: there is nothing to commit to.
    expect(out).toMatch(
      /steward check .*poll-maker\.yml\n# \S+ is not a git repository: .* open a pull request\n$/,
    );
    await rm(join(catalog, "listings/poll-maker.yml"));
    await rm(join(catalog, "images/poll-maker.png"));
    await mkdir(join(catalog, ".git"));
    expect(await make({ from: project, set: ["maintainers=contributor"] })).toBe(0);
    expect(out).toMatch(
      /steward check .*poll-maker\.yml\ngit -C (\S+) add listings\/poll-maker\.yml images\/poll-maker\.png && git -C \1 commit .*push it to a fork/,
    );
    expect(await offline()).toBe(0);
  });

  it("asks a repository's host what it knows", async () => {
    expect(
      await make({
        from: `https://${webHostOf(sandbox.url)}/contributor/poll-maker`,
        set: ["type=tool", "summary=Create polls in any channel", "image=https://site.example/icon.png"],
      }),
    ).toBe(0);
    const text = await readFile(join(catalog, "listings/poll-maker.yml"), "utf8");
    expect(text).toContain("maintainers: [contributor]\n");
  });

  it.each<[string, readonly string[], RegExp]>([
    [
      "what is missing, all of it at once",
      ["name=Poll Maker"],
      /type: missing[\s\S]*summary: missing[\s\S]*link: missing/,
    ],
    ["what is missing without a name, the id included", ["type=plugin"], /^id: missing[\s\S]*name: missing/],
    [
      "what is wrong with the picture and what is missing besides",
      ["name=Poll Maker", "image=nowhere.png"],
      /^image: there is no file "nowhere.png"\.\n(?!image)[\s\S]*summary: missing/,
    ],
    ["which types there are", ["name=Poll Maker"], /^type: missing\. One of plugin, app, /m],
    [
      "that a person's name is no login",
      ["maintainers=Ann Doe"],
      /^maintainers: "Ann Doe" looks like a person's/,
    ],
    ["a field that is none", ["nmae=x"], /--set takes FIELD=VALUE/],
    ["an id that is reserved", ["name=Search", "id=search"], /reserved/],
    ["a picture that is not there", ["name=Poll Maker", "image=nowhere.png"], /no file/],
  ])("says %s and writes nothing", async (_, set, said) => {
    expect(await make({ set })).toBe(64);
    expect(err).toMatch(said);
    await expect(readFile(join(catalog, "listings/poll-maker.yml"))).rejects.toThrow();
  });

  it("takes a folder that is not there for a slip of the pen, and says what is wrong with the policy", async () => {
    expect(await make({ catalog: join(catalog, "none"), set: ["name=Poll Maker"] })).toBe(64);
    expect(err).toMatch(/^--catalog: there is no folder ".*none"\.\n$/);
    await writeFile(join(catalog, ".github/steward.yml"), "extends: matermost\n");
    expect(await make({ set: ["name=Poll Maker"] })).toBe(64);
    expect(err).toContain(".github/steward.yml:1:10");
  });

  it("writes nothing into a folder that is no catalog, unless it is named", async () => {
    await rm(join(catalog, ".github"), { recursive: true });
    const before = process.cwd();
    process.chdir(catalog);
    try {
      expect(await make({ catalog: undefined, set: ["name=Poll Maker"] })).toBe(64);
      expect(err).toMatch(/^There is no \.github\/steward\.yml in .*, and no folder listings\/: .*--catalog/);
      await mkdir(join(catalog, "listings"));
      await make({ catalog: undefined, set: ["name=Poll Maker"] });
      expect(err).toContain("the rules of the preset mattermost stand in");
      expect(err).toContain("summary: missing");
    } finally {
      process.chdir(before);
    }
  });

  it("says that GITHUB_API_URL is no address, and takes an empty one for none", async () => {
    const said: string[] = [];
    const terminal = {
      write: () => undefined,
      warn: (text: string) => void said.push(text),
      interactive: false,
    };
    const options = { from: project, catalog, set: [], yes: true };
    expect(await runNew(options, { GITHUB_API_URL: "nonsense" }, terminal)).toBe(64);
    expect(said.splice(0).join()).toMatch(/^GITHUB_API_URL: must be an https:\/\/ address/);
    expect(await runNew(options, { GITHUB_API_URL: "" }, terminal)).toBe(64);
    expect(said.join()).not.toContain("GITHUB_API_URL");
  });

  it.each<[string, string]>([
    ["docs/logo.png", "docs/logo.png"],
    [".github/images/Icon.PNG", ".github/images/Icon.PNG"],
    ["media/screen one.png", "![Build](https://ci.example/b.svg)\n\n![One](<media/screen one.png>)"],
    ["pics/first.png", '<p align="center"><img width="90" src="./pics/first.png?raw=true"></p>'],
  ])("finds %s, owners and tags as people write them", async (path, readme) => {
    await mkdir(join(project, path, ".."), { recursive: true });
    await writeFile(join(project, path), await pngIcon());
    // Its name promises what it is not: passed over.
    await writeFile(join(project, "logo.png"), "GIF89a\u0001\u0000");
    await writeFile(join(project, "README.md"), `# Poll Maker\n\n${readme}\n`);
    await writeFile(join(project, "package.json"), JSON.stringify({ keywords: ["Polls", "voting tools"] }));
    const set = [
      "name=Poll Maker",
      "type=plugin",
      "summary=Create polls in any channel",
      "link=https://a.example/",
      "documentation=https://a.example/docs",
      "issues=https://a.example/issues",
      "maintainers=@ann-doe and Bob",
    ];
    const code = await make({ from: project, set });
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain(`The picture is images/poll-maker.png, a copy of ${join(project, path)}.`);
    const text = await readFile(join(catalog, "listings/poll-maker.yml"), "utf8");
    expect(text).toContain("maintainers: [ann-doe, Bob]\n");
    expect(text).toContain("tags: [polls, voting-tools]\n");
    expect(await readFile(join(catalog, "images/poll-maker.png"))).toEqual(Buffer.from(await pngIcon()));
  });

  it("takes no picture from outside the project, and says what a GIF with another name is", async () => {
    await writeFile(join(catalog, "outside.png"), await pngIcon());
    const readme = `![a](../${basename(catalog)}/outside.png) ![b](/etc/hostname)`;
    await writeFile(join(project, "README.md"), readme);
    expect(await make({ from: project, set: ["name=Poll Maker"] })).toBe(64);
    expect(err).toMatch(/^image: missing/m);
    await writeFile(join(project, "icon.png"), "GIF89a\u0001\u0000");
    expect(await make({ set: ["name=Poll Maker", `image=${join(project, "icon.png")}`] })).toBe(64);
    expect(err).toContain("image: GIF is not accepted; save it as PNG");
  });

  it("says of an address where nothing can be read that it is so", async () => {
    const from = `https://${webHostOf(sandbox.url)}/contributor/nothing-here`;
    expect(await make({ from })).toBe(64);
    expect(err).toContain(`Nothing could be read at ${from}: it is private, gone or out of reach.`);
    err = "";
    await make({ from: from.replace("nothing-here", "poll-maker") });
    expect(err).not.toContain("Nothing could be read");
  });

  it.each(["../typo", "owner/project", "git@github.com:contributor/poll-maker.git"])(
    "says that there is no folder %s, and nothing else",
    async (from) => {
      expect(await make({ from })).toBe(64);
      expect(err).toMatch(
        /^There is no folder ".*"\. Name a folder, or a repository's https:\/\/ address\.\n$/,
      );
    },
  );

  it("never writes over a listing, and takes no picture for what it is not", async () => {
    const set = [
      "name=Poll Maker",
      "type=plugin",
      "summary=Create polls in any channel",
      "link=https://a.example/",
      "documentation=https://a.example/docs",
      "issues=https://a.example/issues",
      "maintainers=@contributor",
    ];
    await writeFile(join(project, "icon.png"), "not a picture");
    expect(await make({ set: [...set, `image=${join(project, "icon.png")}`] })).toBe(64);
    expect(err).toMatch(/image: a PNG, JPG or SVG is needed/);
    const image = "image=https://a.example/icon.png";
    expect(await make({ set: [...set, image] })).toBe(0);
    expect(await make({ set: [...set, image] })).toBe(64);
    expect(err).toMatch(/a listing of that name already/);
  });
});

describe("the text of a draft", () => {
  const schema = listingSchema();

  it("reads back as what was answered, whatever it was", () => {
    const line = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
      .map((text) => text.normalize("NFC"));
    fc.assert(
      fc.property(line, line, (name, description) => {
        const draft = { name, description: `${description}\n\n  indented\nend` };
        const parsed = parseListing(new TextEncoder().encode(draftText(draft, undefined)), "x", schema);
        expect(parsed.problems.filter(({ rule }) => rule === "syntax" || rule === "wrong-type")).toEqual([]);
        if (parsed.fields.name !== undefined) expect(parsed.fields.name).toBe(name);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["Poll Maker", "poll-maker"],
    ["  Überblick & Co.  ", "uberblick-co"],
    ["日本", undefined],
    ["Search", undefined],
    ["a".repeat(80), "a".repeat(50)],
  ])("%j is filed as %j", (name, id) => {
    expect(idFrom(name)).toBe(id);
  });
});
