// How soon a dashboard says what has changed: within seconds on a quiet day, and seldom enough where much happens.

const SOON_MS = 10_000;
const BUSY_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
/** Each look may write, and GitHub takes 500 contents an hour from all that the App does in one repository. */
const SOON_AN_HOUR = 12;

/** When the dashboard of a repository is due, in milliseconds of the clock. Looks that were asked for and are not yet done count once. */
export type DashboardPace = (repositoryId: number, nowMs: number) => number;

/** What it remembers may be lost: a few looks more are all that comes of it. */
export function createDashboardPace(): DashboardPace {
  const soon = new Map<number, readonly number[]>();
  return (repositoryId, nowMs) => {
    const lately = (soon.get(repositoryId) ?? []).filter((dueMs) => dueMs > nowMs - HOUR_MS);
    const waiting = lately.at(-1);
    if (waiting !== undefined && waiting >= nowMs) return waiting;
    if (lately.length >= SOON_AN_HOUR) return nowMs + BUSY_MS;
    soon.set(repositoryId, [...lately, nowMs + SOON_MS]);
    return nowMs + SOON_MS;
  };
}
