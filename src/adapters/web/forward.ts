// Where a page sends its visitors on: by a refresh, by a script of one line, or as a stub that names the real page.

import type { Front } from "./front.ts";

/** A refresh that takes longer is a page that is read meanwhile. */
const REFRESH_SECONDS_MAX = 5;
/** With less to read than this a page is a stub. */
const STUB_CHARS = 200;
const SCRIPT_CHARS_MAX = 3_000;

/**
 * The address that a browser goes on to, as the page writes it; undefined: it stays. What depends on the visitor (a language,
 * a cookie) is nobody's address.
 */
export function forwardsTo(front: Front, refreshHeader: string | undefined): string | undefined {
  const isStub = front.textChars < STUB_CHARS;
  return (
    refreshTarget(refreshHeader) ??
    refreshTarget(front.refresh) ??
    (isStub ? (scriptTarget(front) ?? refreshTarget(front.refreshWithoutScripts)) : undefined) ??
    // A page that is built by its scripts is no stub, and its canonical address often its front page.
    (isStub && !front.loadsScripts && front.canonical !== "" ? front.canonical : undefined)
  );
}

/** `5; url='x'` as browsers read it: https://html.spec.whatwg.org/#shared-declarative-refresh-steps */
function refreshTarget(content: string | undefined): string | undefined {
  const found = /^\s*(\d{0,9})(?:\.[\d.]*)?(?:\s*[;,]\s*|\s+)(?:url\s*=\s*)?(.+)$/isu.exec(content ?? "");
  if (found === null) return undefined;
  const [, seconds = "", rest = ""] = found;
  if (Number(seconds) > REFRESH_SECONDS_MAX) return undefined;
  const quote = /^["']/u.exec(rest)?.[0];
  const url = quote === undefined ? rest : rest.slice(1).split(quote)[0];
  return url === undefined || url.trim() === "" ? undefined : url.trim();
}

/** A text that is written out. `group`: the number of its quote among the groups of the whole expression. */
const literal = (group: number): string => String.raw`(["'\x60])([^"'\x60\n]{1,2000})` + `\\${group}`;
const LOCATION = String.raw`(?:(?:window|document|self|top|parent)\s*\.\s*)?location`;
/** What stands behind the literal only carries the visitor's own query and section along. */
const OWN_PARTS = String.raw`(?:\s*\+\s*${LOCATION}\s*\.\s*(?:search|hash))*`;
const SETS_LOCATION = new RegExp(
  String.raw`(?<![\w.$])${LOCATION}(?:\s*\.\s*href)?\s*=\s*${literal(1)}${OWN_PARTS}\s*(?:;|$|\}|\n|,)|` +
    String.raw`(?<![\w.$])${LOCATION}\s*\.\s*(?:replace|assign)\s*\(\s*${literal(3)}${OWN_PARTS}\s*,?\s*\)`,
  "gu",
);

function scriptTarget({ scripts, scriptCount, loadsScripts }: Front): string | undefined {
  if (scriptCount === 0 || loadsScripts || scripts.length > SCRIPT_CHARS_MAX) return undefined;
  const found = [...scripts.matchAll(SETS_LOCATION)];
  const rest = scripts
    .replaceAll(SETS_LOCATION, " ")
    .replaceAll(new RegExp(literal(1), "gu"), " ")
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/gu, " ");
  // Several ways, or one that is taken only sometimes: where it leads depends on the visitor.
  if (/[?]|&&|\|\||\b(?:if|switch|for|while|catch|addEventListener|on[a-z]+)\b/u.test(rest)) return undefined;
  const waits = /\bsetTimeout\b[\s\S]*?,\s*(\d+)\s*\)/u.exec(rest)?.[1];
  if (waits !== undefined && Number(waits) > REFRESH_SECONDS_MAX * 1_000) return undefined;
  const targets = new Set(found.map((one) => (one[2] ?? one[4] ?? "").replaceAll(String.raw`\/`, "/")));
  const [target] = targets;
  return targets.size === 1 && target !== undefined && !/\\|\$\{/u.test(target) ? target : undefined;
}
