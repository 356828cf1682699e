// Keeps us a polite guest: few connections to a host at once, and a budget of requests per host and hour, which nobody uses up alone.

import { HOUR_MS } from "../../core/time.ts";
import type { Clock } from "../../ports/clock.ts";

/** Above this many hosts in memory, those whose hour is over are forgotten. */
const HOSTS_KEPT = 1_000;
/** Of a host's hour, what one share may use: the other three quarters are everybody else's. */
const SHARE_OF_HOUR = 1 / 4;

interface Host {
  busy: number;
  readonly waiting: (() => void)[];
  hourStartMs: number;
  spent: number;
  /** What each share used of this hour. */
  readonly spentBy: Map<string, number>;
}

export interface HostGate {
  /**
   * The function that leaves again; undefined when the wait or the budget is over. `share`: whose question it is, which
   * gets a quarter of the host's hour; undefined: ours, or that of somebody whom the catalog trusts.
   */
  enter(host: string, signal: AbortSignal, share?: string): Promise<(() => void) | undefined>;
}

export function createHostGate(
  atOnce: number,
  requestsPerHour: number | undefined,
  waitMs: number,
  clock: Clock,
): HostGate {
  const hosts = new Map<string, Host>();

  function forgetOld(nowMs: number): void {
    if (hosts.size <= HOSTS_KEPT) return;
    for (const [name, host] of hosts) {
      const idle = host.busy === 0 && host.waiting.length === 0;
      if (idle && (requestsPerHour === undefined || nowMs - host.hourStartMs >= HOUR_MS)) hosts.delete(name);
    }
  }

  function spend(name: string, share: string | undefined): Host | undefined {
    const nowMs = clock.nowMs();
    forgetOld(nowMs);
    const host = hosts.get(name) ?? {
      busy: 0,
      waiting: [],
      hourStartMs: nowMs,
      spent: 0,
      spentBy: new Map<string, number>(),
    };
    hosts.set(name, host);
    return countIn(host, share, requestsPerHour, nowMs) ? host : undefined;
  }

  function leaver(host: Host): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = host.waiting.shift();
      // The place is handed on, so that a newcomer cannot slip in before those who wait.
      if (next) next();
      else host.busy -= 1;
    };
  }

  return {
    async enter(name, signal, share) {
      const host = spend(name, share);
      if (host === undefined) return undefined;
      if (host.busy < atOnce) {
        host.busy += 1;
        return leaver(host);
      }
      return new Promise((resolve) => {
        const timer = setTimeout(giveUp, waitMs);
        signal.addEventListener("abort", giveUp, { once: true });
        host.waiting.push(takeTurn);
        function takeTurn(): void {
          clearTimeout(timer);
          signal.removeEventListener("abort", giveUp);
          if (host !== undefined) resolve(leaver(host));
        }
        function giveUp(): void {
          clearTimeout(timer);
          signal.removeEventListener("abort", giveUp);
          const place = host?.waiting.indexOf(takeTurn) ?? -1;
          if (place >= 0) host?.waiting.splice(place, 1);
          resolve(undefined);
        }
      });
    },
  };
}

/** Counts one more request of this hour; false: it would be one too many, and nothing is counted. */
function countIn(
  host: Host,
  share: string | undefined,
  requestsPerHour: number | undefined,
  nowMs: number,
): boolean {
  if (nowMs - host.hourStartMs >= HOUR_MS) {
    host.hourStartMs = nowMs;
    host.spent = 0;
    host.spentBy.clear();
  }
  if (requestsPerHour === undefined) return true;
  if (host.spent >= requestsPerHour) return false;
  if (share !== undefined) {
    const spentBefore = host.spentBy.get(share) ?? 0;
    if (spentBefore >= Math.max(1, Math.floor(requestsPerHour * SHARE_OF_HOUR))) return false;
    host.spentBy.set(share, spentBefore + 1);
  }
  host.spent += 1;
  return true;
}
