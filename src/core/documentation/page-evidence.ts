// Looks for evidence that no single block gives: tables of settings, flags told in passing, steps under headings of no topic.

import type { Strength } from "./evidence.ts";
import { foldWords, wordMatcher } from "./matching.ts";
import type { Section } from "./sections.ts";
import { says, type Signals } from "./signals.ts";
import { TOPIC_WORDS } from "./topics.ts";

/** Options explained in running text make a command-line tool's configuration. */
const FLAGS_MIN = 3;
/** Pieces of walk-through outside any chapter on using that make up one together. */
const WALKTHROUGH_MIN = 2;

const TOLD_CHARS_MIN = 40;
const TOLD_BLOCKS_MIN = 4;
const TOLD_ALL_CHARS_MIN = 600;

const settingColumns = wordMatcher(TOPIC_WORDS.columns);

export interface Reading {
  readonly section: Section;
  readonly signals: readonly Signals[];
  /** Words of the page's title. */
  readonly names: readonly string[];
  /** The heading is on installing something else. */
  readonly foreign: boolean;
  /** Its table lists addresses on a server. */
  readonly routes: boolean;
}

export interface Found {
  readonly strength: Strength;
  readonly signals: Signals;
  readonly section: Section;
}

/** A table whose head names settings, their values and meaning, wherever it stands. */
export function settingsTable(readings: readonly Reading[]): Found | undefined {
  for (const { section, signals } of readings) {
    if (section.kind === "builders" || section.kind === "aside") continue;
    const head = signals.findIndex(
      ({ block }) =>
        block.kind === "row" &&
        block.header &&
        block.cells.filter((cell) => settingColumns.test(foldWords(cell))).length >= 2 &&
        /default|required|setting|option|parameter|variable|flag|input|standaard|defau|predef|einstell|param|опци|настрой|умолч|默认|默認|预设|預設|选项|選項|参数|參數|必|設定|オプション|パラメータ|デフォルト|既定|매개변수|افتراضي|پيش|ברירת|डिफॉल्ट|ค่าเริ่มต้น|mac đinh|varsayilan|domysl|vychozi|standard|옵션|기본/iu.test(
          foldWords(block.cells.join(" ")),
        ),
    );
    const row = signals[head + 1];
    if (head >= 0 && row?.block.kind === "row" && !row.block.header)
      return { strength: "strong", signals: row, section };
  }
  return undefined;
}

const optionWords = wordMatcher(
  "option, options, setting, settings, environment variable*, configuration, optionen, einstellungen, umgebungsvariablen, réglages, opciones, ajustes, opções, configurações, opzioni, impostazioni, opties, instellingen, opcje, ustawienia, možnosti, nastavení, inställningar, опции, опций, настройки, настроек, опції, опцій, налаштування, ayarlar, ayarları, seçenekler, tùy chọn, opsi, pengaturan, الخيارات, خيارات, اعدادات, گزینه‌ها, تنظیمات, אפשרויות, הגדרות, विकल्प, ตัวเลือก, 选项, 選項, 配置项, 設定項目, オプション, 옵션, 설정",
);
const LIST_LEAD_CHARS_MAX = 240;
const LISTED_MIN = 2;

/** "The following options are available:" and then each of them, explained, wherever that stands. */
export function settingsList(readings: readonly Reading[]): Found | undefined {
  for (const { section, signals } of readings) {
    if (section.kind === "builders" || section.kind === "aside") continue;
    const lead = signals.findIndex(
      ({ block, referral, unwritten }, at) =>
        block.kind === "paragraph" &&
        !referral &&
        !unwritten &&
        block.text.length <= LIST_LEAD_CHARS_MAX &&
        optionWords.test(foldWords(block.text)) &&
        signals
          .slice(at + 1, at + 1 + LISTED_MIN)
          .filter((s) => s.block.kind === "item" && s.explains && s.block.spans?.[0]?.kind === "code")
          .length === LISTED_MIN,
    );
    const first = signals[lead + 1];
    if (lead >= 0 && first !== undefined) return { strength: "strong", signals: first, section };
  }
  return undefined;
}

/** Flags named by themselves: `--depth`, not `git log --depth 3`. */
function toldFlags({ block, flags }: Signals): readonly string[] {
  const codes = block.spans?.filter((span) => span.kind === "code") ?? [];
  const terms = block.kind === "row" ? block.cells.slice(0, 2) : codes.map((span) => span.text);
  if (block.kind !== "row" && codes.length === 0) return flags;
  return flags.filter((flag) => terms.some((term) => term.startsWith("-") && term.includes(flag)));
}

