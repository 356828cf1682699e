// `steward build` and `steward preview`: the same output from the same folder, and one broken listing hides no other.

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import type { Entry } from "../../src/core/catalog/entry.ts";
import { runBuild } from "../../src/cli/build.ts";
import { startPreview } from "../../src/cli/preview.ts";
import { FROM_SOURCE } from "../support/from-source.ts";

let root: string;
let catalog: string;
let said: string[];
const say = (text: string): void => void said.push(text);
const build = (out: string, previous?: string, processes = 0) =>
  runBuild(
    {
      catalog,
      out: join(root, out),
      processes,
      ...(previous !== undefined && { previous: join(root, previous) }),
    },
    say,
    say,
  );

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512"><rect width="512" height="512" fill="#1c58d9"/></svg>';

function listing(id: string, change: Readonly<Record<string, string>> = {}): void {
  const fields: Record<string, string> = {
    name: `The ${id}`,
    type: "plugin",
    summary: `What ${id} does, in one line`,
    link: `https://github.com/${id}-owner/${id}`,
    documentation: `https://github.com/${id}-owner/${id}#readme`,
    issues: `https://github.com/${id}-owner/${id}/issues`,
    image: `images/${id}.svg`,
    maintainers: `[${id}-owner]`,
    tags: "[fun]",
    ...change,
  };
  const text = Object.entries(fields).map(([key, value]) => `${key}: ${value}\n`);
  writeFileSync(join(catalog, `listings/${id}.yml`), text.join(""));
  writeFileSync(join(catalog, `images/${id}.svg`), SVG);
}

function commit(atSeconds: number): void {
  const when = `${atSeconds} +0000`;
  const env = { ...process.env, GIT_AUTHOR_DATE: when, GIT_COMMITTER_DATE: when };
  const git = (...words: string[]) =>
    execFileSync("git", ["-C", catalog, "-c", "user.name=t", "-c", "user.email=t@t.example", ...words], {
      env,
    });
  if (!existsSync(join(catalog, ".git"))) git("init", "-q");
  git("add", "-A");
  git("commit", "-q", "-m", "x");
}

