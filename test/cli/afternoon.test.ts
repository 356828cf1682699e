// A community adopts it in an afternoon: the commands that a new owner and a new contributor need, run as they are typed.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { FROM_SOURCE } from "../support/from-source.ts";

const run = promisify(execFile);
const STEWARD = [...FROM_SOURCE, join(process.cwd(), "src/cli/main.ts")];

let folder: string;
let sandbox: ChildProcess | undefined;
let commands: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "steward-afternoon-"));
  commands = 0;
});
afterEach(async () => {
  sandbox?.kill("SIGTERM");
  sandbox = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** As somebody types it in the folder; the program is run from where it is. */
async function steward(...words: string[]): Promise<string> {
  commands += 1;
  const { stdout } = await run(process.execPath, [...STEWARD, ...words], {
    cwd: process.cwd(),
    env: { ...process.env, NO_COLOR: "1" },
  });
  return stdout;
}

/** Starts the local GitHub and answers what it has said when the review is there. */
async function localGitHub(...words: string[]): Promise<string> {
  commands += 1;
  const child = spawn(process.execPath, [...STEWARD, "sandbox", ...words], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  sandbox = child;
  let said = "";
  for await (const part of child.stdout.setEncoding("utf8")) {
    said += String(part);
    if (said.includes("Stop with Ctrl+C")) break;
  }
  return said;
}

describe("a new owner", () => {
  it("has the first pull request reviewed after two commands in an empty folder", async () => {
    const catalog = join(folder, "our-marketplace");
    await steward(
      "init",
      catalog,
      "--yes",
      "--name",
      "Our Marketplace",
      "--security",
      "mailto:security@ours.example",
    );
    const said = await localGitHub("--catalog", catalog);
    expect(commands).toBeLessThanOrEqual(4);
    expect(said).toContain("✔ steward\n");
    expect(said).not.toMatch(/[✖✋…] steward/);
    const page = /http:\/\/127\.0\.0\.1:\d+\/\S+\/pull\/\d+/.exec(said)?.[0] ?? "";
    const html = await (await fetch(page)).text();
    expect(html).toContain("Add Poll Makers");
    // What the folder holds is the catalog: the template's own listings are in it.
    const files = await fetch(`${new URL(page).origin}/community/marketplace`);
    expect(await files.text()).toContain("CONTRIBUTING.md");
  }, 60_000);

  it("is told what is missing in a folder that is no catalog", async () => {
    await expect(steward("sandbox", "--catalog", folder)).rejects.toMatchObject({
      code: 64,
      stderr: expect.stringContaining("steward init"),
    });
  }, 30_000);
});

describe("a new contributor", () => {
  it("has a listing that passes after three commands, from nothing", async () => {
    const catalog = join(folder, "clone");
    await steward("init", catalog, "--yes");
    // The catalog is there already when a contributor comes: they clone it.
    commands = 1;
    await steward(
      "new",
      "--catalog",
      catalog,
      "--yes",
      ...[
        "id=team-polls",
        "name=Team Polls",
        "type=plugin",
        "summary=Create polls and see the votes come in",
      ].flatMap((one) => ["--set", one]),
      ...[
        "link=https://code.example/polls",
        "documentation=https://code.example/polls/docs",
        "issues=https://code.example/polls/issues",
        "image=https://code.example/polls/logo.png",
        "maintainers=octocat",
      ].flatMap((one) => ["--set", one]),
    );
    expect(await readdir(join(catalog, "listings"))).toContain("team-polls.yml");
    const said = await steward("check", join(catalog, "listings/team-polls.yml"), "--offline");
    expect(commands).toBeLessThanOrEqual(3);
    expect(said).toContain("1 listing: 1 in order");
  }, 60_000);
});
