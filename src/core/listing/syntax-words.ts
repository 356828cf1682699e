// Where YAML breaks, in the words of whoever wrote the line: the few mistakes that nearly everybody makes.

import type { SourcePosition } from "./places.ts";
import { quote, quoteForYaml } from "./quote.ts";
import { LOGIN_PATTERN } from "./values.ts";

export interface SyntaxWords {
  readonly place: SourcePosition;
  readonly message: string;
  readonly fix: string;
  /** The line as it should be, where there is one right answer. */
  readonly after?: string;
}

/** A longer line is not shown back: it would be cut. */
const SHOWN_MAX = 110;
/** A longer one is nothing that somebody mistyped. */
const LINE_LENGTH_MAX = 4_000;
/** Of a line without the blanks at its end. */
const FIELD = /^(?<lead>\s*(?:- )?(?<key>[A-Za-z_][\w-]{0,40}):)(?<gap>[ \t]+)(?<value>\S.*)$/;
/** What may not begin a plain value (YAML 1.2.2, section 5.3 "Indicator Characters"); quotes and brackets are told apart below. */
const INDICATORS = "@`%>|*&!?,]}-";

/** `reason`: what the parser said. `place`: where it stopped, often the line after the mistake. */
export function syntaxWords(text: string, place: SourcePosition, reason: string): SyntaxWords {
  const lines = text.split(/\r\n|\r|\n/);
  const at = (line: number): string => (lines[line - 1] ?? "").slice(0, LINE_LENGTH_MAX).trimEnd();
  const here = faultOf(at(place.line), place.line, at(place.line - 1));
  if (here !== undefined) return here;
  // Without its blank, a field becomes part of what the next line begins with.
  const joined = joinedKey(at(place.line - 1), place.line - 1);
  if (joined !== undefined) return joined;
  // A quote or bracket that is never closed is missed where the next line begins, or at the end of the file.
  for (let line = Math.min(place.line, lines.length); line >= 1; line -= 1) {
    const open = unclosed(at(line), line);
    if (open !== undefined) return open;
  }
  return {
    place,
    message: `The file is not valid YAML: ${quote(reason.slice(0, 100))}`,
    fix: "Fix this line; an editor with YAML support shows where it goes wrong.",
  };
}

function faultOf(line: string, number: number, above: string): SyntaxWords | undefined {
  const tab = /^ *\t/.exec(line);
  if (tab !== null)
    return {
      place: { line: number, column: tab[0].length },
      message: "The line begins with a tab, which YAML does not accept.",
      fix: "Replace the tab with spaces, or remove it where the line need not be indented.",
      ...(/^\t+\S/.test(line) && { after: line.replace(/^\t+/, "") }),
    };
  const joined = joinedKey(line, number);
  if (joined !== undefined) return joined;
  const entry = entryWithSign(line, number);
  if (entry !== undefined) return entry;
  const field = FIELD.exec(line)?.groups;
  if (field === undefined) return undefined;
  const { lead = "", key = "", gap = "", value = "" } = field;
  const place = { line: number, column: lead.length + gap.length + 1 };
  const logins = key === "maintainers" ? loginsIn(value) : undefined;
  if (logins !== undefined)
    return {
      place,
      message: "A login begins with `@`, which means something else in YAML.",
      fix: `Write ${quote(`${key}: ${logins}`)}`,
      after: `${lead} ${logins}`,
    };
  const after = `${lead} ${quoteForYaml(value)}`;
  const fix =
    after.length <= SHOWN_MAX
      ? `Put the value in quotes: ${quote(after.trim())}`
      : "Put the value in quotes.";
  const first = value.charAt(0);
  if (first === '"' || first === "'") {
    // A closing quote with more behind it: what the value holds ends it too soon.
    const ended = new RegExp(`^${first}[^${first}]*${first}(?!\\s*(?:#|$))`).test(value);
    if (!ended) return undefined;
    const inner = value.endsWith(first) ? value.slice(1, -1) : value;
    const whole = `${lead} ${quoteForYaml(inner)}`;
    return {
      place,
      message: `The quotes of \`${key}\` end before the value does.`,
      fix:
        whole.length <= SHOWN_MAX
          ? `Write it as ${quote(whole.trim())}`
          : "Put the whole value in double quotes.",
      after: whole,
    };
  }
  if (INDICATORS.includes(first))
    return {
      place,
      message: `\`${key}\` begins with ${quote(first)}, which means something else in YAML.`,
      fix,
      after,
    };
  if (/:(?:\s|$)/.test(value) && !/^[[{]/.test(value))
    return {
      place,
      message: `\`${key}\` contains a colon and a space, which YAML reads as a new field.`,
      fix,
      after,
    };
  if (/^ +/.test(line) && FIELD.test(above) && !/^\s*- /.test(line))
    return {
      place: { line: number, column: 1 },
      message: "Unexpected indentation: the line above is complete.",
      fix: "Remove the spaces at the beginning of the line.",
      after: line.trimStart(),
    };
  return undefined;
}

/** `@ann, @bob` → `[ann, bob]` */
function loginsIn(value: string): string | undefined {
  if (!value.startsWith("@")) return undefined;
  const logins = value.split(",").map((entry) => entry.trim().replace(/^@/, ""));
  return logins.every((login) => LOGIN_PATTERN.test(login)) ? `[${logins.join(", ")}]` : undefined;
}

/** `[@ann, @bob]` and `- @ann`: what people write where logins are meant. */
function entryWithSign(line: string, number: number): SyntaxWords | undefined {
  const [, lead = "", rest = ""] = /^(\s*- |[A-Za-z_][\w-]{0,40}:\s+(?=\[))(.*)$/.exec(line) ?? [];
  const sign = /^[@`%]/.test(rest) ? 0 : rest.startsWith("[") ? rest.search(/(?<=[[,]\s{0,9})[@`%]/) : -1;
  if (sign === -1) return undefined;
  // A login is the login without its sign; anything else keeps it, in quotes.
  const entries = /(^|[[,]\s*)([@`%][^,\]\s]*(?: [^,\]\s]+)*)/g;
  const right = rest.replaceAll(entries, (_, before: string, entry: string) => {
    const login = entry.slice(1);
    return before + (entry.startsWith("@") && LOGIN_PATTERN.test(login) ? login : quoteForYaml(entry));
  });
  const after = lead + right;
  const shown = after.trim();
  return {
    place: { line: number, column: lead.length + sign + 1 },
    message: `An entry begins with ${quote(rest.charAt(sign))}, which means something else in YAML.`,
    fix: shown.length <= SHOWN_MAX ? `Write ${quote(shown)}` : "Write it without that sign, or in quotes.",
    after,
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
    fix: after.length <= SHOWN_MAX ? `Write ${quote(after)}` : "Put a space after the colon.",
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
