// Where YAML breaks, in the words of whoever wrote the line: the few mistakes that nearly everybody makes.

import { FIELD_NAMES } from "./fields.ts";
import type { SourcePosition } from "./places.ts";
import { asLine, quote, quoteForYaml } from "./quote.ts";
import { colonless, indentation, strayLine } from "./syntax-lines.ts";
import { LOGIN_PATTERN } from "./values.ts";

export interface SyntaxWords {
  readonly place: SourcePosition;
  readonly message: string;
  readonly fix: string;
  /** The line as it should be, where there is one right answer. */
  readonly after?: string;
}

/** A longer one is nothing that somebody mistyped. */
const LINE_LENGTH_MAX = 4_000;
/** Of a line without the blanks at its end. */
const FIELD = /^(?<lead>\s*(?:- )?(?<key>[A-Za-z_][\w-]{0,40}):)(?<gap>[ \t]+)(?<value>\S.*)$/;
/** What may not begin a plain value (YAML 1.2.2, section 5.3 "Indicator Characters"); quotes and brackets are told apart below. */
const INDICATORS = "@`%>|*&!?,]}-";
const LISTS: ReadonlySet<string> = new Set([
  "maintainers",
  "tags",
  "screenshots",
  "types",
  "reminders",
  "apps",
]);

/** `reason`: what the parser said. `place`: where it stopped, often the line after the mistake. `keys`: names of fields. */
export function syntaxWords(
  text: string,
  place: SourcePosition,
  reason: string,
  keys: readonly string[] = FIELD_NAMES,
): SyntaxWords {
  const lines = text.split(/\r\n|\r|\n/);
  const at = (line: number): string => (lines[line - 1] ?? "").slice(0, LINE_LENGTH_MAX).trimEnd();
  const found =
    faultOf(at(place.line), place.line) ??
    // Without its blank, a field becomes part of what the next line begins with.
    joinedKey(at(place.line - 1), place.line - 1) ??
    colonless(at, place.line, keys) ??
    indentation(at, place.line, lines.length);
  if (found !== undefined) return found;
  // A quote or bracket that is never closed is missed where the next line begins, or at the end of the file.
  for (let line = Math.min(place.line, lines.length); line >= 1; line -= 1) {
    const open = unclosed(at(line), line);
    if (open !== undefined) return open;
  }
  return (
    strayLine(at, place.line) ?? {
      place,
      message: `The file is not valid YAML: ${quote(reason.slice(0, 100))}`,
      fix: "Fix this line; an editor with YAML support shows where it goes wrong.",
    }
  );
}

