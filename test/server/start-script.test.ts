// The script that starts the image: secrets arrive, and stand in no environment that a child could read.

import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { takeHandedOver } from "../../src/platform/handed-over.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/start.sh", import.meta.url));
const HANDED_OVER = fileURLToPath(new URL("../../src/platform/handed-over.ts", import.meta.url));
const REGISTER = fileURLToPath(new URL("../runner/register.mjs", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "steward-start-"));
  copyFileSync(SCRIPT, join(folder, "start.sh"));
  mkdirSync(join(folder, "dist/cli"), { recursive: true });
  // In the App's place: it takes its environment as the App does, and asks a child what that can read of it.
  writeFileSync(
    join(folder, "dist/cli/main.js"),
    `const { spawnSync } = require("node:child_process");
     const { readFileSync } = require("node:fs");
     import(${JSON.stringify(HANDED_OVER)}).then(({ takeHandedOver }) => {
       takeHandedOver(process.env);
       const script = 'process.stdout.write(require("fs").readFileSync("/proc/" + process.ppid + "/environ", "utf8"))';
       const child = spawnSync(process.execPath, ["-e", script], { env: {}, encoding: "utf8" });
       let pipe = "closed";
       try { pipe = readFileSync(3, "utf8"); } catch {}
       const { PRIVATE_KEY, ODD, STEWARD_ENVIRONMENT_FD } = process.env;
       const said = { PRIVATE_KEY, ODD, STEWARD_ENVIRONMENT_FD, argv: process.argv.slice(2), pid: process.pid };
       console.log(JSON.stringify({ ...said, seen: child.stdout, pipe }));
     });`,
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function start(environment: Readonly<Record<string, string>>) {
  const child = spawn("/bin/sh", ["start.sh", "start", "--two words"], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"] ?? "",
      NODE_OPTIONS: `--import ${REGISTER} --no-warnings`,
      ...environment,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (piece: Buffer) => void (out += piece.toString("utf8")));
  const code = await new Promise((resolve) => child.once("close", resolve));
  return { code, pid: child.pid, said: JSON.parse(out) as Record<string, unknown> };
}

describe("the script that starts the image", () => {
  it("hands over everything, keeps nothing where a child could read it, and becomes the App", async () => {
    const key = "-----BEGIN KEY-----\nline 2 'quoted' \"twice\" $HOME `x`\n-----END KEY-----\n";
    const { code, pid, said } = await start({ PRIVATE_KEY: key, ODD: "a=b=c", RECORD_KEY: "r".repeat(40) });
    expect(code).toBe(0);
    expect(said).toMatchObject({ PRIVATE_KEY: key, ODD: "a=b=c", argv: ["start", "--two words"], pid });
    expect(said["STEWARD_ENVIRONMENT_FD"]).toBeUndefined();
    const names = String(said["seen"])
      .split("\0")
      .map((entry) => entry.split("=")[0]);
    expect(names).toContain("PATH");
    for (const name of ["PRIVATE_KEY", "RECORD_KEY", "ODD"]) expect(names).not.toContain(name);
    expect(said["seen"]).not.toContain("line 2");
    expect(said["pipe"]).toBe("closed");
  });

  it("takes an environment larger than a pipe holds at once", async () => {
    const long = "x".repeat(100_000);
    const { said } = await start({ ODD: long });
    expect(String(said["ODD"]).length).toBe(long.length);
  });
});

describe("an environment that was handed over", () => {
  it("is none where nothing says so, and a pipe that is none is refused", () => {
    const environment: NodeJS.ProcessEnv = { A: "1" };
    takeHandedOver(environment);
    expect(environment).toEqual({ A: "1" });
    expect(() => takeHandedOver({ STEWARD_ENVIRONMENT_FD: "0" })).toThrow("not the number of a pipe");
  });
});
