// Makes every kind of image that was ever used against a decoder, by code, so that none has to lie in the repository.

import zlib from "node:zlib";
import sharp from "sharp";
import { chunk, png } from "./png.ts";

/** What must come of it: one of the refusals, a clean image, or (for what is only slow or large) any answer in time. */
export type Expected =
  | "not-an-image"
  | "other-format"
  | "broken"
  | "too-many-pixels"
  | "unsafe-svg"
  | "image"
  | "any";

export interface HostileImage {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly expected: Expected;
}

const MEGABYTE = 1_000_000;

/** The name of the one image that surely runs until it is killed. */
export const ENDLESS = "svg: dashed path of 4 MB";
/** `sentinel` is a URL that must never be asked. */
export async function hostileImages(sentinel: string): Promise<readonly HostileImage[]> {
  return [...pngs(), ...(await jpegs()), ...(await otherFormats()), ...svgs(sentinel), ...heavySvgs()];
}

function pngs(): readonly HostileImage[] {
  const good = png({ widthPx: 300, heightPx: 300 }, true);
  const badCrc = Buffer.from(good);
  badCrc[good.length - 20] = (badCrc[good.length - 20] ?? 0) ^ 0xff;
  const packed = zlib.deflateSync(Buffer.alloc(100 * MEGABYTE));
  const tiny = { widthPx: 8, heightPx: 8 };
  return [
    make("png cut in half", good.subarray(0, good.length / 2), "broken"),
    make("png cut near its end", good.subarray(0, good.length - 2_000), "broken"),
    make("png signature alone", good.subarray(0, 8), "broken"),
    make("png header alone", good.subarray(0, 33), "broken"),
    make("png with a broken checksum", badCrc, "broken"),
    make("png without rows", png({ ...tiny, idat: new Uint8Array() }), "broken"),
    make("png of no width", png({ widthPx: 0, heightPx: 8, idat: new Uint8Array() }), "broken"),
    make(
      "png that claims 100,000 a side",
      png({ widthPx: 1e5, heightPx: 1e5, idat: packed }),
      "too-many-pixels",
    ),
    make(
      "png that claims 2^31 a side",
      png({ widthPx: 2 ** 31 - 1, heightPx: 1, idat: packed }),
      "too-many-pixels",
    ),
    make(
      "png of 30,000 a side, one bit a pixel",
      png({ widthPx: 30_000, heightPx: 30_000, bitDepth: 1, colourType: 0 }),
      "too-many-pixels",
    ),
    make(
      "png just over 25 megapixels",
      png({ widthPx: 25_000_001, heightPx: 1, bitDepth: 1, colourType: 0 }),
      "too-many-pixels",
    ),
    make(
      "png of exactly 25 megapixels, 16 bits a channel",
      png({ widthPx: 5_000, heightPx: 5_000, bitDepth: 16 }),
      "any",
    ),
    make("png whose rows swell to 100 MB", png({ ...tiny, idat: packed }), "any"),
    make("png whose text swells to 100 MB", png({ ...tiny, extra: [packedText("zTXt", packed)] }), "any"),
    make("png whose profile swells to 100 MB", png({ ...tiny, extra: [packedText("iCCP", packed)] }), "any"),
    make(
      "png with 100,000 chunks",
      png({ ...tiny, extra: Array(100_000).fill(chunk("tEXt", bytesOf("a\0b"))) }),
      "any",
    ),
    make(
      "png with a page behind it",
      Buffer.concat([png(tiny), bytesOf("<html><script>alert(1)</script>")]),
      "image",
    ),
    make(
      "png with a script in its text",
      png({ ...tiny, extra: [chunk("tEXt", bytesOf("x\0<script>"))] }),
      "image",
    ),
  ];
}

