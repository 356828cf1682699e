// Rewrites reStructuredText as Markdown, line by line: enough of it to read headings, lists, tables and code.

import { heading, leadingBlanks, markupLines } from "./markup-lines.ts";

/** Underlines in the order rST authors use them; the order of first appearance decides the depth. */
const RST_UNDERLINE = /^([=\-`:.'"~^_*+#])\1{2,}\s*$/u;
/** `.. _name: address` lines of a page. */
type RstTargets = ReadonlyMap<string, string>;

function rstTargets(lines: readonly string[]): RstTargets {
  const targets = new Map<string, string>();
  for (const line of lines) {
    const found = /^\s*\.\.\s+_`?([^`:]{1,200})`?:\s*(\S{1,1000})\s*$/u.exec(line);
    if (found?.[1] !== undefined && found[2] !== undefined)
      targets.set(found[1].trim().toLowerCase(), found[2]);
  }
  return targets;
}

function rstInline(line: string, targets: RstTargets = new Map()): string {
  return line
    .replaceAll(/(?<![`\w])`([^`<>]{1,200})`_(?![_\w])/gu, (whole, name: string) => {
      const url = targets.get(name.replaceAll(/\s+/gu, " ").trim().toLowerCase());
      return url === undefined ? whole : `[${name}](${url})`;
    })
    .replaceAll(/``([^`]{1,500})``/gu, "`$1`")
    .replaceAll(/`([^`<]{1,300}?)\s*<([^>`\s]{1,1000})>`__?/gu, "[$1]($2)")
    .replaceAll(/:\w+(?::\w+)?:`([^`]{1,300})`/gu, "`$1`")
    .replaceAll(/(?<![`\w])`([^`]{1,200})`_+/gu, "$1")
    .replaceAll(/\|[\w -]{1,60}\|_?/gu, " ");
}

interface RstState {
  readonly out: string[];
  readonly depths: string[];
  /** Lines indented by more than this are code. */
  code: { readonly indent: number; started: boolean } | undefined;
  readonly targets: RstTargets;
  /** A row of the grid table being read stands in `out`. */
  table: boolean;
  /** An option line (`:alt: …`) may follow. */
  afterDirective: boolean;
}

function rstDirective(state: RstState, line: string): void {
  const found = /^(\s*)\.\.\s+(?:\|[^|]*\|\s+)?([\w:-]+)::\s*(.*)$/u.exec(line);
  if (found === null) return;
  const [, space = "", name = "", argument = ""] = found;
  state.afterDirective = true;
  if (/^(?:code|code-block|sourcecode|prompt|parsed-literal|highlight|literalinclude)$/u.test(name)) {
    state.out.push("", `\`\`\`${argument.split(/\s/u)[0] ?? ""}`);
    state.code = { indent: space.length, started: false };
  } else if (name === "image" || name === "figure") state.out.push("", `![](${argument.trim()})`, "");
  else if (
    argument !== "" &&
    !/^(?:toctree|contents|include|raw|csv-table|meta|class|role|target)$/u.test(name)
  )
    state.out.push("", rstInline(argument), "");
}

function rstCodeLine(state: RstState, line: string): boolean {
  const { code } = state;
  if (code === undefined) return false;
  if (line.trim() === "" || leadingBlanks(line) > code.indent) {
    if (!code.started && (line.trim() === "" || /^\s+:[\w-]+:/u.test(line))) return true;
    code.started = true;
    state.out.push(line.slice(Math.min(leadingBlanks(line), code.indent + 4)));
    return true;
  }
  state.out.push("```", "");
  state.code = undefined;
  return false;
}

function rstDepth(state: RstState, mark: string): number {
  if (!state.depths.includes(mark)) state.depths.push(mark);
  return state.depths.indexOf(mark) + 1;
}

function rstTableLine(state: RstState, line: string): string | undefined {
  if (/^\s*\+[-=+]+\+\s*$/u.test(line)) return state.table ? "|" : "";
  if (/^\s*\|(?:[^|]*\|){2,}\s*$/u.test(line)) {
    const cells = line.trim().slice(1, -1).split("|");
    const row = `|${cells.map((cell) => rstInline(cell, state.targets)).join("|")}|`;
    if (state.table) return row;
    state.table = true;
    return `\n${row}\n${row.replaceAll(/[^|]+/gu, "---")}`;
  }
  state.table = false;
  const item = /^\s*\*\s+-\s+(.*)$/u.exec(line);
  return item === null ? undefined : `- ${rstInline(item[1] ?? "")}`;
}

export function rstToMarkdown(text: string): string {
  const lines = markupLines(text);
  const targets = rstTargets(lines);
  const state: RstState = {
    out: [],
    depths: [],
    targets,
    table: false,
    code: undefined,
    afterDirective: false,
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const next = lines[at + 1] ?? "";
    if (rstCodeLine(state, line)) continue;
    const under = RST_UNDERLINE.exec(next)?.[1];
    const over = RST_UNDERLINE.exec(line)?.[1];
    if (over !== undefined && next.trim() !== "" && RST_UNDERLINE.exec(lines[at + 2] ?? "")?.[1] === over) {
      state.out.push(heading(rstDepth(state, `${over}${over}`), rstInline(next)));
      at += 2;
    } else if (
      under !== undefined &&
      line.trim() !== "" &&
      over === undefined &&
      leadingBlanks(line) === 0 &&
      next.trim().length >= Math.min(4, line.trim().length)
    ) {
      state.out.push(heading(rstDepth(state, under), rstInline(line)));
      at += 1;
    } else if (over !== undefined || /^[=\s]+$/u.test(line)) state.out.push("");
    else if (/^\s*\.\.(?:\s|$)/u.test(line)) rstDirective(state, line);
    else if (state.afterDirective && /^\s+:[\w-]+:/u.test(line)) state.out.push("");
    else {
      state.afterDirective = false;
      const literal = /::\s*$/u.test(line);
      const shown = literal ? line.replace(/\s*::\s*$/u, line.trim() === "::" ? "" : ":") : line;
      state.out.push(
        rstTableLine(state, shown) ??
          rstInline(
            shown.replace(/^\s+(?=\S)/u, (space) => (/^\s*(?:[-*+•]|\d+\.|#\.)\s/u.test(shown) ? space : "")),
            state.targets,
          ).replace(/^(\s*)#\.\s/u, "$11. "),
      );
      if (literal) {
        state.out.push("", "```");
        state.code = { indent: leadingBlanks(line), started: false };
      }
    }
  }
  if (state.code !== undefined) state.out.push("```");
  return state.out.join("\n");
}
