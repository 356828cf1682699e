// Judged bytes are kept, whole or not at all, and never without bound.

import { mkdtemp, readdir, rm, truncate, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createBytes } from "../../src/adapters/bytes/bytes.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "steward-bytes-"));
});
afterEach(async () => rm(folder, { recursive: true }));

const bytes = (length: number, value = 7) => new Uint8Array(length).fill(value);

describe.each([
  ["in a folder", () => join(folder, "judged")],
  ["in memory", () => undefined],
])("kept %s", (_, at) => {
  it("come back under their name alone, the newest of a name", async () => {
    const kept = createBytes({ folder: at(), bytesMax: 1_000_000 });
    await kept.put("1 abc https://a.example/../../x", bytes(100));
    await kept.put("1 abc https://a.example/../../x", bytes(50, 9));
    expect(await kept.get("1 abc https://a.example/../../x")).toEqual(bytes(50, 9));
    expect(await kept.get("2 abc https://a.example/../../x")).toBeUndefined();
  });

  it("give way to newer ones when there are too many", async () => {
    const kept = createBytes({ folder: at(), bytesMax: 5_000 });
    for (let i = 0; i < 40; i += 1) {
      await kept.put(`name ${i}`, bytes(500));
      if (at() !== undefined)
        for (const name of await readdir(join(folder, "judged")))
          await utimes(join(folder, "judged", name), i, i).catch(() => undefined);
    }
    const left = await Promise.all(Array.from({ length: 40 }, (_unused, i) => kept.get(`name ${i}`)));
    const count = left.filter((one) => one !== undefined).length;
    expect(count).toBeGreaterThan(3);
    expect(count).toBeLessThanOrEqual(12);
  });
});

it("a file cut short is no file", async () => {
  const kept = createBytes({ folder, bytesMax: 1_000_000 });
  await kept.put("name", bytes(100));
  const [file = ""] = await readdir(folder);
  await truncate(join(folder, file), 60);
  expect(await kept.get("name")).toBeUndefined();
});

it("outlive the process that kept them", async () => {
  await createBytes({ folder, bytesMax: 1_000_000 }).put("name", bytes(3));
  expect(await createBytes({ folder, bytesMax: 1_000_000 }).get("name")).toEqual(bytes(3));
});
