// What the sandbox stores is git's: a real git can check it, clone it and push to it.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";

const CATALOG = "market/catalog";
const run = promisify(execFile);
let sandbox: Sandbox;
let folder: string;

/** Asynchronous, because the server answers from this very process. */
async function git(...args: string[]): Promise<string> {
  const who = [
    "-c",
    "user.name=contributor",
    "-c",
    "user.email=c@c.example",
    "-c",
    "init.defaultBranch=main",
  ];
  const env = { PATH: process.env["PATH"], HOME: folder, GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_NOSYSTEM: "1" };
  return (await run("git", [...who, ...args], { cwd: folder, env })).stdout;
}

function address(login: string | undefined, repo: string): string {
  return `${sandbox.url.replace("//", login === undefined ? "//" : `//${login}:x@`)}/${repo}.git`;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-git-"));
  sandbox = await createSandbox();
  sandbox.addOrganization("market", { owner: "admin" });
  for (const login of ["contributor", "maintainer"]) sandbox.addUser(login);
  await sandbox.addRepository({
    owner: "market",
    name: "catalog",
    installed: true,
    files: { "README.md": "# Catalog\n", "a/b/c.txt": "deep\n", "a.txt": "x\n", "a-b": "y\n" },
    roles: { maintainer: "write" },
  });
});

afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

describe("the store", () => {
  it("is what git itself accepts", async () => {
    await sandbox.commit(CATALOG, "odd", {
      link: { mode: "120000", content: "README.md" },
      module: { mode: "160000", sha: "1".repeat(40) },
      "bytes.bin": new Uint8Array([0, 255, 10]),
      "a/b/c.txt": null,
    });
    const fork = sandbox.fork(CATALOG, "contributor");
    await sandbox.commit(fork, "add", { new: "1" }, { author: "contributor" });
    for (const name of [CATALOG, fork]) {
      const { stderr } = await run("git", ["fsck", "--strict", "--no-dangling"], {
        cwd: sandbox.repository(name).git.folder,
      });
      expect(stderr).not.toMatch(/error|missing/);
    }
  });
});

describe("over HTTP", () => {
  it("clones a public repository, links and all", async () => {
    await sandbox.commit(CATALOG, "main", { link: { mode: "120000", content: "README.md" } });
    await git("clone", "-q", address(undefined, CATALOG), "copy");
    expect(await readFile(join(folder, "copy", "a/b/c.txt"), "utf8")).toBe("deep\n");
    expect(await readlink(join(folder, "copy", "link"))).toBe("README.md");
  });

  it("takes pushes from those who may, and events follow", async () => {
    const fork = sandbox.fork(CATALOG, "contributor");
    await git("clone", "-q", address("contributor", fork), "copy");
    const push = async (text: string): Promise<void> => {
      await writeFile(join(folder, "copy", "listing.yml"), text);
      await git("-C", "copy", "checkout", "-q", "-B", "add");
      await git("-C", "copy", "add", ".");
      await git("-C", "copy", "commit", "-q", "-m", "Add");
      await git("-C", "copy", "push", "-q", "origin", "add");
    };
    await push("one");
    const pull = await sandbox.openPullRequest({
      repo: CATALOG,
      author: "contributor",
      head: { repo: fork, branch: "add" },
    });
    await push("two");
    const sha = (await git("-C", "copy", "rev-parse", "HEAD")).trim();
    expect(pull.pull.head.sha).toBe(sha);
    expect(sandbox.deliveries.map((one) => `${one.event}.${one.action}`)).toContain(
      "pull_request.synchronize",
    );
    await git("clone", "-q", address(undefined, CATALOG), "base");
    await git("-C", "base", "fetch", "-q", "origin", "refs/pull/1/head");
    expect((await git("-C", "base", "rev-parse", "FETCH_HEAD")).trim()).toBe(sha);
    await expect(
      git("-C", "copy", "push", "-q", address("contributor", CATALOG), "add:main"),
    ).rejects.toThrow(/403|denied/);
    await git("-C", "copy", "push", "-q", address("maintainer", CATALOG), "add:main");
    expect(sandbox.branchSha(CATALOG, "main")).toBe(sha);
    expect(sandbox.issue(CATALOG, 1).pull?.mergeCommitSha).toBe(sha);
    expect(sandbox.deliveries.map((one) => one.event)).toContain("push");
  });

  it("hides a private repository from strangers", async () => {
    await sandbox.addRepository({ owner: "market", name: "secret", private: true, files: { a: "b" } });
    await expect(git("clone", "-q", address("contributor", "market/secret"), "copy")).rejects.toThrow(
      /not found/i,
    );
    await git("clone", "-q", address("owner", "market/secret"), "copy");
  });
});
