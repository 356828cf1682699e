// How much the killable children cost over bare sharp, on one machine in one run: `npx tsx test/bench/images.bench.ts`.

import { performance } from "node:perf_hooks";
import sharp from "sharp";
import { createImages } from "../../src/adapters/images/images.ts";
import { png } from "../support/png.ts";

const IMAGES = 1_000;
const AT_ONCE = 2;
const RATIO_MAX = 2;
const ROUNDS = 3;
/** Enough asks waiting that no child is ever idle, as a busy worker has them. */
const ASKED_AT_ONCE = 8;

async function sample(at: number): Promise<Buffer> {
  const side = [128, 256, 512, 1_024][at % 4] ?? 512;
  const noise = png({ widthPx: 64, heightPx: 64 }, true);
  if (at % 3 === 0) return sharp(noise).resize(side, side).png().toBuffer();
  if (at % 3 === 1) return sharp(noise).flatten().resize(side, side).jpeg().toBuffer();
  const paths = Array.from(
    { length: 20 + (at % 60) },
    (_, one) =>
      `<path fill="#${((one * 4_211) % 4_096).toString(16).padStart(3, "0")}" d="M${one} ${at % 50}q${one * 3} 40 90 ${one}t20 80z"/>`,
  );
  const body = `<g transform="scale(${side / 128})">${paths.join("")}</g>`;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 ${side} ${side}">${body}</svg>`,
  );
}

async function drain(
  samples: readonly Buffer[],
  atOnce: number,
  work: (bytes: Buffer) => Promise<unknown>,
): Promise<number> {
  const startMs = performance.now();
  const rest = samples.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const bytes of rest) await work(bytes);
    }),
  );
  return performance.now() - startMs;
}

const samples = await Promise.all(Array.from({ length: IMAGES }, (_, at) => sample(at)));
sharp.cache(false);
sharp.concurrency(1);
const images = createImages();
await Promise.all([images.inspect(samples[0] ?? Buffer.of()), images.inspect(samples[1] ?? Buffer.of())]);
const ratios: number[] = [];
for (let round = 1; round <= ROUNDS; round += 1) {
  const bareMs = await drain(samples, AT_ONCE, (bytes) => sharp(bytes).raw().toBuffer());
  const childMs = await drain(samples, ASKED_AT_ONCE, async (bytes) => {
    const fact = await images.inspect(bytes);
    if (fact.state !== "known" || fact.value.kind !== "image")
      throw new Error("a harmless image was refused");
  });
  ratios.push(childMs / bareMs);
  console.log(`round ${round}: bare sharp ${bareMs.toFixed(0)} ms, children ${childMs.toFixed(0)} ms`);
}
await images.close();
const median = [...ratios].sort((one, other) => one - other)[Math.floor(ratios.length / 2)] ?? Infinity;
console.log(`${IMAGES} images, median ratio ${median.toFixed(2)} (target: at most ${RATIO_MAX})`);
process.exitCode = median <= RATIO_MAX ? 0 : 1;
