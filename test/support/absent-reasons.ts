// Why something that is looked up may not be there, said once for the tests of all checks.

import type { AbsentReason } from "../../src/core/facts.ts";

/** `not-given` is a field left out, which nothing is looked up for. */
type LookedUp = Exclude<AbsentReason, "not-given">;

// By type, a reason that is missing here is a compile error.
const REASONS: Readonly<Record<LookedUp, true>> = {
  "bad-url": true,
  "not-found": true,
  "needs-login": true,
  "client-error": true,
  "no-such-name": true,
  "bad-certificate": true,
  "incomplete-chain": true,
  "forbidden-address": true,
  "too-many-redirects": true,
  downgrade: true,
  "not-public": true,
};

export const absentReasons = Object.keys(REASONS) as readonly LookedUp[];
