// What people put where an address, a picture or a name is meant, as programs of theirs left it: typographic quotes, files, pages that show a file.

/** Typographic quotes around a whole value; undefined: there are none. */
export function withoutCurlyQuotes(value: string): string | undefined {
  const inner = /^[“”„‟«»‘’‚‹›](.*)[“”«»‘’‹›]$/s.exec(value.trim())?.[1]?.trim();
  return inner === "" ? undefined : inner;
}

/** Endings that are top-level domains too, and yet a file's far more often where a name stands alone. */
const FILE =
  /^(?!www\.)[^/:?#@]+\.(?:md|mdx|markdown|txt|rst|adoc|html?|pdf|png|jpe?g|gif|webp|svg|rs|py|sh|zip|bmp|ico|avif|tiff?|js|mjs|ts|tsx|jsx|css|json|ya?ml|toml|xml|csv|ini|cfg|exe|msi|dmg|deb|rpm|apk|jar|go|rb|php|java|lua|ps1|bat|cmd|ipynb|wasm|docx?|pptx?|xlsx?|tgz|gz|7z)$/i;

/** Whether an address's place holds a file's name: `README.md`, `docs/install.md`, `./logo.png`. */
export function looksLikeFile(value: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:/i.test(value)) return false;
  const path = value.replace(/^(?:\.{0,2}\/)+/, "");
  const isRooted = path !== value;
  const parts = path.split("/");
  const last = parts.at(-1) ?? "";
  const first = parts[0] ?? "";
  return FILE.test(last) && (parts.length === 1 || isRooted || !first.includes("."));
}

/** The page on which a code host shows a picture → the picture's own address. */
export function pictureBehind(value: string): string | undefined {
  let url: URL;
  try {
    url = new URL(value.replace(/^http:/i, "https:"));
  } catch {
    return undefined;
  }
  if (!/\.(?:png|jpe?g|svg|gif|webp)$/i.test(url.pathname)) return undefined;
  const { hostname, pathname } = url;
  // `?raw=1` and `?raw=true` lead on to the picture itself.
  if (url.searchParams.has("raw")) return undefined;
  const [, owner, name, rest] = /^\/([^/]+)\/([^/]+)\/blob\/(.+)$/.exec(pathname) ?? [];
  if (/^(?:www\.)?github\.com$/.test(hostname) && rest !== undefined)
    return `https://raw.githubusercontent.com/${owner}/${name}/${rest}`;
  if (pathname.includes("/-/blob/")) return `https://${url.host}${pathname.replace("/-/blob/", "/-/raw/")}`;
  if (hostname === "codeberg.org" && /^\/[^/]+\/[^/]+\/src\/(?:branch|tag|commit)\//.test(pathname))
    return `https://${url.host}${pathname.replace("/src/", "/raw/")}`;
  if (hostname === "bitbucket.org" && /^\/[^/]+\/[^/]+\/src\//.test(pathname))
    return `https://${url.host}${pathname.replace("/src/", "/raw/")}`;
  return undefined;
}

const FORMATS: Readonly<Record<string, string>> = {
  gif: "GIF",
  webp: "WebP",
  avif: "AVIF",
  bmp: "BMP",
  ico: "ICO",
  tif: "TIFF",
  tiff: "TIFF",
  heic: "HEIC",
  svg: "SVG",
};

/** The picture format that a file's name promises, where it is one that is not accepted. */
export function otherFormat(value: string): string | undefined {
  return FORMATS[/\.([a-z]+)$/i.exec(value)?.[1]?.toLowerCase() ?? ""];
}

/** `7.8+`, `v10`, `9.5 or newer` → `>=7.8.0`; a version alone leaves open what is meant. */
export function rangeOf(value: string): string | undefined {
  const [, major, minor = "0", patch = "0"] =
    /^(?:>=|≥)?\s*v?(\d{1,5})(?:\.(\d{1,5}|x))?(?:\.(\d{1,5}|x))?\s*(?:\+|(?:or|and) (?:newer|later|higher|above|up))$/i.exec(
      value.trim(),
    ) ?? [];
  if (major === undefined) return undefined;
  return `>=${major}.${minor.replace("x", "0")}.${patch.replace("x", "0")}`;
}
