// How much of GitHub's hourly budget each installation has left: looking for lost events slows before anything else stops.

import type { Clock } from "../../ports/clock.ts";

/**
 * Below this share rounds are stretched over what is left of the hour. A round of an installation that fits into its
 * budget uses a few percent of it; where it is down to a third, something else is busy, and that is reviews.
 */
export const STRETCH_BELOW = 0.3;
/** Below this share they wait for the reset: 500 of the smallest budget's 5,000, some forty first reviews. */
export const WAIT_BELOW = 0.1;

/** What GitHub's answers say of one budget. */
export interface BudgetSeen {
  readonly installationId: number | undefined;
  /** "core", "graphql". */
  readonly resource: string | undefined;
  readonly remaining: number | undefined;
  readonly limit: number | undefined;
  readonly resetAtMs: number | undefined;
}

/** `untilMs`: GitHub fills the budget up again then. */
export type Pace =
  | { readonly is: "free" }
  | { readonly is: "stretched" | "waiting"; readonly untilMs: number; readonly share: number };

export type SlowPace = Exclude<Pace, { is: "free" }>;

export interface Budgets {
  note(seen: BudgetSeen): void;
  /** By the scarcer of its budgets; an installation that we know nothing of is free. */
  paceOf(installationId: number | undefined): Pace;
  /** Installations whose rounds are slowed now. */
  slowed(): readonly { readonly installationId: number; readonly pace: SlowPace }[];
}

interface Left {
  readonly share: number;
  readonly resetAtMs: number;
}

const FREE: Pace = { is: "free" };
/** Of reviews and rounds; others (search, manifests) have budgets that we do not use. */
const RESOURCES: ReadonlySet<string> = new Set(["core", "graphql"]);

export function createBudgets(clock: Clock): Budgets {
  const left = new Map<number, Map<string, Left>>();
  const paceOf = (installationId: number | undefined): Pace => {
    const nowMs = clock.nowMs();
    const open = [...(left.get(installationId ?? 0)?.values() ?? [])].filter(
      ({ resetAtMs }) => resetAtMs > nowMs,
    );
    const least = open.sort((a, b) => a.share - b.share)[0];
    if (least === undefined || least.share >= STRETCH_BELOW) return FREE;
    const { share, resetAtMs: untilMs } = least;
    return { is: share < WAIT_BELOW ? "waiting" : "stretched", untilMs, share };
  };
  return {
    note({ installationId, resource, remaining, limit, resetAtMs }) {
      if (installationId === undefined || resource === undefined || !RESOURCES.has(resource)) return;
      if (remaining === undefined || limit === undefined || limit <= 0 || resetAtMs === undefined) return;
      const own = left.get(installationId) ?? new Map<string, Left>();
      left.set(installationId, own);
      own.set(resource, { share: remaining / limit, resetAtMs });
    },
    paceOf,
    slowed: () =>
      [...left.keys()].flatMap((installationId) => {
        const pace = paceOf(installationId);
        return pace.is === "free" ? [] : [{ installationId, pace }];
      }),
  };
}

/** For the log and for whoever watches: which installations' rounds are slowed, why and until when. */
export function slowedTexts(budgets: Pick<Budgets, "slowed">): readonly string[] {
  return budgets.slowed().map(({ installationId, pace: { is, share, untilMs } }) => {
    const left = `${Math.floor(share * 100)} % of GitHub's hourly budget is left to installation ${installationId}`;
    const what = is === "waiting" ? "sweeps wait" : "sweeps are stretched";
    return `${left}: ${what} until ${new Date(untilMs).toISOString().slice(0, 16)}Z`;
  });
}
