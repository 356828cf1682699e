// A new owner's first hour: from no folder at all to a reviewed pull request in two commands, to a published storefront in three.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { runInit } from "../../src/cli/init.ts";
import { runSandbox } from "../../src/cli/sandbox.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "steward-first-hour-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it("takes two commands to a reviewed pull request, and three to a published storefront in one's own name", async () => {
  const commands: string[] = [];
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);

  commands.push("steward init gardeners --name … --security …");
  const init = { owner: undefined, appId: undefined, yes: false, examples: false };
  const answers = { name: "Gardeners' Shed", security: "shed@garden.example" };
  const terminal = { write: say, warn: say, interactive: false };
  expect(await runInit({ folder: join(root, "gardeners"), ...answers, ...init }, terminal)).toBe(0);

  // As it was printed, so that nothing has to be guessed.
  const [, printed = ""] = /^steward sandbox --catalog (.*?) {5}#/m.exec(said.join("\n")) ?? [];
  const catalog = execFileSync("sh", ["-c", `printf %s ${printed}`], { encoding: "utf8" });
  said.length = 0;
  commands.push("steward sandbox --catalog gardeners");
  const code = await runSandbox({ port: 0, catalog }, say, say, async () => {
    const words = said.join("\n");
    const [, origin = "", pull = ""] =
      /(http:\/\/[\d.:]+)(\/community\/marketplace\/pull\/\d+)/.exec(words) ?? [];
    expect(words).toMatch(/✔ steward/);
    expect(commands).toHaveLength(2);

    const [, storefront = ""] = /Its storefront\s+(\S+)/.exec(words) ?? [];
    commands.push("merge it, and let time pass");
    const api = `${origin}/repos${pull.replace("/pull/", "/pulls/")}/merge`;
    const headers = { authorization: "Bearer user:maintainer", "content-type": "application/json" };
    expect((await fetch(api, { method: "PUT", headers, body: "{}" })).status).toBe(200);
    const by = String(60 * 60_000);
    const body = new URLSearchParams({ by, back: "/" });
    await fetch(`${origin}/_clock`, { method: "POST", body, headers: { origin }, redirect: "manual" });
    const home = await (await fetch(storefront)).text();
    expect(home).toContain("<bdi>Gardeners' Shed</bdi>");
    expect(home).toMatch(/href="[^"]*listings\/[a-z-]+\/"/);
    expect(home).not.toMatch(/mattermost|example\.org|example marketplace/i);
    expect(commands).toHaveLength(3);
  });
  expect(code).toBe(0);
}, 180_000);
