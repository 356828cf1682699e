// Where keys wait: what may be asked of the queue, and what its worker needs.

/** Set of keys to be looked at: a key waits at most once, and is worked on by one worker at a time. */
export interface Queue {
  /**
   * `person`: somebody waits for it; `sweep`: nobody does. Resolves when the key is kept safely.
   * A key that waits already keeps the sooner time and the more urgent reason.
   */
  add(key: string, priority: Priority, notBeforeMs?: number): Promise<void>;
}

export type Priority = "person" | "sweep";

/** A key that this process works on, until it says `ack`, `retry` or `deadLetter`, or loses it by silence. */
export interface Lease {
  readonly key: string;
  readonly priority: Priority;
  /** How often it has failed in a row. */
  readonly attempts: number;
  /** When it was added; for what a person has waited. */
  readonly addedAtMs: number;
  /** Names this lease; opaque. */
  readonly id: string;
}

/** A key that was given up on; it stays here until it is replayed or succeeds. */
export interface DeadLetter {
  readonly key: string;
  readonly because: string;
  readonly attempts: number;
  readonly failedAtMs: number;
}

export interface QueueState {
  /** Keys that could be taken now, and how long the oldest of them has been due. */
  readonly due: number;
  readonly oldestDueMs: number;
  /** Keys that wait for their time. */
  readonly later: number;
  readonly working: number;
  readonly dead: number;
}

/** The queue as the worker sees it. */
export interface KeyQueue extends Queue {
  /** Up to `limit` keys that are due and that nobody works on; now they are this process's. */
  claim(limit: number): Promise<readonly Lease[]>;
  /** Done; what was added meanwhile waits anew. */
  ack(lease: Lease): Promise<void>;
  /** Not done: again at that time, or sooner if it was added meanwhile. */
  retry(lease: Lease, atMs: number, attempts: number): Promise<void>;
  /** Not done, and not to be tried again by itself. */
  deadLetter(lease: Lease, because: string): Promise<void>;
  /** Says that these are still being worked on; returns those that are no longer ours. */
  renew(lease: readonly Lease[]): Promise<readonly Lease[]>;
  /** A claim that is not kept for so long is another's; Infinity: no other process can take it. */
  readonly leaseMs: number;
  /** When to look again at the latest, though nothing is added here. */
  nextLookMs(): Promise<number>;
  state(): Promise<QueueState>;
  deadLetters(): Promise<readonly DeadLetter[]>;
  /** Tries dead keys again, all or these; returns how many. */
  replay(keys?: readonly string[]): Promise<number>;
  /** Throws when nothing can be written. */
  probe(): Promise<void>;
  onAdded(listener: () => void): void;
  close(): Promise<void>;
}
