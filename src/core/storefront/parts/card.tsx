// A listing in a list: what a card shows is all that a list page knows of it, so nothing else can change the page.

import type { VNode } from "preact";
import { DrawnOnce, type Frame } from "../frame.tsx";
import { typeWords } from "../text.ts";
import type { Listed } from "../listed.ts";
import { Picture } from "./picture.tsx";

const CARD_TAGS_MAX = 3;

export interface CardData {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly by: string;
  readonly picture: string | undefined;
  readonly underReview: boolean;
}

export function cardOf(listed: Listed): CardData {
  const { id, name, type, summary, tags, maintainers, picture, underReview } = listed;
  return {
    id,
    name,
    type,
    summary,
    tags: tags.slice(0, CARD_TAGS_MAX),
    by: maintainers[0] ?? "",
    picture,
    underReview,
  };
}

export function Cards(props: {
  readonly frame: Frame;
  readonly cards: readonly CardData[];
  readonly heading: "h2" | "h3";
}): VNode {
  const { frame, cards, heading } = props;
  // A listing stands in the list of all, in that of its type and in those of its tags.
  return (
    <DrawnOnce
      frame={frame}
      class="cards"
      items={cards}
      keyOf={(card) => `card ${heading} ${JSON.stringify(card)}`}
      draw={(card) => <Card frame={frame} card={card} heading={heading} />}
    />
  );
}

function Card(props: {
  readonly frame: Frame;
  readonly card: CardData;
  readonly heading: "h2" | "h3";
}): VNode {
  const { frame, card, heading: Heading } = props;
  return (
    <li class="card">
      <Picture frame={frame} id={card.id} name={card.name} file={card.picture} size={56} />
      <div class="what">
        <Heading dir="auto">
          <a href={frame.href(`listings/${card.id}/`)}>{card.name}</a>
        </Heading>
        <p class="kind">
          {typeWords(card.type).one}
          {card.by === "" ? null : ` by ${card.by}`}
        </p>
      </div>
      <p class="sum" dir="auto">
        {card.summary}
      </p>
      {card.underReview || card.tags.length > 0 ? (
        <p class="tags">
          {card.underReview ? <span class="mark warn">Under review</span> : null}
          {card.tags.map((tag) => (
            <span key={tag}>{tag}</span>
          ))}
        </p>
      ) : null}
    </li>
  );
}
