// Previews of pull requests for visitors: nothing is written for them, so no lease is needed.

import { blobName } from "../adapters/github/publish/tree-writes.ts";
import { readBrowserSources } from "../adapters/storefront-files.ts";
import {
  drawPreview,
  type DrawnPreview,
  type PreviewAsk,
  type PreviewPorts,
} from "../jobs/review/preview.ts";
import { sha256 } from "./jobs.ts";
import type { OpenRepository } from "./repository.ts";

export interface Previews {
  /** undefined: the pull request is not open, or there is none. */
  headOf(repositoryId: number, number: number): Promise<string | undefined>;
  /** undefined: there is no listing to show. */
  draw(ask: PreviewAsk): Promise<DrawnPreview | undefined>;
}

export function createPreviews(
  place: OpenRepository,
  { bytes, encoder, clock }: Pick<PreviewPorts, "bytes" | "encoder" | "clock">,
): Previews {
  const visited = (repositoryId: number, number: number) =>
    place({ kind: "review", repositoryId, number }, { assertHeld: () => undefined });
  return {
    async headOf(repositoryId, number) {
      const state = await (await visited(repositoryId, number))?.forge.reviewState(number);
      return state?.pull.open === true ? state.pull.headSha : undefined;
    },
    async draw(ask) {
      const there = await visited(ask.repositoryId, ask.number);
      if (there === undefined) return undefined;
      const { forge, repositoryUrl } = there;
      const ports = { forge, repositoryUrl, bytes, encoder, clock, digestBytes: sha256, blobName };
      return drawPreview({ ...ports, sources: readBrowserSources() }, ask);
    },
  };
}
