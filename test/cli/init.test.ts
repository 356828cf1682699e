// `steward init` and the template it copies: a marketplace that passes its own checks, whatever was answered.

import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { load } from "js-yaml";
import { runCheckCommand } from "../../src/cli/check.ts";
import { runInit, type InitOptions } from "../../src/cli/init.ts";
import { CHECKS } from "../../src/core/checks/index.ts";
import { NEUTRAL_PRESET, PRESETS } from "../../src/core/policy/presets.ts";
import type { Ruleset } from "../../src/sandbox/model.ts";
import { TEMPLATE_RULESETS, templateRuleset } from "../support/rulesets.ts";
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

  it("has a workflow whose job gets no right and whose only secrets are the App's", async () => {
    const workflow = load(await readFile(join(TEMPLATE, ".github/workflows/steward.yml"), "utf8")) as {
      permissions: unknown;
      jobs: { reconcile: { steps: { run?: string; env?: Record<string, string> }[] } };
    };
    expect(workflow.permissions).toEqual({});
    const [, install, run] = workflow.jobs.reconcile.steps;
    // What is downloaded is downloaded without a secret, and nothing of it runs there.
    expect(install?.run).toMatch(
      /^npm install --prefix "\$RUNNER_TEMP\/steward" --ignore-scripts .*@\d+\.\d+\.\d+$/,
    );
    expect(install?.env).toBeUndefined();
    expect(run?.run).toMatch(/^node "\$RUNNER_TEMP\/steward\/.*" reconcile --repo "\$GITHUB_REPOSITORY"$/);
    expect(Object.keys(run?.env ?? {})).toEqual(["APP_ID", "PRIVATE_KEY", "RECORD_KEY"]);
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
      expect(text).not.toMatch(/Example Marketplace|security@example\.org|@OWNER/);
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

  it("works with nothing answered, and is then the template", async () => {
    expect(await init({})).toBe(0);
    const [here, there] = await Promise.all([filesOf(join(folder, "new")), filesOf(TEMPLATE)]);
    expect(here).toHaveLength(there.length);
  });

  it("says all that is wrong with the answers, and never writes into a folder that holds something", async () => {
    expect(await init({ name: "", security: "nobody", owner: "a--b/c", appId: "x" })).toBe(64);
    for (const option of ["--name", "--security", "--owner", "--app-id"]) expect(err).toContain(option);
    await expect(readdir(join(folder, "new"))).rejects.toThrow();
    await writeFile(join(folder, "mine.txt"), "mine");
    expect(await init({ folder })).toBe(64);
    expect(await init({ folder: join(folder, "mine.txt") })).toBe(64);
    expect(err).toMatch(
      /" is not empty; nothing was written\..*\n.*mine\.txt" is a file; nothing was written\./,
    );
    expect(await readdir(folder)).toEqual(["mine.txt"]);
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
});
