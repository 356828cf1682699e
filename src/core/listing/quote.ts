// Other people's words inside our sentences: inert wherever the sentence is shown.

const SHOWN_MAX = 120;

/** `text` as a code span: in it GitHub makes no mention, link, image, heading or HTML. */
export function quote(text: string): string {
  return `\`${inert(text)}\``;
}

/** “text”, for what stands on somebody's page; `toMarkdown` makes a code span of what is between the quotes. */
export function quoted(text: string, charactersMax = SHOWN_MAX): string {
  return `“${inert(text, charactersMax)}”`;
}

/** `text` as a YAML value in double quotes. */
export function quoteForYaml(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** A longer line is not shown back: it would be cut. */
const LINE_SHOWN_MAX = 110;

/** `lead` and the line as it should be, where every character of it can be shown; else `otherwise`. */
export function asLine(lead: string, line: string, otherwise: string): string {
  const shown = line.trim();
  return shown.length <= LINE_SHOWN_MAX && inert(shown) === shown ? `${lead} \`${shown}\`` : otherwise;
}

/** `text` without the beginning of a comment of HTML, in which our marks stand. */
export function noComment(text: string): string {
  return text.replaceAll("<!--", "‹!--");
}

function inert(text: string, charactersMax = SHOWN_MAX): string {
  const oneLine = text
    .normalize("NFC")
    .replace(/[`“”]/g, "'")
    .replace(/\s+/g, " ")
    // Controls, formats (bidi, zero-width, tags), private and unassigned code points, lone surrogates.
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, "�")
    .trim();
  const plain = noComment(oneLine);
  const characters = Array.from(plain);
  const short =
    characters.length > charactersMax ? `${characters.slice(0, charactersMax - 1).join("")}…` : plain;
  // An empty code span is no code span, and would leave a backtick to pair with the next one.
  return short === "" ? " " : short;
}
