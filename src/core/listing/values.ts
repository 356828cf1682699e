// The building blocks of our schemas: text, addresses and the like, each refusing with a rule, a message and a fix.

import semver from "semver";
import parseSpdx from "spdx-expression-parse";
import { z } from "zod";
import { licenceAdvice } from "./licences.ts";
import { quote } from "./quote.ts";
import { looksLikeFile, rangeOf, withoutCurlyQuotes } from "./slips.ts";
import { lengthInCodePoints, textFaults } from "./text.ts";

const URL_LENGTH_MAX = 2_048;
const SEMVER_RANGE_LENGTH_MAX = 100;
const SPDX_LENGTH_MAX = 200;

export interface Refusal {
  readonly rule: string;
  readonly message: string;
  readonly fix: string;
}

/** Adds a finding to a zod run; `rule` and `fix` travel in the issue's params. */
export function refuse(context: z.core.$RefinementCtx, refusal: Refusal): void {
  context.addIssue({
    code: "custom",
    message: refusal.message,
    params: { rule: refusal.rule, fix: refusal.fix },
  });
}

export interface TextRule {
  readonly field: string;
  readonly min: number;
  readonly max: number;
  readonly lines: "one" | "many";
}

/** Text of `min` to `max` code points that keeps to the policy of characters. */
export function text({ field, min, max, lines }: TextRule) {
  return z
    .string()
    .superRefine((value, context) => {
      const whole = withoutLastBreak(value, lines);
      const length = lengthInCodePoints(lines === "one" ? whole.trim() : whole);
      if (length < min) {
        refuse(context, {
          rule: "too-short",
          message: `\`${field}\` has ${length} ${length === 1 ? "character" : "characters"}; at least ${min} ${min === 1 ? "is" : "are"} needed.`,
          fix: "Say a little more.",
        });
      } else if (lengthInCodePoints(whole) > max) {
        refuse(context, {
          rule: "too-long",
          message: `\`${field}\` has ${lengthInCodePoints(whole)} characters; at most ${max} fit.`,
          fix: `Shorten it to ${max} characters or fewer.`,
        });
      }
      for (const fault of textFaults(whole, lines)) {
        refuse(context, { rule: fault.rule, message: `\`${field}\`: ${fault.message}`, fix: fault.fix });
      }
    })
    .transform((value) => withoutLastBreak(value, lines))
    .meta({ minLength: min, maxLength: max, pattern: textPattern(lines, min) });
}

/** What a schema can say of a text's characters, for editors: no controls and directions, and something to see. The check says more. */
function textPattern(lines: TextRule["lines"], min: number): string {
  const controls = lines === "one" ? "\\u0000-\\u001f" : "\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f";
  const not = `[^${controls}\\u007f-\\u009f\\u00ad\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]`;
  return `^${min > 0 ? "(?=[\\s\\S]*\\S)" : ""}${not}*${lines === "one" ? "\\n?" : ""}$`;
}

/** What a schema can say of an https address. */
export const HTTPS_SHAPE = "^[Hh][Tt][Tt][Pp][Ss]://[^\\s\\\\@/?#]+(?:[/?#][^\\s\\\\]*)?$";

/** The same, or an e-mail address. */
export const CONTACT_SHAPE = `${HTTPS_SHAPE}|^[Mm][Aa][Ii][Ll][Tt][Oo]:[^\\s@]+@[^\\s@]+$`;

/** A folded scalar (`>`) ends in a line break that nobody meant. */
function withoutLastBreak(value: string, lines: "one" | "many"): string {
  return lines === "one" ? value.replace(/\n$/, "") : value;
}

