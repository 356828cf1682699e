// Asks about many things a lot at a time; a lot that GitHub finds too large is asked for in smaller ones.

import { JobError } from "../../../core/job-error.ts";
import { isTooMuch } from "./graphql.ts";

/** Of a list that is read on where one answer ends. */
export const TALK_SIZES: readonly number[] = [100, 20, 5, 1];

/**
 * The answer to the largest of `sizes` (descending) that GitHub answers, and which it was. Throws `JobError` that names
 * `what` where it does not answer even the smallest.
 */
export async function askSmaller<T>(
  sizes: readonly number[],
  ask: (size: number) => Promise<T>,
  what: () => string,
): Promise<{ readonly answer: T; readonly size: number }> {
  for (const [at, size] of sizes.entries()) {
    try {
      return { answer: await ask(size), size };
    } catch (error) {
      if (!isTooMuch(error)) throw error;
      if (at + 1 < sizes.length) continue;
      throw withWhat(error as JobError, what());
    }
  }
  throw new Error("no size to ask for");
}

/** Asks for all of `things`, in lots of the largest of `sizes` (descending) that is answered. */
export async function inLots<T>(
  things: readonly T[],
  sizes: readonly number[],
  ask: (lot: readonly T[]) => Promise<void>,
  name: (thing: T) => string,
): Promise<void> {
  let left = sizes;
  for (let from = 0; from < things.length;) {
    const rest = things.length - from;
    // A lot that is not full need not be asked for again in a size that holds all of it.
    const fitting = left.filter((size, at) => size < rest || (left[at + 1] ?? 0) < rest);
    const { size } = await askSmaller(
      fitting,
      (most) => ask(things.slice(from, from + most)),
      () => name(things[from] as T),
    );
    left = left.filter((one) => one <= size);
    from += size;
  }
}

function withWhat({ message, cause }: JobError, what: string): JobError {
  const trouble = new JobError("retry", `${message}; asked for ${what} alone`);
  trouble.cause = cause;
  return trouble;
}
