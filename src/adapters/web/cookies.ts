// Cookies within one fetch: some sites set one, send the visitor back, and answer only then. Nothing outlives the fetch.

const COOKIES_MAX = 20;
const COOKIE_CHARS_MAX = 4_096;
const HEADER_CHARS_MAX = 8_192;

interface Cookie {
  readonly name: string;
  readonly value: string;
  /** The host that set it, or the domain that it named. */
  readonly host: string;
  readonly subdomains: boolean;
  readonly path: string;
}

export interface Cookies {
  /** Whether the answer set something that was not there. */
  take(url: URL, header: string | readonly string[] | undefined): boolean;
  /** undefined: none is for this address. */
  header(url: URL): string | undefined;
}

export function createCookies(): Cookies {
  const jar = new Map<string, Cookie>();
  return {
    take(url, header) {
      let isNew = false;
      for (const line of typeof header === "string" ? [header] : (header ?? [])) {
        const read = readCookie(line, url);
        if (read === undefined) continue;
        const key = `${read.cookie.host} ${read.cookie.path} ${read.cookie.name}`;
        if (read.isOver) jar.delete(key);
        else if (jar.get(key)?.value !== read.cookie.value && (jar.has(key) || jar.size < COOKIES_MAX)) {
          jar.set(key, read.cookie);
          isNew = true;
        }
      }
      return isNew;
    },
    header(url) {
      const fitting = [...jar.values()].filter((one) => isFor(one, url));
      const text = fitting.map(({ name, value }) => `${name}=${value}`).join("; ");
      return text === "" || text.length > HEADER_CHARS_MAX ? undefined : text;
    },
  };
}

function isFor({ host, subdomains, path }: Cookie, { hostname, pathname }: URL): boolean {
  const fitsHost = hostname === host || (subdomains && hostname.endsWith(`.${host}`));
  return fitsHost && (pathname === path || pathname.startsWith(path.endsWith("/") ? path : `${path}/`));
}

function readCookie(
  line: string,
  url: URL,
): { readonly cookie: Cookie; readonly isOver: boolean } | undefined {
  const [pair = "", ...rest] = line.split(";");
  const at = pair.indexOf("=");
  const name = pair.slice(0, Math.max(at, 0)).trim();
  const value = pair.slice(at + 1).trim();
  // Whatever is no plain cookie never gets into a request of ours.
  if (!/^[\w!#$%&'*+.^`|~-]+$/u.test(name) || !/^[\u0021-\u003a\u003c-\u007e ]*$/u.test(value))
    return undefined;
  if (name.length + value.length > COOKIE_CHARS_MAX) return undefined;
  const attributes = new Map(
    rest.map((one) => {
      const [key = "", ...parts] = one.split("=");
      return [key.trim().toLowerCase(), parts.join("=").trim()] as const;
    }),
  );
  const domain = (attributes.get("domain") ?? "").replace(/^\./u, "").toLowerCase();
  const subdomains = domain.includes(".") && (url.hostname === domain || url.hostname.endsWith(`.${domain}`));
  if (domain !== "" && !subdomains && domain !== url.hostname) return undefined;
  const path = attributes.get("path") ?? "";
  const age = attributes.get("max-age");
  const isOver =
    age === undefined ? /\b19\d\d\b/u.test(attributes.get("expires") ?? "") : !/^[1-9]\d*$/u.test(age);
  return {
    cookie: {
      name,
      value,
      host: subdomains ? domain : url.hostname,
      subdomains,
      path: path.startsWith("/") ? path : url.pathname.replace(/\/[^/]*$/u, "") || "/",
    },
    isOver,
  };
}