/** Why an address somebody wrote is not one we would show or ask; undefined when it is. Never throws. */
export function httpsFault(
  value: string,
): (Omit<Refusal, "rule"> & { readonly rule: "not-https" | "bad-address" }) | undefined {
  if (value.length > URL_LENGTH_MAX)
    return bad(`The address has more than ${URL_LENGTH_MAX} characters.`, "Use a shorter address.");
  const inner = withoutCurlyQuotes(value);
  if (inner !== undefined) return bad("The address stands in typographic quotes.", curlyFix(inner));
  if (looksLikeFile(value))
    return {
      rule: "bad-address",
      message: `${quote(value)} is a file, not an address.`,
      fix: "Write the address at which a browser shows the file, for example `https://github.com/OWNER/NAME/blob/HEAD/README.md`.",
    };
  if (/[\s\\]/.test(value) || textFaults(value, "one").length > 0) {
    return bad(
      "The address holds a space, a backslash or a character that readers cannot see.",
      "Copy the address anew from the browser's address bar.",
    );
  }
  const schemeless = !/^[a-z][a-z0-9+.-]*:/i.test(value);
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return schemeless
      ? {
          rule: "not-https",
          message: "The address does not start with `https://`.",
          fix: "Write the whole address, starting with `https://`.",
        }
      : bad(
          "This is not an address a browser could open.",
          "Copy the address anew from the browser's address bar.",
        );
  }
  if (url.protocol !== "https:") {
    return {
      rule: "not-https",
      message: "The address does not start with `https://`.",
      fix: "Use the site's `https://` address.",
    };
  }
  if (!/^https:\/\//i.test(value))
    return bad("The two slashes after `https:` are missing.", "Write the address as `https://…`.");
  if (url.username !== "" || url.password !== "" || value.slice(8).split(/[/?#]/, 1)[0]?.includes("@")) {
    return bad(
      "The address holds a user name or password.",
      "Use the address without what stands before the `@`.",
    );
  }
  if (url.hostname === "")
    return bad("The address names no host.", "Copy the address anew from the browser's address bar.");
  if (!url.hostname.startsWith("[") && !isHost(url.hostname))
    return bad(
      `${quote(url.hostname)} cannot be the name of a host.`,
      "Copy the address anew from the browser's address bar.",
    );
  return undefined;
}

/** By the lengths that the domain name system allows (RFC 1035); a dot may end it. */
function isHost(name: string): boolean {
  const labels = name.replace(/\.$/, "").split(".");
  return name.length <= 254 && labels.every((label) => label !== "" && label.length <= 63);
}

function curlyFix(inner: string): string {
  return `Write it without them: ${quote(inner)}`;
}

function bad(message: string, fix: string) {
  return { rule: "bad-address" as const, message, fix };
}

/** An https address, kept as it was written. */
export function httpsAddress(field: string) {
  return z
    .string()
    .superRefine((value, context) => {
      const fault = httpsFault(value);
      if (fault !== undefined) refuse(context, { ...fault, message: `\`${field}\`: ${fault.message}` });
    })
    .meta({ format: "uri", pattern: HTTPS_SHAPE, maxLength: URL_LENGTH_MAX });
}

/** https address or mailto: with one plain e-mail address. */
export function contactAddress(field: string) {
  return z
    .string()
    .superRefine((value, context) => {
      if (/^mailto:/i.test(value)) {
        if (
          !/^mailto:[a-z0-9.!#$%&'*+/=^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(value)
        ) {
          refuse(context, {
            rule: "bad-address",
            message: `\`${field}\`: after \`mailto:\` one e-mail address is expected.`,
            fix: "Write it as `mailto:name@host.example`.",
          });
        }
        return;
      }
      if (/^[^\s:/@]+@[^\s:/@]+$/.test(value)) {
        refuse(context, {
          rule: "bad-address",
          message: `\`${field}\`: an e-mail address needs \`mailto:\` before it.`,
          fix: "Write `mailto:` before the address.",
        });
        return;
      }
      const fault = httpsFault(value);
      if (fault !== undefined) {
        refuse(context, {
          rule: fault.rule,
          message: `\`${field}\`: it must be a \`mailto:\` or an \`https://\` address.`,
          fix: "Write `mailto:name@host.example`, or the `https://` address of the page for private reports.",
        });
      }
    })
    .meta({
      pattern: CONTACT_SHAPE,
      maxLength: URL_LENGTH_MAX,
    });
}

export function spdxExpression(field: string) {
  return z
    .string()
    .max(SPDX_LENGTH_MAX)
    .superRefine((value, context) => {
      if (value.length > SPDX_LENGTH_MAX) return;
      try {
        parseSpdx(value);
      } catch {
        refuse(context, {
          rule: "not-spdx",
          message: `\`${field}\` is not an SPDX licence expression.`,
          fix: licenceAdvice(withoutCurlyQuotes(value) ?? value),
        });
      }
    })
    .meta({
      examples: [
        "MIT",
        "Apache-2.0",
        "GPL-3.0-or-later",
        "AGPL-3.0-or-later",
        "LGPL-3.0-or-later",
        "MPL-2.0",
        "BSD-3-Clause",
        "ISC",
        "LicenseRef-Proprietary",
      ],
    });
}

export function semverRange(field: string) {
  return z
    .string()
    .max(SEMVER_RANGE_LENGTH_MAX)
    .superRefine((value, context) => {
      if (value.length > SEMVER_RANGE_LENGTH_MAX) return;
      const meant = rangeOf(value);
      if (value.trim() === "" || semver.validRange(value) === null) {
        refuse(context, {
          rule: "not-semver",
          message: `\`${field}\` is not a semver range.`,
          fix:
            meant === undefined
              ? 'Write for example `">=9.5.0"` or `"^10.0.0"`, in quotes.'
              : `Did you mean \`"${meant}"\`? Write it with the quotes.`,
        });
      }
    });
}

// GitHub's own rule, with the underscore that managed (enterprise) accounts carry.
export const LOGIN_PATTERN = /^[a-zA-Z0-9](?:[a-zA-Z0-9]|[-_](?=[a-zA-Z0-9])){0,99}$/;

/** OWNER/NAME, by the same rule a little more widely: some owners are older than it. */
export const REPOSITORY_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/[A-Za-z0-9._-]{1,100}$/;

export function githubLogin(field: string) {
  return z
    .string()
    .superRefine((value, context) => {
      if (!LOGIN_PATTERN.test(value)) {
        const inner = withoutCurlyQuotes(value);
        const at =
          inner !== undefined
            ? curlyFix(inner)
            : value.startsWith("@")
              ? "Write it without the `@`."
              : "Write the login as it stands in the profile's address, without the `https://…/`.";
        refuse(context, {
          rule: "not-a-login",
          message:
            inner === undefined
              ? `\`${field}\`: this is not a GitHub login.`
              : `\`${field}\`: a login stands in typographic quotes.`,
          fix: at,
        });
      }
    })
    .meta({ pattern: LOGIN_PATTERN.source });
}
