// Pages on a thread of their own: the same as read here, and the process goes on meanwhile.

import { afterEach, describe, expect, it } from "@jest/globals";
import { createPageReader, type PageReader } from "../../src/adapters/page/reader.ts";
import { readPage } from "../../src/adapters/page/read-page.ts";
import { known, unavailable } from "../../src/core/facts.ts";

let reader: PageReader;
afterEach(() => reader.close());

const TEXT = new TextEncoder().encode("# Poll\n\n## Installation\n\nRun `npm install poll`.\n");
const page = [TEXT, "text/markdown", "https://docs.example/README.md"] as const;

describe("a page read on its thread", () => {
  it("is what it is when read here", async () => {
    reader = createPageReader();
    expect(await reader.read(...page)).toEqual(known(readPage(...page)));
  });

  it("keeps nothing else waiting, however long it takes, and ends at its limit", async () => {
    reader = createPageReader({ msMax: 1_500, thread: "../../../test/support/stuck-thread" });
    let turns = 0;
    const turning = setInterval(() => {
      turns += 1;
    }, 10);
    const [stuck, next] = await Promise.all([reader.read(...page), reader.read(...page)]);
    clearInterval(turning);
    // The stub never ends by itself; this process went on all the while.
    expect([stuck, next]).toEqual([unavailable("our-limit"), unavailable("our-limit")]);
    expect(turns).toBeGreaterThan(20);
  });

  it("that breaks the reader could not be told, and the next one is read", async () => {
    reader = createPageReader({ thread: "../../../test/support/breaking-thread" });
    expect(await reader.read(...page)).toEqual(unavailable("crashed"));
    expect((await reader.read(TEXT, "text/plain", "fine")).state).toBe("known");
  });

  it("on a thread that does not even start ends at its limit, and this process goes on", async () => {
    reader = createPageReader({ msMax: 1_500, thread: "../../../test/support/no-such-thread" });
    expect((await reader.read(...page)).state).toBe("unavailable");
  });

  it("gets nothing of our environment", async () => {
    process.env["READER_SECRET"] = "not for you";
    reader = createPageReader({ thread: "../../../test/support/breaking-thread" });
    const said = await reader.read(TEXT, "text/plain", "fine");
    delete process.env["READER_SECRET"];
    expect(said).toEqual(known({ environment: [] }));
  });
});
