// `steward init` and the template it copies: a marketplace that passes its own checks, whatever was answered.

import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { load } from "js-yaml";
import { runCheckCommand } from "../../src/cli/check.ts";
import { listingSchemaOf, isSchemaStale } from "../../src/cli/catalog-schema.ts";
import { runInit, type InitOptions } from "../../src/cli/init.ts";
import { CHECKS } from "../../src/core/checks/index.ts";
import { NEUTRAL_PRESET, PRESETS } from "../../src/core/policy/presets.ts";
import type { Ruleset } from "../../src/sandbox/model.ts";
import { TEMPLATE_RULESETS, templateRuleset } from "../support/rulesets.ts";
import { startCommand, startedAs } from "../../src/cli/started-as.ts";
import { parsePolicy } from "../../src/core/policy/policy.ts";

const TEMPLATE = "submissions-template";
let folder: string;
let out: string;
let err: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "steward-init-"));
  out = "";
  err = "";
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function init(more: Partial<InitOptions>): Promise<number> {
  return runInit(
    {
      folder: join(folder, "new"),
      name: undefined,
      security: undefined,
      owner: undefined,
      appId: undefined,
      yes: true,
      ...more,
    },
    { write: (text) => void (out += text), warn: (text) => void (err += `${text}\n`), interactive: false },
  );
}

function check(catalog: string): Promise<number> {
  return runCheckCommand(
    { files: [], catalog, format: "json", offline: true },
    {
      write: (text) => void (out += text),
      warn: (text) => void (err += text),
      color: false,
      interactive: false,
    },
  );
}

