// GitHub's limits as trouble that says which limit it was and how long to wait; never an answer to what was asked.

import { JobError } from "../../../core/job-error.ts";
import { HOUR_MS } from "../../../core/time.ts";

export type Headers = Readonly<Record<string, string | number | undefined>>;

/** Where GitHub states no time: its advice for secondary limits. */
const UNSTATED_MS = 60_000;

/** Whether the words of a refusal are those of a limit. Too fast a writer is told so in a 422, too. */
export function saysLimit(message: string): boolean {
  return /rate limit|abuse detection|submitted too quickly/i.test(message);
}

/** Whether the headers alone say that a limit was met. */
export function statesLimit(headers: Headers): boolean {
  return headers["retry-after"] !== undefined || headers["x-ratelimit-remaining"]?.toString() === "0";
}

/** `status`: of the answer that told of it; 200 for GraphQL. */
export function limitTrouble(route: string, status: number, headers: Headers): JobError {
  const reset = Number(headers["x-ratelimit-reset"]);
  const isPrimary =
    headers["retry-after"] === undefined &&
    headers["x-ratelimit-remaining"]?.toString() === "0" &&
    Number.isFinite(reset);
  const which = isPrimary ? "the hour's budget of calls is used up" : "a secondary rate limit";
  const waitMs = isPrimary ? untilReset(reset * 1_000, headers) : (statedWaitMs(headers) ?? UNSTATED_MS);
  const trouble = new JobError("retry", `${route}: rate limited (${status}): ${which}`, waitMs);
  trouble.cause = { status };
  return trouble;
}

/** By Retry-After; undefined: nothing is stated. */
export function statedWaitMs(headers: Headers): number | undefined {
  const after = Number(headers["retry-after"]);
  if (headers["retry-after"] === undefined || !Number.isFinite(after)) return undefined;
  return Math.min(Math.max(1, after) * 1_000, HOUR_MS);
}

/** Reckoned from GitHub's own clock, which need not be ours. */
function untilReset(resetMs: number, headers: Headers): number {
  const date = Date.parse(headers["date"]?.toString() ?? "");
  const nowMs = Number.isFinite(date) ? date : Date.now();
  return Math.min(Math.max(0, resetMs - nowMs) + 1_000, HOUR_MS);
}
