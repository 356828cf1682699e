// The fields of a listing, each at both sides of its limits, and what is said when a value is of the wrong kind.

import { describe, expect, it } from "@jest/globals";
import { LISTING_FIELDS, FIELD_NAMES, otherNameOf } from "../../src/core/listing/fields.ts";
import { listingText, parse, parseWith, rules, yamlString } from "../support/listing-files.ts";

const list = (count: number, make: (index: number) => string) =>
  `[${Array.from({ length: count }, (_, i) => make(i)).join(", ")}]`;
const https = (length: number) => `https://a.example/${"x".repeat(length - 18)}`;

const SOUND: readonly (readonly [string, string])[] = [
  ["name", "x"],
  ["name", "n".repeat(60)],
  ["name", yamlString("😀".repeat(60))],
  ["name", `>\n  ${"n".repeat(60)}`],
  ["type", "plugin"],
  ["type", "tool"],
  ["summary", "0123456789".replace("0", "s")],
  ["summary", "s".repeat(140)],
  ["description", '""'],
  ["description", yamlString(`line\n${"d".repeat(4_995)}`)],
  ["description", "|\n  # Title\n\n  * one\n  * two\n"],
  ["link", "https://a.example"],
  ["link", https(2_048)],
  ["link", "https://[2001:db8::1]/"],
  ["link", "https://a.example:8443/?q=1#top"],
  ["documentation", "https://xn--bcher-kva.example/"],
  ["issues", "https://a.example/%20"],
  ["image", "images/poll-maker.jpg"],
  ["image", "images/poll-maker.svg"],
  ["image", "https://a.example/logo"],
  ["screenshots", "[]"],
  ["screenshots", list(6, (i) => `images/poll-maker/${i}.png`)],
  ["screenshots", "[https://a.example/s.webp]"],
  ["maintainers", list(10, (i) => `user-${i}`)],
  ["maintainers", "[a]"],
  ["maintainers", "[name_corp]"],
  ["security", "mailto:security@a.example"],
  ["security", "https://a.example/security"],
  ["license", "Apache-2.0"],
  ["license", "(MIT OR GPL-3.0-or-later WITH Bison-exception-2.2)"],
  ["tags", list(8, (i) => `tag-${i}`)],
  ["tags", `[aa, ${"t".repeat(30)}]`],
  ["compatibility", '">=9.0.0"'],
  ["compatibility", '"^10.1 || 11.x"'],
];

const REFUSED: readonly (readonly [string, string, string])[] = [
  ["name", '""', "too-short"],
  ["name", '"   "', "too-short"],
  ["name", "n".repeat(61), "too-long"],
  ["name", yamlString("a\nb"), "line-break"],
  ["name", yamlString("a\tb"), "line-break"],
  ["name", "1", "wrong-type"],
  ["name", "true", "wrong-type"],
  ["name", "[a]", "wrong-type"],
  ["name", "{a: b}", "wrong-type"],
  ["name", "", "wrong-type"],
  ["name", "~", "wrong-type"],
  ["type", "plugins", "not-allowed"],
  ["type", "Plugin", "not-allowed"],
  ["type", "1", "not-allowed"],
  ["summary", "s".repeat(9), "too-short"],
  ["summary", `"${" ".repeat(8)}ab"`, "too-short"],
  ["summary", "s".repeat(141), "too-long"],
  ["description", "d".repeat(5_001), "too-long"],
  ["link", "http://a.example", "not-https"],
  ["link", "HTTP://a.example", "not-https"],
  ["link", "a.example", "not-https"],
  ["link", "ftp://a.example", "not-https"],
  ["link", "javascript:alert(1)", "not-https"],
  ["link", "data:text/html,x", "not-https"],
  ["link", "https:a.example", "bad-address"],
  ["link", "https:/a.example", "bad-address"],
  ["link", "https://", "bad-address"],
  ["link", "https://user@a.example", "bad-address"],
  ["link", "https://user:pw@a.example", "bad-address"],
  ["link", "https://@a.example", "bad-address"],
  ["link", "https://a.example/a b", "bad-address"],
  ["link", "https://a.example\\@b.example", "bad-address"],
  ["link", yamlString("https://a.example/\u202e"), "bad-address"],
  ["link", yamlString("https://a.example/\n"), "bad-address"],
  ["link", "https://a.example:99999", "bad-address"],
  ["link", https(2_049), "bad-address"],
  ["link", "5", "wrong-type"],
  ["image", "images/poll-maker.gif", "bad-address"],
  ["image", "images/poll-maker.PNG", "bad-address"],
  ["image", "images/other.png", "foreign-file"],
  ["image", "../poll-maker.png", "bad-address"],
  ["image", "/images/poll-maker.png", "bad-address"],
  ["image", "images/poll-maker/x.png", "bad-address"],
  ["image", "http://a.example/x.png", "not-https"],
  ["screenshots", "images/poll-maker/x.png", "wrong-type"],
  ["screenshots", list(7, (i) => `images/poll-maker/${i}.png`), "too-many"],
  ["screenshots", "[images/poll-maker/x.svg]", "bad-address"],
  ["screenshots", "[images/other/x.png]", "foreign-file"],
  ["screenshots", "[images/poll-maker/../x.png]", "bad-address"],
  ["screenshots", "[images/poll-maker/.x.png]", "bad-address"],
  ["maintainers", "[]", "too-few"],
  ["maintainers", list(11, (i) => `user-${i}`), "too-many"],
  ["maintainers", "owner", "wrong-type"],
  ["maintainers", '["@owner"]', "not-a-login"],
  ["maintainers", "[https://github.com/owner]", "not-a-login"],
  ["maintainers", "[-a]", "not-a-login"],
  ["maintainers", "[a-]", "not-a-login"],
  ["maintainers", `[${"a".repeat(101)}]`, "not-a-login"],
  ["maintainers", "[owner, OWNER]", "given-twice"],
  ["maintainers", "[owner, 7]", "wrong-type"],
  ["security", "security@a.example", "bad-address"],
  ["security", '"mailto:"', "bad-address"],
  ["security", "mailto:a@b.example?subject=x", "bad-address"],
  ["security", "mailto:a@b.example,c@d.example", "bad-address"],
  ["security", "http://a.example", "not-https"],
  ["license", "Apache", "not-spdx"],
  ["license", '""', "not-spdx"],
  ["license", "M".repeat(201), "too-many"],
  ["tags", "polls", "wrong-type"],
  ["tags", "[a]", "bad-tag"],
  ["tags", `[${"t".repeat(31)}]`, "bad-tag"],
  ["tags", "[Polls]", "bad-tag"],
  ["tags", "[po_lls]", "bad-tag"],
  ["tags", "[polls, polls]", "given-twice"],
  ["tags", list(9, (i) => `tag-${i}`), "too-many"],
  ["compatibility", "9.x.y.z", "not-semver"],
  ["compatibility", '""', "not-semver"],
  ["compatibility", "9", "wrong-type"],
  ["compatibility", `"${">=1 ".repeat(26)}"`, "too-many"],
];

