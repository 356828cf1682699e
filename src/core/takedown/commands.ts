// Commands on issues and cases: the same first-line rule as on pull requests, and words that cannot be taken for others.

import { ID_PATTERN } from "../listing/ids.ts";
import { firstLine, REASON_LENGTH_MAX } from "../review/commands.ts";

export type CaseCommand =
  | { readonly name: "case" | "takedown" | "restore"; readonly id: string }
  | { readonly name: "extend"; readonly days: number }
  /** Whatever words go with these stay in the case: they are asked for, so that people can read them there. */
  | { readonly name: "resolve" | "dismiss" | "notified" }
  | { readonly name: "unclear"; readonly usage: string };

const USAGE: Readonly<Record<string, string>> = {
  case: "Write `/case <id>` with the id of the listing, alone on the first line.",
  takedown: "Write `/takedown <id>` with the id of the listing, alone on the first line.",
  restore: "Write `/restore <id>` with the id of the listing, alone on the first line.",
  extend: "Write `/extend <days> <reason>`, such as `/extend 5 a fix is in review`.",
  resolve: "Write `/resolve <what fixed it>`, such as `/resolve fixed in version 2.1`.",
  dismiss: "Write `/dismiss <reason>`, such as `/dismiss it could not be reproduced`.",
  notified: "Write `/notified` alone on the first line.",
};

/** The command that `body` gives, if any. Linear time; never throws. */
export function parseCaseCommand(body: string): CaseCommand | undefined {
  const line = firstLine(body);
  const name = /^\/([a-z]+)(?: |$)/.exec(line ?? "")?.[1];
  if (line === undefined || name === undefined || !Object.hasOwn(USAGE, name)) return undefined;
  const unclear: CaseCommand = { name: "unclear", usage: USAGE[name] ?? "" };
  const rest = line.slice(name.length + 2);
  switch (name) {
    case "case":
    case "takedown":
    case "restore":
      return ID_PATTERN.test(rest) ? { name, id: rest } : unclear;
    case "extend": {
      const [, days, reason = ""] = /^([1-9]\d{0,2}) (.+)$/.exec(rest) ?? [];
      return days !== undefined && isReason(reason) ? { name, days: Number(days) } : unclear;
    }
    case "resolve":
    case "dismiss":
      return isReason(rest) ? { name } : unclear;
    default:
      return rest === "" ? { name: "notified" } : unclear;
  }
}

export interface EndAway {
  readonly how: "resolved" | "dismissed";
  readonly id: string;
}

/** On the dashboard the same words name the listing first: a case whose issue is gone ends there. */
export function parseEndAway(body: string): EndAway | undefined {
  const [, name, id = "", reason = ""] =
    /^\/(resolve|dismiss) ([^ ]+) (.+)$/.exec(firstLine(body) ?? "") ?? [];
  if (name === undefined || !ID_PATTERN.test(id) || !isReason(reason)) return undefined;
  return { how: name === "resolve" ? "resolved" : "dismissed", id };
}

function isReason(text: string): boolean {
  return text.trim() !== "" && text.length <= REASON_LENGTH_MAX;
}
