// Makes images that lie, hide something or are broken, by code. None is heavy for whoever opens it: what is too much is just
// over a limit of ours, and what takes for ever is played by decoders of the tests' own.

import zlib from "node:zlib";
import sharp from "sharp";
import { chunk, png } from "./png.ts";

/** What must come of it: one of the refusals, a clean image, or (for what decoders differ on) any answer. */
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

const KILOBYTE = 1_000;
/** One more than 25 megapixels, as one row. */
const PIXELS_OVER = 25_000_001;
/** `sentinel` is a URL that must never be asked. */
export async function hostileImages(sentinel: string): Promise<readonly HostileImage[]> {
  return [...pngs(), ...(await jpegs()), ...(await otherFormats()), ...svgs(sentinel)];
}

function pngs(): readonly HostileImage[] {
  const good = png({ widthPx: 300, heightPx: 300 }, true);
  const badCrc = Buffer.from(good);
  badCrc[good.length - 20] = (badCrc[good.length - 20] ?? 0) ^ 0xff;
  const packed = zlib.deflateSync(Buffer.alloc(20 * KILOBYTE));
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
      "png that claims more than it has",
      png({ widthPx: 6_000, heightPx: 6_000, idat: packed }),
      "too-many-pixels",
    ),
    make(
      "png just over 25 megapixels",
      png({ widthPx: PIXELS_OVER, heightPx: 1, bitDepth: 1, colourType: 0 }),
      "too-many-pixels",
    ),
    make(
      "png of exactly 25 megapixels",
      png({ widthPx: 5_000, heightPx: 5_000, bitDepth: 1, colourType: 0 }),
      "image",
    ),
    make("png with more rows than it states", png({ ...tiny, idat: packed }), "any"),
    make("png with packed text", png({ ...tiny, extra: [packedText("zTXt", packed)] }), "any"),
    make("png with a profile that is none", png({ ...tiny, extra: [packedText("iCCP", packed)] }), "any"),
    make(
      "png with 500 chunks of text",
      png({ ...tiny, extra: Array(500).fill(chunk("tEXt", bytesOf("a\0b"))) }),
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
  const lying = Buffer.from(good);
  const frame = lying.indexOf(Buffer.from([0xff, 0xc0]));
  lying.writeUInt16BE(6_000, frame + 5);
  lying.writeUInt16BE(6_000, frame + 7);
  return [
    make("jpeg cut in half", good.subarray(0, good.length / 2), "broken"),
    make("jpeg start marker alone", good.subarray(0, 3), "broken"),
    make("jpeg without a frame", Buffer.concat([good.subarray(0, 4), Buffer.alloc(500, 0xee)]), "broken"),
    make("jpeg that claims more than it has", lying, "too-many-pixels"),
    make("jpeg of fill bytes alone", Buffer.alloc(20 * KILOBYTE, 0xff), "not-an-image"),
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
    make("gzip of spaces", zlib.gzipSync(Buffer.alloc(20 * KILOBYTE, 0x20)), "other-format"),
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
    make("zeros", new Uint8Array(20 * KILOBYTE), "not-an-image"),
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
    "nesting of 256": "<g>".repeat(256) + "</g>".repeat(256),
    "element of 1,001 attributes": `<g ${range(1_001, (at) => `a${at}=""`)}/>`,
    "30,001 elements": "<g/>".repeat(30_000),
  };
  const large = png({ widthPx: PIXELS_OVER, heightPx: 1, bitDepth: 1, colourType: 0 }).toString("base64");
  const root = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">`;
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
    make(
      "svg: entity within an entity",
      doctype(`<!ENTITY a "ha"><!ENTITY b "&a;">`, "<text>&b;</text>"),
      "unsafe-svg",
    ),
    make(
      "svg: one entity, 2,001 times",
      doctype(`<!ENTITY x "x">`, `<text>${"&x;".repeat(2_001)}</text>`),
      "unsafe-svg",
    ),
    make(
      "svg: 65 entities",
      doctype(
        range(65, (at) => `<!ENTITY e${at} "x">`),
        "",
      ),
      "unsafe-svg",
    ),
    make("svg: entity of 257 characters", doctype(`<!ENTITY x "${"x".repeat(257)}">`, ""), "unsafe-svg"),
    make("svg: default attributes", doctype(`<!ATTLIST rect onload CDATA "alert(1)">`, "<rect/>"), "image"),
    make("svg: document type after the root", bytesOf(`${root}<!DOCTYPE svg></svg>`), "broken"),
    make(
      "svg: embedded image of more than 25 megapixels",
      svg(`<image href="data:image/png;base64,${large}"/>`),
      "too-many-pixels",
    ),
    make("svg: cut short", svg("<g><g/>").slice(0, -9), "broken"),
    make("svg: not well-formed", bytesOf(`${root}<g></svg>`), "broken"),
    make("svg: no namespace", bytesOf(`<svg viewBox="0 0 9 9"><g/></svg>`), "broken"),
    make(
      "svg: 6,000 a side",
      bytesOf(root.replace("viewBox", `width="6000" height="6000" viewBox`) + "</svg>"),
      "too-many-pixels",
    ),
    make(
      "svg: bytes that are no text",
      Buffer.concat([bytesOf(root), Buffer.from([0xff, 0xc0]), bytesOf("</svg>")]),
      "broken",
    ),
  ];
}

function svg(body: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" width="9" height="9">${body}</svg>`;
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
