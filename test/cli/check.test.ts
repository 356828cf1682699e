// `steward check` as a contributor runs it: formats, exit codes, offline, and trouble that stays with its listing.

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { runCheckCommand, type CheckOptions } from "../../src/cli/check.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { addProject, listing, pngIcon } from "../support/scene.ts";
import { FROM_SOURCE } from "../support/from-source.ts";

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "steward-check-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

async function check(change: Partial<CheckOptions> = {}) {
  const [out, warnings]: [string[], string[]] = [[], []];
  const code = await runCheckCommand(
    { files: [], catalog: folder, format: "json", offline: true, ...change },
    {
      write: (text) => void out.push(text),
      warn: (text) => void warnings.push(text),
      color: false,
      interactive: false,
    },
  );
  return { code, text: out.join(""), warnings };
}

interface Report {
  readonly version: number;
  readonly verdict: string;
  readonly listings: readonly {
    readonly path: string;
    readonly id: string;
    readonly verdict: string;
    readonly checks: readonly {
      readonly id: string;
      readonly status: string;
      readonly evidence: string[];
      readonly findings: readonly Record<string, unknown>[];
    }[];
  }[];
}

const report = (text: string): Report => JSON.parse(text) as Report;
const good = (id: string) => listing({ image: "https://site.example/logo.png", name: id });

