// Ownership: by account number, for a new listing, a change and a removal.

import { describe, expect, it } from "@jest/globals";
import { exampleOwnership, OWNER, STRANGER } from "../../src/core/checks/example-facts.ts";
import type { OwnershipInput, OwnerRecord } from "../../src/core/checks/inputs.ts";
import { absent, known, unavailable, type Account, type Fact } from "../../src/core/facts.ts";
import { judge, rulesOf } from "../support/good-world.ts";

const FRIEND: Account = { id: 303, login: "friend", type: "User" };
const APP: Account = { id: 404, login: "helper", type: "Bot" };
const accounts = (...list: readonly (Account | [string, Fact<Account>])[]) =>
  new Map(
    list.map((one): [string, Fact<Account>] =>
      Array.isArray(one) ? one : [one.login.toLowerCase(), known(one)],
    ),
  );
const recorded = (...owners: readonly { readonly id: number; readonly login: string }[]): OwnerRecord => ({
  state: "recorded",
  owners,
  from: "published-entry",
});
const RENAMED: Account = { ...OWNER, login: "owner-now" };

/** A recorded owner changes the file and leaves the list as it was. */
const change = (more: Partial<OwnershipInput>): Partial<OwnershipInput> => ({
  kind: "change",
  maintainersBefore: ["owner"],
  record: recorded(OWNER),
  tie: undefined,
  ...more,
});
const removal = (more: Partial<OwnershipInput>): Partial<OwnershipInput> => ({
  kind: "remove",
  maintainers: undefined,
  maintainersBefore: ["owner"],
  accounts: new Map(),
  record: recorded(OWNER),
  tie: undefined,
  ...more,
});

type Row = readonly [string, Partial<OwnershipInput>, "pass" | "fail" | "held", readonly string[]];

const NEW: readonly Row[] = [
  ["the author is a maintainer", {}, "pass", []],
  ["by login in other letters", { maintainers: ["OWNER"] }, "pass", []],
  ["one of several", { maintainers: ["friend", "owner"], accounts: accounts(OWNER, FRIEND) }, "pass", []],
  [
    "under a login that is the same account",
    { maintainers: ["old-name"], accounts: accounts(["old-name", known(OWNER)]) },
    "pass",
    [],
  ],
  ["a stranger", { author: STRANGER }, "fail", ["not-a-maintainer"]],
  ["a stranger with write access", { author: STRANGER, authorMayWrite: true }, "pass", []],
  ["an App", { author: APP }, "held", ["made-by-app"]],
  ["an App under a maintainer's login", { author: { ...APP, login: "owner" } }, "held", ["made-by-app"]],
  ["an App that the policy trusts", { author: APP, authorMayWrite: true }, "pass", []],
  [
    "an App that names itself",
    { author: APP, maintainers: ["helper"], accounts: accounts(APP) },
    "fail",
    ["not-a-user", "made-by-app"],
  ],
  ["the author's account is gone", { author: undefined }, "held", ["no-author"]],
  [
    "a login without an account",
    { maintainers: ["owner", "ghost"], accounts: accounts(OWNER, ["ghost", absent("not-found")]) },
    "fail",
    ["no-account"],
  ],
  [
    "a login without an account, with write access",
    { authorMayWrite: true, maintainers: ["ghost"], accounts: accounts(["ghost", absent("not-found")]) },
    "fail",
    ["no-account"],
  ],
  [
    "an organisation",
    {
      maintainers: ["owner", "org"],
      accounts: accounts(OWNER, { id: 9, login: "org", type: "Organization" }),
    },
    "fail",
    ["not-a-user"],
  ],
  [
    "a bot",
    { maintainers: ["owner", "bot"], accounts: accounts(OWNER, { id: 8, login: "bot", type: "Bot" }) },
    "fail",
    ["not-a-user"],
  ],
  ["no visible tie", { tie: false }, "pass", ["no-tie?"]],
  ["nobody could tell the tie", { tie: undefined }, "pass", []],
  ["no tie, but write access", { tie: false, authorMayWrite: true }, "pass", []],
  [
    "two faults: both are said",
    { author: STRANGER, accounts: accounts(["owner", absent("not-found")]) },
    "fail",
    ["no-account", "not-a-maintainer"],
  ],
];