describe("fields", () => {
  it.each(SOUND)("%s: %s is in order", (field, value) => {
    const parsed = parseWith({ [field]: value });
    expect(parsed.problems).toEqual([]);
    expect(Object.hasOwn(parsed.fields, field)).toBe(true);
  });

  it.each(REFUSED)("%s: %s is refused (%3$s)", (field, value, rule) => {
    const parsed = parseWith({ [field]: value });
    expect(rules(parsed)).toEqual([rule]);
    expect(parsed.problems[0]?.path[0]).toBe(field);
    // One field's fault leaves the others usable, so that one round trip shows all faults.
    expect(Object.hasOwn(parsed.fields, field)).toBe(false);
    expect(Object.hasOwn(parsed.fields, field === "summary" ? "name" : "summary")).toBe(true);
  });

  it.each(FIELD_NAMES.filter((name) => LISTING_FIELDS[name].need === "required"))("%s is needed", (name) => {
    const parsed = parse(listingText({ [name]: undefined }));
    expect(parsed.problems).toMatchObject([{ rule: "missing", path: [name], place: { line: 1, column: 1 } }]);
    expect(parsed.problems[0]?.fix).toContain(LISTING_FIELDS[name].example.split("\n")[0] ?? "?");
  });

  it.each(FIELD_NAMES.filter((name) => LISTING_FIELDS[name].need !== "required"))(
    "%s may be left out",
    (name) => {
      expect(parse(listingText({ [name]: undefined })).problems).toEqual([]);
    },
  );

  it("all faults arrive at once", () => {
    const parsed = parseWith({
      name: "",
      type: "plugn",
      link: "http://a.example",
      tags: "[A, b b]",
      colour: "red",
    });
    expect([...rules(parsed)].sort()).toEqual([
      "bad-tag",
      "bad-tag",
      "not-allowed",
      "not-https",
      "unknown-field",
      "wrong-type",
    ]);
  });

  it.each([
    ["plugn", "plugin"],
    ["Tool", "tool"],
    ["webhooks", "webhook"],
  ])("type: %s: did you mean %s?", (given, meant) => {
    expect(parseWith({ type: given }).problems[0]?.fix).toContain(`\`${meant}\``);
  });
});

describe("unknown fields", () => {
  it.each([
    ["nmae", "name"],
    ["Name", "name"],
    ["summry", "summary"],
    ["desc", "description"],
    ["homepage", "link"],
    ["url", "link"],
    ["docs", "documentation"],
    ["icon", "image"],
    ["licence", "license"],
    ["keywords", "tags"],
    ["bug-tracker", "issues"],
    ["issue-tracker", "issues"],
    ["authors", "maintainers"],
  ])("%s: the nearest is %s", (given, nearest) => {
    const parsed = parse(`${listingText()}${given}: x\n`);
    const found = parsed.problems.find(({ rule }) => rule === "unknown-field");
    expect(found?.message).toContain(`the nearest is \`${nearest}\``);
    expect(found?.path).toEqual([given]);
  });

  it.each(["colour", "x", "__proto__", "constructor", "toString", "hasOwnProperty", "prototype"])(
    "%s: nothing is near, and nothing is guessed",
    (given) => {
      const parsed = parse(`${listingText()}${given}: x\n`);
      expect(rules(parsed)).toEqual(["unknown-field"]);
      expect(parsed.problems[0]?.message).not.toContain("nearest");
      expect(Object.keys(parsed.fields).sort()).toEqual(Object.keys(parse(listingText()).fields).sort());
    },
  );

  it("a name for a field elsewhere is not looked up in objects' prototypes", () => {
    for (const key of ["__proto__", "constructor", "valueOf"]) expect(otherNameOf(key)).toBeUndefined();
  });

  it("a key of any characters is quoted inertly", () => {
    const parsed = parse(`${listingText()}${yamlString("`@org`\u202e\n# x")}: x\n`);
    expect(parsed.problems[0]?.message).toBe("There is no field `'@org'� # x`.");
  });
});
