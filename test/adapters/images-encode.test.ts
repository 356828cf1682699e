// What is published of an image is drawn anew: two sizes, two formats, none of the submitted bytes.

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import sharp from "sharp";
import { createImages, type DecodingImages } from "../../src/adapters/images/images.ts";
import type { EncodedImage } from "../../src/core/facts.ts";
import { hostileImages } from "../support/hostile-images.ts";

let images: DecodingImages;
beforeAll(() => {
  images = createImages();
});
afterAll(async () => images.close());

const shapes = ({ files }: EncodedImage) =>
  files.map(({ type, width, height }) => `${type} ${width}×${height}`);
const CARD = ["image/png 512×512", "image/webp 512×512", "image/png 128×128", "image/webp 128×128"];

async function encoded(bytes: Uint8Array, as: "card" | "screenshot" = "card"): Promise<EncodedImage> {
  const fact = await images.encode(bytes, as);
  if (fact.state !== "known") throw new Error(`not encoded: ${fact.reason}`);
  for (const { bytes: file, type } of fact.value.files) {
    const found = await sharp(file).metadata();
    expect(`image/${found.format}`).toBe(type);
    expect([found.exif, found.icc, found.xmp, found.iptc]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  }
  return fact.value;
}

const wide = () => sharp({ create: { width: 900, height: 300, channels: 3, background: "#c03" } });

describe("a card's picture", () => {
  it.each([
    ["PNG", () => wide().png().toBuffer()],
    [
      "JPEG",
      () =>
        wide()
          .jpeg()
          .withExif({ IFD0: { Artist: "somebody" } })
          .toBuffer(),
    ],
    [
      "SVG",
      async () =>
        Buffer.from(
          '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><circle cx="12" cy="12" r="9" fill="#06c"/></svg>',
        ),
    ],
  ])("from a %s has two sizes, each as PNG and WebP, without metadata", async (_, make) => {
    expect(shapes(await encoded(await make()))).toEqual(CARD);
  });

  it("is square; what is missing is clear", async () => {
    const [large] = (await encoded(await wide().png().toBuffer())).files;
    const { data, info } = await sharp(large?.bytes).raw().toBuffer({ resolveWithObject: true });
    const alphaAt = (x: number, y: number) => data[(y * info.width + x) * info.channels + 3];
    expect([alphaAt(0, 0), alphaAt(256, 256)]).toEqual([0, 255]);
  });

  it("of a small SVG is drawn sharp, not made larger", async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="4" height="8"/></svg>';
    const [large] = (await encoded(Buffer.from(svg))).files;
    const { data, info } = await sharp(large?.bytes).raw().toBuffer({ resolveWithObject: true });
    const alphas = Array.from(
      { length: 512 },
      (_, x) => data[(100 * info.width + x) * info.channels + 3] ?? 0,
    );
    expect(alphas.filter((alpha) => alpha > 8 && alpha < 247).length).toBeLessThanOrEqual(4);
  });

  it("is the same bytes every time", async () => {
    const bytes = await wide().png().toBuffer();
    const [one, two] = [await encoded(bytes), await encoded(bytes)];
    expect(one.files.map((file) => Buffer.from(file.bytes).toString("hex"))).toEqual(
      two.files.map((file) => Buffer.from(file.bytes).toString("hex")),
    );
  });
});

describe("a screenshot", () => {
  it("keeps its shape within 1,280 × 2,000, and is never made larger", async () => {
    const large = await sharp({ create: { width: 2_560, height: 1_000, channels: 3, background: "#999" } })
      .png()
      .toBuffer();
    expect(shapes(await encoded(large, "screenshot"))).toEqual(["image/webp 1280×500"]);
    expect(shapes(await encoded(await wide().png().toBuffer(), "screenshot"))).toEqual([
      "image/webp 900×300",
    ]);
  });
});

describe("hostile images", () => {
  it("give no picture, or one that is ours from the first byte to the last", async () => {
    const said = { drawn: 0, refused: 0 };
    for (const { name, bytes, expected } of await hostileImages("http://127.0.0.1:9")) {
      const fact = await images.encode(bytes, "card");
      if (fact.state === "known") expect(shapes(fact.value)).toEqual(CARD);
      else expect(["client-error", "crashed"]).toContain(fact.reason);
      // What is too large as it stands may be drawn small.
      if (!["any", "too-many-pixels"].includes(expected))
        expect([name, fact.state === "known"]).toEqual([name, expected === "image"]);
      said[fact.state === "known" ? "drawn" : "refused"] += 1;
    }
    expect(said.drawn).toBeGreaterThan(3);
    expect(said.refused).toBeGreaterThan(60);
  });
});
