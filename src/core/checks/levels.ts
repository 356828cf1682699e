// How strict each check is where a policy's own file says nothing: by the check itself, and by the preset.

import { FIRST_VERSION, type AnyCheck, type CheckId, type PolicyLevel } from "./check.ts";
import { CHECKS } from "./index.ts";

type Judged = Pick<AnyCheck, "id" | "since" | "policy">;
type Levels = Readonly<Partial<Record<CheckId, PolicyLevel>>>;

/** Without a word of the policy, and without a preset. */
export function levelUnnamed({ since, policy }: Judged): PolicyLevel {
  return since === FIRST_VERSION ? policy.level : "off";
}

/** What a preset sets. It says nothing of checks that came later: catalogs that extend it would be asked over night. */
export function levelsOf(preset: string, checks: readonly Judged[] = CHECKS): Levels {
  return advised(
    preset,
    checks.filter(({ since }) => since === FIRST_VERSION),
  );
}

/** What a new catalog's own file is to say of the checks that came later. */
export function levelsForNew(preset: string, checks: readonly Judged[] = CHECKS): Levels {
  return advised(
    preset,
    checks.filter(({ since }) => since !== FIRST_VERSION),
  );
}

function advised(preset: string, checks: readonly Judged[]): Levels {
  return Object.fromEntries(checks.map(({ id, policy }) => [id, policy.presets?.[preset] ?? policy.level]));
}
