// What GitHub tried to tell us and whether it arrived.

/** One attempt of GitHub's to tell us of an event. */
export interface Delivery {
  readonly id: number;
  /** Names the event; every attempt at it has the same. */
  readonly guid: string;
  /** `event` or `event.action`. */
  readonly event: string;
  readonly atMs: number;
  /** We answered it in time, with success. */
  readonly arrived: boolean;
}

export interface Deliveries {
  /** Newest first. */
  since(sinceMs: number): Promise<readonly Delivery[]>;
  askAgain(id: number): Promise<void>;
}
