// How a command ends that could not do its work, or whose reader went away: a sentence, and the exit code of its own work.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "@jest/globals";
import { wordsFor } from "../../src/cli/ending.ts";
import { JobError } from "../../src/core/job-error.ts";
import { FROM_SOURCE } from "../support/from-source.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

function steward(words: readonly string[], deaf: boolean): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, [...FROM_SOURCE, MAIN, ...words]);
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => (err += piece));
  if (deaf) child.stdout.destroy();
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, err })));
}

it("goes on to its own exit code when whoever reads has seen enough", async () => {
  expect(await steward(["schema", "--of", "policy"], true)).toEqual({ code: 0, err: "" });
}, 60_000);

it("says in one line what the machine refused", async () => {
  const folder = mkdtempSync(join(tmpdir(), "steward-ending-"));
  try {
    writeFileSync(join(folder, "file"), "");
    const { code, err } = await steward(["init", join(folder, "file/market"), "--yes"], false);
    expect(code).toBe(2);
    expect(err).toBe(
      `This machine refused: not a directory: ${JSON.stringify(join(folder, "file/market"))} (mkdir, ENOTDIR).\n`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

it.each([
  [
    "ENOSPC: no space left on device, write",
    "This machine refused: no space left on device (write, ENOSPC).",
  ],
  [
    "EACCES: permission denied, open '/a b/c'",
    'This machine refused: permission denied: "/a b/c" (open, EACCES).',
  ],
  [
    "spawn git ENOENT",
    "git cannot be started: it is not installed, or not in the PATH. Install it, then try again.",
  ],
])("%s", (message, said) => {
  expect(wordsFor(new Error(message))).toBe(said);
});

it("says of GitHub's trouble whether to wait or to look at the set-up", () => {
  expect(wordsFor(new JobError("retry", "GET /app: 500"))).toBe(
    "GitHub could not be asked (GET /app: 500). Try again later.",
  );
  expect(wordsFor(new JobError("denied", "GET /app: 403"))).toMatch(
    /\(GET \/app: 403\)\. `steward doctor` says/,
  );
});

it("keeps the whole trace of a mistake of ours, and asks for it", () => {
  const error = new TypeError("x is not a function");
  expect(wordsFor(error)).toBe(
    `This is a mistake of ours, not yours. Please report it with these lines:\n${error.stack}`,
  );
  expect(wordsFor("odd")).toMatch(/report it with these lines:\nodd$/);
});
