// The one issue that shows what runs and what waits, with a copy of every case's newest record: ids and dates only.

import type { Waiver } from "../policy/policy.ts";
import { quote } from "../listing/quote.ts";
import { fit } from "../review/markdown.ts";
import { DAY_MS, removalMs } from "./clock.ts";
import { readRecords, writeRecord, type CaseRecord, type Seal } from "./record.ts";
import { utc } from "./words.ts";

const BODY_BYTES_MAX = 60_000;
/** Room for the copies of so many cases on one page; the rest stands in comments. */
const COPIES_PER_PAGE = 60;
const LINES_MAX = 200;
/** A case that has ended is kept so long, that nobody can bring it back to life by deleting a comment. */
const ENDED_KEPT_MS = 3 * DAY_MS;
const WAIVER_WARNING_MS = 14 * DAY_MS;

export interface DashboardSeen {
  /** Newest copy of each case, by its issue's number. */
  readonly copies: ReadonlyMap<number, CaseRecord>;
  /** When the issues were last listed in full or since the time before; undefined: never. */
  readonly asOfMs: number | undefined;
}

const AS_OF = /<!-- steward:as-of (\d{1,15}) -->/;

/** `texts`: the body, then our comments. Whatever does not verify is no copy. */
export function readDashboard(
  texts: readonly string[],
  repositoryId: number,
  seal: Pick<Seal, "fits">,
): DashboardSeen {
  const copies = new Map<number, CaseRecord>();
  for (const one of texts.flatMap((text) => readRecords(text.replaceAll("\r\n", "\n"), seal))) {
    if (one === "broken" || one.record.repositoryId !== repositoryId) continue;
    if (one.record.number > (copies.get(one.record.issue)?.number ?? 0))
      copies.set(one.record.issue, one.record);
  }
  const asOf = AS_OF.exec(texts[0] ?? "")?.[1];
  return { copies, asOfMs: asOf === undefined ? undefined : Number(asOf) };
}

/** The newer of what was known and what was just read; what ended long ago goes. */
export function mergeCopies(
  before: ReadonlyMap<number, CaseRecord>,
  fresh: readonly CaseRecord[],
  nowMs: number,
): ReadonlyMap<number, CaseRecord> {
  const merged = new Map(before);
  for (const record of fresh)
    if (record.number > (merged.get(record.issue)?.number ?? 0)) merged.set(record.issue, record);
  for (const [issue, record] of merged)
    if (record.phase === "ended" && nowMs - Math.max(record.atMs, record.deadlineMs ?? 0) > ENDED_KEPT_MS)
      merged.delete(issue);
  return merged;
}

/** A public side of a private case, as its own body says it. */
export interface PublicLine {
  readonly number: number;
  readonly listing: string;
  readonly deadlineMs: number | undefined;
}

export interface DashboardInput {
  readonly catalog: boolean;
  readonly copies: ReadonlyMap<number, CaseRecord>;
  readonly publicLines: readonly PublicLine[];
  readonly waivers: readonly Waiver[];
  readonly asOfMs: number;
  readonly nowMs: number;
}

/** The body, and the pages of copies that found no room in it. Equal input gives equal text. */
export function dashboard(
  input: DashboardInput,
  seal: Pick<Seal, "make">,
): { readonly title: string; readonly body: string; readonly pages: readonly string[] } {
  const copies = [...input.copies.values()].sort((a, b) => a.issue - b.issue);
  const running = copies.filter(({ phase }) => phase !== "ended");
  const blocks = chunks(copies.map((record) => writeRecord(record, seal)));
  const text = [
    "Steward keeps this issue up to date; what people write here is not read.",
    "### Cases",
    running.length + input.publicLines.length === 0
      ? "None."
      : table([
          ...running.map((record) => [
            quote(record.listing),
            record.grade,
            `#${record.issue}`,
            stateOf(record, input.nowMs),
          ]),
          ...input.publicLines.map(({ number, listing, deadlineMs }) => [
            quote(listing),
            "under review",
            `#${number}`,
            deadlineMs === undefined ? "" : `deadline ${utc(deadlineMs)}`,
          ]),
        ]),
    ...(input.catalog ? catalogParts(input) : []),
  ].join("\n\n");
  const first = [...(blocks[0] ?? []), `<!-- steward:as-of ${input.asOfMs} -->`].join("\n");
  const room = BODY_BYTES_MAX - first.length;
  return {
    title: input.catalog ? "Dashboard" : "Dashboard of cases",
    body: `${fit(text, room, "There is more than fits here.")}\n\n${first}`,
    pages: blocks
      .slice(1)
      .map((page, at) => `${pageMark(at + 1)}\nCopies, page ${at + 2}.\n${page.join("\n")}`),
  };
}

export function pageMark(page: number): string {
  return `<!-- steward:copies ${page} -->`;
}

function catalogParts({ waivers, nowMs }: DashboardInput): readonly string[] {
  const ending = waivers
    .filter(({ until }) => Date.parse(`${until}T00:00:00Z`) - nowMs < WAIVER_WARNING_MS)
    .map(({ check, listing, until }) => `- ${quote(check)} for ${quote(listing)}: until ${until}`);
  return [
    "### Submissions",
    ["ready", "held", "needs changes"]
      .map(
        (turn) =>
          `[${turn}](../pulls?q=${encodeURIComponent(`is:open is:pr label:"steward: ${turn}"`).replaceAll("%20", "+")})`,
      )
      .join(" · "),
    "### Waivers about to end",
    ending.length === 0 ? "None." : ending.slice(0, LINES_MAX).join("\n"),
  ];
}

function stateOf(record: CaseRecord, nowMs: number): string {
  const { phase, deadlineMs } = record;
  if (phase === "removed") return "removed; the case is open";
  if (deadlineMs === null) return "no clock";
  const due = removalMs(record);
  if (due === undefined) return `deadline ${utc(deadlineMs)}; waits for \`/notified\``;
  return due <= nowMs ? `due since ${utc(due)}` : `deadline ${utc(due)}`;
}

function table(rows: readonly (readonly string[])[]): string {
  const shown = rows.slice(0, LINES_MAX).map((cells) => `| ${cells.join(" | ")} |`);
  const more = rows.length > LINES_MAX ? [`\nand ${rows.length - LINES_MAX} more`] : [];
  return ["| listing | severity | case | state |", "|---|---|---|---|", ...shown, ...more].join("\n");
}

function chunks(blocks: readonly string[]): readonly (readonly string[])[] {
  const pages: string[][] = [];
  for (const [at, block] of blocks.entries()) {
    if (at % COPIES_PER_PAGE === 0) pages.push([]);
    pages.at(-1)?.push(block);
  }
  return pages;
}