describe("steward check --offline", () => {
  it("passes a good listing; what needs the network is listed as not-run and does not count", async () => {
    put("listings/poll-maker.yml", listing());
    put("images/poll-maker.png", await pngIcon());
    const { code, text } = await check();
    expect(code).toBe(0);
    const { version, verdict, listings } = report(text);
    expect({ version, verdict, path: listings[0]?.path, id: listings[0]?.id }).toEqual({
      version: 1,
      verdict: "pass",
      path: "listings/poll-maker.yml",
      id: "poll-maker",
    });
    expect(Object.fromEntries((listings[0]?.checks ?? []).map(({ id, status }) => [id, status]))).toEqual({
      submission: "pass",
      ownership: "not-run",
      link: "not-run",
      documentation: "not-run",
      "issue-tracker": "not-run",
      image: "pass",
      standing: "pass",
    });
  });

  it("names rule, why, fix, path, line and column of every finding", async () => {
    put("listings/poll-maker.yml", listing({ type: "plugins", image: "https://site.example/logo.png" }));
    const { code, text } = await check();
    expect(code).toBe(1);
    expect(report(text).listings[0]?.checks[0]?.findings[0]).toEqual({
      rule: "submission/not-allowed",
      level: "error",
      message: expect.stringContaining("`type` must be one of"),
      why: expect.any(String),
      fix: expect.stringContaining("plugin"),
      path: ["type"],
      line: 2,
      column: 7,
    });
  });

  it("decodes images of the folder, and one that cannot be decoded hides no other result", async () => {
    put("listings/alpha-tool.yml", listing({ image: "images/alpha-tool.png" }));
    put("images/alpha-tool.png", Buffer.concat([(await pngIcon()).subarray(0, 200), Buffer.alloc(200)]));
    put("listings/broken-file.yml", new Uint8Array([0xff, 0xfe, 0x00]));
    put("listings/good-tool.yml", good("good-tool"));
    const { code, text } = await check();
    expect(code).toBe(1);
    expect(Object.fromEntries(report(text).listings.map(({ id, verdict }) => [id, verdict]))).toEqual({
      "alpha-tool": "fail",
      "broken-file": "fail",
      "good-tool": "pass",
    });
  });

  it("reports what cannot be a listing", async () => {
    put("listings/good-tool.yml", good("good-tool"));
    put("listings/Upper.yml", good("upper"));
    put("listings/notes.txt", "x");
    put("listings/deep/one.yml", good("one"));
    symlinkSync("good-tool.yml", join(folder, "listings/linked.yml"));
    const { code, text } = await check();
    expect(code).toBe(1);
    const rules = Object.fromEntries(
      report(text).listings.map(({ path, checks }) => [path, checks[0]?.findings[0]?.["rule"]]),
    );
    expect(rules).toMatchObject({
      "listings/Upper.yml": "submission/bad-id",
      "listings/notes.txt": "submission/bad-path",
      "listings/deep": "submission/bad-path",
      "listings/linked.yml": "submission/not-a-plain-file",
    });
  });

  it("says what to name a file that lies almost in its place", async () => {
    put("listings/good-tool.yml", good("good-tool"));
    put("listings/good-tool.yaml", good("good-tool"));
    put("listings/Other Tool.yaml", good("other-tool"));
    const { text } = await check();
    const fixes = Object.fromEntries(
      report(text).listings.map(({ path, checks }) => [path, checks[0]?.findings[0]?.["fix"]]),
    );
    expect(fixes["listings/good-tool.yaml"]).toMatch(
      /^Remove it: `listings\/good-tool\.yml` is there already/,
    );
    expect(fixes["listings/Other Tool.yaml"]).toBe("Rename it to `listings/other-tool.yml`.");
  });

  it("says of a path that leads nowhere what to do about the path", async () => {
    put("listings/good-tool.yml", good("good-tool"));
    const { code, text } = await check({
      files: ["listings/nothing.yml", "listings", "../else.yml", "../listings/good-tool.yml"].map((path) =>
        join(folder, path),
      ),
    });
    expect(code).toBe(1);
    const fixes = report(text).listings.map(({ checks }) => checks[0]?.findings[0]?.["fix"]);
    expect(fixes).toEqual([
      expect.stringMatching(/^Look at the path once more/),
      expect.stringMatching(/^Name no file at all/),
      expect.stringMatching(/^Look at the path once more/),
      expect.stringMatching(/^Look at the path once more/),
    ]);
    put("catalog/listings/good-tool.yml", good("good-tool"));
    const other = await check({
      catalog: join(folder, "catalog"),
      files: [join(folder, "listings/good-tool.yml")],
    });
    expect(report(other.text).listings[0]?.checks[0]?.findings[0]).toMatchObject({
      message: "`../listings/good-tool.yml` lies outside the catalog folder.",
      fix: expect.stringContaining("`--catalog`"),
    });
  });

  it("holds a new id that could be taken for another", async () => {
    put("listings/poll-maker.yml", good("one"));
    put("listings/poll-makers.yml", good("two"));
    const { code, text } = await check({ files: [join(folder, "listings/poll-makers.yml")] });
    expect({ code, verdict: report(text).verdict }).toEqual({ code: 1, verdict: "held" });
  });

  it("finds the catalog above the file, and takes several files", async () => {
    put("listings/one-tool.yml", good("one"));
    put("listings/two-tool.yml", good("two"));
    put(".github/steward.yml", "extends: mattermost\ntypes: [gadget]\n");
    const { code, text } = await check({
      catalog: undefined,
      files: [join(folder, "listings/one-tool.yml"), join(folder, "listings/two-tool.yml")],
    });
    expect(code).toBe(1);
    expect(text).toContain("`gadget`");
  });

  it("says what is wrong with the policy, and still checks", async () => {
    put("listings/one-tool.yml", good("one"));
    put(".github/steward.yml", "extends: mattermost\nwaiver: []\n");
    const { code, text, warnings } = await check();
    expect(code).toBe(1);
    expect(report(text).verdict).toBe("pass");
    expect(warnings.join("\n")).toContain(".github/steward.yml:2:1");
  });

  it("an empty catalog is no failure, and says so; a folder that is no catalog is one", async () => {
    const none = await check({ format: "text" });
    expect(none.code).toBe(64);
    put(".github/steward.yml", "extends: default\n");
    const { code, text } = await check({ format: "text" });
    expect(code).toBe(0);
    expect(text).toContain("No listing found");
  });

  it.each([
    ["link", "https://127.0.0.1/x", "link/forbidden-address"],
    ["link", "https://[::1]/", "link/forbidden-address"],
    ["link", "https://2130706433/", "link/forbidden-address"],
    ["link", "https://localhost/", "link/forbidden-address"],
    ["documentation", "https://10.0.0.1/docs", "documentation/forbidden-address"],
    ["documentation", "https://docs.internal/", "documentation/no-such-name"],
    ["issues", "https://poll-maker.example:8443/", "issue-tracker/bad-url"],
    ["image", "https://nas.local/logo.png", "image/no-such-name"],
  ])("judges without the network what needs none: %s %s", async (field, address, rule) => {
    put("listings/poll-maker.yml", listing({ image: "https://site.example/logo.png", [field]: address }));
    const { code, text } = await check();
    expect(code).toBe(1);
    const checks = report(text).listings[0]?.checks ?? [];
    const wrong = checks.flatMap(({ findings }) => findings.filter(({ level }) => level !== "suggestion"));
    expect(wrong.map((finding) => finding["rule"])).toEqual([rule]);
    expect(checks.filter(({ status }) => status === "not-run")).toHaveLength(4);
  });

  it("says where nothing says the rules, and what was not run", async () => {
    put("listings/poll-maker.yml", listing());
    put("listings/chess-club.yml", listing({ name: "Chess Club", image: "images/chess-club.png" }));
    put("images/poll-maker.png", await pngIcon());
    put("images/chess-club.png", await pngIcon());
    const { code, text, warnings } = await check({ format: "text" });
    expect(code).toBe(0);
    expect(text).toContain("2 listings: 2 in order, as far as checked offline (4 checks not run)");
    expect(warnings).toEqual([
      expect.stringMatching(/^There is no \.github\/steward\.yml in .*preset mattermost/),
    ]);
  });

  it.each([
    ["nothere.yml", "There is no file 'listings/nothere.yml'"],
    ["Decay_Clock.yml", "Rename it to 'listings/decay-clock.yml'"],
    ["decay-clock.yaml", "Rename it to 'listings/decay-clock.yml'"],
    ["sub/decay-clock.yml", "Move it to 'listings/decay-clock.yml'"],
  ])(
    "tells of %s what is wrong, where it is, and once that the rest waits for its name",
    async (name, says) => {
      put(".github/steward.yml", "extends: default\n");
      put("listings/other.yml", listing());
      if (name !== "nothere.yml") put(`listings/${name}`, listing());
      const { code, text } = await check({
        files: [join(folder, "listings", name)],
        catalog: undefined,
        format: "text",
        offline: false,
      });
      expect(code).toBe(1);
      expect(text).toContain(`listings/${name}:1:1`);
      expect(text).toContain(says);
      expect(text.match(/not checked yet/g)).toHaveLength(1);
      expect(text).toContain("the other checks: not checked yet: fix the file's name first");
    },
  );

  it("writes SARIF, Markdown and text of the same findings", async () => {
    put("listings/poll-maker.yml", listing({ type: "plugins", image: "https://site.example/logo.png" }));
    const sarif = JSON.parse((await check({ format: "sarif" })).text) as {
      version: string;
      runs: {
        tool: {
          driver: { rules: { id: string; shortDescription: { text: string }; help: { text: string } }[] };
        };
        results: { ruleId: string; locations: { physicalLocation: { region: { startLine: number } } }[] }[];
      }[];
    };
    expect(sarif.version).toBe("2.1.0");
    const found = sarif.runs[0]?.results.find(({ ruleId }) => ruleId === "submission/not-allowed");
    expect(found?.locations[0]?.physicalLocation.region.startLine).toBe(2);
    const rules = sarif.runs[0]?.tool.driver.rules ?? [];
    expect(new Set(rules.map(({ shortDescription }) => shortDescription.text)).size).toBe(rules.length);
    expect(rules.find(({ id }) => id === "submission/not-allowed")?.shortDescription.text).toBe(
      "Listing file: not allowed",
    );
    for (const { help } of rules) expect(help.text).not.toBe("");
    expect((await check({ format: "markdown" })).text).toContain("`submission/not-allowed`");
    const { text } = await check({ format: "text" });
    expect(text).toContain("listings/poll-maker.yml:2:7 submission/not-allowed");
    // oxlint-disable-next-line no-control-regex -- no colours without a terminal
    expect(text).not.toMatch(/\u001b/);
  });

  it("nothing in a listing moves the cursor or changes the colours", async () => {
    put(
      "listings/poll-maker.yml",
      listing({ [`"\\e[31mred\\e[0m"`]: "x", image: "https://site.example/logo.png" }),
    );
    const { text } = await check({ format: "text" });
    // oxlint-disable-next-line no-control-regex -- that is what is looked for
    expect(text).not.toMatch(/[\u001b\u009b]/);
  });
});

