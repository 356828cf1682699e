// Every hostile image ends in time and in the right words, and none of them touches its neighbours or the network.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { SaxesParser } from "saxes";
import sharp from "sharp";
import { detectFormat } from "../../src/adapters/images/format.ts";
import { createImages, type DecodingImages, type ImagesOptions } from "../../src/adapters/images/images.ts";
import { prescanSvg } from "../../src/adapters/images/svg.ts";
import { type CostNode, costNode, drawingCost } from "../../src/adapters/images/svg-cost.ts";
import { type Fact, type ImageContent } from "../../src/core/facts.ts";
import { type HostileImage, hostileImages } from "../support/hostile-images.ts";
import { png } from "../support/png.ts";

/** Decoders of the tests' own, that do what an image of one word says. */
const STUB = { beside: import.meta.url, file: "../support/stub-decoder" };

let images: DecodingImages;
let hostile: readonly HostileImage[] = [];
let sentinel: Server;
let visits = 0;

beforeAll(async () => {
  sentinel = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  await new Promise<void>((listening) => sentinel.listen(0, "127.0.0.1", listening));
  const address = sentinel.address();
  if (address === null || typeof address === "string") throw new Error("the sentinel has no port");
  hostile = await hostileImages(`http://127.0.0.1:${address.port}`);
  images = createImages();
});

afterAll(async () => {
  await images.close();
  await new Promise((closed) => sentinel.close(closed));
});

function wordOf(fact: Fact<ImageContent>): string {
  if (fact.state !== "known") return fact.state;
  return fact.value.kind === "image" ? "image" : fact.value.problem;
}

function drawing(attributes: string, body = `<rect width="9" height="9"/>`): Buffer {
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${body}</svg>`);
}

/** Environments of the decoders started by this process, by their parent's number; processes may end meanwhile. */
function environmentsOfDecoders(): readonly string[] {
  const read = (pid: string, what: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${what}`, "utf8");
    } catch {
      return "";
    }
  };
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid) && read(pid, "stat").split(" ")[3] === String(process.pid))
    .filter((pid) => read(pid, "cmdline").includes("decoder"))
    .map((pid) => read(pid, "environ"));
}

describe("hostile images", () => {
  test("at least seventy kinds, each in the right words, with no visit to the sentinel", async () => {
    expect(hostile.length).toBeGreaterThanOrEqual(70);
    const wrong: string[] = [];
    for (const { name, bytes, expected } of hostile) {
      const word = wordOf(await images.inspect(bytes));
      if (word === "unavailable" || (expected !== "any" && word !== expected))
        wrong.push(`${name}: ${word}, not ${expected}`);
    }
    expect(wrong).toEqual([]);
    expect(visits).toBe(0);
  });

  test("a refusal's detail never carries bytes of the file", async () => {
    const unsafe = hostile.filter((one) => one.expected === "unsafe-svg");
    expect(unsafe.length).toBeGreaterThan(30);
    for (const { bytes, expected } of unsafe) {
      const fact = await images.inspect(bytes);
      const detail = fact.state === "known" && fact.value.kind === "refused" ? fact.value.detail : "";
      expect([expected, detail]).toEqual([expected, expect.stringMatching(/^[<>!@\w: -]{2,40}$/)]);
    }
  });
});

describe("one image's trouble is its own", () => {
  const facts = async (words: readonly string[], options: ImagesOptions) => {
    const few = createImages({ program: STUB, ...options });
    try {
      await few.inspect(Buffer.from("warm"));
      const asked = await Promise.all(words.map((word) => few.inspect(Buffer.from(word))));
      return asked.map((fact) => (fact.state === "known" ? wordOf(fact) : fact.reason));
    } finally {
      await few.close();
    }
  };

  test.each([
    ["that never answers is killed when its time is over", "sleep", "time-out"],
    ["that never lets its process hear anything again is killed too", "loop", "time-out"],
    ["whose process ends is said to have crashed", "exit", "crashed"],
    ["that our own code fails on costs no process", "fail", "crashed"],
    ["that swells ends as our limit", "swell", "our-limit"],
    ["whose process answers another question is not believed", "lie", "crashed"],
  ])("an image %s; those in flight and queued behind it get their own answers", async (_, word, reason) => {
    const asked = [word, "good", word, "good", "good", "good", word, "good"];
    // Only what has to run into it gets a short time.
    expect(await facts(asked, reason === "time-out" ? { imageMs: 300 } : {})).toEqual(
      asked.map((one) => (one === word ? reason : "image")),
    );
  });

  test("an image that grows beyond the memory cap ends as our limit", async () => {
    const tight = createImages({ memoryBytesMax: 150 * 1024 * 1024 });
    try {
      const fact = await tight.inspect(png({ widthPx: 5_000, heightPx: 5_000 }, true));
      expect(fact).toEqual({ state: "unavailable", reason: "our-limit" });
      expect(wordOf(await tight.inspect(png({ widthPx: 4, heightPx: 4 })))).toBe("image");
    } finally {
      await tight.close();
    }
  });

  test("a child is replaced after its share of images, and nobody notices", async () => {
    const frugal = createImages({ imagesPerChild: 2, childrenMax: 1 });
    try {
      const good = png({ widthPx: 4, heightPx: 4 });
      const facts = await Promise.all([1, 2, 3, 4, 5].map(() => frugal.inspect(good)));
      expect(facts.map(wordOf)).toEqual(Array(5).fill("image"));
    } finally {
      await frugal.close();
    }
  });

  test("after the end every ask is answered as unavailable", async () => {
    const ended = createImages();
    const asked = ended.inspect(png({ widthPx: 4, heightPx: 4 }));
    await ended.close();
    expect([wordOf(await asked), wordOf(await ended.inspect(new Uint8Array()))]).toEqual([
      "unavailable",
      "unavailable",
    ]);
  });

  (existsSync("/proc/self/environ") ? test : test.skip)(
    "its processes have none of our environment",
    async () => {
      process.env.CANARY_SECRET = "canary-that-must-stay-here";
      const few = createImages();
      try {
        await few.inspect(png({ widthPx: 4, heightPx: 4 }));
        const environments = environmentsOfDecoders();
        expect(environments.length).toBeGreaterThan(0);
        expect(environments.filter((one) => /canary|PATH=|HOME=/.test(one))).toEqual([]);
      } finally {
        await few.close();
        delete process.env.CANARY_SECRET;
      }
    },
  );
});

