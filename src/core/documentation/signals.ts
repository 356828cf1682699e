// Reads from one block what it tells a reader to do, so that the rules of evidence can speak of deeds and not of words.

import {
  isBareCommand,
  isBuildersScript,
  isChatCommand,
  isInstallCommand,
  readCode,
  systemPackages,
  type CodeSays,
} from "./commands.ts";
import { WORD_NAMES, type Lexicon, type Word } from "./lexicon.ts";
import { foldMarks, foldWords, NOT_INSIDE_WORD, wordMatcher } from "./matching.ts";
import type { Block, Topic } from "./sections.ts";
import { NOT_NEEDED, UNWRITTEN } from "./topics.ts";

export interface Signals {
  readonly block: Block;
  /** The block's words without its links' words. */
  readonly ownChars: number;
  readonly chars: number;
  /** Sentences joined two by two, folded: words count together when they stand close. */
  readonly passages: readonly ReadonlySet<Word>[];
  readonly words: ReadonlySet<Word>;
  readonly code: CodeSays | undefined;
  readonly installCommand: boolean;
  /** Packages of the operating system, when nothing else is installed here. */
  readonly prerequisites: readonly string[];
  /** A script for those who build the thing. */
  readonly buildersScript: boolean;
  readonly chatCommand: boolean;
  readonly uiPath: boolean;
  readonly archive: boolean;
  readonly releaseLink: boolean;
  /** A link to the thing in a store, from where one click installs it. */
  readonly storeLink: boolean;
  readonly configFile: boolean;
  readonly envName: boolean;
  /** Opens with such a command and goes on to explain it. */
  readonly explainsCommand: boolean;
  /** A place in a file system: where files go. */
  readonly path: boolean;
  /** A property or a setter of a program, with its value. */
  readonly assigns: boolean;
  /** Names something on a screen: bold, in quotes, or a key. */
  readonly namesPart: boolean;
  readonly inlineCode: boolean;
  readonly flags: readonly string[];
  readonly notNeeded: ReadonlySet<Topic>;
  readonly unwritten: boolean;
  /** Nothing but a pointer to another page. */
  readonly referral: boolean;
  /** Says that something else has to be there. */
  readonly needs: boolean;
  /** Opens with a term in code or bold and goes on to explain it. */
  readonly explains: boolean;
}

export const TEXT_CHARS_MAX = 2_000;
const PASSAGES_MAX = 30;
/** Own words that a sentence pointing to a text elsewhere has at most. */
const POINTER_OWN_CHARS_MAX = 140;
/** Own words that a paragraph beside a link needs to tell anything itself. */
const REFERRAL_OWN_CHARS_MAX = 60;
const EXPLANATION_CHARS_MIN = 12;

const unwritten = wordMatcher(UNWRITTEN);
const needs = wordMatcher(
  "librar*, dependenc*, depends on, require*, prerequisite*, has to be there, must be installed, needs, bibliothek*, abhängig*, voraussetz*, benötig*, bibliothèque*, dépend*, nécessit*, biblioteca*, depend*, requiere*, requer*, libreria, richied*, bibliotheek, vereist*, bibliotek*, zależ*, wymaga*, knihovn*, vyžad*, библиотек*, зависим*, треб*, бібліотек*, залеж*, kütüphane*, gerek*, 依赖, 需要, 库, ライブラリ, 必要, 依存, 라이브러리, 필요",
);
const notNeeded: readonly (readonly [Topic, RegExp])[] = (["install", "configure", "use"] as const).map(
  (topic) => [
    topic,
    new RegExp(`${NOT_INSIDE_WORD}(?:${NOT_NEEDED[topic].map((one) => foldMarks(one)).join("|")})`, "u"),
  ],
);
const UI_PATH =
  /[\p{L}\p{N}\])"'”`*_&+.…⋮]\s*(?:→|⇒|➜|➔|»|›|▸|-{1,2}>|=>|>)\s*["'“`*_[(]*(?:[\p{Lu}\p{Lo}⋮…+]|\p{L}+\s*(?:→|⇒|»|>|->)\s*\p{L})/u;
const ARCHIVE =
  /\.(?:zip|tar\.gz|tgz|tar|jar|hpi|vsix|deb|rpm|exe|msi|dmg|apk|ipa|xpi|crx|phar|whl|appimage|jpl|mpk|nupkg|gem|pkg|snap|user\.js|js)(?![\p{L}\p{N}])/iu;
