// A community's own words: every sentence can be replaced, none breaks what is put into it, and none undoes a decision.

import { describe, expect, it } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { CHECKS } from "../../src/core/checks/index.ts";
import { runCheck } from "../../src/core/checks/run.ts";
import { welcomeComment } from "../../src/core/catalog/outreach.ts";
import { absent, known, unavailable } from "../../src/core/facts.ts";
import { LISTING_RULES } from "../../src/core/listing/rules.ts";
import { parsePolicy, type Policy } from "../../src/core/policy/policy.ts";
import { placeholdersOf, RULE_IDS, worded, type Texts } from "../../src/core/policy/texts.ts";
import { MESSAGES, WORDS_IDS } from "../../src/core/policy/messages.ts";
import { sharedNoMore } from "../../src/core/review/comment.ts";
import { decideShared } from "../../src/core/review/decide-shared.ts";
import { answerOver } from "../../src/core/review/over.ts";
import { GIVE_UP_MS } from "../../src/core/review/retry.ts";
import { exampleSubmission } from "../../src/core/checks/example-facts.ts";
import { goodJudgement } from "../support/good-world.ts";
import { shareTold } from "../support/inert.ts";
import { parse, yamlString } from "../support/listing-files.ts";
import {
  AUTHOR,
  BOSS,
  HEAD,
  MINUTE_MS,
  PASSER_BY,
  policyOf,
  START_MS,
  TinyGitHub,
  type World,
} from "../support/tiny-github.ts";

const SHORT = HEAD.slice(0, 7);
const parsed = (texts: string) =>
  parsePolicy(new TextEncoder().encode(`extends: mattermost\ntexts:\n${texts}`), "acme");
const problemsOf = (texts: string): readonly string[] => {
  const result = parsed(texts);
  return result.state === "valid"
    ? []
    : result.problems.map(({ rule, message, fix }) => `${rule}: ${message} ${fix}`);
};
const withTexts = (texts: Texts): Policy => ({ ...policyOf(), texts });

