// The policy file: strict to the letter, with a default for everything.

import { describe, expect, it } from "@jest/globals";
import { CHECK_IDS } from "../../src/core/checks/ids.ts";
import { identityOf } from "../../src/core/policy/identity.ts";
import { isTrustedApp } from "../../src/core/policy/apps.ts";
import { parsePolicy, POLICY_BYTES_MAX, type Policy } from "../../src/core/policy/policy.ts";
import { PRESETS } from "../../src/core/policy/presets.ts";
import { FIXED_CHECKS, policySchema } from "../../src/core/policy/schema.ts";
import { FIRST_CHECKS } from "../support/good-world.ts";

const parse = (text: string, owner: string | undefined = "acme") =>
  parsePolicy(new TextEncoder().encode(text), owner);

function valid(text: string, owner?: string): Policy {
  const parsed = parse(text, owner);
  if (parsed.state === "invalid")
    throw new Error(parsed.problems.map(({ rule, message }) => `${rule}: ${message}`).join("\n"));
  return parsed.policy;
}

function faults(text: string, owner?: string): readonly string[] {
  const parsed = parse(text, owner);
  return parsed.state === "valid" ? [] : parsed.problems.map(({ rule, path }) => `${rule} ${path.join(".")}`);
}

const OWN = "marketplace:\n  name: Ours\n  security: mailto:sec@a.example\n";
const WAIVER = "{check: link, listing: demo, who: boss, why: moving house, until: 2026-05-01}";

describe("a policy", () => {
  it("extends the preset and nothing more", () => {
    const policy = valid("extends: mattermost\n");
    expect(policy.preset).toBe("mattermost");
    expect(policy.types).toEqual(["plugin", "app", "integration", "webhook", "playbook", "tool"]);
    expect(policy.levels).toEqual(
      Object.fromEntries(CHECK_IDS.map((id) => [id, FIRST_CHECKS.includes(id) ? "required" : "off"])),
    );
    expect(policy.imageBytesMax).toBe(5_242_880);
    expect(policy.takedown).toMatchObject({
      days: { medium: 14, high: 14, critical: 0, "blocking-bug": 14 },
      reminderDays: [7, 3, 1],
      extensionDaysMax: 14,
      role: "maintain",
      public: "under-review",
      mode: "on",
    });
    expect(policy.publish).toMatchObject({
      branch: "gh-pages",
      basePath: undefined,
      adopt: false,
      graceDays: 14,
    });
    expect(policy.waivers).toEqual([]);
  });

  it("or names the marketplace and a security contact", () => {
    const policy = valid(OWN);
    expect(policy.preset).toBeUndefined();
    expect(policy.marketplace).toMatchObject({ name: "Ours", security: "mailto:sec@a.example" });
    expect(policy.levels).toEqual(valid("extends: mattermost\n").levels);
  });

  it.each([
    "types: [plugin]\n",
    "marketplace: {name: Ours}\n",
    "marketplace: {security: mailto:a@b.example}\n",
  ])("or leaves name and contact to its repository: %j", (text) => {
    const { name, security } = valid(text).marketplace;
    expect(identityOf(valid(text), "https://github.com/acme/tools")).toEqual({
      name: name ?? "tools",
      security: security ?? "https://github.com/acme/tools/security/advisories/new",
    });
    expect(identityOf(valid(text), undefined)).toEqual({ name: name ?? "Marketplace", security });
  });

  it.each<[string, string, readonly string[]]>([
    ["a preset that is none", "extends: matermost\n", ["unknown-preset extends"]],
    [
      "a preset that is none beside a key that is none",
      "extends: matermost\nmarketplac: {}\n",
      ["unknown-preset extends", "unknown-field marketplac"],
    ],
    ["a preset of JavaScript's", "extends: __proto__\n", ["unknown-preset extends"]],
    ["a preset of JavaScript's, too", "extends: constructor\n", ["unknown-preset extends"]],
    ["an empty file", "", ["empty "]],
    ["a list", "- extends: mattermost\n", ["not-a-mapping "]],
    ["no YAML", "extends: [\n", ["syntax "]],
    ["a key twice", "extends: mattermost\nextends: other\n", ["duplicate-key "]],
    ["an alias", "extends: &a mattermost\n", ["anchor "]],
  ])("%s", (_, text, expected) => {
    expect(faults(text)).toEqual(expected);
  });

  it("is at most 256 KiB", () => {
    const text = "extends: mattermost\n";
    const filled = `${text}#${"x".repeat(POLICY_BYTES_MAX - text.length - 2)}\n`;
    expect(faults(filled)).toEqual([]);
    expect(faults(`${filled}\n`)).toEqual(["too-large "]);
  });
});

