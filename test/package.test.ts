// What the published package promises: which Node it needs, what an install resolves to, and what is shipped.

import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import semver from "semver";
import { reprint, shrinkwrapOf, type Lock } from "../scripts/pack.ts";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly author: string;
  readonly keywords: readonly string[];
  readonly files: readonly string[];
  readonly engines: { readonly node: string };
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface Entry {
  readonly version: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly engines?: { readonly node?: string };
  readonly funding?: unknown;
  readonly license?: unknown;
}

const manifest = JSON.parse(read("package.json")) as Manifest;
const lock = JSON.parse(read("package-lock.json")) as Lock;
const entries = Object.entries(lock.packages) as unknown as readonly (readonly [string, Entry])[];
const production = entries.filter(([path, { dev }]) => path !== "" && dev !== true);
const shrinkwrap = shrinkwrapOf(lock);

describe("package.json", () => {
  it("says who, what, and under which licence", () => {
    expect(manifest.license).toBe("Apache-2.0");
    expect(manifest.author).toBe("Marketplace Steward maintainers");
    expect(manifest.keywords).toEqual(expect.arrayContaining(["github-app", "marketplace"]));
    expect(semver.valid(manifest.version)).toBe(manifest.version);
  });

  it("names no repository: the release takes it from where it runs", () => {
    for (const field of ["repository", "bugs", "homepage"]) expect(manifest).not.toHaveProperty([field]);
    expect(read(".github/workflows/release.yml")).toContain('npm pkg set "repository.url=');
  });

  it("pins every dependency exactly", () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))
      expect({ name, version: semver.valid(version) }).toEqual({ name, version });
  });

  it("asks for a Node that every production dependency admits", () => {
    const { node } = manifest.engines;
    const lowest = semver.minVersion(node)?.version ?? "";
    expect(lowest).toBe("22.12.0");
    expect(production.length).toBeGreaterThan(150);
    for (const version of [lowest, "22.12.0", "24.0.0"])
      expect(
        production
          // Node has no build for 32-bit Windows since 24; npm leaves out what is optional and does not fit.
          .filter(([path]) => !path.endsWith("/sharp-win32-ia32"))
          .filter(([, { engines }]) => !semver.satisfies(version, engines?.node ?? "*"))
          .map(([path, { engines }]) => `${path} asks for ${engines?.node ?? ""}, not ${version}`),
      ).toEqual([]);
  });

  it("stops no older Node from installing: whoever runs the tests on one gets a warning", () => {
    expect(read(".npmrc")).not.toMatch(/engine-strict/);
  });

  it("is described by the pages as it is", () => {
    for (const page of ["README.md", "docs/running.md"])
      for (const [, version] of read(page).matchAll(/Node(?:\.js)? (\d+\.\d+)/g))
        expect({ page, version }).toEqual({ page, version: "22.12" });
  });
});

describe("npm-shrinkwrap.json", () => {
  it("is made when the package is packed, from the lock, and does not stay", () => {
    expect(manifest.scripts["prepack"]).toContain("scripts/pack.ts");
    expect(manifest.scripts["postpack"]).toContain("scripts/pack.ts --clean");
    expect(manifest.files).toContain("npm-shrinkwrap.json");
    expect(read(".gitignore").split("\n")).toContain("npm-shrinkwrap.json");
  });

  it("has each production package as the lock has it, and nothing else", () => {
    const { "": root, ...packages } = shrinkwrap.packages;
    // What each package says of itself has no part in what is installed.
    const installed = production.map(([path, { funding: _funds, license: _terms, ...entry }]) => [
      path,
      entry,
    ]);
    expect(packages).toEqual(Object.fromEntries(installed));
    expect(root).toMatchObject({ name: manifest.name, dependencies: manifest.dependencies });
    expect(root).not.toHaveProperty("devDependencies");
    expect(shrinkwrap.version).toBe(manifest.version);
  });

  it("lets npm check what it gets, and sends it to no registry of ours", () => {
    const text = JSON.stringify(shrinkwrap);
    expect(text).not.toContain('"resolved"');
    // Those of other platforms come from complete-lock.mjs, which has no bytes to reckon from.
    expect(
      production.filter(([, { integrity, optional }]) => integrity === undefined && optional !== true),
    ).toEqual([]);
  });
});

describe("the built files in the package", () => {
  it("lose comments and the space that nothing needs, and keep names and short lines", () => {
    const code =
      '#!/usr/bin/env node\n// Why it exists.\nimport { a } from "./a.js";\n/** What it does. */\nexport function shown(value) {\n    if (value === null)\n        throw new Error(`é ${a}\n    kept`);\n    return value;\n}\n';
    expect(reprint(code)).toBe(
      '#!/usr/bin/env node\nimport{a}from"./a.js";export function shown(value){if(value===null)throw new Error(`é ${a}\n    kept`);return value}\n',
    );
    const long = Array.from({ length: 50 }, (_, at) => `export const name${at} = ${at};\n`).join("");
    const lines = reprint(long).split("\n");
    expect(lines.length).toBeGreaterThan(4);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it.each([
    ["a mark of a template in a text", 'export const a = "`";\nexport const b = `x\n    kept\n`;\n'],
    ["one in a pattern", "export const a = /`/;\nexport const b = `x\n    kept\n`;\n"],
    ["templates within each other", 'export const b = `x${[`\n    kept`].join("")}\n    kept\n`;\n'],
    ["one that is escaped", "export const b = `x\\`\n    kept\n`;\n"],
  ])("keep every text as it is: %s", (_, code) => {
    const kept = (text: string) => text.match(/\n {4}kept/g);
    expect(kept(reprint(code))).toEqual(kept(code));
  });

  it("come without source maps, and point to none", () => {
    expect(read("tsconfig.build.json")).not.toContain("ourceMap");
  });
});
