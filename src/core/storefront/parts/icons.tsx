// The storefront's own few drawings, as strokes that take the colour of the words beside them.

import type { VNode } from "preact";

export const DRAWN = {
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20",
  theme: "M20 14.2A8.3 8.3 0 0 1 9.8 4a8.3 8.3 0 1 0 10.2 10.2Z",
  out: "M9 5h10v10M19 5 6 18",
  check: "m5 12.5 4.5 4.5L19 7.5",
  book: "M4 5c3-1.2 6-1 8 .8C14 4 17 3.8 20 5v13.5c-3-1-6-.9-8 .8-2-1.7-5-1.8-8-.8zM12 5.8v13.5",
  bug: "M8 9a4 4 0 0 1 8 0v6a4 4 0 0 1-8 0zM9 5 7.5 3M15 5l1.5-2M8 10H4M20 10h-4M8 14H3.5M20.5 14H16M8.5 17.5 5 20M15.5 17.5 19 20M12 9v10",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7.5V12l3 2",
  warning: "M12 4 2.5 20h19zM12 10v4.5M12 17v.2",
  gone: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM6 6l12 12",
  feed: "M5 5a14 14 0 0 1 14 14M5 11a8 8 0 0 1 8 8M6 18v.2",
  tag: "M4 4h7.5l8.5 8.5-7.5 7.5L4 11.5zM8 8v.2",
  badge: "M12 3l7 3v5.5c0 4.5-3 7.8-7 9.5-4-1.7-7-5-7-9.5V6zM9 12l2.2 2.2L15 10",
  plugin: "M9 7V5.5a2 2 0 1 1 4 0V7h4v4h1.5a2 2 0 1 1 0 4H17v5h-4.5v-1.5a2 2 0 1 0-4 0V20H4V7z",
  app: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  integration:
    "M10 14a4 4 0 0 0 6 .4l2.8-2.8a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-2.8 2.8a4 4 0 0 0 5.7 5.7L12 17",
  webhook: "M4 12h9M9.5 8l4 4-4 4M15 4h5v16h-5",
  playbook: "M9 6h11M9 12h11M9 18h11M3.5 6l1 1 2-2M3.5 12l1 1 2-2M3.5 18l1 1 2-2",
  tool: "M14.5 6.5a4 4 0 0 1 5-1l-2.7 2.7 1.5 1.5L21 7a4 4 0 0 1-5.5 4.6L8 19.1a2.1 2.1 0 0 1-3-3l7.5-7.5a4 4 0 0 1 2-2.1Z",
  other: "M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9",
} as const;

export type IconName = keyof typeof DRAWN;

export function Icon({ name }: { readonly name: IconName }): VNode {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={DRAWN[name]} />
    </svg>
  );
}

export function typeIcon(type: string): IconName {
  return Object.hasOwn(DRAWN, type) ? (type as IconName) : "other";
}