const CHANGE: readonly Row[] = [
  ["a recorded owner", change({}), "pass", []],
  ["a stranger", change({ author: STRANGER }), "held", ["not-the-owner"]],
  ["an App", change({ author: APP }), "held", ["made-by-app"]],
  [
    "an App recorded as an owner",
    change({ author: APP, record: recorded(APP, OWNER) }),
    "held",
    ["made-by-app"],
  ],
  ["an App that the policy trusts", change({ author: APP, authorMayWrite: true }), "pass", []],
  [
    "an App under an owner's login takes them off the list",
    change({
      author: { ...APP, login: "owner" },
      maintainers: ["friend"],
      accounts: accounts(FRIEND),
    }),
    "held",
    ["made-by-app", "owner-taken-off"],
  ],
  [
    "a stranger who put themselves on the list",
    change({ author: STRANGER, maintainers: ["owner", "stranger"], accounts: accounts(OWNER, STRANGER) }),
    "held",
    ["not-the-owner"],
  ],
  ["a stranger with write access", change({ author: STRANGER, authorMayWrite: true }), "pass", []],
  ["the account is gone", change({ author: undefined }), "held", ["no-author"]],
  ["the record is unreadable", change({ record: { state: "unreadable" } }), "held", ["record-unreadable"]],
  [
    "the record is unreadable, with write access",
    change({ record: { state: "unreadable" }, authorMayWrite: true }),
    "pass",
    [],
  ],
  ["there is no record", change({ record: { state: "none" } }), "held", ["no-record"]],
  [
    "before the first publish: whoever's pull request brought it",
    change({ record: { state: "recorded", owners: [OWNER], from: "merged-pull-request" } }),
    "pass",
    [],
  ],
  [
    "an owner renamed, and the file with them",
    change({ author: RENAMED, maintainers: ["owner-now"], accounts: accounts(RENAMED) }),
    "pass",
    [],
  ],
  [
    "another owner renamed, and the file with them",
    change({
      author: FRIEND,
      maintainers: ["owner-now", "friend"],
      maintainersBefore: ["owner", "friend"],
      accounts: accounts(RENAMED, FRIEND),
      record: recorded(OWNER, FRIEND),
    }),
    "pass",
    [],
  ],
  [
    "a login that changed hands",
    change({
      author: FRIEND,
      maintainers: ["owner", "friend"],
      maintainersBefore: ["owner", "friend"],
      accounts: accounts({ ...STRANGER, login: "owner" }, FRIEND),
      record: recorded(OWNER, FRIEND),
    }),
    "fail",
    ["login-changed-hands"],
  ],
  [
    "whoever took the login over",
    change({ author: { ...STRANGER, login: "owner" }, accounts: accounts({ ...STRANGER, login: "owner" }) }),
    "fail",
    ["login-changed-hands", "not-the-owner"],
  ],
  [
    "an owner takes another off",
    change({
      maintainers: ["owner"],
      maintainersBefore: ["owner", "friend"],
      record: recorded(OWNER, FRIEND),
    }),
    "held",
    ["owner-taken-off"],
  ],
  [
    "with write access too",
    change({
      author: STRANGER,
      authorMayWrite: true,
      maintainers: ["owner"],
      maintainersBefore: ["owner", "friend"],
      record: recorded(OWNER, FRIEND),
    }),
    "held",
    ["owner-taken-off"],
  ],
  [
    "an owner takes themselves off",
    change({
      maintainers: ["friend"],
      maintainersBefore: ["owner", "friend"],
      accounts: accounts(FRIEND),
      record: recorded(OWNER, FRIEND),
    }),
    "pass",
    [],
  ],
  [
    "a renamed owner takes themselves off",
    change({
      author: RENAMED,
      maintainers: ["friend"],
      maintainersBefore: ["owner", "friend"],
      accounts: accounts(FRIEND),
      record: recorded(OWNER, FRIEND),
    }),
    "pass",
    [],
  ],
  [
    "one nobody recorded is taken off",
    change({ maintainers: ["owner"], maintainersBefore: ["owner", "friend"] }),
    "held",
    ["owner-taken-off"],
  ],
  [
    "an owner adds another",
    change({ maintainers: ["owner", "friend"], accounts: accounts(OWNER, FRIEND) }),
    "pass",
    [],
  ],
  [
    "an owner adds one who does not exist",
    change({ maintainers: ["owner", "ghost"], accounts: accounts(OWNER, ["ghost", absent("not-found")]) }),
    "fail",
    ["no-account"],
  ],
  [
    "a stranger takes everybody off",
    change({ author: STRANGER, maintainers: ["stranger"], accounts: accounts(STRANGER) }),
    "held",
    ["not-the-owner", "owner-taken-off"],
  ],
  ["no tie is asked for on a change", change({ tie: false }), "pass", []],
];

const REMOVAL: readonly Row[] = [
  ["an App", removal({ author: APP }), "held", ["made-by-app"]],
  ["a recorded owner", removal({}), "pass", []],
  ["a recorded owner under a new login", removal({ author: RENAMED }), "pass", []],
  ["a stranger", removal({ author: STRANGER }), "held", ["not-the-owner"]],
  [
    "a stranger with an owner's old login",
    removal({ author: { ...STRANGER, login: "owner" } }),
    "held",
    ["not-the-owner"],
  ],
  ["write access", removal({ author: STRANGER, authorMayWrite: true }), "pass", []],
  ["unreadable", removal({ record: { state: "unreadable" } }), "held", ["record-unreadable"]],
  ["none", removal({ record: { state: "none" } }), "held", ["no-record"]],
  ["nobody", removal({ author: undefined }), "held", ["no-author"]],
];

describe.each([
  ["new", NEW],
  ["change", CHANGE],
  ["removal", REMOVAL],
] as const)("ownership of a %s", (_, rows) => {
  it.each(rows)("%s", (_name, input, status, rules) => {
    const outcome = judge("ownership", { ownership: exampleOwnership(input) });
    expect(rulesOf(outcome)).toEqual(rules);
    expect(outcome.status).toBe(status);
  });
});

describe("ownership", () => {
  it("points at the login that is wrong", () => {
    const ownership = exampleOwnership({
      maintainers: ["owner", "ghost"],
      accounts: accounts(OWNER, ["ghost", absent("not-found")]),
    });
    expect(judge("ownership", { ownership }).findings[0]).toMatchObject({ path: ["maintainers", 1] });
  });

  it("a login that could not be looked up is nobody's fault", () => {
    const ownership = exampleOwnership({
      maintainers: ["owner", "slow"],
      accounts: accounts(OWNER, ["slow", unavailable("github")]),
    });
    expect(judge("ownership", { ownership })).toMatchObject({ status: "pass", findings: [] });
  });

  it("from a folder nobody in particular is behind it", () => {
    const ownership = exampleOwnership({ origin: "folder", author: undefined, authorMayWrite: true });
    expect(judge("ownership", { ownership }).evidence[0]).toMatch(/asked on the pull request/);
  });
});
