// What the sandbox keeps of a test merge: which two commits it is of, and what came of it.

/** Computed in the background once somebody asked, for one head on one tip; of another, GitHub knows nothing yet. */
export interface StoredTestMerge {
  readonly headSha: string;
  readonly tipSha: string;
  /** When it is done. */
  readonly readyAtMs: number;
  /** undefined: not written yet; null: the two conflict. */
  commitSha?: string | null;
}
