// One table of reasons and severities: everything that follows it agrees with it, and records that are sealed stay as they are.

import { describe, expect, it } from "@jest/globals";
import { readBrowserSources } from "../../src/adapters/storefront-files.ts";
import {
  CASE_KIND_NAMES,
  CASE_KINDS,
  caseLabelsSaid,
  clockDays,
  CLOCKS,
  GRADES,
  hasClock,
  isSeverity,
  REASONS,
  SEVERITY_NAMES,
} from "../../src/core/listing/reasons.ts";
import { ledgerSchema, REMOVAL_REASONS } from "../../src/core/listing/ledger.ts";
import { POLICY_KEYS } from "../../src/core/policy/keys.ts";
import { PRESETS } from "../../src/core/policy/presets.ts";
import { resolvePolicy } from "../../src/core/policy/policy.ts";
import { policySchema } from "../../src/core/policy/schema.ts";
import { fileAt, openStorefront } from "../../src/core/storefront/storefront.ts";
import { CASE_LABELS, isCaseLabel, isTracked, severityLabel } from "../../src/core/takedown/labels.ts";
import { daysFor } from "../../src/core/takedown/clock.ts";
import { canonical, readRecords, type CaseRecord } from "../../src/core/takedown/record.ts";
import { SITE } from "../support/storefront-sample.ts";
import { openText } from "../../src/core/marks/sealed-text.ts";

const SOURCES = readBrowserSources();

/** As the first version sealed it, to the letter. */
const SEALED =
  '{"version":1,"repositoryId":1,"issue":2,"number":1,"previous":"","why":"start","cause":"event:7","atMs":1000,"by":3,"phase":"running","how":null,"listing":"poll-maker","kind":"security","grade":"high","explicit":true,"acknowledgedBy":3,"startMs":1000,"deadlineMs":1209601000,"extendedDays":0,"extendedInAllDays":0,"notifiedMs":null,"removedMs":null,"terms":{"days":{"medium":14,"high":14,"critical":0,"blocking-bug":14},"reminderDays":[7,3,1],"extensionDaysMax":14,"public":"under-review","private":false},"through":7}';

describe("records", () => {
  const record = JSON.parse(SEALED) as CaseRecord;

  it("that were sealed read and spell as they did", () => {
    expect(canonical(record)).toBe(SEALED);
    const body = `A notice.\n\n<!-- steward:record ${SEALED} ${"a".repeat(64)} -->`;
    const opened = openText(body, { repositoryId: 1, at: "talk 2" }, { verify: () => true });
    expect(readRecords(opened.body, { verify: () => true })).toEqual([{ record, seal: "a".repeat(64) }]);
  });

  it("need the days of every clock that there was from the beginning", () => {
    const first = CLOCKS.filter(({ since }) => since === undefined).map(({ grade }) => grade);
    expect(first).toEqual(["medium", "high", "critical", "blocking-bug"]);
    for (const grade of first) {
      const { [grade]: _left, ...days } = record.terms.days;
      expect(() => canonical({ ...record, terms: { ...record.terms, days: days as never } })).toThrow();
    }
  });

  it("of before a clock there was go by its own days", () => {
    const terms = { ...record.terms, days: {} as never };
    for (const { grade, days } of CLOCKS) expect(daysFor(grade, terms)).toBe(days);
    expect(daysFor("low", record.terms)).toBeUndefined();
  });
});

describe("the table of reasons", () => {
  it("gives each kind a label and every severity one, and tracks no other", () => {
    for (const kind of CASE_KIND_NAMES) {
      expect(CASE_LABELS[kind]).toEqual({ name: kind, ...CASE_KINDS[kind].label });
      expect(isCaseLabel(kind.toUpperCase())).toBe(true);
      expect(caseLabelsSaid()).toContain(`\`${kind}\``);
    }
    for (const name of SEVERITY_NAMES) expect(isTracked(severityLabel(name).name)).toBe(true);
    for (const other of ["bug", "withdrawn", "severity: none"]) expect(isTracked(other)).toBe(false);
    expect(caseLabelsSaid().split(/, | or /)).toEqual(CASE_KIND_NAMES.map((kind) => `\`${kind}\``));
  });

  it("gives every clock days, a key of the policy with words, and days in each preset", () => {
    const keys = Object.keys(POLICY_KEYS).filter((key) => key.startsWith("takedown.days."));
    expect(keys).toEqual(CLOCKS.map(({ grade }) => `takedown.days.${grade}`));
    for (const { grade } of CLOCKS) {
      expect(resolvePolicy({}).takedown.days[grade]).toBe(clockDays()[grade]);
      expect(policySchema.safeParse({ takedown: { days: { [grade]: 3 } } }).success).toBe(true);
      for (const [name, { takedown }] of Object.entries(PRESETS))
        expect(takedown?.days?.[grade]).toBe(clockDays(name)[grade]);
    }
    expect(policySchema.safeParse({ takedown: { days: { low: 3 } } }).success).toBe(false);
    for (const { presets } of CLOCKS)
      for (const name of Object.keys(presets ?? {})) expect(Object.keys(PRESETS)).toContain(name);
  });

  it("gives every grade a clock or none, and the ledger the severities alone", () => {
    for (const grade of GRADES) expect(hasClock(grade)).toBe(grade !== "low");
    const line = { version: 1, id: "poll-maker", reason: "policy", removed: "2026-01-01T00:00:00Z" };
    for (const grade of GRADES)
      expect(ledgerSchema.safeParse({ ...line, cases: [{ severity: grade }] }).success).toBe(
        isSeverity(grade),
      );
  });

  it("says of every reason why, on the page of what was removed", () => {
    // Whatever comes later, ledgers name these.
    for (const reason of ["security", "blocking-bug", "withdrawn", "abandoned", "policy"])
      expect(REMOVAL_REASONS).toContain(reason);
    for (const reason of REMOVAL_REASONS) {
      const gone = {
        id: "gone",
        status: "removed",
        reason,
        removed: "2026-01-01T00:00:00Z",
        issues: [],
      } as const;
      const site = openStorefront({ site: SITE, entries: [], removed: [gone] }, SOURCES);
      const page = fileAt(site, "removed/gone/index.html")?.text ?? "";
      expect(page).toContain(REASONS[reason].page.long);
      expect(page).toContain(REASONS[reason].page.now);
    }
  });
});
