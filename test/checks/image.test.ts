// The image: limits to the byte and the pixel, the format by content, and what is only a suggestion.

import { describe, expect, it } from "@jest/globals";
import { absent, known, type ImageContent, type ImageFact } from "../../src/core/facts.ts";
import { absentReasons } from "../support/absent-reasons.ts";
import { judge, PNG_512, rulesOf } from "../support/good-world.ts";

const MB_5 = 5_242_880;

function fact(content: Partial<ImageContent> | undefined = {}, file: Partial<ImageFact> = {}) {
  const whole = { ...PNG_512, ...content } as ImageContent;
  return known<ImageFact>({ bytes: 20_480, bytesMax: MB_5, extension: "png", content: whole, ...file });
}
const sized = (widthPx: number, heightPx: number) => fact({ widthPx, heightPx });
const named = (format: "png" | "jpeg" | "svg", extension: string) => fact({ format }, { extension });
const refused = (problem: Extract<ImageContent, { kind: "refused" }>["problem"], detail = "") =>
  known<ImageFact>({
    bytes: 20_480,
    bytesMax: MB_5,
    extension: "png",
    content: { kind: "refused", problem, detail },
  });

describe("image", () => {
  it.each<[string, ReturnType<typeof fact>, string, readonly string[]]>([
    ["512 × 512", sized(512, 512), "pass", []],
    ["5,242,880 bytes", fact({}, { bytes: MB_5 }), "pass", []],
    ["5,242,881 bytes", fact({}, { bytes: MB_5 + 1 }), "fail", ["too-large"]],
    [
      "5,242,881 bytes and never decoded",
      fact(undefined, { bytes: MB_5 + 1, content: undefined }),
      "fail",
      ["too-large"],
    ],
    ["the policy's own limit, kept", fact({}, { bytes: 2_000, bytesMax: 2_000 }), "pass", []],
    [
      "the policy's own limit, by one byte",
      fact({}, { bytes: 2_001, bytesMax: 2_000 }),
      "fail",
      ["too-large"],
    ],
    [
      "a file that is not there",
      fact(undefined, { bytes: 0, content: undefined }),
      "fail",
      ["not-in-repository"],
    ],
    ["511 × 511", sized(511, 511), "pass", ["not-recommended-size?"]],
    ["513 × 513", sized(513, 513), "pass", ["not-recommended-size?"]],
    ["5,000 × 5,000", sized(5_000, 5_000), "pass", ["not-recommended-size?"]],
    ["512 × 511", sized(512, 511), "pass", ["not-square?"]],
    ["128 × 128", sized(128, 128), "pass", ["not-recommended-size?"]],
    ["127 × 127", sized(127, 127), "pass", ["small?"]],
    ["128 × 127: both", sized(128, 127), "pass", ["not-square?", "small?"]],
    ["1 × 4,000", sized(1, 4_000), "pass", ["not-square?", "small?"]],
    [
      "a square SVG of 16 units",
      fact({ format: "svg", widthPx: 16, heightPx: 16 }, { extension: "svg" }),
      "pass",
      [],
    ],
    [
      "a wide SVG",
      fact({ format: "svg", widthPx: 20, heightPx: 10 }, { extension: "svg" }),
      "pass",
      ["not-square?"],
    ],
    ["an HTML page", refused("not-an-image", "an HTML page"), "fail", ["not-an-image"]],
    ["a GIF", refused("other-format", "GIF"), "fail", ["other-format"]],
    ["a cut-off PNG", refused("broken"), "fail", ["broken"]],
    ["26 megapixels", refused("too-many-pixels", "5,100 × 5,100"), "fail", ["too-many-pixels"]],
    ["an SVG with a script", refused("unsafe-svg", "<script>"), "fail", ["unsafe-svg"]],
  ])("%s", (_, image, status, rules) => {
    const outcome = judge("image", { image });
    expect(outcome.status).toBe(status);
    expect(rulesOf(outcome)).toEqual(rules);
    expect(outcome.evidence.length > 0).toBe(status === "pass");
    for (const { path, line } of outcome.findings) expect([path, line]).toEqual([["image"], 8]);
  });

  it.each<[string, ReturnType<typeof fact>, boolean]>([
    ["PNG named .png", named("png", "png"), true],
    ["PNG named .jpg", named("png", "jpg"), false],
    ["PNG named .svg", named("png", "svg"), false],
    ["PNG named .gif", named("png", "gif"), false],
    ["JPEG named .jpg", named("jpeg", "jpg"), true],
    ["JPEG named .jpeg", named("jpeg", "jpeg"), true],
    ["JPEG named .png", named("jpeg", "png"), false],
    ["SVG named .svg", named("svg", "svg"), true],
    ["SVG named .png", named("svg", "png"), false],
    ["SVG named .svgz", named("svg", "svgz"), false],
    ["no ending at all", named("jpeg", ""), true],
    ["an ending that promises no format", named("png", "php"), true],
  ])("format by content against the name: %s", (_, image, agrees) => {
    const outcome = judge("image", { image });
    expect(outcome.status).toBe(agrees ? "pass" : "fail");
    expect(rulesOf(outcome)).toEqual(agrees ? [] : ["wrong-name"]);
  });

  it("tells a wrong name and a wrong size in one round, with the name that works", () => {
    const wide = judge("image", {
      image: fact({ format: "png", widthPx: 600, heightPx: 300 }, { extension: "jpg" }),
    });
    expect(wide.status).toBe("fail");
    expect(rulesOf(wide)).toEqual(["wrong-name", "not-square?"]);
    expect(wide.findings[0]?.fix).toBe(
      "Rename the file so that it ends in `.png`, and write that name in `image` too; or save it as JPEG.",
    );
    const small = judge("image", {
      image: fact({ format: "jpeg", widthPx: 90, heightPx: 90 }, { extension: "gif" }),
    });
    expect(rulesOf(small)).toEqual(["wrong-name", "small?"]);
    expect(small.findings[0]?.fix).toMatch(/ends in `\.jpg`, and write that name in `image` too\.$/);
  });

  it("names the format of a GIF with a PNG's name, and that a new name does not help", () => {
    const [finding] = judge("image", { image: refused("other-format", "GIF") }).findings;
    expect(finding?.message).toBe("The image is in a format that is not accepted (`GIF`).");
    expect(finding?.fix).toMatch(/^Save it as PNG,.*a new name alone does not do it\.$/);
  });

  it("what the decoder says stands in a code span", () => {
    const [finding] = judge("image", { image: refused("unsafe-svg", "<script>`@org") }).findings;
    expect(finding?.message).toBe("The SVG holds something that must not be shown (`<script>'@org`).");
  });

  it.each(absentReasons)("absent because of %s: fails", (reason) => {
    const outcome = judge("image", { image: absent(reason) });
    expect(outcome.status).toBe("fail");
    expect(rulesOf(outcome)).toEqual([reason]);
  });
});