async function jpegs(): Promise<readonly HostileImage[]> {
  const noise = sharp(png({ widthPx: 400, heightPx: 400 }, true)).flatten();
  const good = await noise.clone().jpeg().toBuffer();
  const many = await noise.clone().resize(2_000, 2_000).jpeg({ progressive: true, quality: 30 }).toBuffer();
  const lastScan = many.lastIndexOf(Buffer.from([0xff, 0xda]));
  const scan = many.subarray(lastScan, -2);
  const repeats = Math.floor((4 * MEGABYTE) / scan.length);
  const lying = Buffer.from(good);
  const frame = lying.indexOf(Buffer.from([0xff, 0xc0]));
  lying.fill(0xff, frame + 5, frame + 9);
  return [
    make("jpeg cut in half", good.subarray(0, good.length / 2), "broken"),
    make("jpeg start marker alone", good.subarray(0, 3), "broken"),
    make("jpeg without a frame", Buffer.concat([good.subarray(0, 4), Buffer.alloc(500, 0xee)]), "broken"),
    make("jpeg that claims 65,535 a side", lying, "too-many-pixels"),
    make("jpeg of endless fill bytes", Buffer.alloc(2 * MEGABYTE, 0xff), "not-an-image"),
    make("jpeg with hundreds of scans", Buffer.concat([many, ...Array<Buffer>(repeats).fill(scan)]), "any"),
    make(
      "jpeg with a page in its comment",
      Buffer.concat([good.subarray(0, 2), jpegComment("<html><script>alert(1)</script>"), good.subarray(2)]),
      "image",
    ),
  ];
}

