// The n-th request of a case's life fails, for every n: nothing is done twice, nothing is left out.

import { afterEach, describe, expect, it } from "@jest/globals";
import { CATALOG } from "../support/scene.ts";
import { assertKeptPrivate, openCases, type CaseScene } from "../support/takedown-scene.ts";

let scene: CaseScene;
afterEach(async () => {
  await assertKeptPrivate(scene);
  await scene.close();
});

const own = (number: number): readonly string[] => scene.said(number);

async function life(): Promise<number> {
  const { sandbox } = scene;
  const number = await scene.report("poll-maker");
  await sandbox.label(CATALOG, number, "maintainer", "security", "severity: critical");
  await scene.settled();
  await scene.days(0.03);
  for (const body of ["/resolve fixed", "/restore poll-maker"]) {
    sandbox.comment(CATALOG, number, "maintainer", body);
    await scene.settled();
    await scene.days(0.03);
  }
  return number;
}

const WRITES = [
  ["POST", 13],
  ["PATCH", 4],
] as const;

describe.each([
  ["refused", { status: 502 }],
  ["done, and the answer lost", { afterWork: 502 }],
] as const)("a request that is %s", (_, answer) => {
  it.each(
    WRITES.flatMap(([method, count]) => Array.from({ length: count }, (__, at) => [method, at + 1] as const)),
  )("%s number %d", async (method, nth) => {
    scene = await openCases();
    scene.sandbox.faults.requests.push({
      method,
      path: /^\/repos\/community\/marketplace\//,
      nth,
      times: 1,
      answer,
    });
    const number = await life();
    const count = (text: string): number => own(number).filter((body) => body.includes(text)).length;
    expect(await scene.isListed("poll-maker")).toBe(true);
    expect(await scene.ledger("poll-maker")).toBeUndefined();
    expect(count('"why":"start"')).toBe(1);
    expect(count('"why":"removed"')).toBe(1);
    expect(count('"why":"ended"')).toBe(1);
    expect(scene.sandbox.issue(CATALOG, number).state).toBe("closed");
    const reactions = scene.sandbox
      .comments(CATALOG, number)
      .filter(({ viaApp }) => !viaApp)
      .map((comment) => comment.reactions.map(({ content }) => content).join());
    expect(reactions).toEqual(["+1", "+1"]);
  });
});