describe("unknown keys", () => {
  it.each([
    ["extend: mattermost\n", "extend", "extends"],
    [`${OWN}waiver: []\n`, "waiver", "waivers"],
    ["marketplace:\n  nmae: x\n", "marketplace.nmae", "name"],
    ["extends: mattermost\nchecks:\n  links: required\n", "checks.links", "link"],
    ["extends: mattermost\nchecks:\n  issue_tracker: required\n", "checks.issue_tracker", "issue-tracker"],
    ["extends: mattermost\nchecks:\n  image: {max_byte: 5000}\n", "checks.image.max_byte", "max_bytes"],
    ["extends: mattermost\nchecks:\n  link: {levl: off}\n", "checks.link.levl", "level"],
    ["extends: mattermost\ntakedown:\n  day: {medium: 7}\n", "takedown.day", "days"],
    ["extends: mattermost\ntakedown:\n  days: {meduim: 7}\n", "takedown.days.meduim", "medium"],
    ["extends: mattermost\npublish:\n  basepath: /x/\n", "publish.basepath", "base_path"],
    [
      "extends: mattermost\nwaivers:\n  - {chek: link, listing: demo, who: boss, why: moving, until: 2026-05-01}\n",
      "waivers.0.chek",
      "check",
    ],
    ["extends: mattermost\noutreach:\n  welcom: hi\n", "outreach.welcom", "welcome"],
  ])("%j: the nearest is named", (text, path, nearest) => {
    const parsed = parse(text);
    const problem =
      parsed.state === "invalid" ? parsed.problems.find(({ rule }) => rule === "unknown-field") : undefined;
    expect(problem?.path.join(".")).toBe(path);
    expect(problem?.message).toContain(`the nearest is \`${nearest}\``);
    expect(problem?.place.line).toBe(
      text.slice(0, text.indexOf(path.split(".").at(-1) ?? "")).split("\n").length,
    );
  });

  it.each(["__proto__", "constructor", "xyz"])("%s: nothing is near", (key) => {
    expect(faults(`extends: mattermost\n${key}: x\n`)).toEqual([`unknown-field ${key}`]);
  });
});

describe("levels", () => {
  it.each(FIXED_CHECKS)("%s cannot be lowered", (id) => {
    for (const level of ["recommended", "off"]) {
      expect(faults(`extends: mattermost\nchecks:\n  ${id}: ${level}\n`)).toEqual([
        `not-allowed checks.${id}`,
      ]);
      expect(faults(`extends: mattermost\nchecks:\n  ${id}: {level: ${level}}\n`)).toEqual([
        `not-allowed checks.${id}.level`,
      ]);
    }
    expect(valid(`extends: mattermost\nchecks:\n  ${id}: required\n`).levels[id]).toBe("required");
  });

  it.each(FIXED_CHECKS)("%s cannot be waived", (id) => {
    expect(faults(`extends: mattermost\nwaivers: [${WAIVER.replace("link", id)}]\n`)).toEqual([
      "not-allowed waivers.0.check",
    ]);
  });

  it.each(CHECK_IDS.filter((id) => !(FIXED_CHECKS as readonly string[]).includes(id)))("%s can", (id) => {
    for (const level of ["required", "recommended", "off"]) {
      expect(valid(`extends: mattermost\nchecks:\n  ${id}: ${level}\n`).levels[id]).toBe(level);
      expect(valid(`extends: mattermost\nchecks:\n  ${id}: {level: ${level}}\n`).levels[id]).toBe(level);
    }
  });

  it("Apps may be named whose pull requests count, and `ownership` stays required", () => {
    expect(valid("extends: mattermost\n").ownershipApps).toEqual([]);
    const named =
      "extends: mattermost\nchecks:\n  ownership:\n    apps:\n    - Renovate\n    - dependabot[bot]\n";
    const policy = valid(named);
    expect([policy.levels.ownership, policy.ownershipApps]).toEqual([
      "required",
      ["Renovate", "dependabot[bot]"],
    ]);
    const bot = (login: string) => ({ id: 1, login, type: "Bot" as const });
    for (const login of ["renovate", "renovate[bot]", "RENOVATE[BOT]", "dependabot"])
      expect([login, isTrustedApp(policy, bot(login))]).toEqual([login, true]);
    for (const account of [
      bot("renovate-fork"),
      bot("renovate[bot][bot]"),
      { ...bot("renovate"), type: "User" as const },
      { ...bot("dependabot[bot]"), type: "Organization" as const },
      undefined,
    ])
      expect([account, isTrustedApp(policy, account)]).toEqual([account, false]);
    expect(isTrustedApp(undefined, bot("renovate"))).toBe(false);
    for (const apps of ["[a b]", "['*']", "['']", "[-a]", "renovate", `[${"a,".repeat(21)}]`])
      expect(faults(`extends: mattermost\nchecks:\n  ownership: {apps: ${apps}}\n`)).not.toEqual([]);
  });

  it("a mapping without a level leaves it as it was", () => {
    expect(valid("extends: mattermost\nchecks:\n  image: {max_bytes: 4096}\n")).toMatchObject({
      imageBytesMax: 4_096,
      levels: { image: "required" },
    });
  });

  it.each([
    ["a slip", "link: requird", ["not-allowed checks.link"]],
    ["a truth value", "link: true", ["not-allowed checks.link"]],
    ["nothing", "link:", ["not-allowed checks.link"]],
  ])("%s", (_, line, expected) => {
    expect(faults(`extends: mattermost\nchecks:\n  ${line}\n`)).toEqual(expected);
  });
});