async function otherFormats(): Promise<readonly HostileImage[]> {
  const base = sharp(png({ widthPx: 16, heightPx: 16 }));
  const square = svg(`<rect width="9" height="9"/>`);
  return [
    make("gif", await base.clone().gif().toBuffer(), "other-format"),
    make("webp", await base.clone().webp().toBuffer(), "other-format"),
    make("tiff", await base.clone().tiff().toBuffer(), "other-format"),
    make("avif", await base.clone().avif().toBuffer(), "other-format"),
    make("heic", bytesOf("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), "other-format"),
    make("bmp", bytesOf("BM\x36\0\0\0\0\0\0\0\x36\0\0\0"), "other-format"),
    make("ico", bytesOf("\0\0\x01\0\x01\0\x10\x10\0\0"), "other-format"),
    make("svgz", zlib.gzipSync(square), "other-format"),
    make("svgz that swells to 100 MB", zlib.gzipSync(Buffer.alloc(100 * MEGABYTE, 0x20)), "other-format"),
    make("pdf", bytesOf("%PDF-1.7\n%\u00e2\u00e3"), "not-an-image"),
    make("zip", bytesOf("PK\x03\x04\x14\0\0\0"), "not-an-image"),
    make("html", bytesOf("<!doctype html><title>404</title><svg></svg>"), "not-an-image"),
    make("html that starts like an SVG", bytesOf("<!-- <svg --><html><svg/></html>"), "not-an-image"),
    make("plain text", bytesOf("404: Not Found"), "not-an-image"),
    make(
      "Git LFS pointer",
      bytesOf("version https://git-lfs.github.com/spec/v1\noid sha256:0"),
      "not-an-image",
    ),
    make("nothing", new Uint8Array(), "not-an-image"),
    make("zeros", new Uint8Array(MEGABYTE), "not-an-image"),
  ];
}

function svgs(sentinel: string): readonly HostileImage[] {
  const unsafe: Readonly<Record<string, string>> = {
    "<script>": `<script>alert(1)</script>`,
    "script with a prefix": `<x:script xmlns:x="http://www.w3.org/2000/svg" href="${sentinel}"/>`,
    "event handler": `<rect width="9" height="9" onload="alert(1)"/>`,
    "event handler of an animation": `<set attributeName="x" onbegin="alert(1)"/>`,
    "<foreignObject>": `<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>`,
    "HTML inside": `<iframe xmlns="http://www.w3.org/1999/xhtml" src="${sentinel}"/>`,
    "external image": `<image href="${sentinel}/a.png" width="9" height="9"/>`,
    "external image, old link": `<image xlink:href="${sentinel}/a.png" width="9" height="9"/>`,
    "file image": `<image href="file:///etc/passwd" width="9" height="9"/>`,
    "relative image": `<image href="../../etc/passwd" width="9" height="9"/>`,
    "external use": `<use href="${sentinel}/a.svg#b"/>`,
    "external filter image": `<filter id="f"><feImage href="${sentinel}/a.png"/></filter><rect filter="url(#f)"/>`,
    "external fill": `<rect fill="url(${sentinel}/a.svg#b)"/>`,
    "external style": `<rect style="fill: u\\72l( '${sentinel}' )"/>`,
    "@import": `<style>@import "${sentinel}/a.css";</style>`,
    "@import in CDATA": `<style><![CDATA[@im/**/port url(${sentinel}); @\\69mport "x";]]></style>`,
    "external font": `<style>@font-face{font-family:a;src:URL("${sentinel}/a.woff")}</style>`,
    XInclude: `<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>`,
    "javascript link": `<a href="java&#10;script:alert(1)"><rect width="9" height="9"/></a>`,
    "data link": `<a href="data:text/html,x"><rect width="9" height="9"/></a>`,
    "animated link": `<a><set attributeName="xlink:href" to="javascript:alert(1)"/><rect width="9" height="9"/></a>`,
    "xml:base": `<g xml:base="${sentinel}/"><use href="#a"/></g>`,
    "embedded SVG": `<image href="data:image/svg+xml;base64,${Buffer.from(svg("<g/>")).toString("base64")}"/>`,
    "embedded GIF": `<image href="data:image/gif;base64,R0lGODlhAQABAAAAACw="/>`,
    "nesting of 20,000": "<g>".repeat(20_000) + "</g>".repeat(20_000),
    "element of 100,000 attributes": `<g ${range(100_000, (at) => `a${at}=""`)}/>`,
    "200,000 elements": "<g/>".repeat(200_000),
  };
  const bomb = png({ widthPx: 30_000, heightPx: 30_000, bitDepth: 1, colourType: 0 }).toString("base64");
  const root = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">`;
  const laughs = range(9, (at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`);
  const utf16 = Buffer.from(`\ufeff${svg("<script>1</script>")}`, "utf16le");
  return [
    ...Object.entries(unsafe).map(([name, body]) => make(`svg: ${name}`, svg(body), "unsafe-svg")),
    make("svg: script in UTF-16", utf16, "unsafe-svg"),
    make(
      "svg: script in a charset of seven bits",
      bytesOf(`<?xml version="1.0" encoding="utf-7"?>${svg("")}`),
      "broken",
    ),
    make("svg: xml-stylesheet", bytesOf(`<?xml-stylesheet href="${sentinel}"?>${svg("")}`), "unsafe-svg"),
    make(
      "svg: entity of a file",
      doctype(`<!ENTITY x SYSTEM "file:///etc/passwd">`, "<text>&x;</text>"),
      "unsafe-svg",
    ),
    make(
      "svg: entity from the web",
      doctype(`<!ENTITY x SYSTEM "${sentinel}">`, "<text>&x;</text>"),
      "unsafe-svg",
    ),
    make("svg: parameter entity", doctype(`<!ENTITY % x SYSTEM "${sentinel}"> %x;`, ""), "unsafe-svg"),
    make("svg: a billion laughs", doctype(`<!ENTITY l0 "ha">${laughs}`, "<text>&l9;</text>"), "unsafe-svg"),
    make(
      "svg: one entity, a hundred thousand times",
      doctype(`<!ENTITY x "${"x".repeat(200)}">`, `<text>${"&x;".repeat(100_000)}</text>`),
      "unsafe-svg",
    ),
    make("svg: default attributes", doctype(`<!ATTLIST rect onload CDATA "alert(1)">`, "<rect/>"), "image"),
    make("svg: document type after the root", bytesOf(`${root}<!DOCTYPE svg></svg>`), "broken"),
    make(
      "svg: embedded image of 900 megapixels",
      svg(`<image href="data:image/png;base64,${bomb}"/>`),
      "too-many-pixels",
    ),
    make("svg: cut short", svg("<g><g/>").slice(0, -9), "broken"),
    make("svg: not well-formed", bytesOf(`${root}<g></svg>`), "broken"),
    make("svg: no namespace", bytesOf(`<svg viewBox="0 0 9 9"><g/></svg>`), "broken"),
    make(
      "svg: 40,000 a side",
      bytesOf(root.replace("viewBox", `width="40000" height="40000" viewBox`) + "</svg>"),
      "too-many-pixels",
    ),
    make("svg: use of itself", svg(`<g id="a"><use href="#a"/></g>`), "any"),
    make(
      "svg: bytes that are no text",
      Buffer.concat([bytesOf(root), Buffer.from([0xff, 0xc0]), bytesOf("</svg>")]),
      "broken",
    ),
  ];
}

/** Small files that ask for very much drawing: refused by reckoning, or killed by the clock. */
function heavySvgs(): readonly HostileImage[] {
  const full = `width="9" height="9"`;
  const uses = (levels: number, element: (level: number) => string): string => range(levels, element);
  const nest = uses(8, (level) => `<g id="u${level + 1}">${`<use href="#u${level}"/>`.repeat(10)}</g>`);
  const patterns = uses(
    9,
    (level) =>
      `<pattern id="p${level + 1}" ${full} patternUnits="userSpaceOnUse">` +
      `${`<rect ${full} fill="url(#p${level})"/>`.repeat(10)}</pattern>`,
  );
  const masks = uses(
    9,
    (level) => `<mask id="m${level + 1}">${`<rect ${full} mask="url(#m${level})"/>`.repeat(8)}</mask>`,
  );
  const turbulence = `<feTurbulence numOctaves="20" baseFrequency="0.9"/>`.repeat(40);
  const vertices = range(20_000, (at) => `L${at % 9} ${at % 7} `);
  const heavy: Readonly<Record<string, string>> = {
    "use bomb": `<defs><g id="u0"><rect ${full}/></g>${nest}</defs><use href="#u8"/>`,
    "pattern bomb": `<defs><pattern id="p0"/>${patterns}</defs><rect ${full} fill="url(#p9)"/>`,
    "mask bomb": `<defs><mask id="m0"/>${masks}</defs><rect ${full} mask="url(#m9)"/>`,
    "filter of forty turbulences": `<filter id="f">${turbulence}</filter>${`<rect ${full} filter="url(#f)"/>`.repeat(50)}`,
    "filter set by a style sheet": `<style>* { filter: url(#f) }</style><filter id="f">${turbulence}</filter>${`<rect ${full}/>`.repeat(200)}`,
    "morphology of a huge radius": `<filter id="f"><feMorphology radius="5000"/></filter><rect ${full} filter="url(#f)"/>`,
    "marker bomb": `<marker id="k"><path d="M0 0 ${vertices}"/></marker><path marker-mid="url(#k)" d="M0 0 ${vertices}"/>`,
    "chain of 5,000 references": uses(5_000, (level) => `<use id="c${level + 1}" href="#c${level}"/>`),
  };
  const slow: Readonly<Record<string, string>> = {
    [ENDLESS]: `<path d="M0 0 ${vertices.repeat(35)}" stroke="red" stroke-dasharray="0.001"/>`,
    "svg: 25,000 rectangles": `<rect ${full} fill-opacity="0.1"/>`.repeat(25_000),
    "svg: a line of a billion dashes": `<path d="M0 0H9" stroke="red" stroke-width="9" stroke-dasharray="0.00000001"/>`,
    "svg: 200 groups in one another, each see-through": `${"<g opacity='0.9'>".repeat(200)}<rect ${full}/>${"</g>".repeat(200)}`,
    "svg: text of 2 MB": `<text x="1" y="5">${"w".repeat(2 * MEGABYTE)}</text>`,
    "svg: chain of 5,000 gradients":
      uses(5_000, (level) => `<linearGradient id="g${level + 1}" href="#g${level}"/>`) +
      `<rect ${full} fill="url(#g5000)"/>`,
  };
  return [
    ...Object.entries(heavy).map(([name, body]) => make(`svg: ${name}`, svg(body, 2_000), "unsafe-svg")),
    ...Object.entries(slow).map(([name, body]) => make(name, svg(body, 2_000), "any")),
  ];
}

function svg(body: string, sidePx = 9): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" width="${sidePx}" height="${sidePx}">${body}</svg>`;
}

function doctype(subset: string, body: string): string {
  return `<?xml version="1.0"?><!DOCTYPE svg [${subset}]>${svg(body)}`;
}

function make(name: string, bytes: Uint8Array | string, expected: Expected): HostileImage {
  return { name, bytes: typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes, expected };
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

function range(count: number, each: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => each(at)).join(" ");
}

function packedText(type: string, packed: Uint8Array): Buffer {
  return chunk(type, Buffer.concat([bytesOf("x\0\0"), packed]));
}

function jpegComment(text: string): Buffer {
  const head = Buffer.from([0xff, 0xfe, 0, 0]);
  head.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([head, bytesOf(text)]);
}
