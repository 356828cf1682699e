// What the feed keeps from publish to publish: its id for good, and a time that moves with changes and never goes back.

import { describe, expect, it } from "@jest/globals";
import { feedStateAfter } from "../../src/core/catalog/feed-state.ts";

const REPOSITORY = "https://github.com/community/marketplace";
const at = (day: number): string => `2026-11-${String(day).padStart(2, "0")}T00:00:00Z`;

describe("the feed's state", () => {
  it("begins with the repository's address and keeps it when that changes", () => {
    const first = feedStateAfter(undefined, { repositoryUrl: REPOSITORY, at: at(1), isChanged: true });
    expect(first).toEqual({ id: REPOSITORY, updated: at(1) });
    const renamed = { repositoryUrl: "https://github.com/other/name", at: at(2), isChanged: false };
    expect(feedStateAfter(first, renamed)).toEqual(first);
  });
  it("is none where there is no repository yet", () => {
    const ask = { repositoryUrl: undefined, at: at(1), isChanged: true };
    expect(feedStateAfter(undefined, ask)).toBeUndefined();
  });
  it("moves with a change alone, and never back", () => {
    const before = { id: REPOSITORY, updated: at(5) };
    const after = (day: number, isChanged: boolean): string | undefined =>
      feedStateAfter(before, { repositoryUrl: REPOSITORY, at: at(day), isChanged })?.updated;
    expect([after(6, true), after(6, false), after(4, true)]).toEqual([at(6), at(5), at(5)]);
  });
});
