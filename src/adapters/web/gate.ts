// Keeps us a polite guest: few connections to a host at once, and a budget of requests per host and hour.

import { HOUR_MS } from "../../core/time.ts";
import type { Clock } from "../../ports/clock.ts";

/** Above this many hosts in memory, those whose hour is over are forgotten. */
const HOSTS_KEPT = 1_000;

interface Host {
  busy: number;
  readonly waiting: (() => void)[];
  hourStartMs: number;
  spent: number;
}

export interface HostGate {
  /** The function that leaves again; undefined when the wait or the budget is over. */
  enter(host: string, signal: AbortSignal): Promise<(() => void) | undefined>;
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

  function spend(name: string): Host | undefined {
    const nowMs = clock.nowMs();
    forgetOld(nowMs);
    const host = hosts.get(name) ?? { busy: 0, waiting: [], hourStartMs: nowMs, spent: 0 };
    hosts.set(name, host);
    if (nowMs - host.hourStartMs >= HOUR_MS) {
      host.hourStartMs = nowMs;
      host.spent = 0;
    }
    if (requestsPerHour !== undefined && host.spent >= requestsPerHour) return undefined;
    host.spent += 1;
    return host;
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
    async enter(name, signal) {
      const host = spend(name);
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
