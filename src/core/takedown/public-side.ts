// The public side of a private case: one issue in the catalog that says what may be said, kept up to date, closed at the end.

import { z } from "zod";
import { ID_PATTERN } from "../listing/ids.ts";
import { markValues, sameText, withMarks } from "../marks/marks.ts";
import type { Seal } from "../seal.ts";
import { isSilent } from "./clock.ts";
import { CASE_LABELS } from "./labels.ts";
import type { CaseWork } from "./work.ts";
import type { CaseRecord, CasePlace } from "./record.ts";
import type { SeenCase, SeenPublic } from "./seen.ts";
import { sayOnce, type CaseWrite } from "./writes.ts";
import * as words from "./messages.ts";

const markSchema = z.object({
  listing: z.string().regex(ID_PATTERN),
  deadlineMs: z.int().nonnegative().nullable(),
  token: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Which public issue belongs to which case can be told by us alone: neither number nor repository stands in it. */
function text({ repositoryId, issue }: CasePlace): string {
  return `steward-public\n${repositoryId}#${issue}`;
}

export interface PublicMark {
  readonly listing: string;
  readonly deadlineMs: number | undefined;
  readonly token: string;
}

/** What a public issue of ours says of its case. */
export function readPublic(body: string): PublicMark | undefined {
  const parsed = markSchema.safeParse(markValues(body, "public")[0]);
  if (!parsed.success) return undefined;
  const { listing, deadlineMs, token } = parsed.data;
  return { listing, deadlineMs: deadlineMs ?? undefined, token };
}

export function isPublicOf(body: string, place: CasePlace, seal: Pick<Seal, "verify">): boolean {
  const mark = readPublic(body);
  return mark !== undefined && seal.verify(text(place), mark.token);
}

function issueFor(
  seen: SeenCase,
  record: CaseRecord,
  token: string,
): { readonly title: string; readonly body: string } {
  const { title, body } = words.publicIssue(record, seen.listing(record.listing), seen.contact);
  return {
    title,
    body: withMarks(body, [["public", { listing: record.listing, deadlineMs: record.deadlineMs, token }]]),
  };
}

/** The issue itself, once there is something to say. */
function openWrites(seen: SeenCase, record: CaseRecord, seal: Seal): readonly CaseWrite[] {
  if (!record.terms.private || isSilent(record) || seen.publicSide !== undefined) return [];
  if (record.phase !== "running" || record.deadlineMs === null) return [];
  return [
    {
      do: "open-public",
      ...issueFor(seen, record, seal.sign(text(seen.place))),
      label: CASE_LABELS.underReview,
    },
  ];
}

export function publicWrites({
  seen,
  chain,
  seal,
}: Pick<CaseWork, "seen" | "chain" | "seal">): readonly CaseWrite[] {
  const { newest } = chain;
  if (newest === undefined || !newest.terms.private || isSilent(newest)) return [];
  const { publicSide } = seen;
  if (publicSide === undefined) return openWrites(seen, newest, seal);
  const on = { public: publicSide.number };
  if (newest.phase === "ended") return ending(publicSide, newest);
  if (!publicSide.open)
    return [
      { do: "reopen", on },
      ...sayOnce(on, `reopened-${newest.number}`, words.REOPENED, publicSide.comments),
    ];
  if (newest.phase === "removed") {
    const told = sayOnce(
      on,
      `removed-${newest.number}`,
      words.removedNotice(newest, seen.listing(newest.listing), false),
      publicSide.comments,
    );
    return [
      ...told,
      ...(told.length > 0 ? [{ do: "label", on, label: CASE_LABELS.takenDown } as const] : []),
    ];
  }
  const { body } = issueFor(seen, newest, seal.sign(text(seen.place)));
  return sameText(publicSide.body, body) ? [] : [{ do: "edit-public", number: publicSide.number, body }];
}

function ending(publicSide: SeenPublic, record: CaseRecord): readonly CaseWrite[] {
  const on = { public: publicSide.number };
  const told = sayOnce(on, `ended-${record.number}`, words.endNotice(record), publicSide.comments);
  return [...told, ...(told.length > 0 && publicSide.open ? [{ do: "close", on } as const] : [])];
}