describe("a catalog that was transferred", () => {
  const text =
    "extends: mattermost\ntakedown:\n  repository: Old/cases\n  role: admin\npublish:\n  repository: old/site\n";
  const bytes = new TextEncoder().encode(text);

  it("goes by its policy, without what that names of a former owner's", () => {
    const parsed = parsePolicy(bytes, "new", ["older", "old"]);
    if (parsed.state === "invalid") throw new Error("not valid");
    const { policy, file, ignored } = parsed;
    expect([policy.takedown.repository, policy.publish.repository, policy.takedown.role]).toEqual([
      undefined,
      undefined,
      "admin",
    ]);
    expect([file.takedown?.repository, file.publish?.repository]).toEqual([undefined, undefined]);
    expect(ignored).toEqual([
      { key: "takedown.repository", repository: "Old/cases", line: 3 },
      { key: "publish.repository", repository: "old/site", line: 6 },
    ]);
  });

  it.each([
    ["nobody else's", "new", [], ["Old", "old"]],
    ["somebody's who never owned it", "new", ["older"], ["Old", "old"]],
  ])("ignores %s", (_, owner, former, otherOwners) => {
    expect(parsePolicy(bytes, owner, former)).toMatchObject({ state: "invalid", otherOwners });
  });

  it("ignores nothing of today's owner's, nor where the owner is not known", () => {
    for (const owner of ["old", "OLD", undefined])
      expect(parsePolicy(bytes, owner, ["new"])).toMatchObject({
        state: "valid",
        ignored: [],
        policy: { takedown: { repository: "Old/cases" }, publish: { repository: "old/site" } },
      });
  });

  it("keeps what else is wrong wrong", () => {
    const broken = new TextEncoder().encode(`${text}typos: x\n`);
    expect(parsePolicy(broken, "new", ["old"]).state).toBe("invalid");
  });
});

