// What an id may be, and which ids a person could take for another.

/** The id is the listing file's name; it becomes part of every address we publish. */
export const ID_PATTERN = /^[a-z0-9][a-z0-9-]{0,48}[a-z0-9]$/;

// Names that mean something to a file system, a web server or JavaScript, and our own output folders.
const RESERVED = new Set([
  "about",
  "admin",
  "all",
  "api",
  "app",
  "apps",
  "assets",
  "aux",
  "badge",
  "catalog",
  "checklist",
  "cname",
  "con",
  "constructor",
  "contact",
  "docs",
  "example",
  "feed",
  "help",
  "home",
  "images",
  "index",
  "listing",
  "listings",
  "login",
  "new",
  "nul",
  "null",
  "official",
  "preview",
  "privacy",
  "prn",
  "prototype",
  "removed",
  "robots",
  "search",
  "security",
  "sitemap",
  "static",
  "steward",
  "submit",
  "support",
  "tag",
  "tags",
  "terms",
  "tombstone",
  "type",
  "types",
  "undefined",
  "www",
]);

export function isReservedId(id: string): boolean {
  return RESERVED.has(id) || /^(?:com|lpt)[0-9]$/.test(id);
}

/**
 * Two ids with the same skeleton look alike at a glance: separators dropped, digits and letter pairs that
 * Unicode's confusables (TR 39) map onto each other made one. Ids are ASCII, so only ASCII pairs matter.
 */
export function skeleton(id: string): string {
  return (
    id
      .replaceAll("-", "")
      .replace(/[1i]/g, "l")
      .replaceAll("0", "o")
      .replaceAll("5", "s")
      .replaceAll("2", "z")
      .replaceAll("8", "b")
      // Pairs last, so that a digit within a pair ("c1") is seen too.
      .replaceAll("rn", "m")
      .replaceAll("vv", "w")
      .replaceAll("cl", "d")
  );
}

/** Damerau–Levenshtein distance (adjacent swaps count once), cut off above `most`. */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? most + 1;
}

export interface LookAlike {
  readonly id: string;
  readonly where: "live" | "removed";
  readonly how: "looks-the-same" | "one-edit-away";
}

/** The *other* ids that one id could be taken for; for many ids, `createLookAlikes`. */
export function lookAlikes(
  id: string,
  live: ReadonlySet<string>,
  removed: ReadonlySet<string>,
  most = LOOK_ALIKES_SHOWN_MAX,
): readonly LookAlike[] {
  const near = new Set<string>();
  const own = skeleton(id);
  for (const other of [...live, ...removed]) {
    if (other !== id && (skeleton(other) === own || editDistance(id, other, 1) <= 1)) near.add(other);
  }
  return createLookAlikes(new Set([...near].filter((other) => live.has(other))), near)(id, most);
}

/** Answers which *other* ids an id could be taken for, sorted; at most `most` of them. */
export type LookAlikes = (id: string, most?: number) => readonly LookAlike[];

export const LOOK_ALIKES_SHOWN_MAX = 5;

/**
 * Ids one edit apart share what is left of them when one character is dropped from each (or none), so an index of
 * such remainders finds the candidates without comparing with every id there is.
 */
export function createLookAlikes(live: ReadonlySet<string>, removed: ReadonlySet<string>): LookAlikes {
  // Nobody may ask: a build lists what was listed already.
  let byForm: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  return (id, most = LOOK_ALIKES_SHOWN_MAX) => {
    const index = (byForm ??= indexOf([...live, ...removed]));
    const own = skeleton(id);
    const candidates = new Set(formsOf(id).flatMap((form) => [...(index.get(form) ?? [])]));
    const found: LookAlike[] = [];
    for (const other of candidates) {
      if (other === id) continue;
      const where = live.has(other) ? "live" : "removed";
      if (skeleton(other) === own) found.push({ id: other, where, how: "looks-the-same" });
      else if (editDistance(id, other, 1) <= 1) found.push({ id: other, where, how: "one-edit-away" });
    }
    return found.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, most);
  };
}

function indexOf(ids: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byForm = new Map<string, Set<string>>();
  for (const id of ids) {
    for (const form of formsOf(id)) {
      const known = byForm.get(form);
      if (known === undefined) byForm.set(form, new Set([id]));
      else known.add(id);
    }
  }
  return byForm;
}

function formsOf(id: string): string[] {
  const forms = [`=${skeleton(id)}`, id];
  for (let i = 0; i < id.length; i += 1) forms.push(id.slice(0, i) + id.slice(i + 1));
  return forms;
}
