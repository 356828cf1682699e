// What a preview of a pull request says above the page itself: that nothing of it is published, and how it looks in lists.

import { renderToString } from "preact-render-to-string";
import { inCatalog, Out, type Frame } from "../frame.tsx";
import { Cards, type CardData } from "../parts/card.tsx";
import { Icon } from "../parts/icons.tsx";

export interface PreviewNote {
  /** The pull request's number. */
  readonly number: number;
  readonly headSha: string;
  /** The card of the listing whose page it is. */
  readonly card: CardData | undefined;
}

export function previewHtml({ number, headSha, card }: PreviewNote, frame: Frame): string {
  return renderToString(
    <aside class="wrap" aria-label="Preview">
      <div class="alert">
        <Icon name="clock" />
        <p>
          A preview of <Out href={inCatalog(frame.site, `pull/${number}`)}>pull request #{number}</Out> at{" "}
          <code>{headSha.slice(0, 7)}</code>. Nothing of it is published, and it ends with the pull request.
          {card === undefined ? "" : " In lists it looks like this:"}
        </p>
      </div>
      {card === undefined ? null : <Cards frame={frame} cards={[card]} heading="h2" />}
    </aside>,
  );
}
