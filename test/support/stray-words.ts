// Comments that look like a command to people, and comments that do not: for tests of what is answered in words.

/** Characters that cannot be seen, or that only look like a space or a letter. */
export const HIDDEN: readonly string[] = [
  "/recheck\u200b",
  "\ufeff/recheck",
  "/re\u200bcheck",
  "/recheck\u00a0",
  "\u00a0/recheck",
  "/recheck\u3000",
  "／recheck",
  "/ｒｅｃｈｅｃｋ",
];

export const TALK_WITHOUT_COMMAND: readonly string[] = [
  "",
  "Thanks!",
  "> /recheck",
  "`/recheck`",
  "`/accept submission 1234567 fine` is the line",
  "Write `/accept submission 1234567 fine`",
  "```\n/recheck\n```",
  "    /recheck",
  "\t/recheck",
  "please /recheck",
  "- /recheck",
  "/",
  "//recheck",
  "/ recheck",
  "/etc/hosts is where I put it",
  "/opt/poll/readme",
  "/lgtm",
  "/merge",
  "/assign @somebody",
  "/reject",
  "/docs say otherwise",
  "<!-- /recheck -->",
  `/${"x".repeat(100_000)}`,
  "\u200b".repeat(100_000),
];
