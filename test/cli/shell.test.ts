// The command line as a program among programs: completion, help, colours, and output that cannot be written.

import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, openSync, closeSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Command, Option } from "commander";
import { describe, expect, it } from "@jest/globals";
import { layOutHelp } from "../../src/cli/commands/help.ts";
import { wantsColor } from "../../src/cli/commands/terminal.ts";
import { completionScript, SHELLS } from "../../src/cli/completion.ts";
import { textReport } from "../../src/cli/formats/text.ts";
import { FROM_SOURCE } from "../support/from-source.ts";

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

function program(): Command {
  const steward = new Command("steward").exitOverride();
  layOutHelp(steward);
  steward
    .command("check")
    .description("check listings as the App would, on a pull request or at home")
    .addOption(new Option("--format <FORMAT>", "how to show it").choices(["text", "json"]))
    .option("--catalog <DIR>", "the catalog's folder");
  steward.command("policy").description("a policy's").command("check").option("--against <REF>", "another");
  return steward;
}

describe("completion", () => {
  it("is made of the commands themselves, for each shell", () => {
    for (const shell of SHELLS)
      expect(completionScript(program(), shell)).toMatch(/check[\s\S]*policy[\s\S]*against/);
  });

  it("completes in bash", () => {
    const script = `${completionScript(program(), "bash")}
      try() { COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); COMPREPLY=(); _steward; echo "\${COMPREPLY[*]}"; }
      try steward ""; try steward po; try steward check --f; try steward check --format ""; try steward policy check --
    `;
    expect(execFileSync("bash", ["-c", script], { encoding: "utf8" }).trimEnd().split("\n")).toEqual([
      "check policy",
      "policy",
      "--format",
      "text json",
      "--against --help",
    ]);
  });
});

describe("help", () => {
  const helpAt = (columns: number): string => {
    let out = "";
    const steward = program();
    const check = steward.commands[0];
    check?.configureOutput({ writeOut: (text) => (out += text), getOutHelpWidth: () => columns });
    check?.outputHelp();
    return out;
  };

  it.each([40, 80, 120])("fits a terminal of %d columns, and names the exit codes", (columns) => {
    const text = helpAt(columns);
    expect(text).toContain("Exit codes:");
    expect(text).toMatch(/\n {2}64 {2}/);
    for (const line of text.split("\n").slice(1)) expect(line.length).toBeLessThanOrEqual(columns);
  });
});

describe("a report", () => {
  const finding = {
    rule: "submission/too-short",
    level: "fail",
    message: "The summary has five characters; at least ten are needed by everybody who reads it.",
    why: "It is the line under the name on every card.",
    fix: "Say a little more about what it does for people.",
    file: "listings/poll-maker.yml",
    path: [],
    line: 3,
    column: 10,
  } as const;
  const report = {
    verdict: "fail",
    listings: [
      {
        path: "listings/poll-maker.yml",
        id: "poll-maker",
        verdict: "fail",
        checks: [
          {
            id: "submission",
            item: "One listing",
            status: "fail",
            evidence: [],
            findings: [finding],
            notes: [],
          },
        ],
      },
    ],
  } as const;

  it("is wrapped at the terminal's width, and nowhere else", () => {
    for (const line of textReport(report, false, 40).split("\n")) expect(line.length).toBeLessThanOrEqual(40);
    expect(textReport(report, false)).toContain(finding.message);
  });
});

describe("colours", () => {
  it.each<[NodeJS.ProcessEnv, boolean, boolean]>([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, true, true],
    [{ FORCE_COLOR: "0" }, true, false],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "" }, true, true],
    [{ TERM: "dumb" }, true, false],
    [{ TERM: "dumb", FORCE_COLOR: "1" }, true, true],
    [{ NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
  ])("with %j on a terminal (%s): %s", (environment, isTerminal, colored) => {
    expect(wantsColor(environment, isTerminal)).toBe(colored);
  });
});

describe("output that cannot be written", () => {
  it("ends with a sentence, and with 2", async () => {
    const folder = mkdtempSync(join(tmpdir(), "steward-output-"));
    writeFileSync(join(folder, "out"), "");
    // Open for reading alone: what is written there is refused on every machine.
    const out = openSync(join(folder, "out"), "r");
    try {
      const child = spawn(process.execPath, [...FROM_SOURCE, MAIN, "schema"], {
        stdio: ["ignore", out, "pipe"],
      });
      let err = "";
      child.stderr?.setEncoding("utf8").on("data", (more: string) => (err += more));
      const code = await new Promise((resolve) => child.on("close", resolve));
      expect(err).toBe(
        "The output could not be written. This machine refused: bad file descriptor (write, EBADF).\n",
      );
      expect(code).toBe(2);
    } finally {
      closeSync(out);
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});

describe("npm start", () => {
  it("ends when it is told to, with all that it started", async () => {
    const folder = mkdtempSync(join(tmpdir(), "steward-start-"));
    try {
      const child = spawn("npm", ["start"], {
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        env: { PATH: process.env["PATH"], HOME: process.env["HOME"], DATA_DIR: folder, PORT: "0" },
      });
      let told = false;
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (more: string) => {
          if (told || !more.includes("/registration")) return;
          told = true;
          child.kill("SIGTERM");
        });
      // Its output closes when the last process that holds it has ended.
      await new Promise((resolve) => child.on("close", resolve));
      expect(told).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});

describe("dependencies that npm installed by hand", () => {
  it("are left alone", async () => {
    const folder = mkdtempSync(join(tmpdir(), "steward-deps-"));
    try {
      const root = fileURLToPath(new URL("../..", import.meta.url));
      const lock = JSON.stringify({
        packages: {
          "": {},
          "node_modules/a": { version: "1.0.0", integrity: "x" },
          "node_modules/b": { version: "2.0.0", optional: true },
        },
      });
      execFileSync("mkdir", ["-p", join(folder, "scripts"), join(folder, "node_modules")]);
      execFileSync("cp", [join(root, "scripts/ensure-deps.mjs"), join(folder, "scripts")]);
      writeFileSync(join(folder, "package-lock.json"), lock);
      writeFileSync(
        join(folder, "node_modules/.package-lock.json"),
        JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0", integrity: "x" } } }),
      );
      const { stderr } = await run(process.execPath, [join(folder, "scripts/ensure-deps.mjs")]);
      expect(stderr).toBe("");
      expect(existsSync(join(folder, "node_modules/.steward-lock"))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
