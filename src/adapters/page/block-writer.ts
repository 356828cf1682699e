// Gathers the text of a page into blocks, because the judge reads headings, items, rows and code, not markup.

import type { DocumentationPage, PageBlock, PageSpan } from "../../core/facts.ts";
import { createBlockSpans, fold } from "./block-spans.ts";

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
const CELLS_MAX = 50;

type ImageBlock = Extract<PageBlock, { kind: "image" }>;

type TextKind =
  | { readonly kind: "heading"; readonly depth: number }
  | { readonly kind: "paragraph" }
  | { readonly kind: "item"; readonly ordered: boolean }
  | { readonly kind: "code"; readonly language: string };

export interface BlockWriter {
  /** Ends the block being written and starts one of another kind. */
  start(kind: TextKind): void;
  text(chars: string): void;
  openSpan(kind: PageSpan["kind"], url?: string): void;
  closeSpan(kind: PageSpan["kind"]): void;
  image(image: Omit<ImageBlock, "kind">): void;
  startRow(): void;
  startCell(header: boolean): void;
  endCell(): void;
  endRow(): void;
  region(regions: number): void;
  finish(): readonly PlacedBlock[];
}

/** Finished blocks, each with where it stands; images wait for the end of the block that they stand in. */
function createOutput() {
  const placed: PlacedBlock[] = [];
  let regions: number = REGION.body;
  let images: WrittenBlock[] = [];
  const push = (block: WrittenBlock): void => {
    if (placed.length < BLOCKS_MAX) placed.push({ block, regions });
  };
  return {
    placed,
    push,
    keepImage(image: Omit<ImageBlock, "kind">, link: string | undefined): void {
      const block: WrittenBlock = { kind: "image", ...image };
      images.push(link === undefined ? block : { ...block, spans: [{ kind: "link", text: "", url: link }] });
    },
    pushImages(): void {
      for (const image of images) push(image);
      images = [];
    },
    isIn: (other: number): boolean => other === regions,
    enter(next: number): void {
      regions = next;
    },
  };
}

export function createBlockWriter(): BlockWriter {
  const output = createOutput();
  let kind: TextKind = { kind: "paragraph" };
  let text = "";
  const spans = createBlockSpans();
  let row: { cells: string[]; header: boolean } | undefined;
  let inCell = false;

  function pushRow(): void {
    if (row !== undefined && row.cells.some((cell) => cell !== "")) {
      output.push({ kind: "row", header: row.header, cells: row.cells, ...spans.take() });
    }
    row = undefined;
  }

  function flushText(): void {
    const body = kind.kind === "code" ? text.replace(/^\n+/u, "").trimEnd() : fold(text);
    text = "";
    spans.forgetTexts();
    const said = spans.take();
    if (body !== "") output.push({ ...kind, text: body, ...said });
    output.pushImages();
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
      spans.text(chars);
    },
    openSpan: (spanKind, url) => spans.open(spanKind, url),
    closeSpan: (spanKind) => spans.close(spanKind),
    image: (image) => output.keepImage(image, spans.linkUrl()),
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
      output.pushImages();
    },
    region(next) {
      if (output.isIn(next)) return;
      if (!inCell) flushText();
      output.enter(next);
    },
    finish() {
      this.endRow();
      flushText();
      return output.placed;
    },
  };
}