describe("a small drawing that asks for much", () => {
  const rect = `<rect width="9" height="9"/>`;
  const costOf = (body: string, chainMax?: number): number => {
    const nodes: CostNode[] = [];
    const sheets: string[] = [];
    const open: number[] = [];
    const parser = new SaxesParser({ xmlns: true });
    parser.on("opentag", ({ local, attributes }) => {
      const values = Object.values(attributes).map(({ name, value }): [string, string] => [name, value]);
      const at = nodes.push(costNode(local.toLowerCase(), new Map(values))) - 1;
      nodes[open.at(-1) ?? -1]?.children.push(at);
      open.push(at);
    });
    parser.on("closetag", () => void open.pop());
    parser.on("text", (text) => {
      if (nodes[open.at(-1) ?? -1]?.name === "style") sheets.push(text);
    });
    parser.write(`<svg xmlns="http://www.w3.org/2000/svg">${body}</svg>`).close();
    return drawingCost(nodes, sheets, chainMax);
  };

  test.each([
    ["what stands there once", rect.repeat(3), 4],
    ["a path by its length", `<path d="${"M0 0 L9 9 ".repeat(40)}"/>`, 4],
    ["what is used, as often as it is used", `<g id="a">${rect}</g><use href="#a"/><use href="#a"/>`, 11],
    [
      "uses of uses, multiplied",
      `<g id="a">${rect}</g><g id="b"><use href="#a"/><use href="#a"/></g><use href="#b"/><use href="#b"/>`,
      1 + 2 + 9 + 2 * (2 + 9),
    ],
    ["a pattern where it fills", `<pattern id="p">${rect}</pattern><rect fill="url(#p)"/>`, 1 + 61 + 62],
    ["a mask where it covers", `<mask id="m">${rect}</mask><rect mask="url(#m)"/>`, 1 + 61 + 62],
    [
      "a filter where a style sheet sets it",
      `<style>rect { filter: url(#f) }</style><filter id="f"><feTile/></filter>${rect}`,
      // The root, the sheet, the filter with its tile, and the same once more at the rectangle.
      1 + 1 + 201 + 1 + 201,
    ],
    ["turbulence by its octaves", `<filter><feTurbulence numOctaves="3"/></filter>`, 1 + 1 + 1_800],
    ["morphology by its radius", `<filter><feMorphology radius="5"/></filter>`, 1 + 1 + 500],
    [
      "a convolution by the square of its order",
      `<filter><feConvolveMatrix order="4"/></filter>`,
      1 + 1 + 400,
    ],
    [
      "a marker at each vertex",
      `<marker id="k">${rect}</marker><path marker-mid="url(#k)" d="M0 0 L1 1 L2"/>`,
      1 + 2 + 1 + 12 / 200 + 3 * 2,
    ],
    ["a circle of references once", `<g id="a"><use href="#a"/></g>`, 4],
    ["what is not there, nothing", `<use href="#nowhere"/>`, 3],
    ["a link to a part, nothing", `<g id="a">${rect}</g><a href="#a"/>`, 4],
  ])("is reckoned: %s", (_, body, cost) => {
    expect(costOf(body)).toBeCloseTo(cost, 6);
  });

  test("has references no deeper than a drawing needs", () => {
    const links = Array.from({ length: 6 }, (_, at) => `<use id="c${at + 1}" href="#c${at}"/>`);
    // The last one first: what is reckoned already is not followed once more.
    const chain = links.toReversed().join("");
    expect(costOf(chain, 6)).toBeLessThan(100);
    expect(costOf(chain, 5)).toBe(Infinity);
  });

  const limits = { depth: 4, elements: 10, attributes: 4, cost: 70 };
  test.each([
    ["all limits kept", rect.repeat(5), "fine"],
    ["one element too many", `${rect.repeat(9)}${rect}`, "too many elements"],
    ["one level too deep", `<g><g><g>${rect}</g></g></g>`, "nested too deeply"],
    ["one attribute too many", `<rect a="" b="" c="" d="" e=""/>`, "too many attributes"],
    ["too much to draw", `<pattern id="p"/><rect fill="url(#p)"/>`, "too much to draw"],
  ])("is refused by our own limits: %s", (_, body, expected) => {
    const found = prescanSvg(drawing(`width="9" height="9"`, body), limits);
    expect(found.kind === "refused" ? found.detail : found.kind).toBe(expected);
    expect(prescanSvg(drawing(`width="9" height="9"`, body)).kind).toBe("fine");
  });
});

