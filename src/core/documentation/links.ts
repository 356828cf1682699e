// Finds the pages that a documentation page links for a topic it does not tell itself, so that the contributor can point there.

import type { DocumentationPage } from "../facts.ts";
import { readHeading, type Topic } from "./sections.ts";

const LINKS_NAMED_MAX = 2;
const LINKS_ASKED_MAX = 300;
const TEXT_CHARS_MAX = 60;
const URL_CHARS_MAX = 200;
/** Pictures, archives and code tell nothing; other people's sites are about other things. */
const NO_PAGE =
  /\.(?:png|jpe?g|gif|svg|webp|mp4|zip|tgz|gz|js|ts|css|json|ya?ml|py|php|rb|go|rs)(?:[?#]|$)|^(?:mailto|#|data):?|shields\.io|\/(?:issues|pulls?|actions|releases)(?:[/?#]|$)/iu;

/** "docs/admin_guide.md" as words. */
function wordsOf(url: string): string {
  const path = url.replace(/^https?:\/\/[^/]*/iu, "").replace(/[?#].*$/u, "");
  return (path.split("/").findLast((part) => part !== "") ?? "")
    .replace(/\.\w{1,8}$/u, "")
    .replaceAll(/[-_+]|%20/gu, " ")
    .toLowerCase();
}

function names(topic: Topic, text: string): boolean {
  if (text === "" || text.length > TEXT_CHARS_MAX) return false;
  const { kind, topics } = readHeading(text);
  return kind === "topic" && topics.has(topic);
}

export function linksThatMayTell(topic: Topic, { blocks }: DocumentationPage): readonly string[] {
  const links = blocks
    .flatMap(({ spans }) => spans?.filter((span) => span.kind === "link") ?? [])
    .slice(0, LINKS_ASKED_MAX);
  const found = links.filter(
    ({ text, url = "" }) =>
      url !== "" &&
      url.length <= URL_CHARS_MAX &&
      !NO_PAGE.test(url) &&
      (names(topic, wordsOf(url)) || names(topic, text)),
  );
  return [...new Set(found.map(({ url = "" }) => url))].slice(0, LINKS_NAMED_MAX);
}
