// Reading a page's bytes into what a check looks at, wherever that is done.

import type { DocumentationPage, Fact } from "../core/facts.ts";

/** `url`: the page's address, or a file's path. Unavailable where reading took too long or broke. */
export type ReadPage = (
  bytes: Uint8Array,
  contentType: string,
  url: string,
) => Promise<Fact<DocumentationPage>>;