describe("which texts a policy may hold", () => {
  it.each([
    ["a sentence", "  comment/ready: All fine with {what}"],
    ["without its placeholder", "  comment/ready: All fine"],
    [
      "a rule's words, one or all",
      "  image/too-large: { why: 'Phones are small.' }\n  link/archived: { message: a, why: b, fix: c }",
    ],
    [
      "a rule of the file's own",
      "  submission/unknown-field: { message: 'Nothing is called {1} here. {default}' }",
    ],
    ["a line of the checklist", "  link: { item: Where it can be had }"],
    ["what a check saw", "  link: { evidence: 'Found {1}. {default}' }"],
    ["a command in code", "  run/held-text: 'Write `/accept <check> <reason>`, or {command}.'"],
  ])("%s", (_, texts) => {
    expect(problemsOf(texts)).toEqual([]);
  });

  it.each([
    [
      "an unknown id",
      "  comment/redy: x",
      /^unknown-field: There is no field `comment\/redy`; the nearest is `comment\/ready`/,
    ],
    [
      "an unknown rule",
      "  image/to-large: { why: x }",
      /^unknown-field: .* the nearest is `image\/too-large`/,
    ],
    [
      "an unknown word of a rule",
      "  image/too-large: { because: x }",
      /^unknown-field: There is no field `because`/,
    ],
    [
      "an unknown placeholder",
      "  comment/ready: All fine, {who}",
      /^unknown-placeholder: Nothing is called `\{who\}` here\. Use `\{what\}`\.$/,
    ],
    [
      "a placeholder where there is none",
      "  comment/preview: See {what}",
      /^unknown-placeholder: .* no placeholders/,
    ],
    ["a placeholder within code", "  comment/ready: 'All fine with `{what}`'", /^marked-placeholder: /],
    ["a placeholder within quotes", "  link/archived: { message: 'Not “{1}”' }", /^marked-placeholder: /],
    ["an open backtick", "  comment/ready: 'All `fine'", /^open-mark: /],
    ["an open quotation mark", "  comment/ready: 'All “fine'", /^open-mark: /],
    ["HTML", "  comment/ready: '<!-- steward:review -->'", /^markup: /],
    ["two lines", '  comment/ready: "a\\nb"', /^line-break: /],
    ["nothing", "  comment/ready: ''", /^too-short: /],
    ["a whole page", `  comment/ready: ${"x".repeat(601)}`, /^too-long: /],
    ["what cannot be seen", '  comment/ready: "a\\u202eb"', /^hidden-character: /],
    ["a list", "  comment/ready: [a]", /^wrong-type: /],
  ])("not %s", (_, texts, problem) => {
    expect(problemsOf(texts)).toEqual([expect.stringMatching(problem)]);
  });

  it("every sentence of ours would itself be allowed", () => {
    const all = WORDS_IDS.map((id) => `  ${id}: ${yamlString(MESSAGES[id])}`).join("\n");
    expect(problemsOf(all)).toEqual([]);
  });

  it("every rule that the listing's code names is among them, and every rule of every check", () => {
    const folder = new URL("../../src/core/listing/", import.meta.url);
    const named = readdirSync(folder)
      .filter(
        (name) => name.endsWith(".ts") && name !== "changes.ts" && name !== "fix.ts" && name !== "rules.ts",
      )
      .flatMap((name) => {
        const source = readFileSync(new URL(name, folder), "utf8");
        return [
          ...source.matchAll(/rule: "([a-z-]+)"/g),
          ...source.matchAll(/(?:add|broken|problem|fault)\(\s*"([a-z-]+)"/g),
          ...source.matchAll(/^ {4}\| "([a-z-]+)"$/gm),
        ].map(([, rule = ""]) => rule);
      });
    expect(new Set(named).size).toBeGreaterThan(25);
    expect(named.filter((rule) => !(LISTING_RULES as readonly string[]).includes(rule))).toEqual([]);
    for (const check of CHECKS)
      for (const { facts } of [...check.examples.fail, ...check.examples.held])
        for (const { rule } of runCheck(check, goodJudgement(facts)).findings)
          expect(RULE_IDS).toContain(rule);
  });
});

describe("a sentence of ours", () => {
  const marked: Texts = Object.fromEntries(
    WORDS_IDS.map((id) => [
      id,
      `zq ${id} ${placeholdersOf(id)
        .map((name) => `{${name}}`)
        .join(" ")} qz`,
    ]),
  );
  const policy = withTexts(marked);
  const slow = [goodJudgement({ linkTarget: unavailable("time-out") })];
  const broken = [goodJudgement({ linkTarget: absent("not-found") })];
  const untold = [goodJudgement({ linkTarget: absent("not-found"), tracker: unavailable("time-out") })];
  const held = [
    goodJudgement({
      documentation: known({ page: { title: "", blocks: [], builtByScript: true }, screenshotsInListing: 1 }),
    }),
  ];
  const lookAlike = { id: "poll-makers", where: "live", how: "one-edit-away" } as const;
  const alsoHeld = [
    goodJudgement({
      documentation: known({ page: { title: "", blocks: [], builtByScript: true }, screenshotsInListing: 1 }),
      submission: exampleSubmission({ lookAlikes: [lookAlike] }),
    }),
  ];
  const waits = { count: 5, medianMs: 1, nineInTenMs: 1, fromMs: START_MS, untilMs: START_MS };
  const fix = {
    path: "listings/poll-maker.yml",
    line: 1,
    before: "a",
    after: "b",
    added: true,
    mistakes: [{ rule: "not-allowed", message: "m", why: "w" }],
  };
  const worlds: readonly [World, ((github: TinyGitHub) => void)?][] = [
    [{ waits, fixes: { fixes: [fix], complete: true } }],
    [
      {
        waits: { ...waits, nineInTenMs: 99 * 3_600_000 },
        fixes: { fixes: [fix, { ...fix, before: "c" }], complete: true },
      },
    ],
    [{}, (github) => (github.pull = { draft: true })],
    [{ judgements: [goodJudgement({}, { kind: "remove" })] }],
    [{ judgements: broken }],
    [{ judgements: untold }],
    [
      {
        judgements: [goodJudgement({ linkTarget: absent("not-given"), standing: absent("not-given") })],
      },
    ],
    [{ judgements: [goodJudgement({ linkTarget: absent("not-found"), tracker: absent("not-found") })] }],
    [{ judgements: [...broken, ...broken] }],
    [{ judgements: Array.from({ length: 400 }, () => broken[0] ?? goodJudgement()) }],
    [{ preview: "https://steward.example/preview/" }],
    [{ judgements: [...broken, ...slow] }],
    [{ judgements: slow }],
    [
      { judgements: slow },
      (github) => {
        github.review({ judgements: slow, policy });
        github.nowMs += GIVE_UP_MS + MINUTE_MS;
      },
    ],
    [
      { judgements: broken },
      (github) => {
        github.review({ judgements: broken, policy });
        github.nowMs += 30 * 24 * 60 * MINUTE_MS;
      },
    ],
    [{ judgements: held }],
    [{ judgements: alsoHeld }],
    [
      { judgements: held },
      (github) => {
        github.review({ judgements: held, policy });
        github.nowMs += MINUTE_MS;
        github.approve(BOSS);
      },
    ],
    ...[
      `/accept documentation fine`,
      `/accept documentation ${"b".repeat(7)} fine`,
      `/accept documentation ${SHORT}`,
      `/accept image ${SHORT} fine`,
      "/accept nothing fine",
      "/recheck now",
    ].map((body): (typeof worlds)[number] => [
      { judgements: held },
      (github) => {
        github.review({ judgements: held, policy });
        github.nowMs += MINUTE_MS;
        github.comment(BOSS, body);
      },
    ]),
    [
      { judgements: alsoHeld },
      (github) => {
        github.comment(BOSS, `/accept nothing ${SHORT} fine`);
        github.comment(BOSS, `/accept standing ${SHORT} fine`);
      },
    ],
    [
      { judgements: held },
      (github) =>
        github.comment(BOSS, `/accept documentation ${SHORT} x`, { edited: true, myReactions: ["+1"] }),
    ],
    [{ judgements: held }, (github) => github.comment(BOSS, `/accept documentation ${SHORT} early`)],
    [{ judgements: held }, (github) => github.comment(PASSER_BY, "/accept all fine")],
    [{ judgements: held }, (github) => github.comment(PASSER_BY, "/recheck")],
    ...["/Recheck", "/approve", "/takedown demo", "/contacted"].map((body): (typeof worlds)[number] => [
      { judgements: held },
      (github) => github.comment(PASSER_BY, body),
    ]),
    ...["/accept all fine", "/recheck", "/approve"].map((body): (typeof worlds)[number] => [
      { judgements: held },
      (github) => {
        github.comment(BOSS, "/accept documentation fine");
        github.comment(PASSER_BY, body);
      },
    ]),
    [{ judgements: held }, (github) => github.comment(AUTHOR, "/recheck", { edited: true })],
    [{ judgements: held }, (github) => github.comment({ ...AUTHOR, type: "Bot" }, "/recheck")],
    [
      {
        buttonAtMs: START_MS,
        notAsked: Array.from({ length: 20 }, (_, at) => ({
          address: `https://a.example/${at}`,
          askedAtMs: START_MS - 1,
          failed: false,
          askableAtMs: START_MS + MINUTE_MS,
        })),
      },
    ],
    [{ judgements: [] }],
    [{ judgements: [goodJudgement({}, { id: "" })] }],
    [{ subject: { kind: "nothing", policyProblems: undefined } }],
    [{ subject: { kind: "nothing", policyProblems: undefined } }, (github) => github.review({ policy })],
    [
      { subject: { kind: "nothing", policyProblems: undefined } },
      (github) => (github.writers = new Set([AUTHOR.id])),
    ],
    [{ subject: { kind: "nothing", policyProblems: undefined } }, (github) => github.approve(BOSS)],
    [{ subject: { kind: "ledger" } }],
    [
      {
        differences: [{ id: "a", since: "published", before: {}, after: {}, unclear: [], files: [] }],
      },
    ],
    [
      {
        differences: [
          { id: "a", since: "default-branch", before: {}, after: { name: "n" }, unclear: [], files: [] },
        ],
      },
    ],
  ];

  it("is nowhere to be read once it is replaced, and each replacement is read somewhere", () => {
    const read: string[] = [];
    const levels = (change: Partial<Policy["levels"]>): Policy => ({
      ...policy,
      levels: { ...policy.levels, ...change },
    });
    const guide = { ...policy, marketplace: { ...policy.marketplace, guide: "https://guide.example/" } };
    const waiver = {
      check: "link",
      listing: "poll-maker",
      who: "boss",
      why: "moves",
      until: "2026-12-31",
    } as const;
    const policies = [
      guide,
      levels({ link: "recommended", image: "recommended" }),
      { ...policy, waivers: [waiver] },
    ];
    for (const one of policies)
      for (const [world, before] of worlds) {
        const github = new TinyGitHub();
        before?.(github);
        github.nowMs += MINUTE_MS;
        github.review({ ...world, policy: one });
        read.push(...github.comments.filter(({ mine }) => mine).map(({ body }) => body));
        read.push(...[...github.shown.values()].flatMap(({ title, summary }) => [title, summary]));
        for (const write of github.writes)
          if (write.do === "suggest") read.push(write.body, ...write.comments.map(({ body }) => body));
      }
    const options = { nowMs: START_MS, digest: (text: string) => text.slice(0, 8) };
    for (const owner of [
      { number: 5, isOwn: true, author: undefined },
      { number: 5, isOwn: false, author: undefined },
      { number: 5, isOwn: false, author: BOSS },
    ]) {
      const github = new TinyGitHub();
      github.comment(BOSS, `/accept link ${SHORT} fine`);
      const seen = { pull: github.seen(), labelsInRepository: [], policy, owner, mayWrite: () => true };
      for (const write of decideShared(seen, options).stages.flat())
        if (write.do === "create-comment") read.push(write.body);
    }
    read.push(sharedNoMore("a".repeat(40), policy.texts));
    for (const [change, body, myReactions] of [
      [{ open: false, merged: true }, "/recheck", []],
      [{ open: false }, "/recheck", []],
      [{ open: true }, "/recheck", []],
      [{ open: false, merged: true }, "/contacted", ["confused"]],
    ] as const) {
      const github = new TinyGitHub();
      github.comment(AUTHOR, body, { myReactions });
      const write = answerOver({ ...github.seen(), ...change }, "main", policy.texts);
      if (write?.do === "create-comment") read.push(write.body);
    }
    for (const author of ["ann", undefined])
      read.push(
        welcomeComment(
          "a",
          author,
          "https://a.example/",
          {
            ...policy,
            outreach: { welcome: "w", form: "https://f.example/" },
          },
          "Ours",
        ),
      );
    const all = read.join("\n");
    expect(WORDS_IDS.filter((id) => !all.includes(`zq ${id} `))).toEqual([]);
    const whole = WORDS_IDS.map((id) => MESSAGES[id]).filter(
      (sentence) => !sentence.includes("{") && sentence.length > 25,
    );
    expect(whole.length).toBeGreaterThan(15);
    for (const sentence of whole) expect(all).not.toContain(sentence);
  });

  it("keeps what is put into it in its own marks, whatever it is", () => {
    const texts: Texts = {
      ...Object.fromEntries(
        RULE_IDS.map((id) => [
          id,
          { message: "Well, {1} it is. {default}", why: "{default} So there.", fix: "{default}" },
        ]),
      ),
      "comment/to-mend": "Please look at {what}: {count}",
    };
    const told = shareTold((text) => {
      const listing = parse(`${yamlString(`key ${text}`)}: x\nname: ${yamlString(text)}\n`);
      return {
        policy: withTexts(texts),
        judgements: [goodJudgement({ submission: exampleSubmission({ listing }) }, { listing })],
      };
    });
    expect(told).toBeGreaterThan(0.6);
  });
});

describe("a rule's words", () => {
  const finding = {
    rule: "submission/unknown-field",
    message: "There is no field `sumary`; the nearest is `summary`.",
    why: "Programs read it.",
    fix: "Write `summary`, or remove the line.",
  };
  it.each([
    ["values in order", { message: "{2}, not {1}" }, "`summary`, not `sumary`"],
    ["the default as a whole", { message: "Oops: {default}" }, `Oops: ${finding.message}`],
    ["more values than there are: ours stands", { message: "{1} {2} {3}" }, finding.message],
    ["another rule's", undefined, finding.message],
  ])("%s", (_, own, expected) => {
    const texts: Texts = own === undefined ? { "link/archived": { message: "x" } } : { [finding.rule]: own };
    expect(worded(finding, texts).message).toBe(expected);
  });

  it("reach the comment, the run and its annotation, and undo no release", () => {
    const held = [
      goodJudgement({
        documentation: known({
          page: { title: "", blocks: [], builtByScript: true },
          screenshotsInListing: 1,
        }),
      }),
    ];
    const github = new TinyGitHub();
    github.review({ judgements: held });
    github.nowMs += MINUTE_MS;
    github.approve(BOSS);
    github.review({ judgements: held });
    expect(github.newest("steward")?.conclusion).toBe("success");
    const rules = RULE_IDS.filter((id) => id.startsWith("documentation/"));
    const policy = withTexts(Object.fromEntries(rules.map((id) => [id, { message: "zq words" }])));
    github.review({ judgements: held, policy });
    expect(github.newest("steward")?.conclusion).toBe("success");

    const fresh = new TinyGitHub();
    fresh.review({ judgements: held, policy });
    expect(fresh.comments[0]?.body).toContain("zq words");
    const run = fresh.writes.find(
      (write) => write.do === "create-run" && write.run.check === "documentation",
    );
    expect(JSON.stringify(run)).toContain('"message":"zq words');
  });

  it("what a check saw is told in them, and recorded in ours", () => {
    const policy = withTexts({ ownership: { evidence: "Known here: {1}" }, image: { evidence: "{9}" } });
    const github = new TinyGitHub();
    const { verdict } = github.review({ policy });
    expect(github.comments[0]?.body).toContain("  - Known here: `owner`\n");
    expect(github.comments[0]?.body).toContain("pixels");
    const ownership = verdict?.checks.find(({ id }) => id === "ownership");
    expect(ownership?.evidence.join()).toContain("is one of the listing's maintainers");
  });

  it("of the file stand over the preset's, each by itself", () => {
    const result = parsed("  image/too-large: { why: a, fix: b }\n  comment/ready: c");
    expect(result.state === "valid" && result.policy.texts).toEqual({
      "image/too-large": { why: "a", fix: "b" },
      "comment/ready": "c",
    });
  });
});