async function filesOf(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function textsOf(root: string): Promise<readonly (readonly [string, string])[]> {
  const files = (await filesOf(root)).toSorted();
  return Promise.all(
    files.map(async (path) => [relative(root, path), await readFile(path, "utf8")] as const),
  );
}

describe("the template", () => {
  it("passes its own checks, with an example of every type", async () => {
    expect(await check(TEMPLATE)).toBe(0);
    expect(err).toBe("");
    const types = await Promise.all(
      (await readdir(join(TEMPLATE, "listings"))).map(
        async (name) =>
          (load(await readFile(join(TEMPLATE, "listings", name), "utf8")) as { type: string }).type,
      ),
    );
    expect(new Set(types)).toEqual(new Set(PRESETS[NEUTRAL_PRESET]?.types));
  });

  it("has a policy that is valid, as it is and with everything that is commented out", async () => {
    const text = await readFile(join(TEMPLATE, ".github/steward.yml"), "utf8");
    const all = text
      .split("\n")
      .map((line) => line.replace(/^(\s*)# (?!yaml-language)(?=\s*(?:- )?[a-z_-]+:(?:\s|$))/, "$1"))
      .join("\n")
      .replaceAll("OWNER/", "community/");
    for (const policy of [text, all]) {
      const parsed = parsePolicy(new TextEncoder().encode(policy), "community");
      expect(parsed.state === "valid" ? [] : parsed.problems).toEqual([]);
    }
    expect(all).toMatch(/^checks:$/m);
    expect(all).toMatch(/^waivers:$/m);
  });

  it("has forms that set no label, ask for the listing first, and for no detail of a security problem", async () => {
    for (const name of ["security", "blocking-bug"]) {
      const form = load(await readFile(join(TEMPLATE, `.github/ISSUE_TEMPLATE/${name}.yml`), "utf8")) as {
        labels?: unknown;
        body: { type: string; attributes: { label?: string } }[];
      };
      expect(form.labels).toBeUndefined();
      expect(form.body[0]).toMatchObject({ type: "input", attributes: { label: "Listing" } });
      if (name === "security") expect(form.body.map(({ type }) => type)).not.toContain("textarea");
    }
  });

  it("guards both branches, wants somebody else's word on the last push, and does not lock a sole owner out", () => {
    const [main, reviews, published] = TEMPLATE_RULESETS.map((name) => templateRuleset(name, 4711));
    const app = { actor_id: 4711, actor_type: "Integration", bypass_mode: "always" };
    const types = ({ rules = [] }: Partial<Ruleset> = {}) => rules.map(({ type }) => type);
    expect(types(main)).toEqual([
      "deletion",
      "non_fast_forward",
      "required_linear_history",
      "required_status_checks",
    ]);
    // Nobody but the App passes its check by.
    expect(main?.bypassActors).toEqual([app]);
    expect(reviews?.bypassActors).toEqual([
      app,
      { actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "pull_request" },
    ]);
    expect(reviews?.rules).toEqual([
      {
        type: "pull_request",
        parameters: expect.objectContaining({
          required_approving_review_count: 1,
          dismiss_stale_reviews_on_push: true,
          require_last_push_approval: true,
          allowed_merge_methods: ["squash"],
        }),
      },
    ]);
    expect([published?.include, types(published), published?.bypassActors]).toEqual([
      ["refs/heads/gh-pages"],
      ["deletion", "non_fast_forward"],
      [],
    ]);
  });

  it("pins the required check to the App and lets the App write", async () => {
    const ruleset = JSON.parse(
      await readFile(join(TEMPLATE, ".github/rulesets/main.json"), "utf8"),
    ) as unknown;
    expect(ruleset).toMatchObject({
      bypass_actors: [{ actor_type: "Integration", bypass_mode: "always" }],
      rules: expect.arrayContaining([
        {
          type: "required_status_checks",
          parameters: expect.objectContaining({
            required_status_checks: [{ context: "steward", integration_id: expect.any(Number) }],
          }),
        },
      ]),
    });
  });

  it("shows each item of the checklist in the pull request's text and in its own words", async () => {
    const text = await readFile(join(TEMPLATE, ".github/PULL_REQUEST_TEMPLATE.md"), "utf8");
    for (const { id, item } of CHECKS) if (id !== "standing") expect(text).toContain(item);
  });

  it("has a workflow whose job gets no right, that nobody runs unasked, and that runs a commit", async () => {
    const workflow = load(await readFile(join(TEMPLATE, ".github/workflows/steward.yml"), "utf8")) as {
      permissions: unknown;
      jobs: { reconcile: { if: string; steps: { uses?: string; with?: Record<string, string> }[] } };
    };
    expect(workflow.permissions).toEqual({});
    const { if: when, steps } = workflow.jobs.reconcile;
    expect(when).toBe("vars.STEWARD == 'on' && github.event.repository.fork == false");
    expect(steps).toHaveLength(1);
    expect(steps[0]?.uses).toMatch(/@[0-9a-f]{40}$/);
    expect(Object.keys(steps[0]?.with ?? {})).toEqual(["app-id", "private-key", "record-key"]);
  });

  it("leads to an action whose secrets are in its last step alone, where nothing is downloaded", async () => {
    const action = load(await readFile("action.yml", "utf8")) as {
      inputs: Record<string, unknown>;
      runs: { using: string; steps: { uses?: string; run?: string; env?: Record<string, string> }[] };
    };
    expect(action.runs.using).toBe("composite");
    const [node, install, work] = action.runs.steps;
    expect(node?.uses).toMatch(/^actions\/setup-node@[0-9a-f]{40}$/);
    expect(install?.run).toMatch(/^npm ci --ignore-scripts /);
    expect([node?.env, install?.env]).toEqual([undefined, undefined]);
    expect(work?.run).not.toMatch(/\bnpm\b|\bnpx\b|\bcurl\b|\$\{\{/);
    expect(Object.keys(work?.env ?? {})).toEqual(["REPOSITORY", "APP_ID", "PRIVATE_KEY", "RECORD_KEY"]);
    expect(JSON.stringify(action.runs.steps.slice(0, 2))).not.toMatch(
      /inputs\.(?:app-id|private-key|record-key)/,
    );
    expect(Object.keys(action.inputs)).toEqual(["app-id", "private-key", "record-key", "repository"]);
  });

  it("names no package that nobody has registered, nor do the guides", async () => {
    const pages = [...(await filesOf(TEMPLATE)), ...(await filesOf("docs")), "README.md", "action.yml"];
    for (const page of pages.filter((path) => /\.(?:md|ya?ml)$/.test(path)))
      expect({
        page,
        bare: /\bnp(?:x|m (?:install|i|exec)) [^\n]*marketplace-steward/.test(await readFile(page, "utf8")),
      }).toEqual({
        page,
        bare: false,
      });
  });
});

describe("steward init", () => {
  it("fills in the answers everywhere and passes its own checks", async () => {
    const code = await init({
      name: 'Tools & "Toys": $& all',
      security: "https://example.net/security",
      owner: "community",
      appId: "4711",
    });
    expect([code, err]).toEqual([0, ""]);
    const root = join(folder, "new");
    expect(await check(root)).toBe(0);
    const policy = parsePolicy(await readFile(join(root, ".github/steward.yml")), "community");
    expect(policy).toMatchObject({
      state: "valid",
      policy: { marketplace: { name: 'Tools & "Toys": $& all', security: "https://example.net/security" } },
    });
    for (const file of await filesOf(root)) {
      if (file.includes("schemas")) continue;
      const text = await readFile(file, "utf8");
      expect(text).not.toMatch(/Example Marketplace|example\.org|@OWNER|marketplace-steward/);
      if (file.endsWith(".yml")) expect(() => load(text)).not.toThrow();
      if (file.endsWith(".json")) expect(() => JSON.parse(text) as unknown).not.toThrow();
    }
    expect(await readFile(join(root, ".github/rulesets/main.json"), "utf8")).toContain(
      '"integration_id": 4711',
    );
    for (const name of await readdir(join(root, ".github/rulesets")))
      expect(await readFile(join(root, ".github/rulesets", name), "utf8")).not.toMatch(/_id": 0\b/);
    expect(out).toMatch(/files are in .*\nNext|Next:/);
  });

  it("takes a managed account for the owner", async () => {
    expect(await init({ owner: "mona_octo" })).toBe(0);
    expect(err).toBe("");
  });

  it("invents nothing where nothing was answered: it stays open, and is the repository's", async () => {
    expect(await init({})).toBe(0);
    const root = join(folder, "new");
    const [here, there] = await Promise.all([filesOf(root), filesOf(TEMPLATE)]);
    // Only who does without a server gets the workflow; git keeps both folders when the examples are gone.
    expect(here).toHaveLength(there.length - 1 + 2);
    expect(await check(root)).toBe(0);
    const parsed = parsePolicy(await readFile(join(root, ".github/steward.yml")), "community");
    expect(parsed.state === "valid" && parsed.policy.marketplace).toMatchObject({
      name: undefined,
      security: undefined,
    });
    for (const path of [
      "SECURITY.md",
      ".github/ISSUE_TEMPLATE/security.yml",
      ".github/ISSUE_TEMPLATE/config.yml",
    ])
      expect(await readFile(join(root, path), "utf8")).not.toMatch(/example\.org|mailto:/);
    expect(await readFile(join(root, "SECURITY.md"), "utf8")).toContain(
      "report it [in private](../../security/advisories/new)",
    );
    expect(await readFile(join(root, "README.md"), "utf8")).toMatch(/^# new$/m);
  });

  it("does not go on by itself where it cannot ask", async () => {
    expect(await init({ yes: false })).toBe(64);
    expect(await init({ yes: false, name: "Shed" })).toBe(64);
    expect(err).toMatch(/^There is no terminal to ask in\. Give --name and --security, or --yes/);
    await expect(readdir(join(folder, "new"))).rejects.toThrow();
    expect(await init({ yes: false, name: "Shed", security: "shed@garden.example" })).toBe(0);
    expect(await readFile(join(folder, "new/.github/steward.yml"), "utf8")).toContain(
      'security: "mailto:shed@garden.example"',
    );
  });

  it("lays out into a clone that holds a README and a licence, and leaves those as they are", async () => {
    const root = join(folder, "shed");
    execFileSync("git", ["init", "-q", root]);
    execFileSync("git", ["-C", root, "remote", "add", "origin", "git@github.com:gardeners/shed.git"]);
    await writeFile(join(root, "README.md"), "# shed\n");
    await writeFile(join(root, "LICENSE"), "MIT\n");
    await writeFile(join(root, ".gitignore"), "node_modules\n");
    expect(await init({ folder: root, security: "shed@garden.example" })).toBe(0);
    expect(await readFile(join(root, "README.md"), "utf8")).toBe("# shed\n");
    expect(await readFile(join(root, "LICENSE"), "utf8")).toBe("MIT\n");
    expect(await readFile(join(root, "MARKETPLACE.md"), "utf8")).toMatch(/^# shed$/m);
    expect(err).toContain("README.md is yours and stays as it is; ours is in MARKETPLACE.md.");
    // The clone tells where it will be: the link beside the issue forms is right, and https.
    const chooser = load(await readFile(join(root, ".github/ISSUE_TEMPLATE/config.yml"), "utf8")) as {
      contact_links: { url: string }[];
    };
    expect(chooser.contact_links.map(({ url }) => url)).toEqual([
      "https://github.com/gardeners/shed/security/policy",
    ]);
    expect(out).not.toContain("git init");
    expect(out).toContain("&& git push)");
  });

  it("leaves the examples out where it is told to, and says of them what they are", async () => {
    expect(await init({ examples: false })).toBe(0);
    expect(await readdir(join(folder, "new/listings"))).toEqual([".gitkeep"]);
    expect(await readdir(join(folder, "new/images"))).toEqual([".gitkeep"]);
    expect(out).not.toContain("examples");
    expect(await check(join(folder, "new"))).toBe(0);
    expect(await init({ folder: join(folder, "with") })).toBe(0);
    expect(out).toContain("# the six listings are examples: delete them before you publish");
  });

  it.each(Object.keys(PRESETS))("takes the preset %s, with the types that editors offer", async (preset) => {
    expect(await init({ preset, examples: false })).toBe(0);
    const root = join(folder, "new");
    expect(await readFile(join(root, ".github/steward.yml"), "utf8")).toMatch(
      new RegExp(`^extends: ${preset}\\b`, "m"),
    );
    expect(await isSchemaStale(root, PRESETS[preset]?.types ?? [])).toBe(false);
    expect(await isSchemaStale(root, ["seedling"])).toBe(true);
    const printed = await listingSchemaOf(root, () => undefined);
    expect(JSON.parse(printed ?? "")).toEqual(
      JSON.parse(await readFile(join(root, ".github/schemas/listing.schema.json"), "utf8")),
    );
  });

  it("says a preset that there is not", async () => {
    expect(await init({ preset: "matermost" })).toBe(64);
    expect(err).toContain("--preset: One of default, mattermost, home-dashboards, open-courses.");
  });

  it("says all that is wrong with the answers, and never writes into a folder that holds something", async () => {
    expect(await init({ name: "", security: "nobody", owner: "a--b/c", appId: "x" })).toBe(64);
    for (const option of ["--name", "--security", "--owner", "--app-id"]) expect(err).toContain(option);
    await expect(readdir(join(folder, "new"))).rejects.toThrow();
    await writeFile(join(folder, "mine.txt"), "mine");
    expect(await init({ folder })).toBe(64);
    expect(await init({ folder: join(folder, "mine.txt") })).toBe(64);
    expect(err).toMatch(
      /" holds "mine\.txt"\. Name a new folder, or a clone .*; nothing was written\.\n.*mine\.txt" is a file; nothing was written\./,
    );
    expect(await readdir(folder)).toEqual(["mine.txt"]);
  });

  it("puts the App's number and the workflow into a catalog that is there, and nothing else", async () => {
    const root = join(folder, "new");
    expect(await init({ name: "Shed" })).toBe(0);
    const policy = join(root, ".github/steward.yml");
    await writeFile(policy, "extends: default\n");
    const before = new Map(await textsOf(root));
    out = "";
    expect(await init({ appId: "x" })).toBe(64);
    expect(await textsOf(root)).toEqual([...before]);
    expect(await init({ appId: "4711", withoutServer: true })).toBe(0);
    const after = new Map(await textsOf(root));
    const changed = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
    expect(changed.toSorted()).toEqual([
      ".github/rulesets/main.json",
      ".github/rulesets/reviews.json",
      ".github/workflows/steward.yml",
    ]);
    for (const path of changed) expect(out).toContain(path);
    expect(after.get(".github/rulesets/main.json")).toContain('"integration_id": 4711');
    // Twice is once; another App's number is nobody's to overwrite; what was thrown away comes anew.
    out = "";
    expect(await init({ appId: "12", withoutServer: true })).toBe(0);
    expect(out).toContain("Nothing to do");
    await rm(join(root, ".github/rulesets/main.json"));
    expect(await init({ appId: "12" })).toBe(0);
    expect(new Map(await textsOf(root)).get(".github/rulesets/main.json")).toContain('"integration_id": 12');
    // Without either, a catalog that is there is somebody's work.
    expect(await init({ name: "Another" })).toBe(64);
  });

  it("says commands that work as they stand, whatever the folder is called", async () => {
    const root = join(folder, "our märket's place");
    expect(await init({ folder: root })).toBe(0);
    const commands = out.split("\n").slice(1).join("\n").replaceAll("git commit", ": git commit");
    // A shell reads them; `steward` tells what it was given.
    const script = `steward() { printf '%s|' "$@"; echo; }\n${commands}\npwd`;
    const said = execFileSync("sh", ["-euc", script], { encoding: "utf8" });
    expect(said).toContain(`sandbox|--catalog|${relative(process.cwd(), root)}|\n`);
    expect(said.trimEnd().split("\n").at(-1)).toBe(process.cwd());
    await expect(readdir(join(root, ".git"))).resolves.toContain("index");
  });

  it("says the commands as it was started itself", async () => {
    const told = await runInit(
      {
        folder: join(folder, "new"),
        name: undefined,
        security: undefined,
        owner: undefined,
        appId: undefined,
        yes: true,
      },
      {
        write: (text) => void (out += text),
        warn: () => undefined,
        interactive: false,
        steward: "npm run -s steward --",
      },
    );
    expect(told).toBe(0);
    expect(out).toMatch(/^npm run -s steward -- sandbox --catalog /m);
    expect(out).toMatch(/^npm start {2}/m);
    expect(out).not.toMatch(/^steward /m);
  });

  it.each([
    [{ npm_lifecycle_event: "steward" }, "/a/src/cli/main.ts", "npm run -s steward --", "npm start"],
    [{}, "/usr/local/bin/steward", "steward", "steward start"],
    [{}, "/a/dist/cli/main.js", "node dist/cli/main.js", "node dist/cli/main.js start"],
    [{}, "/b c/dist/cli/main.js", "node '/b c/dist/cli/main.js'", "node '/b c/dist/cli/main.js' start"],
    [{}, "/a/src/cli/main.ts", "npm run -s steward --", "npm start"],
    [{ npm_lifecycle_event: "test" }, "/usr/bin/steward", "steward", "steward start"],
  ])("knows how from %j and %s", (environment, scriptPath, steward, start) => {
    expect(startedAs({ script: scriptPath, folder: "/a", environment })).toBe(steward);
    expect(startCommand(steward)).toBe(start);
  });
});