describe("steward check with the network", () => {
  it("asks GitHub without a token as with one, and gets the same answers", async () => {
    const sandbox = await createSandbox();
    sandbox.addUser("contributor");
    await addProject(sandbox, "contributor", "poll-maker");
    put("listings/poll-maker.yml", listing());
    put(
      "listings/no-project.yml",
      listing({
        link: "https://github.com/contributor/nothing",
        maintainers: "[nobody-at-all]",
        image: "images/poll-maker.png",
      }),
    );
    put("images/poll-maker.png", await pngIcon());
    const before = { ...process.env };
    try {
      process.env["GITHUB_API_URL"] = sandbox.url;
      delete process.env["GH_TOKEN"];
      const answers: unknown[] = [];
      for (const token of ["", "user:contributor"]) {
        process.env["GITHUB_TOKEN"] = token;
        const { code, text } = await check({ offline: false });
        expect(code).toBe(1);
        answers.push(
          report(text).listings.map(({ id, checks }) => [
            id,
            checks.map((one) => [one.id, one.status, one.findings.map(({ rule }) => rule)]),
          ]),
        );
      }
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]).toEqual([
        [
          "no-project",
          expect.arrayContaining([
            ["link", "fail", ["link/not-found"]],
            ["ownership", "fail", ["ownership/no-account"]],
          ]),
        ],
        [
          "poll-maker",
          expect.arrayContaining([
            ["link", "pass", []],
            ["documentation", "pass", []],
          ]),
        ],
      ]);
    } finally {
      process.env = before;
      await sandbox.close();
    }
  });
});

