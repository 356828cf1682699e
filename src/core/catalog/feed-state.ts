// What a feed must keep from one publish to the next, so that readers see each listing once and never an older feed.

/** Readers know an entry by its id: it stays what it was though the repository is renamed or moves. */
export interface FeedState {
  /** What its entries' ids begin with: the repository's address at the first publish that wrote it down. */
  readonly id: string;
  /** ISO date-time (UTC); never earlier than it was. */
  readonly updated: string;
}

/** `at`: of the commit that is published, ISO date-time (UTC). undefined: what is built has no repository yet, and no readers. */
export function feedStateAfter(
  before: FeedState | undefined,
  now: { readonly repositoryUrl: string | undefined; readonly at: string; readonly isChanged: boolean },
): FeedState | undefined {
  const { repositoryUrl: id, at, isChanged } = now;
  if (before === undefined) return id === undefined ? undefined : { id, updated: at };
  return isChanged && at > before.updated ? { ...before, updated: at } : before;
}
