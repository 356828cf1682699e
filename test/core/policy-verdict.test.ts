// The verdict: what blocks, over levels, waivers, releases, several listings, and what could not be told.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { CHECK_IDS } from "../../src/core/checks/ids.ts";
import { type CheckId, type Finding, type Outcome, type Status } from "../../src/core/checks/check.ts";
import { parsePolicy, type Policy } from "../../src/core/policy/policy.ts";
import {
  overallOf,
  reachVerdict,
  type CheckVerdict,
  type OverallStatus,
  type Override,
  type VerdictInput,
} from "../../src/core/policy/verdict.ts";
import { FIRST_CHECKS } from "../support/good-world.ts";

function policyOf(text = ""): Policy {
  const parsed = parsePolicy(new TextEncoder().encode(`extends: mattermost\n${text}`), "acme");
  if (parsed.state === "invalid") throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}
const POLICY = policyOf();

function finding(id: CheckId, level: Finding["level"]): Finding {
  return {
    rule: `${id}/x`,
    level,
    message: "m",
    why: "w",
    fix: "f",
    file: "listings/demo.yml",
    path: [],
    line: 1,
    column: 1,
  };
}

function outcome(id: CheckId, status: Status): Outcome {
  const findings = status === "pass" || status === "not-run" ? [] : [finding(id, status)];
  return { id, status, evidence: status === "pass" ? ["seen"] : [], findings };
}

type Statuses = Partial<Record<CheckId, Status>>;
const listing = (statuses: Statuses, id = "demo") => ({
  id,
  path: `listings/${id}.yml`,
  outcomes: CHECK_IDS.map((check) => outcome(check, statuses[check] ?? "pass")),
});

function reach(listings: readonly Statuses[], change: Partial<VerdictInput> = {}) {
  return reachVerdict({
    listings: listings.map((statuses, index) => listing(statuses, index === 0 ? "demo" : `demo-${index}`)),
    policy: POLICY,
    today: "2026-04-15",
    gaveUp: new Set(),
    overrides: new Map(),
    ...change,
  });
}

function one(id: CheckId, statuses: Statuses, change: Partial<VerdictInput> = {}): CheckVerdict {
  const found = reach([statuses], change).checks.find((check) => check.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

const release: Override = { check: "documentation", accountId: 9, login: "boss", reason: "fine", atMs: 1 };

describe("precedence", () => {
  const all: readonly OverallStatus[] = ["pass", "fail", "held", "unknown"];

  it("fail before unknown before held before pass, in any number and order", () => {
    const rank = ["fail", "unknown", "held", "pass"];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...all), { maxLength: 8 }), (statuses) => {
        const best = Math.min(...statuses.map((status) => rank.indexOf(status)), 3);
        expect(overallOf(statuses)).toBe(rank[best]);
      }),
    );
  });

  it("holds among checks and among listings alike", () => {
    expect(reach([{ link: "fail", image: "unknown", standing: "held" }]).overall).toBe("fail");
    expect(reach([{ image: "unknown", standing: "held" }]).overall).toBe("unknown");
    expect(reach([{ standing: "held" }]).overall).toBe("held");
    expect(reach([{}]).overall).toBe("pass");
    expect(
      reach([{}, { link: "held" }, { link: "unknown" }, { link: "fail" }]).checks.find(
        ({ id }) => id === "link",
      )?.status,
    ).toBe("fail");
  });
});

describe("nothing passes unseen", () => {
  it("no listing at all is unknown", () => {
    expect(reach([]).overall).toBe("unknown");
    for (const { status } of reach([]).checks) expect(status).toBe("unknown");
  });

  it("a check that did not run is unknown", () => {
    expect(one("link", { link: "not-run" }).status).toBe("unknown");
  });

  it("a check that has no outcome is unknown", () => {
    const verdict = reachVerdict({
      listings: [{ id: "demo", path: "listings/demo.yml", outcomes: [] }],
      policy: POLICY,
      today: "2026-04-15",
      gaveUp: new Set(),
      overrides: new Map(),
    });
    expect(verdict.overall).toBe("unknown");
    expect(verdict.checks).toHaveLength(FIRST_CHECKS.length);
  });

  it("unless it is skipped, or switched off: then it is not in the verdict", () => {
    const ids = (change: Partial<VerdictInput>) =>
      reach([{ link: "not-run" }], change).checks.map(({ id }) => id);
    expect(ids({ skip: new Set(["link"]) })).not.toContain("link");
    expect(reach([{ link: "not-run" }], { skip: new Set(["link"]) }).overall).toBe("pass");
    expect(ids({ policy: policyOf("checks: {link: off}") })).not.toContain("link");
    expect(reach([{ link: "fail" }], { policy: policyOf("checks: {link: off}") }).overall).toBe("pass");
  });
});

