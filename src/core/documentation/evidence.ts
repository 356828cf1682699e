// Decides how well one block speaks for a topic: on its own anywhere, only under a heading that names the topic, or not.

import { callsByName, isHelpCall, onlyStarts } from "./commands.ts";
import type { Word } from "./lexicon.ts";
import { says, type Signals } from "./signals.ts";
import type { Topic } from "./sections.ts";

/** `strong`: counts anywhere on the page. `fair`: counts under a heading of the topic. `weak`: words on it, no how. */
export type Strength = "strong" | "fair" | "weak" | "none";

/** The blocks just before and after, because a sentence often introduces the code that follows it. */
export interface Around {
  readonly before: Signals | undefined;
  readonly after: Signals | undefined;
  /** The section gives instructions: it is on installing, configuring or getting started. */
  readonly instructs: boolean;
  /** The section is on using and on nothing else. */
  readonly uses: boolean;
  /** The words of the list that the block is part of. */
  readonly run: ReadonlySet<Word>;
  /** The section's heading names more than one topic, so a piece of code may belong to either. */
  readonly shared: boolean;
  /** Words of the page's title, in Latin letters: the names of the thing. */
  readonly names: readonly string[];
  /** The section's heading is on installing something else: its parts, or the platform it runs on. */
  readonly foreign: boolean;
  /** The section's table lists addresses on a server, which look like slash commands. */
  readonly routes: boolean;
}

/** A paragraph shorter than this is no explanation. */
const PROSE_CHARS_MIN = 60;
const LINK_ONLY_CHARS_MAX = 3;
const ENUMERATION_WORDS_MIN = 2;
/** "Use HACS" is enough under a heading on installing. */
const NAMING_CHARS_MIN = 6;

function count(...facts: readonly boolean[]): number {
  return facts.filter(Boolean).length;
}

/** Words that say where a thing comes from. */
function fromSomewhere(s: Signals): boolean {
  return s.archive || s.releaseLink || says(s, "release") || says(s, "store") || says(s, "folder");
}

/** "The library `left` has to be there:" and then the command that fetches it. */
function fetchesNamedPart(s: Signals, { before, names }: Around): boolean {
  if (s.block.kind !== "code" || before === undefined || before.code !== undefined) return false;
  const command = s.block.text.toLowerCase();
  const parts = before.block.spans
    ?.filter((span) => span.kind === "code")
    .map((span) => span.text.toLowerCase());
  return (
    before.needs &&
    parts?.some((part) => command.includes(part)) === true &&
    !names.some((name) => command.includes(name))
  );
}

/** Packages that carry none of the page's own names are what it needs, not what it is. */
function onlyPrerequisites(s: Signals, around: Around): boolean {
  if (around.foreign) {
    const said = (
      s.block.kind === "code" ? s.block.text : "text" in s.block ? s.block.text : ""
    ).toLowerCase();
    return !/git\s+clone/u.test(said) && !around.names.some((name) => said.includes(name));
  }
  return (
    s.prerequisites.length > 0 &&
    around.names.length > 0 &&
    !s.prerequisites.some((name) => around.names.some((own) => name.toLowerCase().includes(own)))
  );
}

