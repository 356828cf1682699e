// Switches that make the sandbox misbehave as the real one does: lost events, refusals, slowness.

export interface RequestFault {
  readonly method?: string;
  /** Matched against the path without the query, or `graphql:<OperationName>`. */
  readonly path: RegExp;
  /** Only the nth matching call (from 1) and those after it, `times` calls in all; default: every call from the first. */
  readonly nth?: number;
  readonly times?: number;
  readonly answer:
    | { readonly status: number; readonly retryAfterSeconds?: number; readonly message?: string }
    /** The work is done, then the answer is lost. */
    | { readonly afterWork: number }
    | { readonly malformed: true }
    /** The connection stays open and says nothing. */
    | { readonly hang: true }
    | { readonly reset: true };
}

export interface Faults {
  readonly deliveries: {
    /** true: every delivery; a pattern: those whose `event.action` matches. */
    lose: boolean | RegExp;
    double: boolean;
    delayMs: number;
    /** Each pair of deliveries changes places. */
    reorder: boolean;
  };
  requests: RequestFault[];
  slowMs: number;
  /** How many reads of a repository answer 404 after each event about it. */
  staleReads: number;
  /** How long GitHub takes for a test merge once somebody asked for it; 0: the next read finds it. */
  testMergeMs: number;
}

export function noFaults(): Faults {
  return {
    deliveries: { lose: false, double: false, delayMs: 0, reorder: false },
    requests: [],
    slowMs: 0,
    staleReads: 0,
    testMergeMs: 0,
  };
}

export interface FaultMatcher {
  find(method: string, paths: readonly string[]): RequestFault | undefined;
}

/** Counts matching calls per fault, so that "the third write" can be asked for. */
export function faultMatcher(faults: Faults): FaultMatcher {
  const counts = new WeakMap<RequestFault, number>();
  return {
    find(method, paths) {
      for (const fault of faults.requests) {
        if (fault.method !== undefined && fault.method !== method) continue;
        if (!paths.some((path) => fault.path.test(path))) continue;
        const count = (counts.get(fault) ?? 0) + 1;
        counts.set(fault, count);
        const first = fault.nth ?? 1;
        const times = fault.times ?? (fault.nth === undefined ? Infinity : 1);
        if (count >= first && count < first + times) return fault;
      }
      return undefined;
    },
  };
}
