// Every preset is a whole marketplace: its listings pass and fail by its own rules, and its storefront is built.

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { runBuild } from "../../src/cli/build.ts";
import { runCheckCommand } from "../../src/cli/check.ts";
import { runPolicyCheck } from "../../src/cli/policy-check.ts";
import { resolvePolicy } from "../../src/core/policy/policy.ts";
import { NEUTRAL_PRESET, PRESETS, type Preset } from "../../src/core/policy/presets.ts";
import { policySchema } from "../../src/core/policy/schema.ts";
import { typeWords } from "../../src/core/storefront/text.ts";
import { listing, pngIcon } from "../support/scene.ts";

let root: string;
let large: Buffer;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "steward-presets-"));
  // Noise does not compress: about 3 MB.
  const noise = Buffer.from(
    Uint8Array.from({ length: 1_024 * 1_024 * 3 }, (_, i) => (i * 2_654_435_761) >>> 13),
  );
  large = await sharp(noise, { raw: { width: 1_024, height: 1_024, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toBuffer();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function put(catalog: string, path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(catalog, path)), { recursive: true });
  writeFileSync(join(catalog, path), content);
}

interface Checked {
  readonly code: number;
  readonly listings: Readonly<
    Record<string, { readonly verdict: string; readonly rules: readonly string[] }>
  >;
  readonly items: readonly string[];
}

async function check(catalog: string): Promise<Checked> {
  let text = "";
  const code = await runCheckCommand(
    { files: [], catalog, format: "json", offline: true },
    { write: (more) => (text += more), warn: () => undefined, color: false, interactive: false },
  );
  const report = JSON.parse(text) as {
    listings: {
      id: string;
      verdict: string;
      checks: { id: string; findings: { rule: string; level: string }[] }[];
    }[];
  };
  return {
    code,
    items: report.listings[0]?.checks.map(({ id }) => id) ?? [],
    listings: Object.fromEntries(
      report.listings.map(({ id, verdict, checks }) => [
        id,
        {
          verdict,
          rules: checks.flatMap(({ findings }) =>
            findings.filter(({ level }) => level === "error").map(({ rule }) => rule),
          ),
        },
      ]),
    ),
  };
}

describe.each(Object.keys(PRESETS))("the preset %s", (name) => {
  const policy = resolvePolicy({ extends: name });
  const idOf = (type: string) => `first-${type}`;

  async function catalog(): Promise<string> {
    const folder = join(root, `${name}-${Math.floor(performance.now() * 1_000)}`);
    put(folder, ".github/steward.yml", `extends: ${name}\n`);
    for (const type of policy.types) {
      put(
        folder,
        `listings/${idOf(type)}.yml`,
        listing({ name: `The ${type}`, type, image: `images/${idOf(type)}.png` }),
      );
      put(folder, `images/${idOf(type)}.png`, await pngIcon());
    }
    return folder;
  }

  it("says everything that a policy can say, within the schema", () => {
    expect(policySchema.safeParse(PRESETS[name]).error).toBeUndefined();
    const sections: readonly (keyof Preset)[] = ["types", "checks", "takedown", "publish"];
    for (const section of sections) expect(PRESETS[name]?.[section]).toBeDefined();
    expect(Object.keys(PRESETS[name]?.checks ?? {})).toHaveLength(7);
  });

  it("passes a listing of each of its types, and refuses one of another", async () => {
    const folder = await catalog();
    const before = await check(folder);
    expect([before.code, Object.values(before.listings).map(({ verdict }) => verdict)]).toEqual([
      0,
      policy.types.map(() => "pass"),
    ]);
    put(folder, "listings/odd.yml", listing({ type: "spaceship", image: "https://img.example/a.png" }));
    const after = await check(folder);
    expect(after.code).toBe(1);
    expect(after.listings["odd"]).toEqual({ verdict: "fail", rules: ["submission/not-allowed"] });
  });

  it("asks of pictures what it says", async () => {
    const folder = await catalog();
    const id = idOf(policy.types[0] ?? "");
    put(folder, `images/${id}.png`, large);
    const { listings } = await check(folder);
    const tooLarge = large.byteLength > policy.imageBytesMax;
    const fails = tooLarge && policy.levels.image === "required";
    expect(listings[id]).toEqual(
      fails ? { verdict: "fail", rules: ["image/too-large"] } : { verdict: "pass", rules: [] },
    );
  });

  it("is explained with its source", async () => {
    let said = "";
    const options = { file: undefined, catalog: await catalog(), nowMs: Date.now() };
    expect(
      await runPolicyCheck(
        options,
        (text) => (said += text),
        () => undefined,
      ),
    ).toBe(0);
    expect(said).toMatch(new RegExp(`^ {2}types +\\[.*\\] {2}\\(preset ${name}\\)$`, "m"));
  });

  it("builds a storefront in its own name, colour and words", async () => {
    const folder = await catalog();
    const out = join(root, `${name}-out`);
    await runBuild(
      { catalog: folder, out },
      () => undefined,
      () => undefined,
    );
    const home = readFileSync(join(out, "index.html"), "utf8");
    expect(home).toContain("<bdi>Marketplace</bdi>");
    expect(home).toContain(`content="${policy.publish.themeColor}"`);
    for (const type of policy.types) {
      expect(home).toContain(typeWords(type).many);
      expect(readFileSync(join(out, `type/${type}/index.html`), "utf8")).toContain(`The ${type}`);
    }
    if (name !== "mattermost") expect(home).not.toMatch(/mattermost/i);
  });
});

it("they differ in what they list, ask for and say", () => {
  // The neutral one is what holds where nobody says anything; what it lists suits any community.
  const all = Object.entries(PRESETS).flatMap(([name, preset]) => (name === NEUTRAL_PRESET ? [] : [preset]));
  expect(all.length).toBeGreaterThanOrEqual(3);
  expect(new Set(Object.values(PRESETS).map(({ types }) => JSON.stringify(types))).size).toBe(all.length + 1);
  for (const part of ["types", "checks", "takedown", "publish"] as const)
    expect(new Set(all.map((preset) => JSON.stringify(preset[part]))).size).toBe(all.length);
});
