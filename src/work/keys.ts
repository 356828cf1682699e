// Names of work: what to look at again, by numbers that no rename changes. A key carries no facts.

export type Key =
  /** One issue that may be a case, in a catalog or in the repository that its policy names. */
  | { readonly kind: "case"; readonly repositoryId: number; readonly number: number }
  /** All cases of such a repository. */
  | { readonly kind: "cases"; readonly repositoryId: number }
  /** The same after a label was renamed or deleted, which its issues do not tell: each running case is looked at. */
  | { readonly kind: "labels"; readonly repositoryId: number }
  | { readonly kind: "review"; readonly repositoryId: number; readonly number: number }
  | { readonly kind: "rerun"; readonly repositoryId: number; readonly runId: number }
  | { readonly kind: "rerun-suite"; readonly repositoryId: number; readonly suiteId: number }
  | {
      readonly kind: "merge";
      readonly repositoryId: number;
      readonly number: number;
      readonly baseSha: string;
      readonly headSha: string;
    }
  | { readonly kind: "policy"; readonly repositoryId: number }
  | { readonly kind: "publish"; readonly repositoryId: number }
  | { readonly kind: "sweep"; readonly repositoryId: number }
  /** Published listings are looked at again, at the time the key waits for. */
  | { readonly kind: "verify"; readonly repositoryId: number };

/** Work that belongs to no repository: looking at all catalogs, and at the deliveries that failed. */
export const SCHEDULED = ["catalogs", "deliveries"] as const;
export const [ALL_CATALOGS] = SCHEDULED;
export type ScheduledTask = (typeof SCHEDULED)[number];

export function readScheduled(text: string): ScheduledTask | undefined {
  return SCHEDULED.find((round) => round === text);
}

export function writeKey(key: Key): string {
  switch (key.kind) {
    case "case":
      return `case:${key.repositoryId}#${key.number}`;
    case "review":
      return `review:${key.repositoryId}#${key.number}`;
    case "rerun":
      return `rerun:${key.repositoryId}:${key.runId}`;
    case "rerun-suite":
      return `rerun-suite:${key.repositoryId}:${key.suiteId}`;
    case "merge":
      return `merge:${key.repositoryId}#${key.number}:${key.baseSha}:${key.headSha}`;
    case "cases":
    case "labels":
    case "policy":
    case "publish":
    case "sweep":
    case "verify":
      return `${key.kind}:${key.repositoryId}`;
  }
}

/** undefined: not a key of this version. */
export function readKey(text: string): Key | undefined {
  const one = /^(case|review):(\d{1,15})#(\d{1,10})$/.exec(text);
  if (one !== null)
    return {
      kind: one[1] === "case" ? "case" : "review",
      repositoryId: Number(one[2]),
      number: Number(one[3]),
    };
  const rerun = /^(rerun|rerun-suite):(\d{1,15}):(\d{1,15})$/.exec(text);
  if (rerun !== null) {
    const [, kind, repositoryId, id] = rerun;
    return kind === "rerun"
      ? { kind: "rerun", repositoryId: Number(repositoryId), runId: Number(id) }
      : { kind: "rerun-suite", repositoryId: Number(repositoryId), suiteId: Number(id) };
  }
  const merge = /^merge:(\d{1,15})#(\d{1,10}):([0-9a-f]{40,64}):([0-9a-f]{40,64})$/.exec(text);
  if (merge !== null)
    return {
      kind: "merge",
      repositoryId: Number(merge[1]),
      number: Number(merge[2]),
      baseSha: merge[3] ?? "",
      headSha: merge[4] ?? "",
    };
  const whole = /^(cases|labels|policy|publish|sweep|verify):(\d{1,15})$/.exec(text);
  if (whole === null) return undefined;
  const kind = whole[1] as "cases" | "labels" | "policy" | "publish" | "sweep" | "verify";
  return { kind, repositoryId: Number(whole[2]) };
}

/** For counting by kind; "": not a key of this version, or work of no repository. */
export function kindOfKey(text: string): string {
  return readKey(text)?.kind ?? "";
}

/** undefined: work of no repository, or not a key of this version. */
export function repositoryOfKey(text: string): number | undefined {
  return readKey(text)?.repositoryId;
}