function faultOf(line: string, number: number): SyntaxWords | undefined {
  const tab = /^ *\t/.exec(line);
  if (tab !== null)
    return {
      place: { line: number, column: tab[0].length },
      message: "The line begins with a tab, which YAML does not accept.",
      fix: "Replace the tab with spaces, or remove it where the line need not be indented.",
      ...(/^\t+\S/.test(line) && { after: line.replace(/^\t+/, "") }),
    };
  const [, marked] = /^---[ \t]+([^#\s].*)$/.exec(line) ?? [];
  if (marked !== undefined)
    return {
      place: { line: number, column: 1 },
      message: "A field stands behind `---`, which begins a document and stands alone.",
      fix: asLine("Write", marked, "Remove the `---`."),
      after: marked,
    };
  const joined = joinedKey(line, number);
  if (joined !== undefined) return joined;
  const entry = entryWithSign(line, number);
  if (entry !== undefined) return entry;
  const field = FIELD.exec(line)?.groups;
  if (field === undefined) return undefined;
  const { lead = "", key = "", gap = "" } = field;
  const [value, comment] = apart(field["value"] ?? "");
  const place = { line: number, column: lead.length + gap.length + 1 };
  const logins = key === "maintainers" ? loginsIn(value) : undefined;
  if (logins !== undefined)
    return {
      place,
      message: "A login begins with `@`, which means something else in YAML.",
      fix: `Write ${quote(`${key}: ${logins}`)}`,
      after: `${lead} ${logins}${comment}`,
    };
  const whole = `${lead} ${quoteForYaml(value)}`;
  const quoted = {
    place,
    fix: asLine("Put the value in quotes:", whole, "Put the whole value in double quotes."),
    after: whole + comment,
  };
  const first = value.charAt(0);
  if (first === '"' || first === "'") return quotesFault(value, { lead, key, comment }, place);
  if (INDICATORS.includes(first))
    return {
      ...quoted,
      message: `\`${key}\` begins with ${first === "`" ? "a backtick" : quote(first)}, which means something else in YAML.`,
    };
  const bracket = /^(?:\[[^\]]*\]|\{[^}]*\})[ \t]*[^\s,#]/.test(value);
  if (bracket && LISTS.has(key))
    return {
      place,
      message: `\`${key}\` goes on behind its closing bracket.`,
      fix: "Move what stands behind the bracket into it, or remove it.",
    };
  if (bracket)
    return {
      ...quoted,
      message: `\`${key}\` begins with ${quote(first)}, which begins a list or a mapping in YAML.`,
    };
  if (/:(?:\s|$)/.test(value) && !/^[[{]/.test(value))
    return {
      ...quoted,
      message: `\`${key}\` contains a colon and a space, which YAML reads as a new field.`,
    };
  return undefined;
}

/** A closing quote with more behind it: what the value holds ends it too soon. */
function quotesFault(
  value: string,
  { lead, key, comment }: { readonly lead: string; readonly key: string; readonly comment: string },
  place: SourcePosition,
): SyntaxWords | undefined {
  const first = value.charAt(0);
  if (!new RegExp(`^${first}[^${first}]*${first}(?!\\s*(?:#|$))`).test(value)) return undefined;
  const whole = `${lead} ${quoteForYaml(value.endsWith(first) ? value.slice(1, -1) : value)}`;
  return {
    place,
    message: `The quotes of \`${key}\` end before the value does.`,
    fix: asLine("Write it as", whole, "Put the whole value in double quotes."),
    after: whole + comment,
  };
}

/** A value and the comment behind it, with its blanks. `#1` is part of a value that broke anyhow; `# so` is a comment. */
function apart(whole: string): readonly [string, string] {
  const at = /^["']/.test(whole)
    ? whole.search(/(?<=["'])[ \t]+#[^"']*$/)
    : whole.search(/(?<=\S)[ \t]+#+(?:[ \t]|$)/);
  return at === -1 ? [whole, ""] : [whole.slice(0, at), whole.slice(at)];
}

/** `@ann, @bob` → `[ann, bob]` */
function loginsIn(value: string): string | undefined {
  if (!value.startsWith("@")) return undefined;
  const logins = value.split(",").map((entry) => entry.trim().replace(/^@/, ""));
  return logins.every((login) => LOGIN_PATTERN.test(login)) ? `[${logins.join(", ")}]` : undefined;
}

/** `[@ann, @bob]` and `- @ann`: what people write where logins are meant. */
function entryWithSign(line: string, number: number): SyntaxWords | undefined {
  const [, lead = "", behind = ""] = /^(\s*- |[A-Za-z_][\w-]{0,40}:\s+(?=\[))(.*)$/.exec(line) ?? [];
  const [rest, comment] = apart(behind);
  const sign = /^[@`%]/.test(rest) ? 0 : rest.startsWith("[") ? rest.search(/(?<=[[,]\s{0,9})[@`%]/) : -1;
  if (sign === -1) return undefined;
  // A login is the login without its sign; anything else keeps it, in quotes.
  const entries = /(^|[[,]\s*)([@`%][^,\]\s]*(?: [^,\]\s]+)*)/g;
  const right = rest.replaceAll(entries, (_, before: string, entry: string) => {
    const login = entry.slice(1);
    return before + (entry.startsWith("@") && LOGIN_PATTERN.test(login) ? login : quoteForYaml(entry));
  });
  return {
    place: { line: number, column: lead.length + sign + 1 },
    message: `An entry begins with ${quote(rest.charAt(sign))}, which means something else in YAML.`,
    fix: asLine("Write", lead + right, "Write it without that sign, or in quotes."),
    after: lead + right + comment,
  };
}

/** `summary:Polls`, which YAML reads as one word. */
export function joinedKey(line: string, number: number): SyntaxWords | undefined {
  const [, key, value] = /^([a-z]{2,20}):(?!\/\/)([^\s:].*)$/.exec(line) ?? [];
  if (key === undefined || value === undefined) return undefined;
  const after = `${key}: ${value}`;
  return {
    place: { line: number, column: key.length + 2 },
    message: `A space is missing after \`${key}:\`.`,
    fix: asLine("Write", after, "Put a space after the colon."),
    after,
  };
}

function unclosed(line: string, number: number): SyntaxWords | undefined {
  const field = FIELD.exec(line)?.groups;
  if (field === undefined) return undefined;
  const { lead = "", gap = "", value = "" } = field;
  const first = value.charAt(0);
  const closing = { '"': '"', "'": "'", "[": "]", "{": "}" }[first];
  if (closing === undefined) return undefined;
  if (value.slice(1).includes(closing)) return undefined;
  return {
    place: { line: number, column: lead.length + gap.length + 1 },
    message: `The ${first === closing ? "quote" : "bracket"} ${quote(first)} that begins here is never closed.`,
    fix: `Add ${quote(closing)} where the value ends.`,
  };
}
