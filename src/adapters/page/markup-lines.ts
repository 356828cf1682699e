// What the readers of plain markup share: lines of bounded length, and headings as Markdown writes them.

const LINE_CHARS_MAX = 20_000;

export function markupLines(text: string): readonly string[] {
  return text
    .split(/\r\n?|\n/u)
    .map((line) => (line.length > LINE_CHARS_MAX ? line.slice(0, LINE_CHARS_MAX) : line));
}

export function leadingBlanks(line: string): number {
  return line.length - line.trimStart().length;
}

export function heading(depth: number, text: string): string {
  return `\n${"#".repeat(Math.min(6, Math.max(1, depth)))} ${text.trim()}\n`;
}
