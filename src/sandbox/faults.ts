// Switches that make the sandbox misbehave as the real one does: lost events, refusals, slowness.

export interface RequestFault {
  readonly method?: string;
  /** Matched against the path without the query, or `graphql:<OperationName>`. */
  readonly path: RegExp;
  /** Only the nth matching call (from 1) and those after it, `times` calls in all; default: every call from the first. */
  readonly nth?: number;
  readonly times?: number;
  /** Only GraphQL documents that ask for more nodes than that, by GitHub's way to count them: asking for fewer goes well. */
  readonly nodesOver?: number;
  readonly answer:
    | {
        readonly status: number;
        readonly retryAfterSeconds?: number;
        /** The budget of the hour is used up: nothing remains until so many seconds from now. */
        readonly resetInSeconds?: number;
        readonly message?: string;
      }
    /** A GraphQL document is refused in a 200, as GitHub does it where the budget is used up. */
    | { readonly rateLimited: true; readonly resetInSeconds: number }
    /** The work is done, and a part of the data is lacking. */
    | Hole
    /** The work is done, then the answer is lost. */
    | { readonly afterWork: number }
    | { readonly malformed: true }
    /** The connection stays open and says nothing. */
    | { readonly hang: true }
    | { readonly reset: true };
}

/**
 * GraphQL data with a hole and the error beside it, as GitHub answers since September 2025. A place that the answer does
 * not have is not cut out; one that GitHub's types do not let be null takes what is around it along.
 */
export interface Hole {
  /** Where: names (aliases) of fields, and numbers in lists. */
  readonly hole: readonly (string | number)[];
  /** Default: RESOURCE_LIMITS_EXCEEDED. */
  readonly type?: string;
  readonly message?: string;
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
  /** Where GraphQL cuts a blob's text; GitHub cuts at 512,000. */
  textBytesMax: number;
  /** GraphQL says of nothing that whoever asks wrote it or reacted to it: whether it says so of an App, no description tells. */
  viewerUnknown: boolean;
  /** A token that is younger is refused with this status, as long as a replica does not know it. */
  freshTokens: { forMs: number; status: 401 | 403 };
  /** How long GitHub takes for a test merge once somebody asked for it; 0: the next read finds it. */
  testMergeMs: number;
}

export function noFaults(): Faults {
  return {
    deliveries: { lose: false, double: false, delayMs: 0, reorder: false },
    requests: [],
    slowMs: 0,
    staleReads: 0,
    textBytesMax: 512_000,
    viewerUnknown: false,
    freshTokens: { forMs: 0, status: 403 },
    testMergeMs: 0,
  };
}

export interface FaultMatcher {
  find(method: string, paths: readonly string[], nodes?: () => number): RequestFault | undefined;
}

/** Counts matching calls per fault, so that "the third write" can be asked for. */
export function faultMatcher(faults: Faults): FaultMatcher {
  const counts = new WeakMap<RequestFault, number>();
  return {
    find(method, paths, nodes = () => 0) {
      for (const fault of faults.requests) {
        if (fault.method !== undefined && fault.method !== method) continue;
        if (!paths.some((path) => fault.path.test(path))) continue;
        if (fault.nodesOver !== undefined && nodes() <= fault.nodesOver) continue;
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