function install(s: Signals, around: Around): Strength {
  if (onlyPrerequisites(s, around) || fetchesNamedPart(s, around)) return "weak";
  if (s.storeLink) return "fair";
  if (s.installCommand || s.code?.manifest === true) return "strong";
  if (s.code !== undefined) {
    const introduced =
      around.before !== undefined && around.before.code === undefined && around.before.words.has("install");
    if (
      introduced &&
      around.instructs &&
      s.code.command &&
      !s.code.buildOnly &&
      !s.code.assigns &&
      !s.code.program
    )
      return "strong";
    return s.code.buildOnly || s.code.configFile || s.code.assigns || s.code.program || around.shared
      ? "weak"
      : "fair";
  }
  const fetches =
    says(s, "download") &&
    (s.archive || s.releaseLink || (around.instructs && says(s, "download", "release")));
  const places = says(s, "place") && (s.archive || s.uiPath || says(s, "place", "folder"));
  const fromStore =
    says(s, "store") &&
    count(says(s, "search"), says(s, "install"), s.uiPath, says(s, "act"), says(s, "operate")) >=
      ENUMERATION_WORDS_MIN;
  const linked =
    s.block.spans?.some((span) => span.kind === "link") === true && !s.referral && !s.words.has("see");
  // "**Easy installation**: copy the folder" in a list of features says that it is easy, not how it goes.
  if (s.explains && !around.instructs) return places || fetches || fromStore ? "fair" : "weak";
  if ((fetches && !s.referral) || fromStore) return "strong";
  const told = around.instructs || s.archive || s.uiPath || linked || s.block.kind === "paragraph";
  if (places && told && (says(s, "install") || says(s, "download") || linked) && s.ownChars > 20)
    return "strong";
  // A link that is all of its line may be the download itself; a sentence that sends readers away is none.
  if (s.referral && s.ownChars > LINK_ONLY_CHARS_MAX) return "none";
  if (places || says(s, "install", "folder")) return "fair";
  if (s.uiPath && (says(s, "install") || says(s, "search") || says(s, "store") || says(s, "place")))
    return "fair";
  if (says(s, "download") && fromSomewhere(s)) return "fair";
  if (s.block.kind === "item" && says(s, "install") && (linked || says(s, "act")) && !says(s, "see"))
    return "fair";
  if (says(s, "store") && s.ownChars >= NAMING_CHARS_MIN) return "fair";
  if (says(s, "install", "search") || says(s, "install", "store")) return "fair";
  if (s.block.kind === "item" && s.namesPart && says(s, "install") && around.run.has("search")) return "fair";
  if (!s.explains && (s.uiPath || (s.path && s.ownChars >= NAMING_CHARS_MIN))) return "fair";
  return s.ownChars >= PROSE_CHARS_MIN && !s.referral ? "weak" : "none";
}

function configureCode(s: Signals, around: Around): Strength {
  const { code } = s;
  if (code === undefined || code.manifest || s.installCommand) return "none";
  if (code.assigns || code.helpText || code.setsItself) return "strong";
  const before = around.before?.code === undefined ? around.before : undefined;
  const introduced =
    before !== undefined &&
    (before.configFile || says(before, "settings") || (says(before, "set") && !says(before, "act")));
  if (code.configFile && (introduced || (around.instructs && (before?.ownChars ?? 0) >= NAMING_CHARS_MIN)))
    return "strong";
  return "fair";
}

/** "Enter the host name and password": said as a step, or of a field that is named. */
function entersValues(s: Signals): boolean {
  return (
    says(s, "set", "value") &&
    !s.uiPath &&
    !says(s, "install") &&
    (s.namesPart || s.inlineCode || (s.block.kind === "item" && s.block.ordered))
  );
}

