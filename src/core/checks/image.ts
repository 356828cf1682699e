// The card has an image that decodes, is what its name says, and is safe to show.

import { absent, known, type ImageContent, type ImageFact } from "../facts.ts";
import { FIRST_VERSION, defineCheck, type CheckResult } from "./check.ts";
import { quote } from "../listing/quote.ts";
import { judgeAbsent, WEB_RULES, type WebRule } from "./web-rules.ts";

export const IMAGE_BYTES_MAX = 5_242_880;
const SIDE_PX_RECOMMENDED = 512;
const SIDE_PX_SMALL = 128;
const FORMATS: Readonly<Record<string, string>> = { png: "PNG", jpeg: "JPEG", svg: "SVG" };
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  png: ["png"],
  jpeg: ["jpg", "jpeg", "jpe", "jfif"],
  svg: ["svg"],
};
/** Endings that promise a format; an address such as /logo or /logo.php promises none. */
const KNOWN_ENDINGS = new Set([
  "png",
  "jpg",
  "jpeg",
  "jpe",
  "jfif",
  "svg",
  "svgz",
  "gif",
  "webp",
  "avif",
  "bmp",
  "ico",
  "tif",
  "tiff",
  "heic",
  "pdf",
]);

type Rule =
  | WebRule
  | "too-large"
  | "not-an-image"
  | "other-format"
  | "broken"
  | "too-many-pixels"
  | "unsafe-svg"
  | "wrong-name"
  | "not-in-repository"
  | "not-recommended-size"
  | "not-square"
  | "small";

const picture = (
  change: Partial<Extract<ImageContent, { kind: "image" }>> = {},
  file: Partial<ImageFact> = {},
) =>
  known<ImageFact>({
    bytes: 20_480,
    bytesMax: IMAGE_BYTES_MAX,
    extension: "png",
    content: { kind: "image", format: "png", widthPx: 512, heightPx: 512, ...change },
    ...file,
  });
const refused = (problem: Extract<ImageContent, { kind: "refused" }>["problem"], detail: string) =>
  known<ImageFact>({
    bytes: 20_480,
    bytesMax: IMAGE_BYTES_MAX,
    extension: "png",
    content: { kind: "refused", problem, detail },
  });

export const imageCheck = defineCheck<"image", Rule>({
  id: "image",
  order: 60,
  since: FIRST_VERSION,
  title: "Image",
  item: "A link to an image: 512 × 512 recommended, at most 5 MB, PNG, JPG or SVG",
  why: "The image is how visitors recognise the listing; it is re-encoded before it is shown.",
  fix: "Give a PNG, JPEG or SVG image of 512 × 512 pixels.",
  needs: ["image"],
  field: "image",
  fixed: false,
  policy: {
    level: "required",
    words: "Image: required, recommended or off.",
    presets: { "open-courses": "recommended" },
  },
  rules: {
    ...WEB_RULES,
    "not-in-repository": {
      level: "fail",
      why: "The card would have no image.",
      fix: "Add the file to the pull request at that path, or give the image's `https://` address.",
    },
    "too-large": {
      level: "fail",
      why: "Large files make every visitor wait.",
      fix: "Export it at 512 × 512 pixels; that is far below 5 MB.",
    },
    "not-an-image": {
      level: "fail",
      why: "Browsers would show a broken image.",
      fix: "Give the address of the image file itself, not of a page that shows it.",
    },
    "other-format": {
      level: "fail",
      why: "Only PNG, JPEG and SVG are decoded here.",
      fix: "Save it as PNG, under a name that ends in `.png`; a new name alone does not do it.",
    },
    broken: { level: "fail", why: "It cannot be decoded, or ends too early.", fix: "Export the image anew." },
    "too-many-pixels": {
      level: "fail",
      why: "Images over 25 megapixels take too much memory to decode.",
      fix: "Export it at 512 × 512 pixels.",
    },
    "unsafe-svg": {
      level: "fail",
      why: "SVG files can carry programs and load things from elsewhere; ours must stand by themselves.",
      fix: "Export it as “plain SVG” without scripts, links to other files or embedded pages, or as PNG.",
    },
    "wrong-name": {
      level: "fail",
      why: "Servers and browsers go by the name and would show it wrongly.",
      fix: "Give the file the ending of its format, or save it in the format its name says.",
    },
    "not-recommended-size": {
      level: "suggestion",
      why: "512 × 512 pixels is sharp on every screen.",
      fix: "Export it at 512 × 512 pixels.",
    },
    "not-square": {
      level: "suggestion",
      why: "Cards are square; the rest is left empty.",
      fix: "Give it a square canvas.",
    },
    small: {
      level: "suggestion",
      why: "Small images look blurred on sharp screens.",
      fix: "Export it at 512 × 512 pixels.",
    },
  },
  examples: {
    pass: [
      { name: "512 × 512, exactly 5 MB", facts: { image: picture({}, { bytes: IMAGE_BYTES_MAX }) } },
      { name: "wide and small, but an image", facts: { image: picture({ widthPx: 200, heightPx: 100 }) } },
      {
        name: "an SVG at an address without an ending",
        facts: { image: picture({ format: "svg" }, { extension: "" }) },
      },
    ],
    fail: [
      { name: "one byte more than 5 MB", facts: { image: picture({}, { bytes: IMAGE_BYTES_MAX + 1 }) } },
      { name: "a page instead of an image", facts: { image: refused("not-an-image", "an HTML page") } },
      { name: "a GIF", facts: { image: refused("other-format", "GIF") } },
      { name: "an SVG with a script", facts: { image: refused("unsafe-svg", "a script") } },
      { name: "a JPEG named .png", facts: { image: picture({ format: "jpeg" }) } },
      { name: "an image that is gone", facts: { image: absent("not-found") } },
    ],
    held: [],
  },
  *evaluate({ image }) {
    const path = ["image"];
    if (image.state === "absent") {
      if (image.reason === "not-given") return;
      yield* judgeAbsent(image.reason, "image", path);
      return;
    }
    const { bytes, bytesMax, extension, content } = image.value;
    if (bytes > bytesMax) {
      yield {
        rule: "too-large",
        message: `The image is larger than ${bytesMax === IMAGE_BYTES_MAX ? "5 MB (5,242,880 bytes)" : `${bytesMax.toLocaleString("en")} bytes`}.`,
        path,
      };
      return;
    }
    if (content === undefined) {
      yield { rule: "not-in-repository", message: "The image's file is not in the repository.", path };
    } else if (content.kind === "refused") {
      yield { rule: content.problem, message: refusal(content), path };
    } else {
      yield* judgePicture(content, extension, bytes);
    }
  },
});

