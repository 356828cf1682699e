// The spans of a block while it is being written: links, code and the like, each with what it says.

import type { PageSpan } from "../../core/facts.ts";

const SPANS_MAX = 200;
const SPANS_OPEN_MAX = 8;
const SPAN_CHARS_MAX = 300;

interface OpenSpan {
  readonly kind: PageSpan["kind"];
  readonly url: string | undefined;
  text: string;
}

export interface BlockSpans {
  open(kind: PageSpan["kind"], url: string | undefined): void;
  close(kind: PageSpan["kind"]): void;
  text(chars: string): void;
  /** Where the innermost open link leads. */
  linkUrl(): string | undefined;
  /** What open spans have said so far belonged to a block that ended. */
  forgetTexts(): void;
  /** Those that were closed since the last time, as a member of a block. */
  take(): { spans?: PageSpan[] };
}

export function fold(text: string): string {
  return text.replaceAll(/\s+/gu, " ").trim();
}

export function createBlockSpans(): BlockSpans {
  let spans: PageSpan[] = [];
  let open: OpenSpan[] = [];
  return {
    open(kind, url) {
      if (open.length < SPANS_OPEN_MAX) open.push({ kind, url, text: "" });
    },
    close(kind) {
      const at = open.findLastIndex((span) => span.kind === kind);
      const span = open[at];
      if (span === undefined) return;
      open = open.toSpliced(at, 1);
      const said = fold(span.text);
      if (spans.length < SPANS_MAX && (said !== "" || kind === "link"))
        spans.push({ kind, text: said, ...(span.url !== undefined && { url: span.url }) });
    },
    text(chars) {
      for (const span of open)
        if (span.text.length < SPAN_CHARS_MAX) span.text += chars.slice(0, SPAN_CHARS_MAX);
    },
    linkUrl: () => open.findLast((span) => span.kind === "link")?.url,
    forgetTexts() {
      for (const span of open) span.text = "";
    },
    take() {
      const taken = spans;
      spans = [];
      return taken.length > 0 ? { spans: taken } : {};
    },
  };
}
