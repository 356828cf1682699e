// Which addresses of a pull request were not asked again, and when they will be: a lever that anybody may pull must not knock on doors.

import { MINUTE_MS } from "../time.ts";
import type { Fact } from "../facts.ts";
import { quote } from "../listing/quote.ts";
import { format, type Texts } from "../policy/texts.ts";
import { parsePullCommand } from "./commands.ts";
import { DONE } from "./overrides.ts";
import { nextAskMs } from "./retry.ts";
import type { SeenPull } from "./seen.ts";

/** An address that a pull request asked is left alone for so long, whoever asks for another look. */
export const LEFT_ALONE_MS = 10 * MINUTE_MS;
const ADDRESSES_SHOWN_MAX = 8;

/** An address that this look did not ask, since it was asked a moment ago. */
export interface NotAsked {
  readonly address: string;
  readonly askedAtMs: number;
  /** There was no answer: what depends on it is asked again when its retry is due. */
  readonly failed: boolean;
  /** When a look asks it again. */
  readonly askableAtMs: number;
}

/**
 * When an address may be asked again on the same commit. `unknownSinceMs`: since when each check that cannot tell has not
 * been able to. Its retries come when they are due, be that sooner.
 */
export function askableAtMs(
  fact: Fact<unknown>,
  askedAtMs: number,
  unknownSinceMs: readonly number[],
): number {
  const afterMs = askedAtMs + LEFT_ALONE_MS;
  if (fact.state !== "unavailable") return afterMs;
  const since = unknownSinceMs.length === 0 ? [askedAtMs] : unknownSinceMs;
  return Math.min(afterMs, ...since.map((ms) => nextAskMs(ms, askedAtMs)));
}

/**
 * Of what was not asked this time, that which somebody wanted asked after it was: it is asked by itself, when its time has
 * come. `buttonAtMs`: when somebody last pressed a re-run button; `done`: comments that are answered with “done” now.
 */
export function wantedLater(
  { comments }: Pick<SeenPull, "comments">,
  notAsked: readonly NotAsked[],
  buttonAtMs: number | undefined,
  done: ReadonlySet<number>,
): readonly NotAsked[] {
  const rechecks = comments
    .filter(({ id, mine, myReactions }) => !mine && (done.has(id) || myReactions.includes(DONE)))
    .filter(({ body }) => parsePullCommand(body)?.name === "recheck")
    .map(({ createdAtMs }) => createdAtMs);
  const wantedAtMs = Math.max(buttonAtMs ?? Number.NEGATIVE_INFINITY, ...rechecks);
  return notAsked.filter(({ askedAtMs }) => askedAtMs < wantedAtMs);
}

/** "12:13 UTC", never sooner than it is. */
function minuteOf(ms: number): string {
  return `${new Date(Math.ceil(ms / MINUTE_MS) * MINUTE_MS).toISOString().slice(11, 16)} UTC`;
}

/** Which addresses are asked when; undefined: none is left for later. */
export function laterText(later: readonly NotAsked[], texts: Texts): string | undefined {
  const first = new Map<string, number>();
  for (const { address, askableAtMs: atMs } of later)
    first.set(address, Math.min(atMs, first.get(address) ?? Number.POSITIVE_INFINITY));
  if (first.size === 0) return undefined;
  const ordered = [...first].sort(([, a], [, b]) => a - b);
  const shown = ordered.slice(0, ADDRESSES_SHOWN_MAX);
  const byTime = new Map<string, string[]>();
  for (const [address, ms] of shown)
    byTime.set(minuteOf(ms), [...(byTime.get(minuteOf(ms)) ?? []), quote(address)]);
  const times = [...byTime].map(([time, addresses]) =>
    format(texts, "answer/asked-at", {
      addresses: addresses.join(", "),
      time,
    }),
  );
  const last = ordered.at(-1);
  if (ordered.length > shown.length && last !== undefined)
    times.push(
      format(texts, "answer/more-asked-until", {
        count: ordered.length - shown.length,
        time: minuteOf(last[1]),
      }),
    );
  return format(texts, "answer/asked-later", { times: times.join("; ") });
}