function configure(s: Signals, around: Around): Strength {
  if (s.code !== undefined) return configureCode(s, around);
  if (s.chatCommand) return s.explains ? "fair" : "weak";
  if (s.block.kind === "row")
    return s.block.header ? "none" : s.envName || s.flags.length > 0 || s.explains ? "fair" : "weak";
  const sets = says(s, "set");
  if (
    s.uiPath &&
    sets &&
    !says(s, "place") &&
    !s.words.has("download") &&
    (says(s, "set", "settings") || s.block.spans?.some((span) => span.kind !== "link") === true)
  )
    return "strong";
  if (s.configFile && (sets || says(s, "create") || says(s, "place"))) return "strong";
  if (s.envName && (s.explains || sets || says(s, "settings"))) return "strong";
  if (
    says(s, "secret") &&
    (says(s, "create", "secret") || says(s, "set", "secret")) &&
    (around.instructs || s.uiPath || says(s, "act", "secret") || (s.block.kind === "item" && s.block.ordered))
  )
    return "strong";
  if (s.assigns && sets) return "strong";
  if (entersValues(s) && around.instructs) return "strong";
  if (s.referral) return "none";
  // "The settings are described in config.yml" sends readers to the file.
  if (s.configFile && s.words.has("see") && !says(s, "act") && !s.explains) return "weak";
  if (sets && s.ownChars >= PROSE_CHARS_MIN) return "fair";
  if (s.block.kind === "item" && (sets || says(s, "operate")) && s.ownChars >= PROSE_CHARS_MIN / 2)
    return "fair";
  if (s.namesPart && (sets || says(s, "operate")) && s.ownChars >= PROSE_CHARS_MIN / 2) return "fair";
  if (s.uiPath || s.explains || s.configFile || s.envName || s.flags.length > 0) return "fair";
  if (sets && (s.inlineCode || says(s, "act") || says(s, "settings")) && s.ownChars >= PROSE_CHARS_MIN / 2)
    return "fair";
  if (s.inlineCode && s.ownChars >= PROSE_CHARS_MIN / 2) return "fair";
  if (says(s, "secret") && sets) return "fair";
  return s.ownChars >= PROSE_CHARS_MIN ? "weak" : "none";
}

function useCode(s: Signals, around: Around): Strength {
  const { code } = s;
  if (s.block.kind === "code" && onlyStarts(s.block.text)) return "weak";
  if (code?.workflow === true) return "strong";
  if (code === undefined || code.manifest || s.installCommand || code.buildOnly) return "none";
  if (s.chatCommand || code.helpText) return "strong";
  if (s.block.kind === "code" && callsByName(s.block.text, around.names)) return "strong";
  // What is sent or written to make it work, under a heading on using alone.
  if (code.configFile && around.uses) return "fair";
  if (code.assigns || code.configFile) return "weak";
  const before = around.before?.code === undefined ? around.before : undefined;
  if (code.program && before?.words.has("install") !== true) return "strong";
  return "fair";
}

/** What it shows by itself once it runs: "The sensor's state is the time of the next train". */
export function showsByItself(s: Signals): boolean {
  const asks = says(s, "set") || says(s, "install");
  return says(s, "entity") && !asks && s.inlineCode && s.ownChars >= PROSE_CHARS_MIN;
}

function use(s: Signals, around: Around): Strength {
  if (s.buildersScript || (around.routes && s.block.kind === "row")) return "none";
  if (s.code !== undefined) return useCode(s, around);
  const codes = s.block.spans?.filter((span) => span.kind === "code") ?? [];
  // "Type /foo help" leaves all the telling to the thing.
  if (codes.length === 1 && codes.every((span) => isHelpCall(span.text)) && s.ownChars < PROSE_CHARS_MIN)
    return "weak";
  const acts = says(s, "act");
  // A setting whose value is a command: "**Trigger**: … by default `/poll`".
  if (s.chatCommand && s.explains && !s.explainsCommand && around.instructs) return "fair";
  if (s.chatCommand && (s.explains || acts || says(s, "operate") || s.ownChars >= PROSE_CHARS_MIN / 2))
    return "strong";
  if (s.chatCommand && around.after?.code === undefined && s.block.kind !== "row") return "fair";
  if (s.block.kind === "row") return s.block.header ? "none" : s.explains ? "fair" : "weak";
  if (showsByItself(s)) return "strong";
  if (s.referral || (says(s, "install") && !acts)) return "none";
  if (acts || (says(s, "operate") && (s.inlineCode || s.uiPath || s.ownChars >= PROSE_CHARS_MIN / 2)))
    return "fair";
  if (s.explains || (s.inlineCode && s.ownChars >= PROSE_CHARS_MIN / 2)) return "fair";
  return s.ownChars >= PROSE_CHARS_MIN ? "weak" : "none";
}

export function strengthOf(topic: Topic, s: Signals, around: Around): Strength {
  if (s.unwritten || s.block.kind === "heading" || s.block.kind === "image") return "none";
  if (topic === "install") return install(s, around);
  return topic === "configure" ? configure(s, around) : use(s, around);
}
