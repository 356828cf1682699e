// Our own texts on their way to and from GitHub: sealed where they leave, opened where they come back.

import type { TextPlace } from "../../../core/marks/marks.ts";
import { openText, sealText } from "../../../core/marks/sealed-text.ts";
import type { Seal } from "../../../core/seal.ts";

/** Who wrote a text, as GitHub tells it. */
export interface TextAuthor {
  /** This App did. */
  readonly viewerDidAuthor: boolean;
  /** null: the account is gone, as that of an App is that was deleted. */
  readonly author: { readonly __typename: string } | null;
}

export interface OwnTexts {
  /** A text as it goes out. */
  readonly write: (body: string, at: TextPlace["at"]) => string;
  /** A text as it came back. Others' stay as they are: nobody looks for marks in them. */
  readonly read: (
    body: string,
    at: TextPlace["at"],
    by: TextAuthor,
  ) => { readonly body: string; readonly mine: boolean };
  /** The same where GitHub names the App; undefined: it is not ours. */
  readonly readByApp: (
    body: string | null | undefined,
    at: TextPlace["at"],
    appId: number | undefined,
  ) => string | undefined;
  /** Whether this App did it, or one that it took over from. */
  readonly isOurApp: (appId: number | undefined) => boolean;
}

export interface TextOptions {
  readonly repositoryId: number;
  readonly appId: number;
  /** Apps that this one took over from: what they wrote counts where a seal of ours fits. */
  readonly formerAppIds: readonly number[];
  readonly seal: Seal;
}

export function ownTexts({ repositoryId, appId: own, formerAppIds, seal }: TextOptions): OwnTexts {
  const isFormer = (appId: number | undefined): boolean =>
    appId !== undefined && formerAppIds.includes(appId);
  return {
    write: (body, at) => sealText(body, { repositoryId, at }, seal),
    read(body, at, { viewerDidAuthor, author }) {
      // GraphQL names no App: whatever is no person's could be a former one's, and the seal tells.
      const isNobodys = author === null || author.__typename === "Bot";
      if (!viewerDidAuthor && (formerAppIds.length === 0 || !isNobodys)) return { body, mine: false };
      const opened = openText(body, { repositoryId, at }, seal);
      return viewerDidAuthor || opened.fits ? { body: opened.body, mine: true } : { body, mine: false };
    },
    readByApp(body, at, appId) {
      if (appId !== own && !isFormer(appId)) return undefined;
      const opened = openText(body ?? "", { repositoryId, at }, seal);
      return appId === own || opened.fits ? opened.body : undefined;
    },
    isOurApp: (appId) => appId === own || isFormer(appId),
  };
}
