// Reads a page's sections with the words of its own language, and gathers what the thing is called.

import type { DocumentationPage } from "../facts.ts";
import { languagesOf, lexiconOf } from "./lexicon.ts";
import { foldWords } from "./matching.ts";
import type { Reading } from "./page-evidence.ts";
import { cutSections, isForeign, type Block } from "./sections.ts";
import { listsRoutes, readSignals } from "./signals.ts";

/** What comes after so many blocks is not read, so that a page costs little; such a page is never failed for what it lacks. */
export const BLOCKS_READ_MAX = 3_000;
const SAMPLE_BLOCKS_MAX = 400;
/** Running text, by which a page's language shows. */
function sampleOf(blocks: readonly Block[]): string {
  return blocks
    .slice(0, SAMPLE_BLOCKS_MAX)
    .map((block) =>
      block.kind === "code" || block.kind === "image"
        ? ""
        : block.kind === "row"
          ? block.cells.join(" ")
          : block.text,
    )
    .join(" ");
}

const NAME_CHARS_MIN = 3;
/** The Latin words of the page's title and first heading: what the thing is called. */
function namesOf(page: DocumentationPage): readonly string[] {
  const first = page.blocks.find((block) => block.kind === "heading");
  const words =
    foldWords(`${page.title} ${first?.kind === "heading" ? first.text : ""}`).match(/[a-z][a-z0-9]+/gu) ?? [];
  return [...new Set(words)].filter((word) => word.length >= NAME_CHARS_MIN);
}

export function readSections(page: DocumentationPage): readonly Reading[] {
  const lexicon = lexiconOf(languagesOf(sampleOf(page.blocks)));
  const names = namesOf(page);
  let left = BLOCKS_READ_MAX;
  return cutSections(page).map((section) => {
    const blocks = section.blocks.slice(0, Math.max(0, left));
    left -= blocks.length;
    return {
      section,
      names,
      foreign: isForeign(section.heading, names),
      routes: listsRoutes(blocks),
      signals: blocks.map((block) => readSignals(block, lexicon)),
    };
  });
}