describe("limits", () => {
  it.each<[string, string, boolean]>([
    ["image of 1,024 bytes", "checks: {image: {max_bytes: 1024}}", true],
    ["image of 1,023 bytes", "checks: {image: {max_bytes: 1023}}", false],
    ["image of 5 MB", "checks: {image: {max_bytes: 5242880}}", true],
    ["image of more", "checks: {image: {max_bytes: 5242881}}", false],
    ["link with a limit of bytes", "checks: {link: {max_bytes: 5000}}", false],
    ["365 days", "takedown: {days: {medium: 365}}", true],
    ["366 days", "takedown: {days: {medium: 366}}", false],
    ["minus one day", "takedown: {days: {medium: -1}}", false],
    ["half a day", "takedown: {days: {medium: 0.5}}", false],
    ["days for low", "takedown: {days: {low: 3}}", false],
    ["10 reminders", `takedown: {reminders: [${"1, ".repeat(10)}]}`, true],
    ["11 reminders", `takedown: {reminders: [${"1, ".repeat(11)}]}`, false],
    ["a role of somebody's own", "takedown: {role: owner}", false],
    ["a team", "takedown: {team: security-team}", true],
    ["a team with its owner", "takedown: {team: acme/security}", false],
    ["dry run", "takedown: {mode: dry-run}", true],
    ["a branch", "publish: {branch: site/live}", true],
    ["a branch that git refuses", "publish: {branch: a..b}", false],
    ["a branch that ends in .lock", "publish: {branch: a.lock}", false],
    ["a branch with a space", 'publish: {branch: "a b"}', false],
    ["a base path", "publish: {base_path: /market/}", true],
    ["a base path without a slash", "publish: {base_path: market}", false],
    ["a base path that goes up", "publish: {base_path: /../x}", false],
    ["a colour", 'publish: {theme_color: "#a0B1c2"}', true],
    ["a colour by name", "publish: {theme_color: red}", false],
    ["a logo", "publish: {logo: images/logo.svg}", true],
    ["a logo from elsewhere", "publish: {logo: https://a.example/logo.svg}", false],
    ["a type", "types: [theme]", true],
    ["no type", "types: []", false],
    ["a type in capitals", "types: [Theme]", false],
    ["31 types", `types: [${Array.from({ length: 31 }, (_, i) => `type-${i}`).join(", ")}]`, false],
    ["a waiver", `waivers: [${WAIVER}]`, true],
    ["a waiver without an end", `waivers: [${WAIVER.replace(", until: 2026-05-01", "")}]`, false],
    ["a waiver until a day that never comes", `waivers: [${WAIVER.replace("05-01", "02-30")}]`, false],
    ["a waiver without a reason", `waivers: [${WAIVER.replace("moving house", "x")}]`, false],
    ["a waiver for an id that is none", `waivers: [${WAIVER.replace("demo", "Demo")}]`, false],
    ["501 waivers", `waivers: [${`${WAIVER}, `.repeat(501)}]`, false],
    ["a welcome with an unseen character", 'outreach: {welcome: "hello\\u202e"}', false],
    ["a form by mail", "outreach: {form: mailto:hello@a.example}", true],
  ])("%s", (_, line, sound) => {
    expect(faults(`extends: mattermost\n${line}\n`).length === 0).toBe(sound);
  });
});

describe("other repositories", () => {
  it.each<[string, string, readonly string[]]>([
    ["the catalog's own owner", "takedown: {repository: acme/cases}", []],
    ["in other letters", "takedown: {repository: ACME/cases}", []],
    ["another owner", "takedown: {repository: evil/cases}", ["foreign-repository takedown.repository"]],
    ["another owner's pages", "publish: {repository: evil/pages}", ["foreign-repository publish.repository"]],
    [
      "both",
      "takedown: {repository: evil/a}\npublish: {repository: evil/b}",
      ["foreign-repository takedown.repository", "foreign-repository publish.repository"],
    ],
    [
      "an owner that begins alike",
      "publish: {repository: acme-evil/pages}",
      ["foreign-repository publish.repository"],
    ],
    ["a name without an owner", "publish: {repository: pages}", ["invalid publish.repository"]],
    ["an address", "publish: {repository: https://github.com/acme/pages}", ["invalid publish.repository"]],
  ])("%s", (_, text, expected) => {
    expect(faults(`extends: mattermost\n${text}\n`)).toEqual(expected);
  });

  it("a folder has no owner to compare with", () => {
    expect(
      parsePolicy(
        new TextEncoder().encode("extends: mattermost\npublish: {repository: any/pages}\n"),
        undefined,
      ).state,
    ).toBe("valid");
  });
});

