// What a check run's `external_id` remembers for us: GitHub keeps it, only this App can write it, nobody else reads it.

/**
 * Digests of at most 16 hexadecimal digits, so that it stays below the 255 characters that GitHub keeps.
 * `output`: of all that the run shows; equal means nothing to write.
 * `findings`: of what was held; a release holds for these findings only.
 */
export interface RunState {
  readonly pull: number;
  readonly output: string;
  readonly findings: string;
  /** Since when the check had no answer, without a break; 0 when it can. */
  readonly unknownSinceMs: number;
  /** Since when the check has not passed for something outside the pull request, without a break; absent or 0: it is not so. */
  readonly watchedSinceMs?: number | undefined;
  /** What let it through: a comment's number, or an approving review; it holds while that stands. */
  readonly released?: number | "approval" | undefined;
  /** Roll-up only: what the verdict holds for. */
  readonly fingerprint: Fingerprint | undefined;
}

/** A verdict holds for this policy, these ids compared with and this text; when one differs, it is reached anew. */
export interface Fingerprint {
  readonly policy: string;
  readonly ids: string;
  readonly text: string;
  /** The one id of the submission, or `*` when there are several, or "" when it is no submission. */
  readonly id: string;
  /** absent: written by a version that did not remember it, or not asked for. */
  readonly judged?: Judged | undefined;
}

/** What the verdict knew of the default branch, in few characters. */
export interface Judged {
  /** The tip of the default branch: its SHA in base64url. */
  readonly tip: string;
  /** What stood there of the listings that the pull request is about: 4 characters. */
  readonly listings: string;
  /** The first commits that the branch had of its own: 4 characters each, at most two; `*`: more, or not told. */
  readonly first: string;
}

const VERSION = "steward1";
const PATTERN =
  /^steward1 pr=(\d{1,12}) o=([0-9a-f]{1,16}) f=([0-9a-f]{1,16}) u=(\d{1,16})(?: w=(\d{1,16}))?(?: r=(\d{1,16}|a))?(?: p=([0-9a-f]{1,16}) i=([0-9a-f]{1,16}) t=([0-9a-f]{1,16}) id=([a-z0-9*-]{0,50})(?: b=([\w-]{27})([\w-]{4})(\*|[\w-]{4}|[\w-]{8}))?)?$/;

export function writeRunState(state: RunState): string {
  const { pull, output, findings, unknownSinceMs, watchedSinceMs = 0, released, fingerprint } = state;
  const watched = watchedSinceMs > 0 ? ` w=${watchedSinceMs}` : "";
  const letThrough = released === undefined ? "" : ` r=${released === "approval" ? "a" : released}`;
  const tail =
    fingerprint === undefined
      ? ""
      : ` p=${fingerprint.policy} i=${fingerprint.ids} t=${fingerprint.text} id=${fingerprint.id}${judgedTail(fingerprint.judged)}`;
  return `${VERSION} pr=${pull} o=${output} f=${findings} u=${unknownSinceMs}${watched}${letThrough}${tail}`;
}

function judgedTail(judged: Judged | undefined): string {
  return judged === undefined ? "" : ` b=${judged.tip}${judged.listings}${judged.first}`;
}

/** undefined: not ours, or of another version: the verdict is reached anew. */
export function readRunState(externalId: string): RunState | undefined {
  const match = PATTERN.exec(externalId);
  if (match === null) return undefined;
  const [
    ,
    pull,
    output,
    findings,
    unknownSince,
    watched,
    released,
    policy,
    ids,
    text,
    id,
    tip,
    listings,
    first,
  ] = match;
  return {
    pull: Number(pull),
    output: output ?? "",
    findings: findings ?? "",
    unknownSinceMs: Number(unknownSince),
    ...(watched === undefined ? {} : { watchedSinceMs: Number(watched) }),
    ...(released === undefined ? {} : { released: released === "a" ? "approval" : Number(released) }),
    fingerprint:
      policy === undefined
        ? undefined
        : {
            policy,
            ids: ids ?? "",
            text: text ?? "",
            id: id ?? "",
            ...(tip === undefined ? {} : { judged: { tip, listings: listings ?? "", first: first ?? "" } }),
          },
  };
}

/** `b`: as it is today; where it does not say what is known of the default branch, that is not compared. */
export function sameBasis(a: Fingerprint | undefined, b: Fingerprint): boolean {
  if (a === undefined || a.policy !== b.policy || a.text !== b.text || a.ids !== b.ids || a.id !== b.id)
    return false;
  // The tip alone says nothing: only what moved with it may make the verdict untrue.
  return (
    b.judged === undefined || (a.judged?.first === b.judged.first && a.judged.listings === b.judged.listings)
  );
}
