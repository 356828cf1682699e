// `steward check --offline` over 1,000 listings against bare js-yaml parsing of the same files, in the same process.

import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "js-yaml";
import sharp from "sharp";
import { runCheckCommand } from "../../src/cli/check.ts";
import { median } from "./figures.ts";

const LISTINGS = 1_000;
const ROUNDS = 7;

function listingOf(index: number): string {
  return `name: Tool ${index}
type: ${["plugin", "app", "integration", "webhook", "playbook", "tool"][index % 6]}
summary: A tool that does one thing well, number ${index} of them
description: |
  What it does, in a few lines, so that the file has the size that such files have.

  - It starts with \`/tool-${index}\`.
  - It ends when you tell it to.
link: https://tools.example/tool-${index}
documentation: https://tools.example/tool-${index}/docs
screenshots:
  - https://tools.example/tool-${index}/one.png
issues: https://tools.example/tool-${index}/issues
image: https://tools.example/tool-${index}/logo.png
maintainers: [owner-${index}, second-owner]
security: mailto:security@tools.example
license: Apache-2.0
tags: [tools, number-${index % 10}]
compatibility: ">=9.0.0"
`;
}

export async function benchCheck(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "steward-bench-"));
  try {
    mkdirSync(join(folder, "listings"));
    for (let i = 0; i < LISTINGS; i += 1)
      writeFileSync(join(folder, "listings", `tool-number-${i}.yml`), listingOf(i));
    const quiet = { write: () => undefined, warn: () => undefined, color: false, interactive: false };
    const check = async (): Promise<number> => {
      const startedMs = performance.now();
      const code = await runCheckCommand(
        { files: [], catalog: folder, format: "json", offline: true },
        quiet,
      );
      if (code !== 0) throw new Error(`the listings are not in order: exit ${code}`);
      return performance.now() - startedMs;
    };
    const parse = (): number => {
      const startedMs = performance.now();
      for (const name of readdirSync(join(folder, "listings")))
        load(readFileSync(join(folder, "listings", name), "utf8"));
      return performance.now() - startedMs;
    };
    await check();
    parse();
    const [checks, parses]: [number[], number[]] = [[], []];
    const heapBefore = heapMiB();
    for (let round = 0; round < ROUNDS; round += 1) {
      checks.push(await check());
      parses.push(parse());
    }
    const ratios = checks.map((took, i) => took / (parses[i] ?? 1));
    console.log(
      `check --offline, ${LISTINGS} listings: ${median(checks).toFixed(0)} ms; bare js-yaml: ${median(parses).toFixed(0)} ms; ratio ${median(ratios).toFixed(2)} (bound 5)`,
    );
    console.log(
      `  heap before the first and after the last of ${ROUNDS} rounds: ${heapBefore.toFixed(0)} → ${heapMiB().toFixed(0)} MiB`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function heapMiB(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

const IMAGES = 1_000;

/** The same command over 1,000 local images, against decoding them with bare sharp, two at once. */
export async function benchLocalImages(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "steward-bench-"));
  try {
    mkdirSync(join(folder, "listings"));
    mkdirSync(join(folder, "images"));
    for (let i = 0; i < IMAGES; i += 1) {
      const ending = i % 2 === 0 ? "png" : "jpg";
      const noise = sharp({
        create: {
          width: 512,
          height: 512,
          channels: 3,
          background: "#1c58d9",
          noise: { type: "gaussian", mean: 128, sigma: 30 },
        },
      });
      writeFileSync(
        join(folder, "images", `tool-number-${i}.${ending}`),
        await (ending === "png" ? noise.png() : noise.jpeg()).toBuffer(),
      );
      writeFileSync(
        join(folder, "listings", `tool-number-${i}.yml`),
        listingOf(i).replace(/image: .*/, `image: images/tool-number-${i}.${ending}`),
      );
    }
    const quiet = { write: () => undefined, warn: () => undefined, color: false, interactive: false };
    const ratios: number[] = [];
    sharp.cache(false);
    sharp.concurrency(1);
    for (let round = 0; round < 3; round += 1) {
      const startedMs = performance.now();
      const code = await runCheckCommand(
        { files: [], catalog: folder, format: "json", offline: true },
        quiet,
      );
      if (code !== 0) throw new Error(`the listings are not in order: exit ${code}`);
      const checkMs = performance.now() - startedMs;
      const names = readdirSync(join(folder, "images")).values();
      const bareMs = performance.now();
      await Promise.all(
        [1, 2].map(async () => {
          for (const name of names)
            await sharp(readFileSync(join(folder, "images", name)))
              .raw()
              .toBuffer();
        }),
      );
      ratios.push(checkMs / (performance.now() - bareMs));
    }
    console.log(
      `check --offline, ${IMAGES} local images, against bare sharp two at once: ratio ${median(ratios).toFixed(2)} (bound 2)`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
