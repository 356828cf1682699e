// The time, as an input.

export interface Clock {
  nowMs(): number;
}
