// Mistakes that owners make, in policy, folder and configuration: one finding each, and its fix, followed to the letter, leaves none.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { generateKeyPairSync } from "node:crypto";
import { tmpdir } from "node:os";
import { load } from "js-yaml";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runPolicyCheck } from "../../src/cli/policy-check.ts";
import { POLICY_EXAMPLES } from "../../src/core/policy/keys.ts";
import { parsePolicy } from "../../src/core/policy/policy.ts";
import { listingSchemaOf, putSchema } from "../../src/cli/catalog-schema.ts";
import { runDoctor } from "../../src/cli/doctor.ts";
import { runInit } from "../../src/cli/init.ts";
import { readConfig } from "../../src/platform/config.ts";

const POLICY = ".github/steward.yml";
const WORKFLOW = ".github/workflows/steward.yml";
const COMMIT = "820762786026740c76f36085b0efc47a31fe5020";

const GOOD = `extends: default
marketplace:
  name: Our Shed
  security: mailto:shed@garden.example
checks:
  documentation: recommended
  image: { level: required, max_bytes: 1048576 }
waivers:
  - check: link
    listing: poll-board
    who: octo
    why: The site moves
    until: 2027-01-31
takedown:
  mode: "on"
  days: { medium: 14 }
publish:
  branch: gh-pages
  theme_color: "#1c58d9"
  base_path: /shed/
outreach:
  welcome: Hello
`;

let root: string;
let fresh: string;
let count = 0;
const quiet = { write: () => undefined, warn: () => undefined, interactive: false };
const answers = {
  name: "Our Shed",
  security: "shed@garden.example",
  owner: "gardeners",
  appId: "4711",
  yes: true,
};

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "steward-mistakes-"));
  fresh = join(root, "fresh");
  expect(await runInit({ folder: fresh, ...answers, examples: false }, quiet)).toBe(0);
  writeFileSync(join(fresh, POLICY), GOOD);
  mkdirSync(join(fresh, "listings"), { recursive: true });
  writeFileSync(join(fresh, "listings/poll-board.yml"), "name: Poll Board\n");
  mkdirSync(join(fresh, "images"), { recursive: true });
  writeFileSync(join(fresh, "images/logo.svg"), "<svg/>");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Finding {
  readonly rule: string;
  readonly message: string;
  readonly fix: string;
}

async function findings(catalog: string): Promise<readonly Finding[]> {
  let text = "";
  await runDoctor(
    { repo: undefined, catalog, format: "json" },
    {
      environment: {},
      nowMs: () => 0,
      color: false,
      write: (more) => void (text += more),
      warn: () => undefined,
    },
  );
  return (JSON.parse(text) as { findings: readonly Finding[] }).findings;
}

function copied(): string {
  count += 1;
  const folder = join(root, `shed-${count}`);
  cpSync(fresh, folder, { recursive: true });
  return folder;
}

const read = (folder: string, path: string) => readFileSync(join(folder, path), "utf8");
function put(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** What stands in the words between backticks, one after the other. */
const named = (words: string): readonly string[] =>
  [...words.matchAll(/`([^`]+)`/g)].map(([, inner = ""]) => inner);

/** The line that a finding is on, as the policy says it, written anew. */
function onItsLine(text: string, { message }: Finding, change: (line: string) => string | undefined): string {
  const at = Number(/:(\d+):\d+ /.exec(message)?.[1]) - 1;
  return text
    .split("\n")
    .flatMap((line, index) => (index === at ? (change(line) ?? []) : [line]))
    .join("\n");
}

type Follow = (line: string, finding: Finding) => string | undefined;
const takeAway: Follow = () => undefined;
const renamed: Follow = (line, { message, fix }) =>
  line.replace(/^(\s*)[\w-]+:/, `$1${/^Write `([^`]+)`/.exec(fix)?.[1] ?? message}:`);
