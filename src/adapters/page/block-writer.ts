// Gathers the text of a page into blocks, because the judge reads headings, items, rows and code, not markup.

import type { DocumentationPage, PageBlock, PageSpan } from "../../core/facts.ts";

export type WrittenBlock = DocumentationPage["blocks"][number];

/** Where on the page a block stands, as a set of bits: the reader picks the main content by them. */
export const REGION = { body: 1, main: 2, article: 4, markdown: 8 } as const;

export interface PlacedBlock {
  readonly block: WrittenBlock;
  readonly regions: number;
}

export const BLOCKS_MAX = 20_000;
/** A longer block is cut: nobody quotes further, and no rule needs more. */
export const BLOCK_CHARS_MAX = 8_000;
const SPANS_MAX = 200;
const CELLS_MAX = 50;

type TextKind =
  | { readonly kind: "heading"; readonly depth: number }
  | { readonly kind: "paragraph" }
  | { readonly kind: "item"; readonly ordered: boolean }
  | { readonly kind: "code"; readonly language: string };

interface OpenSpan {
  readonly kind: PageSpan["kind"];
  readonly url: string | undefined;
  text: string;
}

export interface BlockWriter {
  /** Ends the block being written and starts one of another kind. */
  start(kind: TextKind): void;
  text(chars: string): void;
  openSpan(kind: PageSpan["kind"], url?: string): void;
  closeSpan(kind: PageSpan["kind"]): void;
  image(image: Omit<Extract<PageBlock, { kind: "image" }>, "kind">): void;
  startRow(): void;
  startCell(header: boolean): void;
  endCell(): void;
  endRow(): void;
  region(regions: number): void;
  finish(): readonly PlacedBlock[];
}

export function fold(text: string): string {
  return text.replaceAll(/\s+/gu, " ").trim();
}

export function createBlockWriter(): BlockWriter {
  const placed: PlacedBlock[] = [];
  let regions: number = REGION.body;
  let kind: TextKind = { kind: "paragraph" };
  let text = "";
  let spans: PageSpan[] = [];
  let open: OpenSpan[] = [];
  let images: WrittenBlock[] = [];
  let row: { cells: string[]; header: boolean } | undefined;
  let inCell = false;

  function push(block: WrittenBlock): void {
    if (placed.length < BLOCKS_MAX) placed.push({ block, regions });
  }

  function pushRow(): void {
    if (row !== undefined && row.cells.some((cell) => cell !== "")) {
      push({ kind: "row", header: row.header, cells: row.cells, ...(spans.length > 0 && { spans }) });
      spans = [];
    }
    row = undefined;
  }

  function flushText(): void {
    const body = kind.kind === "code" ? text.replace(/^\n+/u, "").trimEnd() : fold(text);
    text = "";
    for (const span of open) span.text = "";
    if (body !== "") {
      push({ ...kind, text: body, ...(spans.length > 0 && { spans }) });
    }
    spans = [];
    for (const image of images) push(image);
    images = [];
  }

  function endSpan(span: OpenSpan): void {
    const said = fold(span.text);
    if (spans.length < SPANS_MAX && (said !== "" || span.kind === "link")) {
      spans.push({ kind: span.kind, text: said, ...(span.url !== undefined && { url: span.url }) });
    }
  }

  return {
    start(next) {
      // Inside a table cell a list or paragraph is still the cell.
      if (inCell) {
        text += " ";
        return;
      }
      flushText();
      kind = next;
    },
    text(chars) {
      const room = BLOCK_CHARS_MAX - text.length;
      if (room > 0) text += chars.length > room ? chars.slice(0, room) : chars;
      for (const span of open) if (span.text.length < 300) span.text += chars.slice(0, 300);
    },
    openSpan(spanKind, url) {
      if (open.length < 8) open.push({ kind: spanKind, url, text: "" });
    },
    closeSpan(spanKind) {
      const at = open.findLastIndex((span) => span.kind === spanKind);
      const span = open[at];
      if (span === undefined) return;
      open = open.toSpliced(at, 1);
      endSpan(span);
    },
    image(image) {
      const link = open.findLast((span) => span.kind === "link")?.url;
      const block: WrittenBlock = { kind: "image", ...image };
      images.push(link === undefined ? block : { ...block, spans: [{ kind: "link", text: "", url: link }] });
    },
    startRow() {
      inCell = false;
      flushText();
      pushRow();
      kind = { kind: "paragraph" };
      row = { cells: [], header: true };
    },
    startCell(header) {
      if (row === undefined) return;
      this.endCell();
      inCell = true;
      text = "";
      if (!header) row.header = false;
    },
    endCell() {
      if (!inCell || row === undefined) return;
      inCell = false;
      if (row.cells.length < CELLS_MAX) row.cells.push(fold(text));
      text = "";
    },
    endRow() {
      this.endCell();
      pushRow();
      for (const image of images) push(image);
      images = [];
    },
    region(next) {
      if (next === regions) return;
      if (!inCell) flushText();
      regions = next;
    },
    finish() {
      this.endRow();
      flushText();
      return placed;
    },
  };
}
