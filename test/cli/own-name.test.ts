// No preset speaks for a marketplace: what is built whole holds nobody's name, address or promise but its own, and links nothing false.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runBuild } from "../../src/cli/build.ts";
import { runInit } from "../../src/cli/init.ts";
import { welcomeComment } from "../../src/core/catalog/outreach.ts";
import { identityOf } from "../../src/core/policy/identity.ts";
import { parsePolicy } from "../../src/core/policy/policy.ts";
import { PRESETS } from "../../src/core/policy/presets.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "steward-own-name-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What presets said of themselves once, and the names of communities whose rules they are. */
const OTHERS =
  /mattermost|home dashboard gallery|open course shelf|responsibledisclosure|swag|social media|example\.org|example marketplace/i;

interface Case {
  readonly preset: string;
  readonly name: string | undefined;
  readonly security: string | undefined;
  /** "owner/name" on github.com. */
  readonly remote: string | undefined;
}

const presets = Object.keys(PRESETS);
const CASES: readonly Case[] = [
  ...presets.map((preset) => ({ preset, name: undefined, security: undefined, remote: undefined })),
  ...presets.map((preset) => ({
    preset,
    name: "Gardeners' Shed",
    security: "mailto:shed@garden.example",
    remote: "gardeners/shed",
  })),
  { preset: "default", name: undefined, security: undefined, remote: "gardeners/shed" },
  { preset: "mattermost", name: "Gardeners' Shed", security: undefined, remote: undefined },
];

function filesIn(folder: string, prefix = ""): readonly (readonly [string, string])[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory())
      return entry.name === ".git" ? [] : filesIn(join(folder, entry.name), `${path}/`);
    return [[path, readFileSync(join(folder, entry.name), "utf8")] as const];
  });
}

async function layOut({ preset, name, security, remote }: Case, at: number): Promise<string> {
  const folder = join(root, `place-${at}`);
  const code = await runInit(
    { folder, name, security, owner: remote?.split("/")[0], appId: undefined, yes: true },
    { write: () => undefined, warn: () => undefined, interactive: false },
  );
  expect(code).toBe(0);
  const policy = join(folder, ".github/steward.yml");
  const text = readFileSync(policy, "utf8");
  // The line that names other presets is a help, and no word of this marketplace.
  expect(text).toMatch(/^extends: default /m);
  writeFileSync(policy, text.replace(/^extends: default.*$/m, `extends: ${preset}`));
  // An example for each type that the preset lists.
  const types = PRESETS[preset]?.types ?? [];
  for (const [index, file] of readdirSync(join(folder, "listings")).sort().entries()) {
    const path = join(folder, "listings", file);
    const type = types[index % types.length] ?? "";
    writeFileSync(path, readFileSync(path, "utf8").replace(/^type: .*$/m, `type: ${type}`));
  }
  if (remote !== undefined) {
    execFileSync("git", ["-C", folder, "init", "-q"]);
    execFileSync("git", ["-C", folder, "remote", "add", "origin", `git@github.com:${remote}.git`]);
  }
  return folder;
}

describe("a marketplace of one's own", () => {
  it.each(CASES.map((one, at) => [at, one] as const))(
    "number %s, %j, holds no other's identity",
    async (at, one) => {
      const folder = await layOut(one, at);
      const out = join(root, `site-${at}`);
      const said: string[] = [];
      const say = (text: string) => void said.push(text);
      await runBuild({ catalog: folder, out, processes: 0 }, say, say);
      expect(said.join("\n")).toContain("6 listings");

      const site = filesIn(out);
      expect(site.length).toBeGreaterThan(40);
      for (const [path, text] of site) expect({ path, found: OTHERS.exec(text)?.[0] }).toEqual({ path });
      for (const [path, text] of filesIn(folder)) {
        if (path.includes("schemas/")) continue;
        const own = text.replace(/^extends: .*$/m, "");
        expect({ path, found: OTHERS.exec(own)?.[0] }).toEqual({ path });
      }

      const links = linksOf(site);
      expect(links.filter((link) => !isTrue(link, one))).toEqual([]);
      expect(links.some((link) => link.startsWith("https://github.com/gardeners/shed"))).toBe(
        one.remote !== undefined,
      );
      const head = JSON.parse(readFileSync(join(out, "catalog.json"), "utf8")) as { marketplace: unknown };
      const repository = one.remote === undefined ? undefined : `https://github.com/${one.remote}`;
      const security =
        one.security ?? (repository === undefined ? undefined : `${repository}/security/advisories/new`);
      const name = one.name ?? (repository === undefined ? "Marketplace" : "shed");
      expect(head.marketplace).toEqual({ name, ...(security !== undefined && { security }) });
      expect(said.some((line) => line.includes("git names no repository"))).toBe(one.remote === undefined);
      expect(said.some((line) => line.includes("names no security contact"))).toBe(
        one.security === undefined,
      );

      const parsed = parsePolicy(readFileSync(join(folder, ".github/steward.yml")), "gardeners");
      if (parsed.state === "invalid") throw new Error(parsed.problems[0]?.message);
      const { name: called } = identityOf(parsed.policy, repository);
      const welcome = welcomeComment("poll-board", "ann", undefined, parsed.policy, called);
      expect(welcome).not.toMatch(OTHERS);
      expect(welcome.split("\n\n")).toHaveLength(2);
    },
    120_000,
  );

  it("speaks in Mattermost's name only where its own file does", () => {
    const own =
      'extends: mattermost\nmarketplace:\n  name: Mattermost Marketplace\n  url: https://mattermost.com/marketplace/\noutreach:\n  welcome: "We would like to send you some swag."\n';
    const parsed = parsePolicy(new TextEncoder().encode(own), "mattermost");
    if (parsed.state === "invalid") throw new Error(parsed.problems[0]?.message);
    expect(parsed.policy.marketplace).toMatchObject({ name: "Mattermost Marketplace" });
    expect(welcomeComment("a", "ann", undefined, parsed.policy, "Mattermost Marketplace")).toContain("swag");
  });
});

/** Every address that leaves a page: of links, of the feed's ids, and of what is said for programs. */
function linksOf(site: readonly (readonly [string, string])[]): readonly string[] {
  const found = site
    .filter(([path]) => /\.(?:html|xml|json)$/.test(path) && !path.startsWith("schema/"))
    .flatMap(([, text]) =>
      [...text.matchAll(/(?:https?:\/\/|mailto:)[A-Za-z0-9][^\s"'<>\\]+/g)].map(([link]) => link),
    );
  return [...new Set(found)];
}

const STANDARDS =
  /^https?:\/\/(?:www\.w3\.org|www\.sitemaps\.org|schema\.org|json-schema\.org|spdx\.org\/licenses)\b/;

function isTrue(link: string, { security, remote }: Case): boolean {
  if (STANDARDS.test(link)) return true;
  // What a listing says its licence is, as search engines read it.
  if (/^https:\/\/spdx\.org\/licenses\/[\w.-]+\.html$/.test(link)) return true;
  // As the example listings say.
  if (/^(?:https:\/\/code\.example\/|mailto:security@code\.example)/.test(link)) return true;
  if (link === security) return true;
  return (
    remote !== undefined &&
    (link === "https://github.com/octocat" || link.startsWith(`https://github.com/${remote}`))
  );
}
