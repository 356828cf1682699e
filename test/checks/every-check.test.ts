// What is true of every check, so that a new one's own test says only what is its own.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import type { AnyCheck } from "../../src/core/checks/check.ts";
import { CHECK_IDS } from "../../src/core/checks/ids.ts";
import { CHECKS } from "../../src/core/checks/index.ts";
import { isForRemoval } from "../../src/core/checks/inputs.ts";
import { runCheck, runChecks } from "../../src/core/checks/run.ts";
import { absent, unavailable, type UnavailableReason } from "../../src/core/facts.ts";
import { FIXED_CHECKS } from "../../src/core/policy/schema.ts";
import { goodFacts, goodJudgement } from "../support/good-world.ts";

const FOLDER = new URL("../../src/core/checks/", import.meta.url);
const SUPPORT = new Set(["check", "example-facts", "ids", "index", "inputs", "levels", "run", "web-rules"]);
const WEB_RULES =
  "bad-certificate bad-url client-error downgrade forbidden-address incomplete-chain needs-login no-such-name not-found not-public too-many-redirects";

/** Findings, waivers and other people's programs name rules: a new name here is a decision, an old one stays. */
const RULES: Readonly<Record<string, string>> = {
  submission:
    "also-changed also-changes bad-id bad-path conflict id-taken image-without-listing looks-like merge-unknown mixed not-a-plain-file not-readable recommended remark rename reserved-id schema several too-many-files too-many-listings",
  ownership:
    "login-changed-hands made-by-app no-account no-author no-record no-tie not-a-maintainer not-a-user not-the-owner owner-taken-off record-unreadable",
  link: `${WEB_RULES} archived empty moved no-release`,
  documentation: `${WEB_RULES} built-by-script doubtful no-configure no-install no-screenshot no-use not-said template`,
  "issue-tracker": `${WEB_RULES} archived disabled moved no-template`,
  image: `${WEB_RULES} broken not-an-image not-in-repository not-recommended-size not-square other-format small too-large too-many-pixels unsafe-svg wrong-name`,
  standing: "case-open not-the-owner nothing-said owner-under-case pushed removed-by-policy unreadable",
};

const UNAVAILABLE: readonly UnavailableReason[] = [
  "time-out",
  "refused",
  "reset",
  "name-lookup-failed",
  "host-busy",
  "host-error",
  "our-limit",
  "crashed",
  "github",
  "unreadable",
];

it("the registry holds every check file of the folder, in the checklist's order", () => {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => name.slice(0, -3))
    .filter((name) => !SUPPORT.has(name));
  expect([...files].sort()).toEqual([...CHECK_IDS].sort());
  expect(CHECKS.map(({ id }) => id)).toEqual(CHECK_IDS);
});

it("titles are unique, since check runs are told apart by them", () => {
  expect(new Set(CHECKS.map(({ title }) => title)).size).toBe(CHECKS.length);
});

