// One listing's facts → the outcome of every check. What could not be told never reads as a pass.

import type { UnavailableReason } from "../facts.ts";
import type { ParsedListing } from "../listing/parse.ts";
import { CHECKS } from "./index.ts";
import type { AnyCheck, CheckId, Finding, CheckResult, Outcome, RuleWords, Status } from "./check.ts";
import { isForRemoval, type Facts } from "./inputs.ts";

export interface CheckInput {
  readonly id: string;
  /** The listing's file, to which findings without a file of their own belong. */
  readonly file: string;
  readonly kind: "add" | "change" | "remove";
  readonly listing: ParsedListing | undefined;
  readonly facts: Facts;
}

const REMOVAL_EVIDENCE = "nothing to check: the listing goes";

/** `skip` names checks that are switched off or cannot run here; they come back as `not-run`. */
export function runChecks(
  checkInput: CheckInput,
  skip: ReadonlySet<CheckId> = new Set(),
): readonly Outcome[] {
  return CHECKS.map((check) => {
    if (skip.has(check.id)) return { id: check.id, status: "not-run", evidence: [], findings: [] };
    if (checkInput.kind === "remove" && !check.needs.every(isForRemoval)) {
      return { id: check.id, status: "pass", evidence: [REMOVAL_EVIDENCE], findings: [] };
    }
    return runCheck(check, checkInput);
  });
}

export function runCheck(check: AnyCheck, checkInput: CheckInput): Outcome {
  const input: Record<string, unknown> = {};
  for (const name of check.needs) {
    const fact = checkInput.facts[name];
    if (fact.state === "unavailable") return inconclusive(check, checkInput, fact.reason);
    if (fact.state === "absent" && fact.reason === "not-given") return waits(check, checkInput);
    input[name] = fact;
  }
  const evidence: string[] = [];
  const findings: Finding[] = [];
  try {
    for (const judged of check.evaluate(input as never)) {
      if ("evidence" in judged) evidence.push(judged.evidence);
      else findings.push(toFinding(check, judged, checkInput));
    }
  } catch {
    // A check that crashes is our fault; it must not take the others with it, and must not pass.
    return inconclusive(check, checkInput, "crashed");
  }
  const status = worst(findings);
  // A judgement that says nothing at all has not judged: that is a fault of ours, not a pass.
  if (status === "pass" && evidence.length === 0) return inconclusive(check, checkInput, "crashed");
  return { id: check.id, status, evidence, findings };
}

function worst(findings: readonly Finding[]): Status {
  for (const level of ["fail", "unknown", "held"] as const) {
    if (findings.some((finding) => finding.level === level)) return level;
  }
  return "pass";
}

function toFinding(
  check: AnyCheck,
  judged: Exclude<CheckResult<string>, { evidence: string }>,
  checkInput: CheckInput,
): Finding {
  const words = check.rules[judged.rule] as RuleWords;
  const place = judged.at ?? checkInput.listing?.place(judged.path ?? []) ?? { line: 1, column: 1 };
  return {
    rule: `${check.id}/${judged.named ?? judged.rule}`,
    level: words.level,
    message: judged.message,
    why: judged.why ?? words.why,
    fix: judged.fix ?? words.fix,
    file: (judged.at as { file?: string } | undefined)?.file ?? checkInput.file,
    path: judged.path ?? [],
    line: place.line,
    column: place.column,
  };
}

/** The field this check looks at is missing or not in order; `submission` says so, once, on its line. */
function waits(check: AnyCheck, { listing }: CheckInput): Outcome {
  const { field } = check;
  const fault = listing?.problems.find(({ path }) => field !== undefined && path[0] === field);
  const where =
    fault === undefined ? "" : fault.rule === "missing" ? " (missing)" : ` (line ${fault.place.line})`;
  const waitsFor = field === undefined ? undefined : `\`${field}\`${where}`;
  const note = `not checked yet: fix ${waitsFor ?? "the listing"} first`;
  return {
    id: check.id,
    status: "fail",
    evidence: [],
    findings: [],
    note,
    ...(waitsFor !== undefined && { waitsFor }),
  };
}

const BECAUSE: Readonly<Record<UnavailableReason, string>> = {
  "time-out": "the host did not answer in time",
  refused: "the host refused the connection",
  reset: "the host closed the connection",
  "name-lookup-failed": "the host's name could not be looked up",
  "host-busy": "the host refused our request for now",
  challenge:
    "this site answers programs with a challenge (“are you a human?”), and what stands behind it was not seen",
  "host-error": "the host had a problem of its own",
  "our-limit": "we reached a limit of our own",
  crashed: "something broke on our side",
  github: "GitHub did not tell us",
  unreadable: "what is recorded could not be read",
};

/** Where asking again will not do, what will. */
const FIXES: Partial<Readonly<Record<UnavailableReason, string>>> = {
  challenge:
    "Give an address that answers without a challenge, or let our program through. If neither can be done, a maintainer opens the page and decides.",
};

function inconclusive(check: AnyCheck, checkInput: CheckInput, reason: UnavailableReason): Outcome {
  const { field } = check;
  const path = field === undefined ? [] : [field];
  const place = checkInput.listing?.place(path) ?? { line: 1, column: 1 };
  const finding: Finding = {
    rule: `${check.id}/could-not-tell`,
    level: "unknown",
    message: `We could not check this: ${BECAUSE[reason]}.`,
    why: "A check without an answer must not pass.",
    fix: FIXES[reason] ?? "Nothing for you to do: we ask again automatically.",
    file: checkInput.file,
    path,
    line: place.line,
    column: place.column,
  };
  return { id: check.id, status: "unknown", evidence: [], findings: [finding] };
}
