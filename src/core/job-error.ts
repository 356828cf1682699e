// The world's faults as one kind of error, so that whoever catches it knows what to do: wait, give up, or ask for rights.

export class JobError extends Error {
  override readonly name = "JobError";
  /** `retry`: it may go well later. `gone`: the thing no longer exists. `denied`: we lack a right; retrying will not help. */
  readonly kind: "retry" | "gone" | "denied";
  /** How long to wait at least; undefined: our own back-off. */
  readonly retryAfterMs: number | undefined;
  /** Nothing was tried: the place is told to wait. It counts as no failure. */
  readonly isPaused: boolean;

  constructor(kind: JobError["kind"], message: string, afterMs?: number, isPaused = false) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = afterMs;
    this.isPaused = isPaused;
  }
}

/** Whether whoever was asked told us to wait: that is no answer to what was asked, and no fault of it. */
export function isLimit(error: unknown): error is JobError {
  return error instanceof JobError && error.retryAfterMs !== undefined;
}
