// Tells an image's format and size from its first bytes, never from its name, and before any decoder sees them.

export type ImageFormat = "png" | "jpeg" | "svg";

/** `name` is what to call the thing when talking to its contributor. */
export type DetectedFormat =
  | { readonly kind: "supported"; readonly format: ImageFormat }
  | { readonly kind: "other-image"; readonly name: string }
  | { readonly kind: "no-image"; readonly name: string };

export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

const PNG_SIGNATURE = "\u0089PNG\r\n\u001a\n";

/** Signatures as latin1 text at an offset, the longer before the shorter. */
const SIGNATURES: readonly {
  readonly at: number;
  readonly text: string;
  readonly is: DetectedFormat;
}[] = [
  { at: 0, text: PNG_SIGNATURE, is: { kind: "supported", format: "png" } },
  { at: 0, text: "\u00ff\u00d8\u00ff", is: { kind: "supported", format: "jpeg" } },
  image(0, "GIF87a", "GIF"),
  image(0, "GIF89a", "GIF"),
  image(8, "WEBP", "WebP"),
  image(4, "ftypavi", "AVIF"),
  image(4, "ftyphe", "HEIC"),
  image(4, "ftypmif1", "HEIC"),
  image(4, "ftypmsf1", "HEIC"),
  image(0, "II*\u0000", "TIFF"),
  image(0, "MM\u0000*", "TIFF"),
  image(0, "II+\u0000", "TIFF"),
  image(0, "MM\u0000+", "TIFF"),
  image(0, "BM", "BMP"),
  image(0, "\u0000\u0000\u0001\u0000", "ICO"),
  image(0, "\u0000\u0000\u0002\u0000", "CUR"),
  image(0, "8BPS", "Photoshop"),
  image(0, "\u00ff\n", "JPEG XL"),
  image(0, "\u0000\u0000\u0000\u000cJXL ", "JPEG XL"),
  image(0, "\u0000\u0000\u0000\u000cjP  ", "JPEG 2000"),
  image(0, "\u00ffO\u00ffQ", "JPEG 2000"),
  // The contributor's SVG is in there, but what it swells to is not ours to try out.
  image(0, "\u001f\u008b", "gzip"),
  image(0, "#EXTM3U", "video"),
  image(4, "ftyp", "video"),
  image(0, "\u001aE\u00df\u00a3", "video"),
  other(0, "%PDF-", "a PDF"),
  other(0, "%!PS", "PostScript"),
  other(0, "PK\u0003\u0004", "a ZIP archive"),
  other(0, "version https://git-lfs", "a Git LFS pointer"),
];

export function detectFormat(bytes: Uint8Array): DetectedFormat {
  if (bytes.length === 0) return { kind: "no-image", name: "an empty file" };
  const head = latin1(bytes, 0, 64);
  const hit = SIGNATURES.find(({ at, text }) => head.startsWith(text, at));
  if (hit) return hit.is;
  return detectMarkup(markupOf(bytes));
}

/** Width and height as the file's own header states them; undefined when it states none. */
export function headerSize(format: "png" | "jpeg", bytes: Uint8Array): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return format === "png" ? pngSize(view) : jpegSize(view);
}

function pngSize(view: DataView): Size | undefined {
  const IHDR = 0x49484452;
  if (view.byteLength < 24 || view.getUint32(12) !== IHDR) return undefined;
  return { widthPx: view.getUint32(16), heightPx: view.getUint32(20) };
}

function jpegSize(view: DataView): Size | undefined {
  let at = 2;
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    const fill = marker === 0xff;
    const alone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    if (fill || alone) {
      at += fill ? 1 : 2;
      continue;
    }
    // Every start-of-frame marker; C4, C8 and CC lie among them and mean something else.
    const startOfFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (startOfFrame) return { heightPx: view.getUint16(at + 5), widthPx: view.getUint16(at + 7) };
    if (marker === 0xd9 || marker === 0xda) return undefined;
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** The markup as text, one character a byte (enough to find the root element), UTF-16 made readable. */
function markupOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return latin1(bytes, 0, bytes.length).replace(/^\u00ef\u00bb\u00bf/, "");
}

function detectMarkup(text: string): DetectedFormat {
  const root = rootElement(text);
  if (root === undefined) return { kind: "no-image", name: looksLikeText(text) ? "text" : "unknown bytes" };
  const local = root.replace(/^.*:/, "");
  if (local === "svg") return { kind: "supported", format: "svg" };
  if (/^(html|head|body|script|title|meta|div|p)$/i.test(root))
    return { kind: "no-image", name: "an HTML page" };
  return { kind: "no-image", name: "an XML file" };
}

/** The first element's name, past declaration, comments, instructions and document type. */
function rootElement(text: string): string | undefined {
  let at = 0;
  for (;;) {
    while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
    if (text.startsWith("<!--", at)) at = past(text, "-->", at + 4);
    else if (text.startsWith("<?", at)) at = past(text, "?>", at + 2);
    else if (/^<!doctype/i.test(text.slice(at, at + 9))) at = pastDoctype(text, at + 9);
    else return /^<([\w:-]{1,40})/.exec(text.slice(at, at + 42))?.[1];
    if (at < 0) return undefined;
  }
}

function past(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  return found < 0 ? -1 : found + end.length;
}

function pastDoctype(text: string, from: number): number {
  const close = text.indexOf(">", from);
  const subset = text.indexOf("[", from);
  if (subset < 0 || (close >= 0 && close < subset)) return close < 0 ? -1 : close + 1;
  const end = /\]\s*>/.exec(text.slice(subset));
  return end ? subset + end.index + end[0].length : -1;
}

function looksLikeText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return !/[\u0000-\u0008\u000e-\u001a]/.test(text.slice(0, 1_000));
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1", from, to);
}

function image(at: number, text: string, name: string): (typeof SIGNATURES)[number] {
  return { at, text, is: { kind: "other-image", name } };
}

function other(at: number, text: string, name: string): (typeof SIGNATURES)[number] {
  return { at, text, is: { kind: "no-image", name } };
}