describe("recommended", () => {
  const policy = policyOf("checks: {image: recommended}");
  it.each<Status>(["fail", "held", "unknown"])("%s becomes a suggestion", (status) => {
    const verdict = one("image", { image: status }, { policy });
    expect(verdict).toMatchObject({ status: "pass", level: "recommended", gaveUp: false });
    expect(verdict.findings.map(({ level }) => level)).toEqual(["suggestion"]);
  });

  it("does not lower another check", () => {
    expect(reach([{ image: "fail", link: "fail" }], { policy }).overall).toBe("fail");
  });
});

describe("waivers", () => {
  const policy = policyOf(
    "waivers:\n  - {check: link, listing: demo, who: boss, why: moving house, until: 2026-04-15}\n  - {check: image, listing: demo, who: boss, why: moving house, until: 2026-04-14}\n",
  );

  it.each<Status>(["fail", "held", "unknown"])("hold to the end of their last day (%s)", (status) => {
    expect(one("link", { link: status }, { policy })).toMatchObject({
      status: "pass",
      waivedUntil: "2026-04-15",
    });
    expect(one("link", { link: status }, { policy, today: "2026-04-16" }).status).toBe(status);
    expect(one("image", { image: status }, { policy }).status).toBe(status);
  });

  it("turn findings into suggestions, and say nothing where nothing was wrong", () => {
    expect(one("link", { link: "fail" }, { policy }).findings.map(({ level }) => level)).toEqual([
      "suggestion",
    ]);
    expect(one("link", {}, { policy }).waivedUntil).toBeUndefined();
  });

  it("hold for their listing alone", () => {
    const verdict = reach([{ link: "fail" }, { link: "fail" }], { policy }).checks.find(
      ({ id }) => id === "link",
    );
    expect(verdict).toMatchObject({ status: "fail", waivedUntil: "2026-04-15" });
    expect(verdict?.findings.map(({ level }) => level)).toEqual(["suggestion", "fail"]);
  });
});

describe("releases", () => {
  const overrides = new Map([["documentation", release]] as const);

  it("let a held result through", () => {
    expect(one("documentation", { documentation: "held" }, { overrides })).toMatchObject({
      status: "pass",
      found: "held",
      released: release,
    });
    expect(reach([{ documentation: "held" }], { overrides }).overall).toBe("pass");
  });

  it.each<Status>(["fail", "unknown"])("never a %s one", (status) => {
    expect(one("documentation", { documentation: status }, { overrides })).toMatchObject({
      status,
      released: undefined,
    });
  });

  it("say nothing about what passes", () => {
    expect(one("documentation", {}, { overrides }).released).toBeUndefined();
  });

  it("of another check count for nothing here", () => {
    expect(one("standing", { standing: "held" }, { overrides }).status).toBe("held");
  });

  it("do not cover another listing's failure", () => {
    const verdict = reach([{ documentation: "held" }, { documentation: "fail" }], { overrides }).checks.find(
      ({ id }) => id === "documentation",
    );
    expect(verdict).toMatchObject({ status: "fail", released: undefined });
  });
});

describe("what could not be told for too long", () => {
  const gaveUp = new Set(["link"] as const);

  it("is held, and says so", () => {
    expect(one("link", { link: "unknown" }, { gaveUp })).toMatchObject({
      status: "held",
      found: "unknown",
      gaveUp: true,
    });
  });

  it("can be released", () => {
    const overrides = new Map([["link", { ...release, check: "link" as const }]] as const);
    expect(one("link", { link: "unknown" }, { gaveUp, overrides })).toMatchObject({
      status: "pass",
      found: "unknown",
    });
  });

  it("counts only while it is unknown", () => {
    for (const status of ["pass", "fail", "held"] as const)
      expect(one("link", { link: status }, { gaveUp })).toMatchObject({ status, gaveUp: false });
  });
});

describe("several listings", () => {
  it("say which of them, inertly", () => {
    const verdict = reachVerdict({
      listings: [listing({}), listing({}, "a`@org`")],
      policy: POLICY,
      today: "2026-04-15",
      gaveUp: new Set(),
      overrides: new Map(),
    });
    expect(verdict.checks[0]?.evidence).toEqual(["`demo`: seen", "`a'@org'`: seen"]);
  });
});

describe("any outcomes", () => {
  it("what is required and did not pass, nor was waived or released, never passes", () => {
    const status = fc.constantFrom<Status>("pass", "fail", "held", "unknown", "not-run");
    const statuses = fc.record(
      Object.fromEntries(CHECK_IDS.map((id) => [id, status])) as Record<CheckId, typeof status>,
    );
    fc.assert(
      fc.property(fc.array(statuses, { minLength: 1, maxLength: 3 }), (listings) => {
        const sound = listings.every((one) => CHECK_IDS.every((id) => one[id] === "pass"));
        expect(reach(listings).overall === "pass").toBe(sound);
      }),
    );
  });
});