function filesIn(folder: string, prefix = ""): Map<string, string> {
  return new Map(
    readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry): [string, string][] => {
      const path = `${prefix}${entry.name}`;
      return entry.isDirectory()
        ? [...filesIn(folder, `${path}/`)]
        : [[path, readFileSync(join(folder, path), "latin1")]];
    }),
  );
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "steward-build-"));
  catalog = join(root, "catalog");
  said = [];
  for (const folder of ["listings", "images", ".github"])
    mkdirSync(join(catalog, folder), { recursive: true });
  writeFileSync(
    join(catalog, ".github/steward.yml"),
    "extends: mattermost\npublish:\n  url: https://market.example/shop/\n",
  );
  listing("older");
  commit(1_790_000_000);
  listing("newer");
  commit(1_790_100_000);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("steward build", () => {
  it("writes all that a publish would write, the same every time", async () => {
    expect(await build("one")).toBe(0);
    expect(await build("two")).toBe(0);
    const one = filesIn(join(root, "one"));
    expect(filesIn(join(root, "two"))).toEqual(one);
    const head = JSON.parse(one.get("catalog.json") ?? "") as {
      count: number;
      entries: { id: string; added: string }[];
    };
    expect(head.entries.map(({ id, added }) => [id, added])).toEqual([
      ["older", "2026-09-21T14:13:20Z"],
      ["newer", "2026-09-22T18:00:00Z"],
    ]);
    // Everybody can hold what is served against the schemas served beside it.
    const schemaOf = (name: string) => JSON.parse(one.get(`schema/${name}.json`) ?? "") as object;
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    expect(ajv.validate(schemaOf("catalog"), JSON.parse(one.get("catalog.json") ?? ""))).toBe(true);
    const isEntry = ajv.compile(schemaOf("entry"));
    expect(isEntry(JSON.parse(one.get("listings/newer.json") ?? ""))).toBe(true);
    expect(isEntry({ id: "newer" })).toBe(false);
    const page = one.get("listings/newer/index.html") ?? "";
    expect(page).toContain("https://market.example/shop/listings/newer/");
    expect(page).toContain("Not checked");
    for (const [, path = ""] of page.matchAll(/(?:src|href)="\/shop\/([^"]+)"/g))
      expect(one.has(path.endsWith("/") ? `${path}index.html` : path) ? "" : path).toBe("");
  });

  it("goes on from what was published: dates, numbers, pictures and results stay", async () => {
    await build("one");
    listing("newest");
    rmSync(join(catalog, "listings/older.yml"));
    commit(1_790_200_000);
    rmSync(join(catalog, ".git"), { recursive: true });
    expect(await build("two", "one")).toBe(0);
    const [one, two] = [filesIn(join(root, "one")), filesIn(join(root, "two"))];
    expect(two.get("listings/newer.json")).toBe(one.get("listings/newer.json"));
    expect((JSON.parse(two.get("listings/newest.json") ?? "") as { order: number }).order).toBe(2);
    expect(two.has("listings/older.json")).toBe(false);
    const pictures = (files: Map<string, string>) =>
      [...files].filter(([path]) => path.startsWith("images/newer/"));
    expect(pictures(two)).toEqual(pictures(one));
    expect(pictures(two)).toHaveLength(4);
  });

  it("gives a file that is both image and screenshot two pictures, each at its own path", async () => {
    listing("newer", { image: "images/newer.svg", screenshots: "[https://a.example/x.png]" });
    const wide = await sharp({ create: { width: 512, height: 300, channels: 3, background: "#1c58d9" } })
      .png()
      .toBuffer();
    mkdirSync(join(catalog, "images/older"));
    for (const path of ["images/older.png", "images/older/same.png"])
      writeFileSync(join(catalog, path), wide);
    listing("older", { image: "images/older.png", screenshots: "[images/older/same.png]" });
    expect(await build("one")).toBe(0);
    const files = filesIn(join(root, "one"));
    const entry = JSON.parse(files.get("listings/older.json") ?? "") as Pick<Entry, "image" | "screenshots">;
    const pictures = [entry.image, ...entry.screenshots].flatMap((one) => one?.files ?? []);
    expect(new Set(pictures.map(({ path }) => path)).size).toBe(5);
    expect(pictures.map(({ path }) => files.get(path)?.length)).toEqual(pictures.map(({ bytes }) => bytes));
  });

  it("says of a listing that it changed when its picture did", async () => {
    writeFileSync(join(catalog, "images/newer.svg"), SVG.replace("1c58d9", "aa0000"));
    commit(1_790_300_000);
    expect(await build("one")).toBe(0);
    const at = (id: string) => {
      const text = filesIn(join(root, "one")).get(`listings/${id}.json`) ?? "";
      const { added, updated } = JSON.parse(text) as Entry;
      return [added, updated];
    };
    expect(at("newer")).toEqual(["2026-09-22T18:00:00Z", "2026-09-25T01:33:20Z"]);
    expect(at("older")).toEqual(["2026-09-21T14:13:20Z", "2026-09-21T14:13:20Z"]);
  });

  /** What is said beside the count of what was built. */
  async function saidOf(from: string): Promise<string> {
    said = [];
    await runBuild({ catalog: from, out: join(root, "dated"), processes: 0 }, say, say);
    return said.filter((line) => !/^(?:\d+ listings|publish\.url is not set)/.test(line)).join("\n");
  }
  const nameIt = (): void => {
    execFileSync("git", ["-C", catalog, "remote", "add", "origin", "https://github.com/community/shop.git"]);
    mkdirSync(join(catalog, ".github"), { recursive: true });
    writeFileSync(
      join(catalog, ".github/steward.yml"),
      "extends: mattermost\nmarketplace: { name: Shop, security: mailto:safe@shop.example }\n",
    );
  };

  it("says what stands in for what nobody said of the marketplace", async () => {
    listing("first");
    commit(1_700_000_000);
    const lacks = await saidOf(catalog);
    expect(lacks).toContain("git names no repository");
    expect(lacks).toContain("it is called Marketplace");
    expect(lacks).toContain("names no security contact");
    nameIt();
    rmSync(join(catalog, ".github/steward.yml"));
    expect(await saidOf(catalog)).toContain("https://github.com/community/shop/security/advisories/new");
  });

  it("says why git cannot tell when the listings came", async () => {
    listing("first");
    commit(1_700_000_000);
    nameIt();
    expect(await saidOf(catalog)).toBe("");
    listing("second");
    commit(1_700_000_100);
    const shallow = join(root, "shallow");
    execFileSync("git", ["clone", "-q", "--depth", "1", `file://${catalog}`, shallow]);
    expect(await saidOf(shallow)).toContain("is a shallow clone");
    mkdirSync(join(root, "plain/listings"), { recursive: true });
    expect(await saidOf(join(root, "plain"))).toContain("is not a git repository");
    execFileSync("git", ["-C", join(root, "plain"), "init", "-q"]);
    expect(await saidOf(join(root, "plain"))).toContain("has no commit yet");
    writeFileSync(join(root, "plain/.git/config"), "[broken");
    expect(await saidOf(join(root, "plain"))).toMatch(/git refuses to read .*: .*bad config/);
    // A machine without git: a process that finds none.
    const words = [
      ...FROM_SOURCE,
      "src/cli/main.ts",
      "build",
      "--catalog",
      catalog,
      "--out",
      join(root, "dated"),
    ];
    const { stderr } = spawnSync(process.execPath, words, { env: { PATH: root }, encoding: "utf8" });
    expect(stderr).toContain("git is not installed");
  });

  it("says which lines of the ledger it could not read", async () => {
    mkdirSync(join(catalog, "removed"));
    writeFileSync(join(catalog, "removed/gone-one.yml"), "nonsense\n");
    expect(await build("one")).toBe(1);
    expect(said).toContain("removed/gone-one.yml is no line of the ledger: nothing is shown of it.");
  });

  it("says in a sentence where it cannot write, and what is no published catalog", async () => {
    writeFileSync(join(root, "file"), "");
    expect(await build("file")).toBe(64);
    expect(said.pop()).toMatch(/^--out: .* is not a folder\.$/);
    await build("one");
    rmSync(join(root, "one/catalog/0.json"));
    expect(await build("two", "one")).toBe(64);
    expect(said.pop()).toMatch(/^--previous: .* holds no published catalog, or not all of it\.$/);
  });

  it("names what was published before and is gone without a line in removed/", async () => {
    await build("one");
    said = [];
    rmSync(join(catalog, "listings/older.yml"));
    await build("two", "one");
    expect(said.filter((line) => line.includes("gone"))).toEqual([
      expect.stringMatching(/^1 of \d+ published listings are gone, with no line in removed\/: older\./),
    ]);
    said = [];
    await build("three", "two");
    expect(said.filter((line) => line.includes("gone"))).toEqual([]);
  });

  it("shows the policy's logo on every page, drawn anew, whoever makes the page; says so when there is none to show", async () => {
    const policy = join(catalog, ".github/steward.yml");
    writeFileSync(policy, `${readFileSync(policy, "utf8")}  logo: images/mark.svg\n`);
    writeFileSync(join(catalog, "images/mark.svg"), SVG.replaceAll("512", "300"));
    for (const processes of [0, 1]) {
      expect(await build(`of-${processes}`, undefined, processes)).toBe(0);
      const files = filesIn(join(root, `of-${processes}`));
      const logos = [...files.keys()].filter((path) => /^assets\/logo\.[^/]+\.png$/.test(path));
      expect(logos).toHaveLength(1);
      expect(files.get(logos[0] ?? "")).toMatch(/^\x89PNG/);
      const pages = [...files].filter(([path]) => path.endsWith(".html"));
      expect(pages.filter(([, text]) => !text.includes(`src="/shop/${logos[0]}"`))).toEqual([]);
    }
    writeFileSync(join(catalog, "images/mark.svg"), "<svg><script>1</script></svg>");
    expect(await build("of-0")).toBe(1);
    expect(said.join("\n")).toContain('publish.logo: "images/mark.svg" is no picture');
    const files = filesIn(join(root, "of-0"));
    expect([...files.keys()].filter((path) => path.includes("logo"))).toEqual([]);
    expect(files.get("index.html")).toMatch(/class="brand"[^>]*><img src="\/shop\/assets\/icon\./);
  });

  it("holds back what is broken, says why, and writes the others", async () => {
    writeFileSync(join(catalog, "listings/broken.yml"), "name: [\n");
    listing("bad-picture");
    writeFileSync(join(catalog, "images/bad-picture.svg"), "<svg><script>1</script></svg>");
    expect(await build("one")).toBe(1);
    expect(said.join("\n")).toMatch(/listings\/broken\.yml:1 .*never closed/);
    const files = filesIn(join(root, "one"));
    expect(
      ["older", "newer", "broken", "bad-picture"].map((id) => files.has(`listings/${id}/index.html`)),
    ).toEqual([true, true, false, false]);
  });

  it("writes and says the same when processes share the work, also from what was published", async () => {
    // More than a process is given at once; some broken, one of them with an old state to fall back on.
    for (let at = 0; at < 150; at += 1)
      listing(
        `tool-${at}`,
        at % 10 === 5 ? { tags: "[drawn]" } : { image: "https://tools.example/logo.png" },
      );
    writeFileSync(join(catalog, "listings/tool-77.yml"), "name: [\n");
    writeFileSync(join(catalog, "images/tool-5.svg"), "<svg><script>1</script></svg>");
    writeFileSync(join(catalog, "listings/odd name.yml"), "name: Odd\n");
    commit(1_790_200_000);
    expect([await build("one"), said.splice(0)]).toEqual([
      await build("two", undefined, 2),
      said.splice(0).map((line) => line.replace("/two", "/one")),
    ]);
    const one = filesIn(join(root, "one"));
    expect(filesIn(join(root, "two"))).toEqual(one);
    expect(one.has("listings/tool-149/index.html")).toBe(true);
    listing("tool-15", { name: "Changed" });
    writeFileSync(join(catalog, "listings/tool-11.yml"), "name: [\n");
    commit(1_790_300_000);
    expect([await build("three", "one"), said.splice(0)]).toEqual([
      await build("four", "two", 2),
      said.splice(0).map((line) => line.replace("/four", "/three")),
    ]);
    const three = filesIn(join(root, "three"));
    expect(filesIn(join(root, "four"))).toEqual(three);
    expect(three.get("listings/tool-15/index.html")).toContain("Changed</h1>");
    expect(three.get("listings/tool-11/index.html")).toBe(one.get("listings/tool-11/index.html"));
    // Four builds, two of them by processes that begin: what takes longer hangs. How fast they are, a bench says.
  }, 180_000);

  it("ends with the fault when a process cannot write", async () => {
    await build("one");
    rmSync(join(root, "one/listings"), { recursive: true });
    writeFileSync(join(root, "one/listings"), "in the way");
    await expect(build("one", undefined, 2)).rejects.toThrow(/EEXIST|ENOTDIR/);
  });

  it("writes over nothing that is not its own", async () => {
    mkdirSync(join(root, "mine"));
    writeFileSync(join(root, "mine/diary.txt"), "dear");
    expect(await build("mine")).toBe(64);
    expect(await build("one", "mine")).toBe(64);
    expect(readdirSync(join(root, "mine"))).toEqual(["diary.txt"]);
    await build("one");
    writeFileSync(join(root, "one/CNAME"), "market.example\n");
    rmSync(join(catalog, "listings/older.yml"));
    expect(await build("one", "one")).toBe(0);
    expect(existsSync(join(root, "one/CNAME"))).toBe(true);
    expect(existsSync(join(root, "one/listings/older"))).toBe(false);
    expect(existsSync(join(root, "one/images/older"))).toBe(false);
    expect(readdirSync(join(root, "one/images/newer"))).toHaveLength(4);
  });
});

const fetched = (url: string, host?: string): Promise<{ status: number | undefined; text: string }> =>
  new Promise((resolve, reject) => {
    get(url, { ...(host !== undefined && { headers: { host } }) }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode, text }));
    }).on("error", reject);
  });

