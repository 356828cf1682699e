// Our own texts on their way to and from GitHub: sealed where they leave, opened where they come back.

import type { Seal } from "../../../core/seal.ts";
import type { TextPlace } from "../../../core/marks/marks.ts";
import { openText, sealText } from "../../../core/marks/sealed-text.ts";

export interface OwnTexts {
  /** A text as it goes out. */
  readonly write: (body: string, at: TextPlace["at"]) => string;
  /** A text as it came back. Others' stay as they are: nobody looks for marks in them. */
  readonly read: (body: string, at: TextPlace["at"], mine: boolean) => string;
}

export function ownTexts({
  repositoryId,
  seal,
}: {
  readonly repositoryId: number;
  readonly seal: Seal;
}): OwnTexts {
  return {
    write: (body, at) => sealText(body, { repositoryId, at }, seal),
    read: (body, at, mine) => (mine ? openText(body, { repositoryId, at }, seal).body : body),
  };
}
