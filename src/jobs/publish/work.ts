// What there is to do for a publish: which listings differ from what is published, and what is known of each.

import type { PublishPorts, PublishSnapshot, PendingWork } from "./context.ts";
import { NOTHING_PUBLISHED, looksNew, partOf, partsNeeded } from "../../core/catalog/assemble.ts";
import type { Entry } from "../../core/catalog/entry.ts";
import { parseEntry, parsePart, parseRemoved, type RemovedLine } from "../../core/catalog/schema.ts";
import type { SourceTrees } from "../../core/publication/seen.ts";
import { mustJudgeAgain } from "../../core/catalog/publication.ts";
import { ID_PATTERN } from "../../core/listing/ids.ts";
import { keepsOut, rememberRemovals, type RemovedInCase } from "../../core/catalog/memory.ts";
import { readLedger, type LedgerWord } from "../../core/listing/ledger.ts";
import { JobError } from "../../core/job-error.ts";
import type { SeenCommit, TreeEntry } from "../../ports/forge.ts";
import type { CatalogForge } from "../../ports/publish.ts";
import { folder } from "../facts/trees.ts";

export async function seeWork(
  ports: PublishPorts,
  snapshot: PublishSnapshot,
  today: string,
  /** What cases took out; asked for where nothing is published. */
  removedInCases: readonly RemovedInCase[] = [],
): Promise<PendingWork> {
  const { forge } = ports;
  const { state, policy, source, head, own, out, site } = snapshot;
  const before = head?.source;
  const [listings, ledgerFiles] = await Promise.all([
    filesIn(forge, source.listings),
    filesIn(forge, source.removed),
  ]);
  const changed = new Set<string>(head === undefined ? listings.keys() : head.waiting);
  const listedBefore =
    before === undefined || before.listings === source.listings
      ? listings
      : await filesIn(forge, before.listings);
  differing(listedBefore, listings, changed);
  if (before !== undefined && before.images !== source.images)
    await differingImages(ports, before.images, source.images, changed);
  const words = await changedLedger(ports, snapshot, ledgerFiles);
  const lines = head === undefined ? [] : await readLines(out, head.removed.blob, head.removed.count);

  const parts = new Map<number, readonly Entry[]>();
  const loadAll = async (): Promise<void> => {
    if (head?.entries !== undefined && parts.size === 0)
      for (const record of head.parts) parts.set(numberIn(record.path), entriesOf(head.entries, record.path));
    for (const record of head?.parts ?? [])
      if (!parts.has(numberIn(record.path)))
        parts.set(numberIn(record.path), await readPart(out, record.blob));
  };
  const entries = new Map<string, Entry>();
  const everything = looksNew(head, { site, pagesVersion: ports.pages.version }, ports.digests);
  const policyChanged = before !== undefined && before.policy !== (state.policy?.sha ?? "");
  const due = head?.due !== undefined && head.due <= today;
  if (head?.entries !== undefined || policyChanged || due || everything) {
    await loadAll();
    for (const entry of [...parts.values()].flat()) {
      entries.set(entry.id, entry);
      if ((policyChanged || due) && mustJudgeAgain(entry, policy, today)) changed.add(entry.id);
    }
  } else if (own !== undefined && changed.size + words.size > 0) {
    // What stood neither in the source of before nor among the waiting cannot be published.
    const ids = [...new Set([...changed, ...words.keys()])]
      .filter((id) => listedBefore.has(id) || head?.waiting.includes(id) === true)
      .sort();
    for (const entry of await readEntries(out, own, ids)) entries.set(entry.id, entry);
  }
  const memory = rememberRemovals({
    lines,
    words,
    sourceAtMs: before === undefined ? undefined : Date.parse(before.at),
    isPublished: (id) => entries.has(id),
    cases: removedInCases,
  });
  // Steward's own word takes out what is published, even where the files came back before it was read.
  for (const line of memory) if (keepsOut(line) && entries.has(line.id)) changed.add(line.id);
  return {
    ids: [...changed].filter((id) => ID_PATTERN.test(id)).sort(),
    listings,
    ledgerFiles,
    lines,
    memory,
    back: cameBack(memory, listings, listedBefore),
    entries,
    everything,
    sourceChanged: policyChanged || isOtherSource(before, source),
    async load(orders, countAfter, anew = false) {
      if (head === undefined) return NOTHING_PUBLISHED;
      const wanted = partsNeeded(head, orders, anew || everything || due, countAfter);
      if (head.entries !== undefined) await loadAll();
      for (const record of wanted)
        if (!parts.has(numberIn(record.path)))
          parts.set(numberIn(record.path), await readPart(out, record.blob));
      return { head, parts, removed: lines };
    },
  };
}