export function explainedFlags(readings: readonly Reading[]): Found | undefined {
  const flags = new Set<string>();
  for (const { section, signals } of readings) {
    if (section.kind === "builders" || section.kind === "aside") continue;
    for (const s of signals) {
      if (s.code !== undefined || s.installCommand) continue;
      for (const flag of toldFlags(s)) flags.add(flag);
      if (flags.size >= FLAGS_MIN) return { strength: "strong", signals: s, section };
    }
  }
  return undefined;
}

/** A line of a plain list is a feature ("press just one button") unless it names what to press. */
function isStep(s: Signals): boolean {
  const listed = s.block.kind === "item" && !s.block.ordered;
  return !listed || s.namesPart || s.inlineCode || s.uiPath;
}

/** Steps and explained terms under headings that name no topic ("Chat modes", "Starting a meeting"). */
export function walkthrough(readings: readonly Reading[]): Found | undefined {
  let pieces = 0;
  // What stands before the second heading introduces the thing.
  for (const { section, signals } of readings.slice(2)) {
    if (section.kind !== "neutral") continue;
    for (const s of signals) {
      const explained =
        s.explains &&
        s.block.kind === "item" &&
        s.block.spans?.[0]?.kind === "code" &&
        !s.envName &&
        !s.configFile;
      const acts =
        s.words.has("act") &&
        !s.words.has("install") &&
        !s.words.has("download") &&
        !(s.uiPath && s.words.has("settings")) &&
        !(s.words.has("see") && s.words.has("manual")) &&
        isStep(s) &&
        s.block.kind !== "row" &&
        s.code === undefined;
      if (s.unwritten || s.referral || !(explained || acts)) continue;
      pieces += 1;
      if (pieces >= WALKTHROUGH_MIN) return { strength: "strong", signals: s, section };
    }
  }
  return undefined;
}

/** "Clicking the icon opens the list": a paragraph after the last step. */
function clickedAfterwards(signals: readonly Signals[]): Signals | undefined {
  const s = signals.at(-1);
  const steps = signals.at(-2)?.block.kind === "item";
  return steps &&
    s?.block.kind === "paragraph" &&
    says(s, "act", "operate") &&
    !(["install", "download", "place", "settings"] as const).some((word) => s.words.has(word)) &&
    !s.referral
    ? s
    : undefined;
}

/** "Done. Uploads are now scanned": a thing that works by itself, said where its steps end. */
export function worksAfterwards(readings: readonly Reading[]): Found | undefined {
  for (const { section, signals } of readings) {
    const steps = section.topics.has("install") || section.topics.has("configure");
    if (!steps || section.kind === "builders" || signals.length < 3) continue;
    const last = signals
      .slice(-3)
      .find(
        (s) =>
          s.code === undefined &&
          s.words.has("now") &&
          !(s.block.kind === "item" && !s.block.ordered) &&
          !s.archive &&
          !s.words.has("act") &&
          !s.referral &&
          s.block.kind !== "row" &&
          !says(s, "install") &&
          !s.unwritten,
      );
    const shown = last ?? clickedAfterwards(signals);
    if (shown !== undefined) return { strength: "strong", signals: shown, section };
  }
  return undefined;
}

/** Told what it does at such length, a person may find that it needs no word on how to use it. */
export function mayExplainItself(readings: readonly Reading[]): boolean {
  const told = readings
    .filter(({ section }) => section.kind === "neutral" || section.kind === "topic")
    .flatMap(({ section, signals }) =>
      section.kind === "topic" && !section.topics.has("use")
        ? []
        : signals.filter(
            (s) => s.code === undefined && !s.referral && !s.unwritten && s.ownChars >= TOLD_CHARS_MIN,
          ),
    );
  return told.length >= TOLD_BLOCKS_MIN && told.reduce((sum, s) => sum + s.ownChars, 0) >= TOLD_ALL_CHARS_MIN;
}

/** Where files of settings are the way a thing is called, the example under "Usage" is its use. */
export function calledBySettings(readings: readonly Reading[]): Found | undefined {
  const samples = readings.flatMap(({ section, signals }) =>
    section.kind === "topic" && section.own && section.topics.has("use")
      ? signals
          .filter((s) => s.code?.configFile === true)
          .map((s) => ({ strength: "fair" as const, signals: s, section }))
      : [],
  );
  const elsewhere = readings.some(
    ({ section, signals }) =>
      section.topics.has("configure") &&
      !section.topics.has("use") &&
      section.kind === "topic" &&
      signals.some((s) => s.explains || s.block.kind === "row"),
  );
  return elsewhere ? samples[0] : undefined;
}
