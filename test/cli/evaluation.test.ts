// What somebody who had not seen the tests found wrong with `steward check`.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { runCheckCommand, type CheckOptions } from "../../src/cli/check.ts";
import { EXIT } from "../../src/cli/outcome.ts";
import { listing, pngIcon } from "../support/scene.ts";

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "steward-evaluation-"));
  put("catalog/listings/poll-maker.yml", listing());
  put("catalog/images/poll-maker.png", await pngIcon());
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

interface Report {
  readonly listings: readonly {
    readonly path: string;
    readonly verdict: string;
    readonly checks: readonly {
      readonly id: string;
      readonly findings: readonly { readonly rule: string; readonly message: string }[];
    }[];
  }[];
}

async function check(change: Partial<CheckOptions> = {}) {
  const [out, warnings]: [string[], string[]] = [[], []];
  const code = await runCheckCommand(
    { files: [], catalog: join(folder, "catalog"), format: "json", offline: true, ...change },
    {
      write: (text) => void out.push(text),
      warn: (text) => void warnings.push(text),
      color: false,
      interactive: false,
    },
  );
  const text = out.join("");
  const listings = text === "" ? [] : (JSON.parse(text) as Report).listings;
  const rules = listings.flatMap(({ checks }) =>
    checks.flatMap(({ findings }) => findings.map(({ rule }) => rule)),
  );
  return { code, listings, rules, warnings };
}

describe("the folder", () => {
  it.each(["nowhere", "catalog/listings/poll-maker.yml"])(
    "that is none (%s) is a wrong use, not a clean catalog",
    async (path) => {
      const { code, warnings } = await check({ catalog: join(folder, path) });
      expect(code).toBe(EXIT.usage);
      expect(warnings.join("\n")).toContain("there is no folder");
    },
  );
});

describe("a file", () => {
  it("that does not lie in `listings/` is no listing, as on a pull request", async () => {
    put("loose/poll-maker.yml", listing());
    put("catalog/listings/deeper/poll-maker.yml", listing());
    for (const path of ["loose/poll-maker.yml", "catalog/listings/deeper/poll-maker.yml"]) {
      const { code, rules } = await check({ catalog: undefined, files: [join(folder, path)] });
      expect(code).toBe(EXIT.findings);
      expect(rules).toEqual(["submission/bad-path"]);
    }
  });

  it("of another catalog is not judged as if it belonged to this one", async () => {
    put("other/listings/another-one.yml", listing({ image: "images/another-one.png" }));
    const files = ["catalog/listings/poll-maker.yml", "other/listings/another-one.yml"];
    const { listings } = await check({ catalog: undefined, files: files.map((path) => join(folder, path)) });
    expect(listings.map(({ verdict }) => verdict)).toEqual(["pass", "fail"]);
  });

  it("is the catalog's own when the catalog is reached through a link", async () => {
    symlinkSync(join(folder, "catalog"), join(folder, "linked"));
    const { code, listings } = await check({ files: [join(folder, "linked/listings/poll-maker.yml")] });
    expect(listings.map(({ path }) => path)).toEqual(["listings/poll-maker.yml"]);
    expect(code).toBe(EXIT.clean);
  });

  it("that cannot be read as text is not told what it lacks", async () => {
    put("catalog/listings/poll-maker.yml", Buffer.from(`\ufeff${listing()}`, "utf16le"));
    expect((await check()).rules).toEqual(["submission/not-utf8"]);
  });
});

describe("a policy", () => {
  it("that is a symbolic link is not passed over in silence", async () => {
    put("elsewhere.yml", "extends: mattermost\n");
    mkdirSync(join(folder, "catalog/.github"));
    symlinkSync(join(folder, "elsewhere.yml"), join(folder, "catalog/.github/steward.yml"));
    const { code, warnings } = await check();
    expect(code).toBe(EXIT.findings);
    expect(warnings[0]).toBe(".github/steward.yml is not a plain file.");
  });
});

describe("the ledger", () => {
  it("that is a pipe is not waited for", async () => {
    mkdirSync(join(folder, "catalog/removed"));
    execFileSync("mkfifo", [join(folder, "catalog/removed/poll-maker.yml")]);
    const { code, rules } = await check();
    expect(rules).toContain("standing/unreadable");
    expect(code).toBe(EXIT.findings);
  });
});

describe("an image", () => {
  it("that is broken is called so once", async () => {
    put("catalog/images/poll-maker.png", (await pngIcon()).subarray(0, 60));
    const { listings } = await check();
    const [finding] = listings[0]?.checks.find(({ id }) => id === "image")?.findings ?? [];
    expect(finding?.message).not.toMatch(/cannot be decoded.*cannot be decoded/);
  });
});
