// JSON Schemas for whoever reads what is published: lists of known values stay open, and every field says what it is.

/** By the field's name: each means one thing wherever it stands. */
const FIELDS: Readonly<Record<string, string>> = {
  version: "The version of this format.",
  generation: "Grows with every publish; a smaller one than you know is an old copy.",
  source: "What the catalog was built from.",
  marketplace: "Whose marketplace it is.",
  count: "How many there are.",
  types: "How many listings there are of each type.",
  tags: "Tags; in the catalog, with how many listings bear each.",
  next: "The number that the next new entry gets.",
  waiting: "Ids whose newest file is not published yet.",
  underReview: "Ids under review for a problem that was reported.",
  due: "The first day on which an entry must be checked again.",
  parts: "The files that hold the entries.",
  removed: "What was removed: the file, the lines, or the day.",
  feed: "What the feed keeps between publishes.",
  look: "A digest of what all pages share.",
  entries: "The published listings.",
  commit: "The commit it was built from.",
  at: "When that was.",
  policy: "Git's name of the policy's file.",
  listings: "The listings, or git's name of their folder.",
  images: "Git's name of the folder of pictures.",
  name: "The name that people see.",
  url: "An address.",
  security: "Where to report a security problem in private.",
  path: "Where the file lies, relative to the catalog.",
  bytes: "The file's size in bytes.",
  sha256: "The SHA-256 of the file's bytes, in hexadecimal.",
  blob: "The file's name in git.",
  id: "The id, part of its addresses.",
  updated: "When it last changed.",
  order: "The number of the entry: later ones are greater.",
  status: "Its state. Ignore an entry whose status you do not know.",
  type: "What kind it is.",
  summary: "What it does, in one line.",
  description: "More about it, in Markdown.",
  link: "Where people get it.",
  documentation: "How to install, configure and use it.",
  issues: "Where users report problems.",
  license: "Its licence, an SPDX expression.",
  compatibility: "The versions of the platform it works with, a semver range.",
  maintainers: "The GitHub logins of those who look after it.",
  owners: "The GitHub accounts that own the listing.",
  image: "The picture of the card.",
  screenshots: "Pictures of it in use.",
  added: "When it was first published.",
  verified: "The day on which it was last found in order.",
  checks: "What was checked, and what came of it. Ignore checks that you do not know.",
  review: "The case that is open about it.",
  login: "A GitHub login.",
  sourceBytes: "The size of the picture as it was given.",
  from: "Where the picture came from.",
  width: "In pixels.",
  height: "In pixels.",
  files: "The same picture in several sizes and formats.",
  title: "A title that people read.",
  evidence: "What was seen.",
  waivedUntil: "The policy waives it until that day.",
  releasedBy: "Who accepted it.",
  graceUntil: "It may stay as it is until then.",
  reason: "Why.",
  pull: "The number of the pull request.",
  blobs: "Git's names of the files.",
  deadline: "When it is due.",
  issue: "The number of the issue.",
  day: "The day that this was written for.",
  troubles: "What has been wrong with it, and since when.",
  field: "The field of the listing that it is about.",
  rule: "What is wrong. Ignore rules that you do not know.",
  to: "Where it leads now.",
  since: "Since when.",
  times: "How often in a row.",
  reported: "When its maintainers were told.",
  cases: "The cases that it was removed for.",
  marked: "No file of the ledger says so, this line alone does.",
  lapsed: "Nobody removed it: its files stopped passing. It comes back as soon as they pass.",
  lifted: "It was let back: the identical files come back without a new review.",
  revision: "When the line was written, in milliseconds since 1970.",
  rewritten: "When its ledger file had to be written again.",
  kept: "The entry as it was, for a restore.",
  severity: "How severe the case was.",
  acknowledged: "When the case was acknowledged.",
  ended: "When the case ended.",
  hosts: "Hosts that could not be asked.",
  last: "The last day on which it was so.",
  host: "The host that could not be asked.",
};

/**
 * The schema of what is published, for its readers: fields and values that a later version of the same format adds must not
 * fail anybody. `id`: the address at which it lies; undefined: the site does not know its own.
 */
export function openSchema(
  schema: Readonly<Record<string, unknown>>,
  id: string | undefined,
): Record<string, unknown> {
  const open = opened(schema) as Record<string, unknown>;
  return id === undefined ? open : { $id: id, ...open };
}

function opened(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(opened);
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [
    key,
    key === "properties" ? described(value as Record<string, unknown>) : opened(value),
  ]);
  const copy = Object.fromEntries(entries) as Record<string, unknown>;
  if (copy["additionalProperties"] === false) delete copy["additionalProperties"];
  const { enum: values, type, ...rest } = copy;
  if (!Array.isArray(values) || type !== "string") return copy;
  return { ...rest, anyOf: [{ type, enum: values }, { type }] };
}

function described(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(properties).map(([name, property]) => {
    const open = opened(property) as Record<string, unknown>;
    const words = Object.hasOwn(FIELDS, name) ? { description: FIELDS[name] } : {};
    return [name, { ...words, ...open }];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}
