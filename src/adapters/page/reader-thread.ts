// What the reading thread runs: one page after another.

import type { DocumentationPage } from "../../core/facts.ts";
import { readPage } from "./read-page.ts";

export interface PageTask {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly url: string;
}

export function read({ bytes, contentType, url }: PageTask): DocumentationPage {
  return readPage(bytes, contentType, url);
}