const RELEASES =
  /\/releases?(?:\/|$|\?|#)|\/releases\/|\/downloads?(?:\/|$)|marketplace|\/plugins?\/|chromewebstore|chrome\.google\.com\/webstore|addons\.mozilla/iu;
const STORE =
  /chromewebstore\.google|chrome\.google\.com\/webstore|addons\.mozilla\.org|microsoftedge\.microsoft\.com\/addons|marketplace\.visualstudio\.com|open-vsx\.org|plugins\.jetbrains\.com|apps\.apple\.com|play\.google\.com|f-droid\.org|flathub\.org|snapcraft\.io|apps\.nextcloud\.com|apps\.shopify\.com|wordpress\.org\/plugins|greasyfork\.org|my\.home-assistant\.io\/redirect\/(?:hacs|config)|discord(?:app)?\.com\/(?:api\/)?oauth2|github\.com\/marketplace|modrinth\.com|curseforge\.com|spigotmc\.org\/resources/iu;
/** Opens the thing's page in the program that it extends. */
const APP_ADDRESS =
  /(?<![\p{L}\p{N}])(?:obsidian:\/\/show-plugin|vscode(?:-insiders)?:(?:\/\/)?extension\/|jetbrains:\/\/|github\.com\/(?:apps|marketplace)\/\w|slack\.com\/(?:apps|marketplace)\/\w|hub\.docker\.com\/r\/\w)/iu;

function isStore(text: string): boolean {
  return STORE.test(text) || APP_ADDRESS.test(text);
}

/** Bounded and tied to the start of a name, or a long run of its letters would cost quadratic time. */
const CONFIG_FILE =
  /(?<![\p{L}\p{N}_./~-])(?:[\w./~-]{0,60}?(?:config|settings|options|preferences|rc|compose|values|secrets?|properties|application|manifest)[\w.-]{0,40}?\.(?:json[5c]?|ya?ml|toml|ini|js|ts|mjs|cjs|php|py|conf|cfg|xml|properties|env|plist|lua|vim|edn|rb|exs?)|[\w/~-]{0,60}\.env(?:\.\w{1,20})?|[\w./-]{1,60}?\.(?:ya?ml|toml|ini|conf|cfg|properties)|[\w.~/-]{0,40}?vimrc|[\w.~/-]{0,60}?init\.(?:vim|lua))(?![\p{L}\p{N}])/iu;
const ENV_NAME = /(?<![\p{L}\p{N}_])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![\p{L}\p{N}_])/u;
const PATH =
  /(?:^|[\s"'(`:])(?:~\/\.?\w|\/(?:usr|etc|opt|var|home|srv|Applications|Library|root)\/|[A-Z]:\\|%[A-Za-z]+%|\$HOME|[\w<> -]{0,40}(?:custom_components|wp-content|site-packages|extensions|plugins|addons|themes|modules|node_modules)\/)/u;
const PROGRAM_SETTING = /[\w\])]\.\w+\s*=\s*[\w"'{[]|\.set[_A-Z]\w*\(/u;
const QUOTED_PART = /["“”„«»「『【]\s*[\p{L}\p{N}][^"“”„«»「」『』【】]{0,60}["“”„«»」』】]/u;
const FLAG = /(?<![\p{L}\p{N}_-])--[a-z][\w-]+/gu;

/** A character of Chinese or Japanese says as much as three letters. */
function weigh(text: string): number {
  return (
    text.length +
    2 * (text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0)
  );
}

function textOf(block: Block): string {
  if (block.kind === "image") return "";
  return (block.kind === "row" ? block.cells.join(" | ") : block.text).slice(0, TEXT_CHARS_MAX);
}

function wordsIn(folded: string, words: Lexicon): ReadonlySet<Word> {
  return new Set(WORD_NAMES.filter((name) => words[name].test(folded)));
}

function passagesOf(folded: string, words: Lexicon): readonly ReadonlySet<Word>[] {
  const sentences = folded.split(/(?<=[.!?;])\s+|(?<=[。！？；])/u).slice(0, PASSAGES_MAX);
  if (sentences.length <= 2) return [wordsIn(folded, words)];
  return sentences.slice(1).map((sentence, at) => wordsIn(`${sentences[at] ?? ""} ${sentence}`, words));
}

/** Pictures and marks before the first word. */
const LEADING_SIGNS = /^(?:\p{Extended_Pictographic}|[\ufe0f\u200d\s✓✔★•–-])+/u;

function explains(block: Block, text: string): boolean {
  if (block.kind === "row") return !block.header && block.cells.slice(1).some((cell) => weigh(cell) >= 3);
  const opening = text.replace(LEADING_SIGNS, "");
  const first = block.spans?.find((span) => {
    const term = span.text.replace(LEADING_SIGNS, "");
    return span.kind !== "link" && term !== "" && opening.startsWith(term);
  });
  if (first === undefined) return false;
  return (
    text.length - first.text.length >=
    (/[\p{Script=Han}\p{Script=Hangul}]/u.test(text) ? 4 : EXPLANATION_CHARS_MIN)
  );
}

/** "You can find the details in the documentation": names a text to read and nothing to do here. */
function pointsAway(all: ReadonlySet<Word>): boolean {
  const todo: readonly Word[] = ["download", "place", "act", "secret", "value"];
  return all.has("manual") && (all.has("see") || all.has("search")) && !todo.some((word) => all.has(word));
}

/** `/`, `/users/:id`, `/admin/log`: what no slash command looks like. */
const ROUTE = /^\/(?:$|[\w-]+\/|\S*[:*{[])/u;

export function listsRoutes(blocks: readonly Block[]): boolean {
  return blocks.some(
    (block) => block.kind === "row" && block.cells.slice(0, 2).some((cell) => ROUTE.test(cell)),
  );
}

function firstCell(block: Block): string {
  return block.kind === "row" ? (block.cells[0] ?? "") : "";
}

function opensWithCommand(block: Block, text: string): boolean {
  const term =
    block.kind === "row" ? firstCell(block) : (block.spans?.find((span) => span.kind === "code")?.text ?? "");
  return isChatCommand(term) && (block.kind === "row" || text.startsWith(term));
}

export function readSignals(block: Block, lexicon: Lexicon): Signals {
  const text = textOf(block);
  const isCode = block.kind === "code";
  const folded = isCode ? "" : foldWords(text);
  const passages = isCode || folded === "" ? [] : passagesOf(folded, lexicon);
  const spans = block.spans ?? [];
  const links = spans.filter((span) => span.kind === "link");
  const codes = spans.filter((span) => span.kind === "code");
  const linkChars = links.reduce((sum, span) => sum + weigh(span.text), 0);
  const all = new Set(passages.flatMap((passage) => [...passage]));
  const ownChars = isCode ? 0 : Math.max(0, weigh(text) - linkChars);
  const code = isCode ? readCode(block.text, block.language) : undefined;
  const uiPath = !isCode && UI_PATH.test(text.replace(/^\s*>\s*/u, ""));
  const archive = !isCode && (ARCHIVE.test(text) || links.some((span) => ARCHIVE.test(span.url ?? "")));
  const releaseLink = links.some((span) => RELEASES.test(span.url ?? ""));
  return {
    block,
    ownChars,
    chars: text.length,
    passages,
    words: all,
    code,
    installCommand:
      code?.installs === true ||
      codes.some((span) => isInstallCommand(span.text)) ||
      (!isCode && isBareCommand(text.replace(/^[$%#>]\s+/u, ""))) ||
      spans.some((span) => span.kind === "strong" && isBareCommand(span.text)),
    prerequisites: [
      ...(isCode ? systemPackages(block.text) : []),
      ...codes.flatMap((span) => systemPackages(span.text)),
    ],
    buildersScript: isBuildersScript(isCode ? block.text : (codes[0]?.text ?? firstCell(block))),
    chatCommand:
      codes.some((span) => isChatCommand(span.text)) ||
      (isCode && /^[/!][a-z]/u.test(text) && isChatCommand(text.trim())),
    explainsCommand: !isCode && explains(block, text) && opensWithCommand(block, text),
    uiPath,
    archive,
    releaseLink,
    storeLink: links.some((span) => isStore(span.url ?? "")) || (!isCode && isStore(text)),
    configFile: !isCode && CONFIG_FILE.test(text),
    envName: !isCode && ENV_NAME.test(text),
    path: PATH.test(text),
    assigns: !isCode && PROGRAM_SETTING.test(text),
    namesPart: !isCode && (spans.some((span) => span.kind === "strong") || QUOTED_PART.test(text)),
    inlineCode: codes.length > 0,
    flags: [...new Set(text.match(FLAG) ?? [])],
    notNeeded: new Set(
      notNeeded.filter(([, pattern]) => folded !== "" && pattern.test(folded)).map(([topic]) => topic),
    ),
    unwritten:
      !isCode &&
      text.length < 200 &&
      (unwritten.test(folded) || /\{\{\s*[\w.-]+\s*\}\}|^\s*\[[^\]]*\]\s*$/u.test(text)),
    referral:
      links.length > 0 &&
      !uiPath &&
      (ownChars <= 3 ||
        (ownChars < REFERRAL_OWN_CHARS_MAX && all.has("see")) ||
        (ownChars < POINTER_OWN_CHARS_MAX && pointsAway(all) && !archive && !releaseLink)),
    needs: folded !== "" && needs.test(folded),
    explains: explains(block, text),
  };
}

/** Whether some passage says all of these at once. */
export function says(signals: Signals, ...wanted: readonly Word[]): boolean {
  return signals.passages.some((passage) => wanted.every((word) => passage.has(word)));
}
