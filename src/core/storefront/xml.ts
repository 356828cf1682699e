// The one place where text becomes XML: the feed, the sitemap and the badges.

import { fitForMarkup } from "./text.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeXml(text: string): string {
  return fitForMarkup(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** `<name attribute="…">inner</name>`; `inner` is XML already. */
export function element(name: string, attributes: Readonly<Record<string, string>>, inner?: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  return inner === undefined
    ? `<${name}${written.join("")}/>`
    : `<${name}${written.join("")}>${inner}</${name}>`;
}