const firstOfThem =
  (from: "message" | "fix"): Follow =>
  (line, finding) =>
    line.replace(/: \S.*$/, `: ${named(finding[from].replace(/^.* one of /, ""))[0] ?? "nothing is named"}`);
/** The value that the fix begins with. */
const valued: Follow = (line, { fix }) =>
  line.replace(/: \S.*$/, `: ${/^Write `([^`]+)`/.exec(fix)?.[1] ?? "nothing"}`);
/** The line that the fix shows, where the wrong one stands. */
const whole: Follow = (line, { fix }) => line.replace(/\S.*$/, /: `(.+?)`/.exec(fix)?.[1] ?? "nothing");
const valuedLine: Follow = (line, { fix }) =>
  line.replace(/\S.*$/, /^Write `([^`]+)`/.exec(fix)?.[1] ?? "nothing");
const inBraces: Follow = (line, { fix }) =>
  line.replace(/max_bytes: \w+/, /: `(.+?)`/.exec(fix)?.[1] ?? "nothing");
const spaced: Follow = (line, { fix }) =>
  " ".repeat(Number(/^Begin the line with (\d+) space/.exec(fix)?.[1])) + line.trimStart();
const meant: Follow = (line, { fix }) =>
  line.replace(/: \S.*$/, `: ${/^Did you mean `([^`]+)`/.exec(fix)?.[1] ?? "nothing"}`);

const example: Follow = (line, { fix }) =>
  line.replace(/: \S.*$/, `: ${/^Write, for example, `([^`]+)`/.exec(fix)?.[1] ?? "nothing"}`);
const bound: Follow = (line, { fix }) =>
  line.replace(
    /(\w+): (?:-?\d+)(?= \})/,
    `$1: ${/^Write ([\d,]+) or/.exec(fix)?.[1]?.replaceAll(",", "") ?? "none"}`,
  );

/** What is written wrong in the policy, what the fix has to say, and how somebody does just that. */
const IN_THE_POLICY: readonly (readonly [string, string, string, RegExp, Follow])[] = [
  ["a key without its s", "extends: default", "extend: default", /^Write `extends`/, renamed],
  ["a preset misspelt", "extends: default", "extends: defualt", /^Use one of `default`/, firstOfThem("fix")],
  ["a preset in capitals", "extends: default", "extends: Default", /^Use one of/, firstOfThem("fix")],
  ["a section with a line in it", "marketplace:", "market_place:", /^Write `marketplace`/, renamed],
  ["a title for a name", "  name: Our Shed", "  title: Our Shed", /^Write `name`/, renamed],
  ["a name left empty", "  name: Our Shed", "  name:", /remove the line/, takeAway],
  [
    "an e-mail address as it is",
    "mailto:shed@garden.example",
    "shed@garden.example",
    /^Write `mailto:` before/,
    (line) => line.replace("security: ", "security: mailto:"),
  ],
  [
    "a contact without s",
    "mailto:shed@garden.example",
    "http://garden.example/report",
    /`https:\/\/` address of the page/,
    (line) => line.replace("http:", "https:"),
  ],
  [
    "a level of its own",
    "documentation: recommended",
    "documentation: optional",
    /^Choose one/,
    firstOfThem("message"),
  ],
  [
    "a check by a short name",
    "documentation: recommended",
    "docs: recommended",
    /^Write `documentation`/,
    renamed,
  ],
  [
    "a check that cannot be lowered",
    "documentation: recommended",
    "submission: off",
    /^Write `required`/,
    valued,
  ],
  ["another such", "documentation: recommended", "ownership: recommended", /^Write `required`/, valued],
  [
    "an underscore",
    "documentation: recommended",
    "issue_tracker: recommended",
    /^Write `issue-tracker`/,
    renamed,
  ],
  ["a limit by another name", "max_bytes", "max_size", /^Remove the line/, takeAway],
  ["a waiver's check misspelt", "check: link", "check: links", /^Did you mean `link`/, meant],
  [
    "a waiver of what cannot be waived",
    "check: link",
    "check: ownership",
    /^Choose one/,
    firstOfThem("message"),
  ],
  [
    "a login with its @",
    "who: octo",
    'who: "@octo"',
    /^Write it without the `@`/,
    (line) => line.replace("@", ""),
  ],
  [
    "a reason of one letter",
    "why: The site moves",
    "why: x",
    /^Say a little more/,
    (line) => `${line} is moving`,
  ],
  ["a mode run together", 'mode: "on"', "mode: dryrun", /^Did you mean `dry-run`/, meant],
  ["a mode that there is not", 'mode: "on"', 'mode: "off"', /^Choose one/, firstOfThem("message")],
  [
    "a severity that there is not",
    "  days: { medium: 14 }",
    "  days: { low: 14 }",
    /^Remove the line/,
    takeAway,
  ],
  ["a colour that YAML takes for a comment", '"#1c58d9"', "#1c58d9", /remove the line/, takeAway],
  [
    "an address without s",
    "base_path: /shed/",
    "url: http://garden.example/",
    /`https:\/\/` address/,
    (line) => line.replace("http:", "https:"),
  ],
  ["a letter too few", "welcome: Hello", "welcom: Hello", /^Write `welcome`/, renamed],
  ["a tab", "  name: Our Shed", "\tname: Our Shed", /tab/, (line) => line.replace("\t", "  ")],
  [
    "a colon in a name",
    "name: Our Shed",
    "name: Our Shed: tools",
    /^Put the value in quotes/,
    (_, { fix }) => `  ${/: `(.+)`/.exec(fix)?.[1] ?? ""}`,
  ],
  [
    "a limit beyond the limit",
    "max_bytes: 1048576",
    "max_bytes: 99999999",
    /^Write 5,242,880 or less/,
    bound,
  ],
  ["days before now", "medium: 14", "medium: -1", /^Write 0 or more/, bound],
  [
    "a file for an id",
    "listing: poll-board",
    "listing: listings/poll-board.yml",
    /^Write, for example/,
    example,
  ],
  ["a day that there is not", "until: 2027-01-31", "until: 2027-02-30", /^Write, for example/, example],
  ["a date as people write it", "until: 2027-01-31", "until: 31.01.2027", /^Write, for example/, example],
  ["a branch with a space", "branch: gh-pages", 'branch: "gh pages"', /^Write, for example/, example],
  [
    "a repository without its owner",
    "base_path: /shed/",
    "repository: pages",
    /^Write, for example/,
    example,
  ],
  ["a colour by its name", '"#1c58d9"', "blue", /^Write, for example/, example],
  ["a path without its ends", "base_path: /shed/", "base_path: shed", /^Write, for example/, example],
  ["a logo outside", "base_path: /shed/", "logo: ../logo.png", /^Write, for example/, example],
  [
    "a colon in a name with a comment behind",
    "name: Our Shed",
    "name: Our Shed: tools    # without it: the repository's name",
    /^Put the value in quotes: `name: "Our Shed: tools"`/,
    whole,
  ],
  [
    "a space too many, and a colon in a comment",
    '  mode: "on"\n',
    '   mode: "on" # dry-run: says all\n  role: maintain # who may do so: the team\n',
    /^Begin the line with 2 spaces/,
    spaced,
  ],
  ["a space too few", "  theme_color:", " theme_color:", /^Begin the line with 2 spaces/, spaced],
  ["a colon that is missing", '  mode: "on"', '  mode "on"', /^Write `mode: "on"`/, valuedLine],
  ["a section without its colon", "takedown:\n", "takedown\n", /^Write `takedown:`/, valuedLine],
  ["a size with its unit", "max_bytes: 1048576 }", "max_bytes: 1MB }", /a number, for example/, inBraces],
  ["days for all", "days: { medium: 14 }", "days: 14", /^Write a mapping, for example/, whole],
  [
    "a section that is a word",
    "outreach:\n  welcome: Hello\n",
    "outreach: Hello\n",
    /a mapping, for example/,
    whole,
  ],
  [
    "a check that there is not",
    "documentation: recommended",
    "speed: recommended",
    /^Remove the line, or write one of .*`documentation`/,
    takeAway,
  ],
  ["a picture that is not there", "base_path: /shed/", "logo: images/logo.png", /remove the line/, takeAway],
  [
    "a waiver for nobody's listing",
    "listing: poll-board",
    "listing: pole-board",
    /^Correct the id/,
    (line) => line.replace("pole", "poll"),
  ],
  [
    "a type twice",
    "extends: default\n",
    `extends: default\ntypes:\n${["plugin", "app", "integration", "theme", "template", "tool", "app"].map((type) => `  - ${type}\n`).join("")}`,
    /^Keep one/,
    takeAway,
  ],
  ["a name given twice", "  name: Our Shed", "  name: Our Shed\n  name: The Shed", /^Keep one/, takeAway],
];

describe("in the policy", () => {
  it.each(IN_THE_POLICY)("%s: %j → %j", async (_, right, wrong, says, follow) => {
    const folder = copied();
    expect(await findings(folder)).toEqual([]);
    expect(GOOD).toContain(right);
    put(folder, POLICY, GOOD.replace(right, wrong));
    const [finding, ...more] = await findings(folder);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: expect.stringMatching(/^(?:policy\/invalid|folder\/policy)$/),
      fix: expect.stringMatching(says),
    });
    if (finding === undefined) return;
    put(
      folder,
      POLICY,
      onItsLine(read(folder, POLICY), finding, (line) => follow(line, finding)),
    );
    expect(await findings(folder)).toEqual([]);
  });
});