const REFUSED: Readonly<Record<Extract<ImageContent, { kind: "refused" }>["problem"], string>> = {
  "not-an-image": "What is there is not an image",
  "other-format": "The image is in a format that is not accepted",
  broken: "The image cannot be decoded",
  "too-many-pixels": "The image has more than 25 megapixels",
  "unsafe-svg": "The SVG holds something that must not be shown",
};

function refusal({ problem, detail }: Extract<ImageContent, { kind: "refused" }>): string {
  const said = REFUSED[problem];
  // A detail that only says the same again is left out.
  return `${said}${said.endsWith(detail) ? "" : ` (${quote(detail)})`}.`;
}

function* judgePicture(
  picture: Extract<ImageContent, { kind: "image" }>,
  extension: string,
  bytes: number,
): Iterable<CheckResult<Rule>> {
  const path = ["image"];
  const { format, widthPx, heightPx } = picture;
  const promised = Object.entries(ENDINGS).find(([, endings]) => endings.includes(extension))?.[0];
  if (KNOWN_ENDINGS.has(extension) && ENDINGS[format]?.includes(extension) !== true) {
    yield {
      rule: "wrong-name",
      message: `The image is a ${FORMATS[format]}, but its name ends in \`.${extension}\`.`,
      fix: `Rename the file so that it ends in \`.${ENDINGS[format]?.[0]}\`, and write that name in \`image\` too${promised === undefined ? "" : `; or save it as ${FORMATS[promised]}`}.`,
      path,
    };
    // What else is to do with the picture is told in the same round.
    yield* judgeSize(picture);
    return;
  }
  yield {
    evidence: `${FORMATS[format]}, ${widthPx} × ${heightPx} pixels, ${Math.max(1, Math.round(bytes / 1024)).toLocaleString("en")} KiB, decoded in full.`,
  };
  yield* judgeSize(picture);
}

function* judgeSize(picture: Extract<ImageContent, { kind: "image" }>): Iterable<CheckResult<Rule>> {
  const path = ["image"];
  const { format, widthPx, heightPx } = picture;
  const square = widthPx === heightPx;
  // A square SVG is sharp at any size; its number of pixels says nothing.
  if (format === "svg" && square) return;
  if (!square)
    yield { rule: "not-square", message: `The image is ${widthPx} × ${heightPx} pixels, not square.`, path };
  if (format === "svg") return;
  if (Math.min(widthPx, heightPx) < SIDE_PX_SMALL) {
    yield {
      rule: "small",
      message: `The image's shorter side has ${Math.min(widthPx, heightPx)} pixels, fewer than ${SIDE_PX_SMALL}.`,
      path,
    };
  } else if (square && widthPx !== SIDE_PX_RECOMMENDED) {
    yield {
      rule: "not-recommended-size",
      message: `The image is ${widthPx} × ${heightPx} pixels; ${SIDE_PX_RECOMMENDED} × ${SIDE_PX_RECOMMENDED} is recommended.`,
      path,
    };
  }
}
