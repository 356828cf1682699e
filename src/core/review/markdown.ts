// Our sentences as Markdown: other people's words, which stand in quotes or code spans, become code spans.

/** “…” from somebody's page becomes “`…`”; nothing inside can mention, link or load anything. */
export function toMarkdown(sentence: string): string {
  return sentence.replace(/“([^”]*)”/g, (_, text: string) => `“\`${text.replaceAll("`", "'") || " "}\`”`);
}

/** The same sentence for places that show plain text (annotations). */
export function toPlain(sentence: string): string {
  return sentence.replaceAll("`", "'");
}

/** At most `bytesMax` bytes of UTF-8, cut at a line, saying that it was cut. GitHub counts bytes where its pages say characters. */
export function fitBytes(markdown: string, bytesMax: number, more: string): string {
  const encoder = new TextEncoder();
  if (encoder.encode(markdown).byteLength <= bytesMax) return markdown;
  const room = bytesMax - encoder.encode(more).byteLength - 2;
  const kept: string[] = [];
  let used = 0;
  for (const line of markdown.split("\n")) {
    used += encoder.encode(line).byteLength + 1;
    if (used > room) break;
    kept.push(line);
  }
  return `${kept.join("\n")}\n\n${more}`;
}
