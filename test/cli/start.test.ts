// `steward start` and `steward dead-letters` where they cannot begin: a sentence before anything was done.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { runDeadLetters } from "../../src/cli/dead-letters.ts";
import { runStart } from "../../src/cli/start.ts";

let folder: string;
let warned: string[];
const warn = (text: string): void => void warned.push(text);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "steward-start-"));
  writeFileSync(join(folder, "file"), "");
  warned = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("steward start, before there is an App", () => {
  const start = (environment: Record<string, string>): Promise<number> =>
    runStart({ DATA_DIR: join(folder, "data"), PORT: "0", LOG_LEVEL: "silent", ...environment }, warn);

  it("registers none whose keys it could not keep", async () => {
    expect(await start({ DATA_DIR: join(folder, "file") })).toBe(64);
    expect(warned).toEqual(["The App cannot start:", expect.stringMatching(/DATA_DIR: .*file is a file/)]);
  });

  it("says that its port is taken, or that its host is none of this machine", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    try {
      expect(await start({ PORT: String((other.address() as AddressInfo).port) })).toBe(64);
      expect(await start({ HOST: "192.0.2.1" })).toBe(64);
      expect(warned.filter((line) => line.startsWith("  - "))).toEqual([
        expect.stringMatching(/PORT: 127\.0\.0\.1:\d+ is not available: another program/),
        expect.stringMatching(/HOST: 192\.0\.2\.1:0 is not available \(EADDRNOTAVAIL\)/),
      ]);
    } finally {
      other.close();
    }
  });
});

describe("steward dead-letters, where there is nothing to look into", () => {
  const letters = async (environment: Record<string, string>): Promise<number> => {
    let out = "";
    const code = await runDeadLetters(
      { keys: [], replay: false },
      environment,
      (text) => void (out += text),
      warn,
    );
    expect(out).toBe("");
    return code;
  };

  it("makes no database to find it empty", async () => {
    expect(await letters({ DATA_DIR: join(folder, "data") })).toBe(2);
    expect(await letters({ DATA_DIR: join(folder, "file") })).toBe(2);
    expect(warned).toEqual([
      expect.stringMatching(/^There is no database in ".*data"/),
      expect.stringMatching(/^There is no database in ".*file"/),
    ]);
    expect(existsSync(join(folder, "data"))).toBe(false);
  });

  it("says that the database cannot be used, and never its password", async () => {
    expect(
      await letters({ DATABASE_URL: "postgres://steward:hunter2@127.0.0.1:1/x", DATA_DIR: folder }),
    ).toBe(2);
    expect(warned).toEqual([
      expect.stringMatching(/^The database at DATABASE_URL cannot be used: .*ECONNREFUSED/),
    ]);
    expect(warned.join("")).not.toContain("hunter2");
  });
});