/** Resolves at the first event after a save. */
const savedEvent = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    get(new URL("/-/saved", url), (response) => {
      response.setEncoding("utf8").on("data", (part: string) => {
        if (!part.includes("event: saved")) return;
        response.destroy();
        resolve();
      });
    }).on("error", reject);
  });

describe("steward preview", () => {
  it("opens at the listing, shows it anew on every save, and says what needs fixing", async () => {
    cpSync(join(catalog, "listings/newer.yml"), join(catalog, "listings/copy.yml"));
    const preview = await startPreview({ file: join(catalog, "listings/newer.yml"), port: 0 }, say);
    if (preview === undefined) throw new Error(said.join("\n"));
    try {
      expect(new URL(preview.url).pathname).toBe("/shop/listings/newer/");
      const first = await fetched(preview.url);
      expect(first.text).toContain("The newer</h1>");
      expect(first.text).toContain("/-/preview.js");
      expect((await fetched(new URL("/", preview.url).href)).status).toBe(302);
      expect((await fetched(preview.url, "evil.example")).status).toBe(421);
      const [, picture = ""] = /<img class="pic" src="([^"]+)"/.exec(first.text) ?? [];
      expect((await fetched(new URL(picture, preview.url).href)).status).toBe(200);

      const renamed = savedEvent(preview.url);
      listing("newer", { name: "Renamed" });
      await renamed;
      expect((await fetched(preview.url)).text).toContain("Renamed</h1>");

      const broken = savedEvent(preview.url);
      listing("newer", { summary: "short" });
      await broken;
      const page = await fetched(preview.url);
      expect(page.text).toContain("Needs changes before it can be listed");
      expect(page.text).toContain("listings/newer.yml:3");
      expect((await fetched(new URL("/shop/listings/older/", preview.url).href)).text).toContain(
        "The older</h1>",
      );
      for (const odd of ["/shop/nothing", "//", "//shop/", "///x:y", "/%E0%A4%A"])
        expect((await fetched(new URL(preview.url).origin + odd)).status).toBe(404);
    } finally {
      await preview.close();
    }
  });

  it("shows anew what is saved where there was nothing before, and the logo wherever it lies", async () => {
    const policy = join(catalog, ".github/steward.yml");
    writeFileSync(policy, `${readFileSync(policy, "utf8")}  logo: brand/mark.svg\n`);
    mkdirSync(join(catalog, "brand"));
    const preview = await startPreview({ file: join(catalog, "listings/newer.yml"), port: 0 }, say);
    if (preview === undefined) throw new Error(said.join("\n"));
    try {
      const pageOnce = async (save: () => void): Promise<string> => {
        const saved = savedEvent(preview.url);
        save();
        await saved;
        return (await fetched(preview.url)).text;
      };
      expect(await pageOnce(() => writeFileSync(join(catalog, "brand/mark.svg"), SVG))).toMatch(
        /assets\/logo\./,
      );
      mkdirSync(join(catalog, "images/newer"));
      await pageOnce(() => listing("newer", { screenshots: "[images/newer/a.png]" }));
      const png = Buffer.from(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
        "base64",
      );
      expect(await pageOnce(() => writeFileSync(join(catalog, "images/newer/a.png"), png))).toContain(
        'id="shots"',
      );
    } finally {
      await preview.close();
    }
  });

  it("says in a sentence what it cannot show and where it cannot be shown", async () => {
    const start = (file: string, port = 0) => startPreview({ file: join(catalog, file), port }, say);
    expect(await start("listings/nothing.yml")).toBeUndefined();
    expect(await start("README.md")).toBeUndefined();
    expect(said).toHaveLength(2);
    expect(said[0]).toContain("There is no file");
    const first = await start("listings/newer.yml");
    if (first === undefined) throw new Error(said.join("\n"));
    try {
      expect(await start("listings/newer.yml", Number(new URL(first.url).port))).toBeUndefined();
      expect(said.at(-1)).toMatch(/^Port \d+ is not available/);
    } finally {
      await first.close();
    }
  });
});
