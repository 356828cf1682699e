// Installations that GitHub has told to wait: until then nothing is asked for them, and no other installation waits with them.

import { JobError } from "../../core/job-error.ts";
import type { Clock } from "../../ports/clock.ts";

export interface Pauses {
  /** Throws a pause while the installation has to wait. */
  assertOpen(installationId: number): void;
  /** Notes a limit that was hit; any other error is ignored. */
  note(installationId: number | undefined, error: unknown): void;
}

export function createPauses(clock: Clock): Pauses {
  const untilMs = new Map<number, number>();
  return {
    assertOpen(installationId) {
      const leftMs = (untilMs.get(installationId) ?? 0) - clock.nowMs();
      if (leftMs <= 0) untilMs.delete(installationId);
      else throw new JobError("retry", "GitHub has told this installation to wait", leftMs, true);
    },
    note(installationId, error) {
      if (installationId === undefined || !(error instanceof JobError) || error.isPaused) return;
      if (error.retryAfterMs === undefined) return;
      untilMs.set(
        installationId,
        Math.max(untilMs.get(installationId) ?? 0, clock.nowMs() + error.retryAfterMs),
      );
    },
  };
}
