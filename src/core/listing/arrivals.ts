// Whether a page that answers is the page that was asked for: some hosts lead visitors of what is not there to somewhere else.

const LOGIN_PATH =
  /\/(?:users\/)?(?:log[-_]?in|sign[-_]?(?:in|on)|auth|sso|sessions?\/new|account\/login)(?:[/?#.]|$)/i;
const LOGIN_HOST = /^(?:login|signin|auth|sso|accounts|id)\./;

/** Redirected to a login page, or a page that is a password form and nothing else. */
export function asksForLogin(asked: string, arrived: string, bytes: Uint8Array): boolean {
  const [from, to] = [new URL(asked), new URL(arrived)];
  if (isElsewhere(from, to) && (LOGIN_PATH.test(to.pathname) || LOGIN_HOST.test(to.hostname))) return true;
  return (
    LOGIN_PATH.test(to.pathname) &&
    /<input[^>]{0,500}type=["']?password/i.test(new TextDecoder().decode(bytes.subarray(0, 200_000)))
  );
}

function isElsewhere(from: URL, to: URL): boolean {
  return from.origin !== to.origin || from.pathname !== to.pathname || from.search !== to.search;
}

/**
 * Hosts of code lead from a wiki page that is not there to the wiki's front page (GitHub, Forgejo), from a file to the folder
 * above it, from a release or an issue to their list (GitLab). `arrived`: where the redirects ended.
 */
export function fellBack(asked: string, arrived: string): boolean {
  const [from, to] = [new URL(asked), new URL(arrived)];
  if (!isElsewhere(from, to) || from.host.replace(/^www\./, "") !== to.host.replace(/^www\./, ""))
    return false;
  const [left, reached] = [partsOf(from), partsOf(to)];
  return fellFromWiki(left, reached) || fellWithin(left, reached);
}

function partsOf({ pathname }: URL): readonly string[] {
  return pathname
    .split("/")
    .filter((part) => part !== "")
    .map((part) => part.toLowerCase());
}

/** `…/wiki/PAGE` or `…/wikis/PAGE` → the front page, or the repository where there is no wiki. */
function fellFromWiki(left: readonly string[], reached: readonly string[]): boolean {
  const at = left.findIndex((part, index) => index >= 2 && /^wikis?$/.test(part));
  if (at < 0 || left.length <= at + 1) return false;
  if (reached.length === 2) return true;
  const isFront =
    reached[at] === left[at] &&
    (reached.length === at + 1 || (reached.length === at + 2 && reached[at + 1] === "home"));
  return isFront && !(left.length === at + 2 && left[at + 1] === "home");
}

/** GitLab's pages have `/-/` in their addresses: `…/-/blob/main/docs/x.md` → `…/-/tree/main`. */
function fellWithin(left: readonly string[], reached: readonly string[]): boolean {
  const at = left.indexOf("-");
  if (at < 2 || left.length <= at + 2 || /^wikis?$/.test(left[at + 1] ?? "")) return false;
  const rest = (parts: readonly string[]) => parts.slice(at + 2);
  const isKind = reached[at] === "-" && (reached[at + 1] === "tree" || reached[at + 1] === left[at + 1]);
  if (reached.length > at && !isKind) return false;
  return (
    isBelow(left.slice(0, at), reached.slice(0, at)) &&
    rest(reached).length < rest(left).length &&
    isBelow(rest(left), rest(reached))
  );
}

/** `above` is where `path` begins. */
function isBelow(path: readonly string[], above: readonly string[]): boolean {
  return above.length <= path.length && above.every((part, index) => part === path[index]);
}