describe("a value of the wrong form", () => {
  // Shapes as people get them wrong; each answer says what is expected, and its example passes in the value's place.
  it.each<[string, (value: string) => string, string, RegExp]>([
    ["days below none", (v) => `takedown: {days: {high: ${v}}}`, "-1", /is -1; at least 0 is needed/],
    [
      "more days than a year",
      (v) => `takedown: {days: {medium: ${v}}}`,
      "400",
      /is 400; at most 365 is allowed/,
    ],
    ["days and a half", (v) => `publish: {grace_days: ${v}}`, "1.5", /must be a whole number, not 1\.5/],
    [
      "bytes beyond what is read",
      (v) => `checks: {image: {max_bytes: ${v}}}`,
      "99999999999",
      /is 99,999,999,999; at most 5,242,880 is allowed/,
    ],
    ["a colour by name", (v) => `publish: {theme_color: ${v}}`, "blue", /must be a colour: `#` and six/],
    ["a path without slashes", (v) => `publish: {base_path: ${v}}`, "market", /begins and ends with `\/`/],
    ["a branch with a space", (v) => `publish: {branch: ${v}}`, '"a b"', /name of a branch, without spaces/],
    ["a repository without owner", (v) => `publish: {repository: ${v}}`, "justname", /as OWNER\/NAME/],
    ["a logo outside", (v) => `publish: {logo: ${v}}`, "../x.png", /path of a \.png, \.jpg or \.svg file/],
    ["a type in capitals", (v) => `types: [${v}]`, "Card", /small letters, digits and hyphens/],
    ["a team's address", (v) => `takedown: {team: "${v}"}`, "@acme/security", /name of a team/],
    [
      "a day that no month has",
      (v) => `waivers: [{check: link, listing: demo, who: boss, why: moving house, until: ${v}}]`,
      "2027-02-30",
      /must be a date that exists, as YYYY-MM-DD/,
    ],
    [
      "a listing by its file",
      (v) => `waivers: [{check: link, listing: ${v}, who: boss, why: moving house, until: 2027-02-03}]`,
      "listings/demo.yml",
      /must be the id of a listing/,
    ],
  ])("%s", (_, within, wrong, says) => {
    const parsed = parse(`extends: default\n${within(wrong)}\n`, "our-community");
    if (parsed.state === "valid") throw new Error("it passed");
    expect(parsed.problems).toHaveLength(1);
    expect(parsed.problems[0]?.message).toMatch(says);
    const example =
      /^Write, for example, `(.+)`\.$/.exec(parsed.problems[0]?.fix ?? "")?.[1] ??
      /^Write ([\d,]+) or (?:more|less)\.$/.exec(parsed.problems[0]?.fix ?? "")?.[1]?.replaceAll(",", "") ??
      "2";
    expect(faults(`extends: default\n${within(example)}\n`, "our-community")).toEqual([]);
  });
});

describe("presets", () => {
  it.each(Object.keys(PRESETS))("%s keeps to the schema, and fixed checks to their level", (name) => {
    expect(policySchema.safeParse(PRESETS[name]).error).toBeUndefined();
    const policy = valid(`extends: ${name}\n`);
    for (const id of FIXED_CHECKS) expect(policy.levels[id]).toBe("required");
    // Whose marketplace it is, and what it promises, no preset says.
    expect(policy.marketplace).toEqual({ about: "" });
    expect(policy.outreach).toEqual({ welcome: "", form: undefined });
    for (const key of ["repository", "url", "base_path", "logo"])
      expect(PRESETS[name]?.publish).not.toHaveProperty(key);
    for (const key of ["repository", "team"]) expect(PRESETS[name]?.takedown).not.toHaveProperty(key);
  });

  it("give way to the file, key by key", () => {
    const policy = valid(
      "extends: mattermost\nmarketplace: {name: Ours}\ntypes: [theme]\nchecks: {link: off}\ntakedown: {days: {high: 7}}\n",
    );
    expect(policy.marketplace).toMatchObject({ name: "Ours", security: undefined });
    expect(policy.types).toEqual(["theme"]);
    expect(policy.levels).toMatchObject({ link: "off", image: "required" });
    expect(policy.takedown.days).toEqual({ medium: 14, high: 7, critical: 0, "blocking-bug": 14 });
  });

  it("are not changed by being extended", () => {
    const before = JSON.stringify(PRESETS);
    valid("extends: mattermost\ntypes: [theme]\nmarketplace: {name: Ours}\n");
    expect(JSON.stringify(PRESETS)).toBe(before);
  });
});

describe("other people's words", () => {
  it("stand in code spans, whatever they are", () => {
    const parsed = parse('extends: "`@org/team` [x](https://evil.example)"\n');
    expect(parsed.state === "invalid" ? parsed.problems[0]?.message : "").toBe(
      "There is no preset `'@org/team' [x](https://evil.example)`.",
    );
  });

  it("a thousand mistakes are not a thousand findings", () => {
    const text = `extends: mattermost\n${Array.from({ length: 1_000 }, (_, i) => `key${i}: x\n`).join("")}`;
    const parsed = parse(text);
    expect(parsed.state === "invalid" ? parsed.problems.length : 0).toBe(501);
    expect(faults(text).at(-1)).toBe("too-many-mistakes ");
  });
});

describe("the repositories that a policy names", () => {
  it.each([
    ["mona_octo/cases", true],
    ["mona-octo/cases.v2", true],
    ["_mona/cases", false],
    ["mona", false],
    ["mona/octo/cases", false],
  ])("%s", (repository, isOne) => {
    const owner = repository.split("/")[0];
    for (const part of ["takedown", "publish"])
      expect(faults(`extends: mattermost\n${part}:\n  repository: ${repository}\n`, owner)).toEqual(
        isOne ? [] : [`invalid ${part}.repository`],
      );
  });
});