describe("what is no mistake, and worth knowing", () => {
  const notes = async (text: string): Promise<string> => {
    const folder = copied();
    put(folder, POLICY, text);
    const said: string[] = [];
    const code = await runPolicyCheck(
      { file: undefined, catalog: folder, nowMs: Date.parse("2027-02-01") },
      (more) => void said.push(more),
      (more) => void said.push(more),
    );
    expect(code).toBe(0);
    return said.join("");
  };

  it("is a waiver that has ended, with its line", async () => {
    expect(await notes(GOOD)).toMatch(/steward\.yml:13 A waiver for 'poll-board' ended on 2027-01-31/);
    expect(await notes(GOOD.replace("2027-01-31", "2027-02-01"))).not.toContain("ended on");
  });

  it("is a policy that extends nothing", async () => {
    const without = GOOD.replace("extends: default\n", "").replace("2027-01-31", "2027-12-31");
    expect(await notes(without)).toContain("Write 'extends: default' if one was meant");
  });

  it("is nothing to be asked of an empty one, whose fix is a whole policy", async () => {
    const folder = copied();
    put(folder, POLICY, "# nothing yet\n");
    const [finding] = await findings(folder);
    put(folder, POLICY, `${/^Write the line `([^`]+)`/.exec(finding?.fix ?? "")?.[1] ?? ""}\n`);
    expect(await findings(folder)).toEqual([]);
  });

  it.each(Object.entries(POLICY_EXAMPLES))(
    "and the example of %s is one that may stand there",
    (path, line) => {
      const steps = path.split(".").slice(0, -1);
      const base = path.startsWith("waivers.")
        ? {
            waivers: [
              { check: "link", listing: "poll-board", who: "octo", why: "It moves", until: "2027-01-31" },
            ],
          }
        : {};
      const value = load(line) as Record<string, unknown>;
      const policy = steps.includes("[]")
        ? { waivers: [{ ...base.waivers?.[0], ...value }] }
        : steps.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
      const text = new TextEncoder().encode(JSON.stringify(policy));
      expect(parsePolicy(text, undefined)).toMatchObject({ state: "valid" });
    },
  );
});

interface FolderMistake {
  readonly make: (folder: string) => void;
  readonly rule: string;
  readonly says: RegExp;
  /** Does what the fix says, with what only the owner knows. */
  readonly follow: (folder: string, finding: Finding) => void | Promise<void>;
}

const lineOf = ({ fix }: Finding): number => Number(/line (\d+)/.exec(fix)?.[1]);
const pathOf = ({ fix }: Finding): string => /line \d+ of (\S+?)[,.]?(?:\s|$)/.exec(fix)?.[1] ?? "";
function withLine(folder: string, finding: Finding, change: (line: string) => string): void {
  const path = pathOf(finding);
  const lines = read(folder, path).split("\n");
  put(folder, path, lines.with(lineOf(finding) - 1, change(lines[lineOf(finding) - 1] ?? "")).join("\n"));
}
const shell = (folder: string, command: string): void =>
  void execFileSync("sh", ["-euc", command], { cwd: folder });
const workflow = (step: string): string =>
  `on: { workflow_dispatch: }\njobs:\n  steward:\n    runs-on: ubuntu-latest\n    steps:\n      - ${step}\n        env:\n          PRIVATE_KEY: \${{ secrets.STEWARD_PRIVATE_KEY }}\n`;

const IN_THE_FOLDER: Readonly<Record<string, FolderMistake>> = {
  "no policy": {
    make: (folder) => rmSync(join(folder, POLICY)),
    rule: "policy/missing",
    says: /the line `extends: default`/,
    follow: (folder, { fix }) => put(folder, POLICY, `${named(fix)[0]}\n`),
  },
  "a policy under another ending": {
    make: (folder) => renameSync(join(folder, POLICY), join(folder, ".github/steward.yaml")),
    rule: "policy/missing",
    says: /^Rename it: mv /,
    follow: (folder, { fix }) => shell(folder, fix.replace("Rename it: ", "")),
  },
  "a policy in the root": {
    make: (folder) => renameSync(join(folder, POLICY), join(folder, "steward.yml")),
    rule: "policy/missing",
    says: /^Rename it: mv /,
    follow: (folder, { fix }) => shell(folder, fix.replace("Rename it: ", "")),
  },
  "no folder for listings": {
    make: (folder) => rmSync(join(folder, "listings"), { recursive: true }),
    rule: "folder/no-listings",
    says: /empty file `\.gitkeep`/,
    follow: (folder, { fix }) => put(folder, `listings/${named(fix)[0]}`, ""),
  },
  "the template's name in the README": {
    make: (folder) => put(folder, "README.md", "# Example Marketplace\n"),
    rule: "folder/placeholder",
    says: /^Put your own in its place on line 1/,
    follow: (folder, finding) =>
      withLine(folder, finding, (line) => line.replace("Example Marketplace", "Our Shed")),
  },
  "the template's address in SECURITY.md": {
    make: (folder) => put(folder, "SECURITY.md", "# Security\n\nWrite to <security@example.org>.\n"),
    rule: "folder/placeholder",
    says: /line 3 of SECURITY\.md/,
    follow: (folder, finding) =>
      withLine(folder, finding, (line) => line.replace("security@example.org", "shed@garden.example")),
  },
  "the template's address in the policy": {
    make: (folder) =>
      put(folder, POLICY, GOOD.replace("mailto:shed@garden.example", "mailto:security@example.org")),
    rule: "folder/placeholder",
    says: /line 4 of \.github\/steward\.yml/,
    follow: (folder, finding) =>
      withLine(folder, finding, (line) => line.replace("security@example.org", "shed@garden.example")),
  },
  "an owner of nobody": {
    make: (folder) => put(folder, ".github/CODEOWNERS", "* @OWNER/marketplace\n"),
    rule: "folder/placeholder",
    says: /remove the line/,
    follow: (folder, finding) => withLine(folder, finding, () => ""),
  },
  "a repository of nobody in the chooser": {
    make: (folder) =>
      put(
        folder,
        ".github/ISSUE_TEMPLATE/config.yml",
        "contact_links:\n  - name: Security\n    url: https://github.com/OWNER/REPOSITORY/security/policy\n    about: In private.\n",
      ),
    rule: "folder/placeholder",
    says: /line 3 of/,
    follow: (folder, finding) =>
      withLine(folder, finding, (line) => line.replace("OWNER/REPOSITORY", "gardeners/shed")),
  },
  "an e-mail address in the chooser": {
    make: (folder) =>
      put(
        folder,
        ".github/ISSUE_TEMPLATE/config.yml",
        "contact_links:\n  - name: Security\n    url: mailto:shed@garden.example\n    about: In private.\n",
      ),
    rule: "folder/contact-link",
    says: /^Write an https address in line 3 of/,
    follow: (folder, finding) =>
      withLine(folder, finding, () => {
        const url = /https:\S+$/.exec(finding.fix)?.[0] ?? "";
        return `    url: ${url.replace("<owner>", "gardeners").replace("<repository>", "shed")}`;
      }),
  },
  "rulesets without the App": {
    make: (folder) => {
      const path = ".github/rulesets/main.json";
      put(folder, path, read(folder, path).replaceAll("4711", "0"));
    },
    rule: "folder/ruleset",
    says: /^Put the App's number in place of `0`/,
    follow: (folder) => {
      const path = ".github/rulesets/main.json";
      put(folder, path, read(folder, path).replaceAll(/_id": 0\b/g, '_id": 4711'));
    },
  },
  "a ruleset cut off": {
    make: (folder) => put(folder, ".github/rulesets/main.json", "{"),
    rule: "folder/ruleset",
    says: /`steward init DIR --app-id NUMBER`/,
    follow: async (folder) => {
      const other = `${folder}-again`;
      await runInit({ folder: other, ...answers }, quiet);
      put(folder, ".github/rulesets/main.json", read(other, ".github/rulesets/main.json"));
    },
  },
  "the example listings": {
    make: (folder) => {
      const path = "submissions-template";
      for (const name of ["listings", "images"])
        cpSync(join(path, name), join(folder, name), {
          recursive: true,
          filter: (from) => !from.includes("poll-board"),
        });
    },
    rule: "folder/examples",
    says: /: rm listings\//,
    follow: (folder, { fix }) => shell(folder, fix.replace(/^.*?: /, "")),
  },
  "types that editors do not know": {
    make: (folder) => put(folder, POLICY, `${GOOD}types: [seedling, tool]\n`),
    rule: "folder/schema",
    says: /`steward schema --catalog DIR --write`/,
    follow: async (folder) => {
      await putSchema(folder, (await listingSchemaOf(folder, () => undefined)) ?? "");
    },
  },
  "an action at a tag": {
    make: (folder) => put(folder, WORKFLOW, workflow("uses: gardeners/steward@v1")),
    rule: "folder/workflow",
    says: /^Write the full commit/,
    follow: (folder, finding) => withLine(folder, finding, (line) => line.replace("@v1", `@${COMMIT}`)),
  },
  "a package by its name": {
    make: (folder) => put(folder, WORKFLOW, workflow("run: npx --yes marketplace-steward@0.1.0 reconcile")),
    rule: "folder/workflow",
    says: /^Use the template's workflow/,
    follow: async (folder) => {
      const other = `${folder}-again`;
      await runInit({ folder: other, ...answers, withoutServer: true }, quiet);
      const text = read(other, WORKFLOW).replace(
        /uses: OWNER\/\S+@0{40}/,
        `uses: gardeners/steward@${COMMIT}`,
      );
      put(folder, WORKFLOW, text);
    },
  },
  "a workflow without Steward's commit": {
    make: (folder) => put(folder, WORKFLOW, workflow(`uses: gardeners/steward@${"0".repeat(40)}`)),
    rule: "folder/placeholder",
    says: /line 6 of/,
    follow: (folder, finding) => withLine(folder, finding, (line) => line.replace(/0{40}/, COMMIT)),
  },
};

describe("in the folder", () => {
  it.each(Object.entries(IN_THE_FOLDER))("%s", async (_, { make, rule, says, follow }) => {
    const folder = copied();
    make(folder);
    const [finding, ...more] = await findings(folder);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ rule, fix: expect.stringMatching(says) });
    if (finding === undefined) return;
    await follow(folder, finding);
    expect(await findings(folder)).toEqual([]);
  });
});

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
});
const SECRETS = ["7d1c0b9e5f3a48267d10c9be5f3a4826aa", "c4b8e1f7092d6a35c4b81ef7092d6a35bb"] as const;
const CONFIGURED = {
  APP_ID: "4711",
  PRIVATE_KEY: privateKey,
  WEBHOOK_SECRET: SECRETS[0],
  RECORD_KEY: SECRETS[1],
};
const faults = (environment: Readonly<Record<string, string>>): readonly string[] => {
  const config = readConfig(environment);
  return config.state === "faulty" ? config.faults : [];
};

/** What is set, what is said of it, and what somebody sets who reads that. */
const CONFIGURATIONS: readonly (readonly [Record<string, string>, RegExp, Record<string, string>])[] = [
  [{ APP_ID: "Iv23liabcdef" }, /^APP_ID: “Iv23liabcdef” is not an App ID.*“App ID”/, { APP_ID: "4711" }],
  [{ APP_ID: "" }, /^APP_ID: .*missing.*settings page/, { APP_ID: "4711" }],
  [
    { PRIVATE_KEY: "steward.pem" },
    /PEM form.*a file's path belongs into PRIVATE_KEY_PATH/,
    { PRIVATE_KEY: privateKey },
  ],
  [{ PRIVATE_KEY: "" }, /^PRIVATE_KEY or PRIVATE_KEY_PATH: missing/, { PRIVATE_KEY: privateKey }],
  [
    { WEBHOOK_SECRET: "secret" },
    /at least 32 characters.*`openssl rand -hex 32`/,
    { WEBHOOK_SECRET: SECRETS[0] },
  ],
  [{ RECORD_KEY: SECRETS[0] }, /each must be a secret of its own/, { RECORD_KEY: SECRETS[1] }],
  [
    { PUBLIC_URL: "http://shed.example" },
    /must be an https:\/\/ address/,
    { PUBLIC_URL: "https://shed.example" },
  ],
  [{ PUBLIC_URL: "shed.example" }, /must be an https:\/\/ address/, { PUBLIC_URL: "https://shed.example" }],
  [
    { DATABASE_URL: "mysql://db/shed" },
    /must start with postgres:\/\//,
    { DATABASE_URL: "postgres://db/shed" },
  ],
  [{ ALLOW_REPOSITORIES: "shed" }, /every entry is an OWNER\/NAME/, { ALLOW_REPOSITORIES: "gardeners/shed" }],
  [{ PORT: "three" }, /not a port number \(0 to 65535\)/, { PORT: "3000" }],
  [{ LOG_LEVEL: "verbose" }, /must be one of fatal, error, warn, info, debug/, { LOG_LEVEL: "debug" }],
];

describe("in the configuration", () => {
  it.each(CONFIGURATIONS)("%j", (wrong, says, right) => {
    expect(faults(CONFIGURED)).toEqual([]);
    expect(faults({ ...CONFIGURED, ...wrong })).toEqual([expect.stringMatching(says)]);
    expect(faults({ ...CONFIGURED, ...wrong, ...right })).toEqual([]);
  });
});

it("are forty and more", () => {
  const all = IN_THE_POLICY.length + Object.keys(IN_THE_FOLDER).length + CONFIGURATIONS.length;
  expect(all).toBeGreaterThanOrEqual(40);
});
