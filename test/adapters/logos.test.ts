// Logos as people really draw them, from icon packages: a check that turns good images away is no use to anybody.

import { createRequire } from "node:module";
import { afterAll, describe, expect, it } from "@jest/globals";
import sharp from "sharp";
import { createImages } from "../../src/adapters/images/images.ts";

const OF_EACH = 200;
const ACCEPTED_MIN = 0.995;
const packages = createRequire(import.meta.url);
const images = createImages();
afterAll(() => images.close());

/** Evenly spread over the alphabet, so that the sample is no one drawer's work. */
function spread<T>(all: readonly T[]): readonly T[] {
  return Array.from({ length: OF_EACH }, (_, i) => all[Math.floor((i * all.length) / OF_EACH)]).filter(
    (one): one is T => one !== undefined,
  );
}

function coloured(): readonly [name: string, bytes: Uint8Array][] {
  const set = packages("@iconify-json/logos/icons.json") as {
    width?: number;
    height?: number;
    icons: Record<string, { body: string; width?: number; height?: number }>;
  };
  return Object.entries(set.icons).map(([name, { body, width, height }]) => {
    const [w, h] = [width ?? set.width ?? 256, height ?? set.height ?? 256];
    return [
      name,
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">${body}</svg>`,
      ),
    ];
  });
}

/** The same logos as designers export them: true colour, with a palette, interlaced, in greys, small and large. */
async function exported(
  all: readonly (readonly [name: string, bytes: Uint8Array])[],
): Promise<readonly [name: string, bytes: Uint8Array][]> {
  const ways = [{}, { palette: true }, { progressive: true }, { palette: true, progressive: true }] as const;
  return Promise.all(
    all.map(async ([name, bytes], i): Promise<[string, Uint8Array]> => {
      const drawn = sharp(bytes).resize([64, 128, 512, 1_024][i % 4] ?? 512);
      return [name, await (i % 5 === 0 ? drawn.greyscale() : drawn).png(ways[i % ways.length]).toBuffer()];
    }),
  );
}

describe("real-style logos", () => {
  it.each([
    ["SVG", () => Promise.resolve(spread(coloured()))],
    ["PNG", () => exported(spread(coloured()))],
  ])("%s: at least 99.5 % are accepted", async (_, draw) => {
    const sample = await draw();
    expect(sample).toHaveLength(OF_EACH);
    const facts = await Promise.all(
      sample.map(async ([name, bytes]) => ({ name, fact: await images.inspect(bytes) })),
    );
    const refused = facts
      .filter(({ fact }) => fact.state !== "known" || fact.value.kind !== "image")
      .map(({ name, fact }) => `${name}: ${JSON.stringify(fact)}`);
    expect({
      enough: (OF_EACH - refused.length) / OF_EACH >= ACCEPTED_MIN,
      refused: refused.slice(0, 5),
    }).toEqual({ enough: true, refused: refused.length > 1 ? [] : refused });
  });
});
