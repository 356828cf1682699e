// The n-th request of a case's life fails: nothing is done twice, nothing is left out. A sixth of them here, all with TEST_WHOLE.

import { describe, expect, it } from "@jest/globals";
import { CATALOG } from "../support/scene.ts";
import { takedownStage } from "../support/takedown-stage.ts";

const { scene, open } = takedownStage();

const own = (number: number): readonly string[] => scene().said(number);

async function life(): Promise<number> {
  const { sandbox } = scene();
  const number = await scene().report("poll-maker");
  await sandbox.label(CATALOG, number, "maintainer", "security", "severity: critical");
  await scene().settled();
  await scene().days(0.03);
  for (const body of ["/case poll-maker", "/resolve fixed", "/restore poll-maker"]) {
    sandbox.comment(CATALOG, number, "maintainer", body);
    await scene().settled();
    await scene().days(0.03);
  }
  return number;
}

const WHOLE = process.env["TEST_WHOLE"] !== undefined;
const FAULT_TIMEOUT_MS = WHOLE ? 180_000 : 30_000;
const LIMITED = [
  ["limited", 0, { status: 403, message: "You have exceeded a secondary rate limit", retryAfterSeconds: 40 }],
  ["more than the hour's budget", 0, { status: 429, resetInSeconds: 60 }],
] as const;
/** So many of each a life takes, publishing's commits among them; its blobs and deployments have tests of their own. */
const WRITES = [
  ["POST", 23],
  ["PATCH", 8],
] as const;
const PATH = /^\/repos\/community\/marketplace\/(?!git\/blobs|deployments)/;

describe.each([
  ["refused", 0, { status: 502 }],
  ["done, and the answer lost", 1, { afterWork: 502 }],
  ...(WHOLE ? LIMITED : []),
] as const)("a request that is %s", (_, from, answer) => {
  it.each(
    WRITES.flatMap(([method, count]) =>
      Array.from({ length: count }, (__, at) => [method, at + 1] as const),
    ).filter(([, nth]) => WHOLE || nth % 6 === from),
  )(
    "%s number %d",
    async (method, nth) => {
      await open();
      scene().sandbox.faults.requests.push({
        method,
        path: PATH,
        nth,
        times: 1,
        answer,
      });
      const number = await life();
      const count = (text: string): number => own(number).filter((body) => body.includes(text)).length;
      expect(await scene().isListed("poll-maker")).toBe(true);
      expect(await scene().ledger("poll-maker")).toBeUndefined();
      expect(count('"why":"start"')).toBe(1);
      expect(count('"why":"removed"')).toBe(1);
      expect(count('"why":"ended"')).toBe(1);
      expect(scene().sandbox.issue(CATALOG, number).state).toBe("closed");
      const reactions = scene()
        .sandbox.comments(CATALOG, number)
        .filter(({ viaApp }) => !viaApp)
        .map((comment) => comment.reactions.map(({ content }) => content).join());
      expect(reactions).toEqual(["+1", "+1", "+1"]);
      const boards = scene()
        .sandbox.issues(CATALOG)
        .filter(({ title }) => title === "Dashboard");
      expect(boards).toHaveLength(1);
    },
    FAULT_TIMEOUT_MS,
  );
});
