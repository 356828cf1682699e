// Our own Markdown for people at a terminal: marks out, boxes in.

import type pc from "picocolors";

/** Made for Steward's comments, not for anybody's Markdown. */
export function terminalText(markdown: string, colors: ReturnType<typeof pc.createColors>): string {
  return markdown
    .replace(/<!--[^>]*-->/g, "")
    .replace(/<summary>([^<]*)<\/summary>/g, "$1:")
    .replace(/<\/?(?:details|sub)>/g, "")
    .split("\n")
    .map((line) =>
      line
        .replace(/^### (.*)$/, (_, text: string) => colors.bold(text))
        .replace(/^(\s*)- \[x\] /, `$1${colors.green("☑")} `)
        .replace(/^(\s*)- \[ \] /, "$1☐ ")
        .replace(/^(\s*)- /, "$1• ")
        .replace(/\*\*([^*]+)\*\*/g, (_, text: string) => colors.bold(text))
        .replace(/`([^`]*)`/g, (_, text: string) => colors.cyan(text)),
    )
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
