// Whose the check runs of one commit are, when several pull requests end in it.

import { describe, expect, it } from "@jest/globals";
import type { Account } from "../../src/core/facts.ts";
import {
  ownerOfRuns,
  recordedPull,
  rolesThatDecide,
  saysShared,
  sharedMark,
  SHARED_NO_MORE,
  wasShared,
  type SharedListing,
  type Sharer,
} from "../../src/core/review/sharing.ts";
import { withMarks } from "../../src/core/marks/marks.ts";

const user = (id: number, login = `user-${id}`): Account => ({ id, login, type: "User" });
const pull = (number: number, author: Account | undefined, isOwn = false): Sharer => ({
  number,
  author,
  isOwn,
});
const [OWNER, STRANGER, WRITER, OTHER] = [user(1, "Owner"), user(2), user(3), user(4)];
const APP: Account = { id: 9, login: "steward[bot]", type: "Bot" };
const TRUSTED: Account = { id: 10, login: "renovate", type: "Bot" };
const NEW: SharedListing = { maintainers: ["owner"], owners: undefined };
const RECORDED: SharedListing = { maintainers: ["somebody"], owners: [{ id: OWNER.id }] };
const OTHERS: SharedListing = { maintainers: [OTHER.login], owners: undefined };

describe("the check runs belong to", () => {
  it.each<[string, readonly Sharer[], readonly SharedListing[], number]>([
    ["the only one", [pull(5, STRANGER)], [NEW], 5],
    ["the oldest, where nobody may own it", [pull(7, STRANGER), pull(5, user(6))], [NEW], 5],
    ["whoever the file names, in any case of letters", [pull(5, STRANGER), pull(7, OWNER)], [NEW], 7],
    ["the recorded owner, by number", [pull(5, STRANGER), pull(7, user(1, "new-name"))], [RECORDED], 7],
    ["whoever may write", [pull(5, STRANGER), pull(7, WRITER)], [NEW], 7],
    ["the older of two who may own it", [pull(7, OWNER), pull(5, WRITER)], [NEW], 5],
    ["the older of two of one author", [pull(7, OWNER), pull(6, OWNER)], [NEW], 6],
    ["whoever may write, where no listing is changed", [pull(5, OWNER), pull(7, WRITER)], [], 7],
    ["the oldest, where no listing is changed", [pull(5, OWNER), pull(7, STRANGER)], [], 5],
    ["an App that the policy trusts, before strangers", [pull(5, STRANGER), pull(7, TRUSTED)], [NEW], 7],
    ["no App that it does not", [pull(5, STRANGER), pull(7, APP)], [NEW], 5],
    ["Steward's own, whatever is older", [pull(5, WRITER), pull(7, APP, true)], [NEW], 7],
    ["whoever may own every listing of it", [pull(5, OTHER), pull(7, WRITER)], [NEW, OTHERS], 7],
    ["whoever may own some, before strangers", [pull(5, STRANGER), pull(7, OTHER)], [NEW, OTHERS], 7],
    ["anybody before an account that is gone", [pull(5, undefined), pull(7, OWNER)], [NEW], 7],
    ["an account that is gone, if it is the oldest", [pull(5, undefined), pull(7, STRANGER)], [NEW], 5],
  ])("%s", (_, sharers, listings, number) => {
    const mayWrite = ({ id }: Account) => id === WRITER.id || id === TRUSTED.id;
    expect(ownerOfRuns(sharers, listings, mayWrite)?.number).toBe(number);
    expect(ownerOfRuns(sharers.toReversed(), listings, mayWrite)?.number).toBe(number);
    // Asking about no more people than these comes to the same.
    const asked = new Set(rolesThatDecide(sharers, listings).map(({ id }) => id));
    expect(
      ownerOfRuns(sharers, listings, (one) => (one.type === "Bot" || asked.has(one.id)) && mayWrite(one))
        ?.number,
    ).toBe(number);
  });

  it("nobody, where there is none", () => {
    expect(ownerOfRuns([], [NEW], () => true)).toBeUndefined();
  });
});

describe("who is asked about", () => {
  it.each<[string, readonly Sharer[], readonly number[]]>([
    ["those older than the first with a claim", [pull(5, STRANGER), pull(6, OWNER), pull(7, WRITER)], [2]],
    ["nobody, where the oldest has one", [pull(5, OWNER), pull(6, STRANGER)], []],
    ["nobody, beside Steward's own", [pull(5, STRANGER), pull(6, APP, true)], []],
    ["each account once", [pull(5, STRANGER), pull(6, STRANGER), pull(7, WRITER)], [2, 3]],
    ["no App and nobody who is gone", [pull(5, APP), pull(6, undefined), pull(7, STRANGER)], [2]],
  ])("%s", (_, sharers, ids) => {
    expect(rolesThatDecide(sharers, [NEW]).map(({ id }) => id)).toEqual(ids);
  });

  it("at most twenty, the authors of the oldest", () => {
    const crowd = Array.from({ length: 50 }, (_, index) => pull(100 - index, user(200 - index)));
    const asked = rolesThatDecide(crowd, [NEW]).map(({ id }) => id);
    expect(asked).toEqual(Array.from({ length: 20 }, (_, index) => 151 + index));
  });
});

describe("what is read back", () => {
  const run = (id: number, name: string, externalId: string) => ({
    id,
    name,
    completed: true,
    conclusion: "success",
    externalId,
    startedAtMs: 0,
  });

  it("is the pull request of the newest roll-up", () => {
    const state = (number: number) => `steward1 pr=${number} o=1 f=2 u=0`;
    const runs = [
      run(1, "steward", state(5)),
      run(3, "steward", state(7)),
      run(4, "steward / Link", state(5)),
    ];
    expect(recordedPull(runs)).toBe(7);
    expect(recordedPull([run(1, "steward", "of another version")])).toBeUndefined();
    expect(recordedPull([])).toBeUndefined();
  });

  it("is the commit and the owner that a comment names", () => {
    const body = withMarks("words", [["review", true], sharedMark("a".repeat(40), 5)]);
    expect(saysShared(body, "a".repeat(40), 5)).toBe(true);
    expect(saysShared(body, "b".repeat(40), 5)).toBe(false);
    expect(saysShared(body, "a".repeat(40), 6)).toBe(false);
    expect(wasShared(body)).toBe(true);
    const over = withMarks("words", [["review", true], SHARED_NO_MORE]);
    expect([saysShared(over, "a".repeat(40), 5), wasShared(over)]).toEqual([false, true]);
    expect(wasShared(withMarks("words", [["review", true]]))).toBe(false);
    expect(wasShared("shared [1]")).toBe(false);
  });
});
