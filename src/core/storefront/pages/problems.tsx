// What still has to be fixed in a listing, for its preview: above its page, or in place of it while there can be none.

import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import { documentOf, type Frame } from "../frame.tsx";
import { withCode } from "../parts/evidence.tsx";
import { Icon } from "../parts/icons.tsx";
import { fitForMarkup } from "../text.ts";

export interface ShownProblem {
  readonly message: string;
  readonly fix: string;
  /** "listings/poll-maker.yml:3". */
  readonly where: string;
}

export function problemsHtml(problems: readonly ShownProblem[]): string {
  return problems.length === 0
    ? ""
    : renderToString(
        <div class="wrap">
          <Problems problems={problems} />
        </div>,
      );
}

function Problems({ problems }: { readonly problems: readonly ShownProblem[] }): VNode {
  return (
    <section class="alert warn" aria-labelledby="fix">
      <Icon name="warning" />
      <div>
        <h2 id="fix">Needs changes before it can be listed</h2>
        <ul>
          {problems.map(({ message, fix, where }, at) => (
            <li key={at}>
              {withCode(fitForMarkup(message))} {withCode(fitForMarkup(fix))}{" "}
              <code>{fitForMarkup(where)}</code>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

export function problemsPage(
  { id, problems }: { readonly id: string; readonly problems: readonly ShownProblem[] },
  frame: Frame,
): string {
  return documentOf(
    frame,
    {
      title: id,
      description: "Needs changes.",
      path: `listings/${id}/`,
      area: "none",
      robots: "noindex",
    },
    <main id="main" class="wrap narrow-page" tabIndex={-1}>
      <h1 dir="auto">{fitForMarkup(id)}</h1>
      <Problems problems={problems} />
    </main>,
  );
}
