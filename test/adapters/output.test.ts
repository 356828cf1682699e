// Files written by other processes: all of them, or the caller hears why not.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { openWriter } from "../../src/adapters/output/writer.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "steward-output-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("writes texts and bytes, in folders that were not there", async () => {
  const writer = openWriter(folder);
  const many = Array.from({ length: 300 }, (_, at) => ({
    path: `pages/${at % 7}/${at}.txt`,
    text: `${at} `.repeat(9_000),
  }));
  for (const { path, text } of many) await writer.put({ path, content: text });
  await writer.put({ path: "images/one.png", content: Uint8Array.of(137, 80, 78, 71) });
  await writer.end();
  for (const { path, text } of many) expect(readFileSync(join(folder, path), "utf8") === text).toBe(true);
  expect([...readFileSync(join(folder, "images/one.png"))]).toEqual([137, 80, 78, 71]);
});

it("says what could not be written, at the end at the latest", async () => {
  writeFileSync(join(folder, "pages"), "a file where a folder should be");
  const writer = openWriter(folder);
  await writer.put({ path: "pages/one.txt", content: "one" });
  await expect(writer.end()).rejects.toThrow(/EEXIST|ENOTDIR/);
});

it("stops early when much is to be written and nothing can be", async () => {
  writeFileSync(join(folder, "pages"), "a file where a folder should be");
  const writer = openWriter(folder);
  const all = async (): Promise<number> => {
    let put = 0;
    for (; put < 200; put += 1) await writer.put({ path: `pages/${put}.txt`, content: "x".repeat(600_000) });
    return put;
  };
  await expect(all()).rejects.toThrow(/EEXIST|ENOTDIR/);
  await expect(writer.end()).rejects.toThrow(/EEXIST|ENOTDIR/);
});