describe.each(CHECKS.map((check) => ({ id: check.id, check })))("$id", ({ id, check }) => {
  const brokenBy = (judge: AnyCheck["evaluate"]) => runCheck({ ...check, evaluate: judge }, goodJudgement());

  it("stands in the file that bears its name, and has a test of its own", () => {
    expect(readFileSync(new URL(`${id}.ts`, FOLDER), "utf8")).toContain(`id: "${id}"`);
    expect(existsSync(new URL(`./${id}.test.ts`, import.meta.url))).toBe(true);
  });

  it("has words for everything it says", () => {
    const words = [check.title, check.item, check.why, check.fix];
    for (const rule of Object.values(check.rules)) words.push(rule.why, rule.fix);
    for (const text of words) expect(text.trim().length).toBeGreaterThan(3);
    expect(`steward / ${check.title}`.length).toBeLessThanOrEqual(100);
  });

  it("keeps the names of its rules", () => {
    expect(Object.keys(check.rules).sort()).toEqual((RULES[id] ?? "").split(" ").sort());
  });

  it("cannot be lowered if, and only if, the policy says so", () => {
    expect(check.fixed).toBe((FIXED_CHECKS as readonly string[]).includes(id));
  });

  it("has an example that passes and one that fails", () => {
    expect(check.examples.pass.length).toBeGreaterThan(0);
    expect(check.examples.fail.length).toBeGreaterThan(0);
  });

  const examples = (["pass", "fail", "held"] as const).flatMap((status) =>
    check.examples[status].map((example) => ({ status, ...example })),
  );
  it.each(examples)("example “$name”: $status", ({ status, facts }) => {
    const outcome = runCheck(check, goodJudgement(facts));
    expect(outcome.status).toBe(status);
    if (status === "pass") expect(outcome.evidence.length).toBeGreaterThan(0);
    else expect(outcome.findings.filter(({ level }) => level === status).length).toBeGreaterThan(0);
  });

  it("names its examples differently", () => {
    expect(new Set(examples.map(({ name }) => name)).size).toBe(examples.length);
  });

  it("passes in the good world, without a suggestion", () => {
    expect(runCheck(check, goodJudgement())).toMatchObject({ status: "pass", findings: [] });
  });

  it.each(UNAVAILABLE)("a fact unavailable (%s) is unknown, never a pass", (reason) => {
    for (const name of check.needs) {
      const outcome = runCheck(check, goodJudgement({ [name]: unavailable(reason) }));
      expect(outcome.status).toBe("unknown");
      expect(outcome.evidence).toEqual([]);
      expect(outcome.findings.map(({ rule, level }) => [rule, level])).toEqual([
        [`${id}/could-not-tell`, "unknown"],
      ]);
    }
  });

  it("a fact not given fails with a note and without a finding: the submission says it once", () => {
    for (const name of check.needs) {
      const outcome = runCheck(check, goodJudgement({ [name]: absent("not-given") }));
      expect(outcome).toMatchObject({ status: "fail", findings: [], evidence: [] });
      expect(outcome.note).toMatch(/^not checked yet: fix .+ first$/);
    }
  });

  it("is unknown when its judgement crashes, at once or half-way", () => {
    const crash = (): never => {
      throw new Error("a fault of ours");
    };
    expect(brokenBy(crash).status).toBe("unknown");
    const halfWay = brokenBy(function* () {
      yield { evidence: "so far so good" };
      crash();
    });
    expect(halfWay.status).toBe("unknown");
    expect(halfWay.evidence).toEqual([]);
  });

  it("is unknown when its judgement says nothing", () => {
    expect(brokenBy(() => []).status).toBe("unknown");
  });

  it("is unknown when its judgement gives nothing but suggestions", () => {
    const rule = Object.entries(check.rules).find(([, { level }]) => level === "suggestion")?.[0];
    if (rule === undefined) return;
    expect(brokenBy(() => [{ rule, message: "One could." }]).status).toBe("unknown");
  });

  it("is unknown when its judgement breaks a rule that it does not have", () => {
    expect(brokenBy(() => [{ rule: "no-such-rule", message: "?" }]).status).toBe("unknown");
  });
});

describe("all checks together", () => {
  it("one crash takes no other check with it", () => {
    const facts = goodFacts({ image: unavailable("crashed") });
    const statuses = runChecks(goodJudgement(facts)).map(({ id, status }) => [id, status]);
    expect(statuses).toEqual(CHECK_IDS.map((id) => [id, id === "image" ? "unknown" : "pass"]));
  });

  it("a removal needs the right paths and the right person; nothing else is asked", () => {
    const nothing = unavailable("our-limit");
    const outcomes = runChecks(
      goodJudgement(
        { linkTarget: nothing, documentation: nothing, tracker: nothing, image: nothing, standing: nothing },
        { kind: "remove" },
      ),
    );
    const asked = CHECKS.filter(({ needs }) => needs.every(isForRemoval)).map(({ id }) => id);
    expect(asked).toEqual(expect.arrayContaining(["submission", "ownership"]));
    for (const { id, status, evidence } of outcomes) {
      expect(status).toBe("pass");
      if (!asked.includes(id)) expect(evidence).toEqual(["nothing to check: the listing goes"]);
    }
    const stranger = runChecks(goodJudgement({ ownership: unavailable("github") }, { kind: "remove" }));
    expect(stranger.find(({ id }) => id === "ownership")?.status).toBe("unknown");
  });

  it("a check that is skipped is not run, and says nothing", () => {
    const link = runChecks(goodJudgement(), new Set(["link"])).find(({ id }) => id === "link");
    expect(link).toEqual({ id: "link", status: "not-run", evidence: [], findings: [] });
  });
});
