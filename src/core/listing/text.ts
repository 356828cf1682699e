// One policy for the characters a field may carry: what a reader cannot see, a listing may not say.

export interface TextFault {
  readonly rule: "not-nfc" | "line-break" | "hidden-character" | "combining-marks";
  readonly message: string;
  readonly fix: string;
}

const COMBINING_MARKS_IN_A_ROW_MAX = 2;
const MARK = /\p{M}/u;
// Controls, formats (bidi, zero-width, tags), surrogates, private use, unassigned. Tab and line feed are judged apart.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u;
// Blank letters that Unicode does not class as formats: Hangul fillers, Braille blank, the combining grapheme joiner.
const BLANK = /\u{34f}|[\u115f\u1160\u3164\uffa0\u2800]|[\u17b4\u17b5]|[\u180b-\u180f]/u;
const VARIATION = /[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/u;
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}/u;
const KEYCAP_BASE = /[#*0-9]/;
const KEYCAP = "\u20e3";
const TEXT_STYLE = "\ufe0e";
const PICTURE_STYLE = "\ufe0f";
const ZERO_WIDTH_NON_JOINER = "\u200c";
const ZERO_WIDTH_JOINER = "\u200d";
const JOINED_SCRIPT =
  /\p{Script=Arabic}|\p{Script=Devanagari}|\p{Script=Bengali}|\p{Script=Gurmukhi}|\p{Script=Gujarati}|\p{Script=Oriya}|\p{Script=Malayalam}|\p{Script=Sinhala}|\p{Script=Tamil}|\p{Script=Telugu}|\p{Script=Kannada}/u;

/**
 * Faults of one text; one of each kind at most, each naming the first place by code point.
 * `lines` says whether line breaks and tabs may occur (descriptions) or not (names).
 * Emoji keep their joiners and variation selectors; the joiners that Indic and Arabic scripts
 * need between letters stay too. Everything else invisible is refused (Unicode TR 36, TR 39).
 */
export function textFaults(text: string, lines: "one" | "many"): readonly TextFault[] {
  // Nearly every real text is plain ASCII; it needs no second look.
  if ((lines === "one" ? /^[\x20-\x7e]*$/ : /^[\n\r\t\x20-\x7e]*$/).test(text)) return [];
  const faults = new Map<TextFault["rule"], TextFault>();
  if (text.isWellFormed() && text !== text.normalize("NFC")) {
    faults.set("not-nfc", {
      rule: "not-nfc",
      message: "The text is not in Unicode's composed form (NFC).",
      fix: "Type the accented letters again; most keyboards compose them.",
    });
  }
  let marks = 0;
  const characters = Array.from(text);
  for (const [at, character] of characters.entries()) {
    const fault = hiddenFault(
      character,
      { before: characters[at - 1] ?? "", after: characters[at + 1] ?? "" },
      lines,
    );
    if (fault !== undefined && !faults.has(fault.rule)) faults.set(fault.rule, fault);
    marks = MARK.test(character) && !VARIATION.test(character) ? marks + 1 : 0;
    if (marks > COMBINING_MARKS_IN_A_ROW_MAX && !faults.has("combining-marks")) {
      faults.set("combining-marks", {
        rule: "combining-marks",
        message: `More than ${COMBINING_MARKS_IN_A_ROW_MAX} combining marks follow one letter (the last is ${codePoint(character)}).`,
        fix: "Remove the piled-up marks.",
      });
    }
  }
  return [...faults.values()];
}

interface Neighbours {
  readonly before: string;
  readonly after: string;
}

function hiddenFault(character: string, around: Neighbours, lines: "one" | "many"): TextFault | undefined {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return undefined;
  if (character === "\n" || character === "\t" || character === "\r")
    return lines === "many" ? undefined : lineBreak(character);
  if (code === 0x2028 || code === 0x2029 || code === 0x85)
    return lines === "many" ? hidden(character) : lineBreak(character);
  if (character === ZERO_WIDTH_JOINER && joinsPictures(around)) return undefined;
  if ((character === ZERO_WIDTH_JOINER || character === ZERO_WIDTH_NON_JOINER) && joinsLetters(around))
    return undefined;
  if (VARIATION.test(character)) return choosesStyle(character, around) ? undefined : hidden(character);
  return HIDDEN.test(character) || BLANK.test(character) ? hidden(character) : undefined;
}

/** Between two pictures; a joiner with nothing to join would only be hidden. */
function joinsPictures({ before, after }: Neighbours): boolean {
  return (PICTURE.test(before) || before === PICTURE_STYLE) && PICTURE.test(after);
}

function joinsLetters({ before, after }: Neighbours): boolean {
  return JOINED_SCRIPT.test(before) && /[\p{L}\p{M}]/u.test(after);
}

/** After a picture, or within a keycap such as 1️⃣; after a plain digit it would only be hidden. */
function choosesStyle(character: string, { before, after }: Neighbours): boolean {
  if (character !== TEXT_STYLE && character !== PICTURE_STYLE) return false;
  return PICTURE.test(before) || (KEYCAP_BASE.test(before) && after === KEYCAP);
}

function lineBreak(character: string): TextFault {
  return {
    rule: "line-break",
    message: `The text holds a line break or tab (${codePoint(character)}); it must be one line.`,
    fix: "Write it on one line.",
  };
}

function hidden(character: string): TextFault {
  return {
    rule: "hidden-character",
    message: `The text holds a character that readers cannot see or that changes what they see: ${codePoint(character)}.`,
    fix: "Delete that character; it often gets in when text is pasted.",
  };
}

export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Length as a person counts and JSON Schema does: code points, not UTF-16 units. */
export function lengthInCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
