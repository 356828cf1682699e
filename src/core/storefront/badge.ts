// Badges for a project's own README: the endpoint that shields.io reads, and a picture for those who want no third party.

import { escapeXml } from "./xml.ts";

export type BadgeState = "listed" | "under review" | "removed";

export interface BadgeInput {
  readonly marketplace: string;
  readonly state: BadgeState;
}

const COLORS: Readonly<Record<BadgeState, string>> = {
  listed: "#1a7346",
  "under review": "#855300",
  removed: "#b3261e",
};

export function badgeJson({ marketplace, state }: BadgeInput): string {
  return `${JSON.stringify({ schemaVersion: 1, label: marketplace, message: state, color: COLORS[state] })}\n`;
}

const CHARACTER_PX = 6.7;
const WIDE_PX = 12.5;
const PAD_PX = 8;

export function badgeSvg({ marketplace, state }: BadgeInput): string {
  const [left, right] = [widthPx(marketplace), widthPx(state)];
  const width = left + right;
  const words = (text: string, at: number, length: number): string =>
    `<text x="${at}" y="14" textLength="${length - 2 * PAD_PX}" lengthAdjust="spacingAndGlyphs">${escapeXml(text)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${escapeXml(`${marketplace}: ${state}`)}">`,
    `<title>${escapeXml(`${marketplace}: ${state}`)}</title>`,
    `<clipPath id="r"><rect width="${width}" height="20" rx="4"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#40454d"/><rect x="${left}" width="${right}" height="20" fill="${COLORS[state]}"/></g>`,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${words(marketplace, PAD_PX, left)}${words(state, left + PAD_PX, right)}</g>`,
    "</svg>\n",
  ].join("");
}

function widthPx(text: string): number {
  const characters = Array.from(text);
  const wide = characters.filter((character) => (character.codePointAt(0) ?? 0) > 0x2e7f).length;
  return Math.round((characters.length - wide) * CHARACTER_PX + wide * WIDE_PX) + 2 * PAD_PX;
}