describe("harmless images pass", () => {
  const inkscape = `<sodipodi:namedview xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" id="b"/>
    <metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><a rdf:resource="http://purl.org/x"/></rdf:RDF></metadata>
    <rect width="9" height="9"/>`;
  const embedded = png({ widthPx: 3, heightPx: 3 }).toString("base64");
  const adobe = `<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"`;
  const cases: Readonly<Record<string, readonly [Buffer | string, number, number]>> = {
    "width and height": [drawing(`width="64" height="32"`), 64, 32],
    "a view box alone": [drawing(`viewBox="0 0 24 12"`), 24, 12],
    "a view box with commas and percent sizes": [
      drawing(`viewBox="0,0,24,12" width="100%" height="100%"`),
      24,
      12,
    ],
    "one side and a view box": [drawing(`viewBox="0 0 24 12" width="48"`), 48, 24],
    millimetres: [drawing(`width="25.4mm" height="1in"`), 96, 96],
    "a huge view box": [drawing(`viewBox="0 0 60000 40000"`), 60_000, 40_000],
    standalone: [
      `<?xml version="1.0" standalone="no"?>\n${drawing(`width="9" height="9"`).toString()}`,
      9,
      9,
    ],
    "a document type": [`${adobe}>${drawing(`width="9" height="9"`).toString()}`, 9, 9],
    "namespace entities": [
      `${adobe} [<!ENTITY ns "http://www.w3.org/2000/svg">]><svg xmlns="&ns;" width="9" height="9"/>`,
      9,
      9,
    ],
    "an editor's own data": [drawing(`width="9" height="9"`, inkscape), 9, 9],
    "an embedded PNG": [
      drawing(
        `width="9" height="9"`,
        `<image href="data:image/png;base64,${embedded}" width="9" height="9"/>`,
      ),
      9,
      9,
    ],
    "a link": [
      drawing(`width="9" height="9"`, `<a href="https://a.example/"><rect width="9" height="9"/></a>`),
      9,
      9,
    ],
    "a byte order mark": [`\ufeff${drawing(`width="9" height="9"`).toString()}`, 9, 9],
    "a prefix": [`<s:svg xmlns:s="http://www.w3.org/2000/svg" width="9" height="9"><s:g/></s:svg>`, 9, 9],
    "a long comment first": [
      `<!--${"x".repeat(5_000)}-->${drawing(`width="9" height="9"`).toString()}`,
      9,
      9,
    ],
    "very long and narrow": [png({ widthPx: 20_000, heightPx: 1 }), 20_000, 1],
  };
  test.each(Object.entries(cases))("%s", async (_name, [bytes, widthPx, heightPx]) => {
    const fact = await images.inspect(Buffer.from(bytes as Buffer));
    expect(fact).toMatchObject({ state: "known", value: { kind: "image", widthPx, heightPx } });
  });

  test("encodings in Latin-1 and UTF-16", async () => {
    const text = `<?xml version="1.0" encoding="iso-8859-1"?>${drawing(`width="9" height="9"`, "<desc>é</desc>").toString()}`;
    const asked = [Buffer.from(text, "latin1"), Buffer.from(`\ufeff${text}`, "utf16le")];
    const facts = await Promise.all(asked.map((bytes) => images.inspect(bytes)));
    expect(facts.map(wordOf)).toEqual(["image", "image"]);
  });

  test("formats are told by content: JPEG is JPEG", async () => {
    const bytes = await sharp(png({ widthPx: 7, heightPx: 5 }))
      .flatten()
      .jpeg()
      .toBuffer();
    expect(await images.inspect(bytes)).toEqual({
      state: "known",
      value: { kind: "image", format: "jpeg", widthPx: 7, heightPx: 5 },
    });
  });
});

describe("detectFormat", () => {
  test("answers for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(["supported", "other-image", "no-image"]).toContain(detectFormat(bytes).kind);
      }),
    );
  });

  test("finds the root past any mix of comments, instructions and white space", () => {
    const prolog = fc.array(fc.constantFrom("<!-- <html> -->", "<?x <svg?>", "\n ", "<!DOCTYPE svg>"));
    fc.assert(
      fc.property(prolog, fc.constantFrom("svg", "html"), (parts, root) => {
        const found = detectFormat(Buffer.from(`${parts.join("")}<${root} a="">`));
        expect(found.kind).toBe(root === "svg" ? "supported" : "no-image");
      }),
    );
  });
});
