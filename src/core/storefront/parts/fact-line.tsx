// One line of the facts beside a listing, and the fields of the format that are shown there as they were given.

import type { ComponentChildren, VNode } from "preact";
import type { FieldWords } from "../../listing/fields.ts";
import { Out } from "../frame.tsx";
import { hostShown } from "../text.ts";

export function FactLine(props: { readonly term: string; readonly children: ComponentChildren }): VNode {
  return (
    <div>
      <dt>{props.term}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

type FactAs = NonNullable<FieldWords["fact"]>["as"];

/** A field of the format that is shown as it was given. */
export function ListedFact(props: {
  readonly label: string;
  readonly as: FactAs;
  readonly value: string | readonly string[] | undefined;
}): VNode | null {
  const { label, as, value } = props;
  if (value === undefined || value.length === 0) return null;
  if (typeof value === "string") return <FactLine term={label}>{given(as, value)}</FactLine>;
  return (
    <FactLine term={label}>
      {value.map((text, at) => (
        <span key={text}>
          {at === 0 ? null : ", "}
          {given(as, text)}
        </span>
      ))}
    </FactLine>
  );
}

function given(as: FactAs, text: string): ComponentChildren {
  if (as === "link") return <Out href={text}>{hostShown(text)}</Out>;
  return as === "code" ? <code>{text}</code> : text;
}
