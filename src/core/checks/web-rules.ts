// The words for an address that does not answer as it should; four checks ask addresses.

import type { AbsentReason, PlaceFact, RepositoryFact, RepositoryTarget } from "../facts.ts";
import type { FieldName } from "../listing/fields.ts";
import type { KeyPath } from "../listing/problems.ts";
import { quote } from "../listing/quote.ts";
import type { CheckResult, RuleWords } from "./check.ts";

export type WebRule = Exclude<AbsentReason, "not-given">;

const OPEN_IT = "Open the address in a private browser window and fix what you see there.";

export const WEB_RULES: Readonly<Record<WebRule, RuleWords>> = {
  "bad-url": {
    level: "fail",
    why: "Only plain https addresses can be shown to visitors and checked.",
    fix: "Use the site's plain `https://` address, without a port, user name or password.",
  },
  "not-found": {
    level: "fail",
    why: "Visitors who follow it find nothing.",
    fix: "Correct the address, or publish what should be there.",
  },
  "needs-login": {
    level: "fail",
    why: "Visitors have no account there.",
    fix: "Make it public, or give a public address.",
  },
  "client-error": { level: "fail", why: "Visitors who follow it would see an error.", fix: OPEN_IT },
  "no-such-name": {
    level: "fail",
    why: "The host name does not exist, so nobody can reach it.",
    fix: "Correct the host name in the address.",
  },
  "bad-certificate": {
    level: "fail",
    why: "Browsers warn visitors away from the page.",
    fix: "Renew the site's certificate, or give an address with a valid one.",
  },
  "incomplete-chain": {
    level: "fail",
    why: "The server does not send its intermediate certificate, so some browsers and many programs cannot reach it.",
    fix: "Install the full chain on the server, such as `fullchain.pem` in place of `cert.pem`, from an authority that browsers trust.",
  },
  "forbidden-address": {
    level: "fail",
    why: "It leads to a private network or a special address that visitors cannot reach.",
    fix: "Give a public address.",
  },
  "too-many-redirects": {
    level: "fail",
    why: "Long redirect chains break, and where they end is unclear.",
    fix: "Use the final address.",
  },
  downgrade: {
    level: "fail",
    why: "Part of the redirect chain is not encrypted, so visitors could be led elsewhere.",
    fix: "Let the site redirect to `https://` only, or use the final address.",
  },
  "not-public": {
    level: "fail",
    why: "Visitors cannot see it.",
    fix: "Make it public, or give a public address.",
  },
};

const SAYS: Readonly<Record<WebRule, string>> = {
  "bad-url": "is not an address we can ask",
  "not-found": "leads nowhere: the page does not exist",
  "needs-login": "asks for a login",
  "client-error": "answers with an error",
  "no-such-name": "names a host that does not exist",
  "bad-certificate": "leads to a host whose certificate is not valid",
  "incomplete-chain": "leads to a host that does not send its whole certificate chain",
  "forbidden-address": "leads to an address that is not public",
  "too-many-redirects": "redirects more than three times",
  downgrade: "redirects from https to http",
  "not-public": "leads to something that is not public",
};

/** Of what answers, and says that its place is another now. */
export const MOVED_RULE: RuleWords = {
  level: "suggestion",
  why: "Redirects may stop working, and old names can be taken by others.",
  fix: "Use the new address.",
};

export function* judgeArchived(
  { owner, name, archived }: RepositoryFact,
  field: FieldName,
): Iterable<CheckResult<"archived">> {
  if (!archived) return;
  const message = `The repository ${quote(`${owner}/${name}`)} is archived.`;
  yield { rule: "archived", message, path: [field] };
}

/** `rest`: what stands in the field behind the repository's own address. */
export function* judgeMoved(
  { movedTo }: Pick<RepositoryFact, "movedTo">,
  field: FieldName,
  what: "repository" | "page",
  rest = "",
): Iterable<CheckResult<"moved">> {
  if (movedTo === undefined) return;
  const message = `The ${what} has moved ${what === "page" ? "permanently " : ""}to ${quote(movedTo)}.`;
  yield { rule: "moved", message, path: [field], fix: `Write ${quote(`${field}: ${movedTo}${rest}`)}.` };
}

/** One finding for an address that is absent; `what` names the field. */
export function* judgeAbsent(
  reason: AbsentReason,
  what: string,
  path: KeyPath,
): Iterable<CheckResult<WebRule>> {
  if (reason === "not-given") return;
  yield { rule: reason, message: `\`${what}\` ${SAYS[reason]}.`, path };
}

/** "the folder `plugins/x` at `main`". */
export function placeWords({ what, name, at }: PlaceFact): string {
  if (what === "release" && name === "") return "a release";
  const noun = what === "download" ? "file" : what;
  if (at === undefined) return `the ${noun} ${quote(name)}`;
  if (what === "download")
    return `the file ${quote(name)} of ${at === "" ? "the newest release" : `the release ${quote(at)}`}`;
  return `the ${noun} ${quote(name)} at ${quote(at)}`;
}

/** One finding where the repository is there, and what the address points at in it is not. */
export function* judgePlace(
  { repository: { owner, name }, place }: RepositoryTarget,
  field: FieldName,
): Iterable<CheckResult<"not-found">> {
  if (place === undefined || place.isThere) return;
  const message = `\`${field}\` leads nowhere: the repository ${quote(`${owner}/${name}`)} is there, but ${placeWords(place)} is not.`;
  yield { rule: "not-found", message, path: [field] };
}