describe("the command itself", () => {
  const steward = async (...args: string[]) => {
    try {
      const { stdout } = await run(process.execPath, [...FROM_SOURCE, MAIN, ...args]);
      return { code: 0, stdout };
    } catch (error) {
      const { code, stdout } = error as { code: number; stdout: string };
      return { code, stdout };
    }
  };

  it.each([
    [["frobnicate"], 64],
    [["check", "--format", "xml"], 64],
    [["check", "--no-such-option"], 64],
    [["--version"], 0],
    [["schema"], 0],
  ])("%j exits %i", async (args, code) => {
    expect((await steward(...args)).code).toBe(code);
  });

  it("prints a JSON Schema that editors can use", async () => {
    const { stdout } = await steward("schema");
    expect(JSON.parse(stdout)).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      additionalProperties: false,
    });
  });

  it("start names everything wrong with its configuration at once", async () => {
    const failed = await run(process.execPath, [...FROM_SOURCE, MAIN, "start"], {
      env: {
        PATH: process.env["PATH"],
        APP_ID: "x",
        WEBHOOK_SECRET: "development",
        RECORD_KEY: "a".repeat(40),
        PORT: "http",
        PRIVATE_KEY: "none",
      },
    }).catch((error: unknown) => error as { code: number; stderr: string });
    expect(failed).toMatchObject({ code: 64 });
    for (const name of ["APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET", "RECORD_KEY", "PORT"])
      expect((failed as { stderr: string }).stderr).toContain(name);
  });
});