function isOtherSource(before: SourceTrees | undefined, source: SourceTrees): boolean {
  return (
    before === undefined ||
    before.listings !== source.listings ||
    before.images !== source.images ||
    before.removed !== source.removed
  );
}

/** What was taken out and stands on the default branch again, since the last publish. */
function cameBack(
  memory: readonly RemovedLine[],
  listings: ReadonlyMap<string, TreeEntry>,
  listedBefore: ReadonlyMap<string, TreeEntry>,
): ReadonlySet<string> {
  const out = memory.filter((line) => keepsOut(line) && line.marked !== true).map(({ id }) => id);
  return new Set(out.filter((id) => listings.has(id) && !listedBefore.has(id)));
}

/** Ledger files that differ from those of before, as they read now. */
async function changedLedger(
  { forge, seal }: PublishPorts,
  { state: { repositoryId }, head, source }: PublishSnapshot,
  files: ReadonlyMap<string, TreeEntry>,
): Promise<Map<string, LedgerWord>> {
  const ids = new Set<string>();
  const before = head?.source.removed ?? null;
  if (head === undefined || before !== source.removed) differing(await filesIn(forge, before), files, ids);
  const ledger = new Map<string, LedgerWord>();
  for (const id of ids) {
    const file = files.get(id);
    const isFile = file?.type === "blob";
    ledger.set(
      id,
      isFile
        ? readLedger(await forge.blob(file.sha), id, repositoryId, seal)
        : { line: undefined, revision: undefined },
    );
  }
  return ledger;
}

/** Published entries by id; those that are not there are left out, and what was read or written before is not asked for. */
export async function readEntries(
  out: CatalogForge,
  { sha, tree }: Pick<SeenCommit, "sha" | "tree">,
  ids: readonly string[],
): Promise<readonly Entry[]> {
  if (ids.length === 0) return [];
  const names = new Map((await folder(out, tree, "listings")).map((file) => [file.name, file.sha]));
  const files = ids.flatMap((id): [string, string][] => {
    const blob = names.get(`${id}.json`);
    return blob === undefined ? [] : [[`listings/${id}.json`, blob]];
  });
  const texts = await out.textsOf(sha, new Map(files));
  return [...texts.values()].map((text) => {
    const entry = parseEntry(text);
    if (entry === undefined) throw new JobError("denied", "a published entry cannot be read");
    return entry;
  });
}

function numberIn(path: string): number {
  return Number(/(\d+)\.json$/.exec(path)?.[1] ?? -1);
}

function entriesOf(entries: readonly Entry[], path: string): readonly Entry[] {
  const number = numberIn(path);
  return entries.filter(({ order }) => partOf(order) === number);
}

async function readPart(forge: CatalogForge, blob: string): Promise<readonly Entry[]> {
  const entries = parsePart(new TextDecoder().decode(await forge.blob(blob)));
  if (entries === undefined) throw new JobError("denied", "a part of the published catalog cannot be read");
  return entries;
}

async function readLines(forge: CatalogForge, blob: string, count: number): Promise<readonly RemovedLine[]> {
  if (count === 0) return [];
  const lines = parseRemoved(new TextDecoder().decode(await forge.blob(blob)));
  if (lines === undefined) throw new JobError("denied", "the published removals cannot be read");
  return lines;
}

/** `<id>.yml` of a folder, by id. */
async function filesIn(
  forge: PublishPorts["forge"],
  tree: string | null,
): Promise<ReadonlyMap<string, TreeEntry>> {
  const entries = tree === null ? [] : await forge.tree(tree);
  return new Map(
    entries
      .filter(({ name, type }) => name.endsWith(".yml") && type !== "tree")
      .map((entry) => [entry.name.slice(0, -4), entry]),
  );
}

function differing(
  before: ReadonlyMap<string, TreeEntry>,
  after: ReadonlyMap<string, TreeEntry>,
  into: Set<string>,
): void {
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(id), after.get(id)];
    if (old?.sha !== now?.sha || old?.mode !== now?.mode) into.add(id);
  }
}

/** An image or a folder of screenshots that changed is a change of its listing. */
async function differingImages(
  { forge }: PublishPorts,
  before: string | null,
  after: string | null,
  into: Set<string>,
): Promise<void> {
  const read = async (tree: string | null) =>
    new Map((tree === null ? [] : await forge.tree(tree)).map(({ name, sha }) => [name, sha]));
  const [old, now] = await Promise.all([read(before), read(after)]);
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    if (old.get(name) !== now.get(name)) into.add(name.replace(/\.(?:png|jpg|svg)$/, ""));
  }
}
