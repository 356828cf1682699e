// The pages that one listing has for itself: they show nothing of other listings, so whoever has its entry can draw them.

import type { Entry, Site } from "../catalog/entry.ts";
import { assetsOf, type BrowserSources } from "./assets.ts";
import { badgeJson, badgeSvg, type BadgeInput } from "./badge.ts";
import { createFrame, type Frame, type FrameSite } from "./frame.tsx";
import { listingPage } from "./pages/listing.tsx";
import { allFit } from "./text.ts";

export interface File {
  /** Relative to the site's root: "index.html", "listings/poll-maker/index.html". */
  readonly path: string;
  readonly text: string;
}

export function frameOf(given: FrameSite & Partial<Site>, sources: BrowserSources): Frame {
  const { generation: _generation, source: _source, feed: _feed, ...site } = allFit(given);
  return createFrame(site, assetsOf(sources, site).names);
}

export function listingPath(id: string): string {
  return `listings/${id}/index.html`;
}

export function drawListing(entry: Entry, frame: Frame): string {
  return listingPage(allFit(entry), frame);
}

export const BADGES: readonly (readonly [extension: string, draw: (input: BadgeInput) => string])[] = [
  ["json", badgeJson],
  ["svg", badgeSvg],
];

export function badgeOf(status: Entry["status"], frame: Frame): BadgeInput {
  return {
    marketplace: frame.site.marketplace.name,
    state: status === "under-review" ? "under review" : "listed",
  };
}

/** All of them, drawn. */
export function ownFiles(entry: Entry, frame: Frame): readonly File[] {
  const badge = badgeOf(entry.status, frame);
  return [
    { path: listingPath(entry.id), text: drawListing(entry, frame) },
    ...BADGES.map(([extension, draw]) => ({ path: `badge/${entry.id}.${extension}`, text: draw(badge) })),
  ];
}
