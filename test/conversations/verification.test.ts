// Published listings are looked at again: what stays wrong is told once, what heals is closed, and an outage accuses nobody.

import { afterEach, describe, expect, it } from "@jest/globals";
import { parseVerification, type Row } from "../../src/core/verification/file.ts";
import { VERIFY_LABEL } from "../../src/core/verification/issue.ts";
import { createWebHosts, type HostPages, type WebHosts } from "../../src/sandbox/web-hosts.ts";
import { BRANCH, ids, issuesBearing, later, mergeNow, publishedText } from "../support/published.ts";
import { addProject, CATALOG, goodFiles, openScene, type Scene } from "../support/scene.ts";

const DAY_MS = 86_400_000;
const FINE: HostPages = { "*": { body: "<p>Here it is.</p>" } };

let scene: Scene;
let hosts: WebHosts;
/** Our own way to the open web is in order. */
let online: boolean;

afterEach(async () => {
  await scene.close();
  await hosts.close();
});

/** A catalog with these listings; `links` by id, a repository of the contributor's where there is none. */
async function open(links: Readonly<Record<string, string | undefined>>): Promise<void> {
  online = true;
  hosts = await createWebHosts(
    {
      "github.com": FINE,
      "tool.example": FINE,
      "two.example": FINE,
      "big.example": FINE,
      "parked.example": FINE,
    },
    ["one.example"],
  );
  scene = await openScene({
    web: {
      ca: [hosts.ca],
      resolve: async (name) => {
        const found = online ? hosts.resolve(name) : undefined;
        return found === undefined ? [] : [found];
      },
    },
  });
  // Ids that nobody takes for another: look-alikes are held.
  for (const [id, link] of Object.entries(links)) {
    const repository = `https://github.com/contributor/${id}`;
    await addProject(scene.sandbox, "contributor", id).catch(() => undefined);
    await mergeNow(
      scene,
      await goodFiles(id, {
        name: id,
        link: link ?? repository,
        documentation: `${repository}#readme`,
        issues: `${repository}/issues`,
      }),
    );
  }
  await later(scene, 120_000);
  expect((await ids(scene)).toSorted()).toEqual(Object.keys(links).toSorted());
}

async function day(pauses = 1): Promise<void> {
  // By the App's own clock its tokens are minutes old; refused for their age, each would be waited for.
  for (const token of scene.sandbox.world.tokens.values())
    Object.assign(token, { expiresAtMs: scene.clock.nowMs() + 2 * DAY_MS });
  await later(scene, DAY_MS);
  // A catalog's looks are spread over a while: a few at a time, and no host twice in a minute.
  for (let pause = 0; pause < pauses; pause += 1) await later(scene, 61_000);
}

async function days(count: number, pauses = 1): Promise<void> {
  for (let at = 0; at < count; at += 1) await day(pauses);
}

/** Within four weeks: one until the listing's turn comes, one that it has to last, and what the clock costs. */
async function untilTold(between?: () => Promise<void>): Promise<void> {
  for (let at = 0; at < 28 && told().length === 0; at += 1) {
    await between?.();
    await day();
  }
}

async function rowOf(id: string): Promise<Row | undefined> {
  return parseVerification((await publishedText(scene, "verification.json")) ?? "")?.listings.find(
    (row) => row.id === id,
  );
}

function told() {
  return issuesBearing(scene, VERIFY_LABEL.name);
}

function out(host: string, page: HostPages[string]): void {
  hosts.hosts[host] = { "*": page };
}

describe("listings that are in order", () => {
  it("are looked at once a week, and one file says when, in one commit a day; nobody is written to", async () => {
    await open({ one: undefined, two: "https://tool.example/two" });
    expect(await publishedText(scene, "verification.json")).toBeUndefined();
    const seen = new Map<string | undefined, string | undefined>();
    for (let at = 0; at < 9; at += 1) {
      await day();
      const text = await publishedText(scene, "verification.json");
      if (text !== undefined)
        seen.set(scene.sandbox.branchSha(CATALOG, BRANCH), parseVerification(text)?.day);
    }
    // One on each day that is somebody's turn, and none on the others.
    expect(seen.size).toBeGreaterThanOrEqual(1);
    expect(seen.size).toBeLessThanOrEqual(4);
    expect(new Set(seen.values()).size).toBe(seen.size);
    for (const id of ["one", "two"]) {
      const row = await rowOf(id);
      expect(row?.troubles).toBeUndefined();
      const ageMs = scene.clock.nowMs() - Date.parse(row?.verified ?? "");
      expect(ageMs).toBeLessThan(9 * DAY_MS);
    }
    const asked = hosts.requests.filter(({ host }) => host === "tool.example").length;
    // Once at the review, perhaps at the publish, and once or twice in nine days.
    expect(asked).toBeLessThanOrEqual(4);
    expect(told()).toEqual([]);
    // The catalog itself is untouched: what a reader keeps of it is still the newest.
    expect((await publishedText(scene, "catalog.json"))?.includes('"count":2')).toBe(true);
  });
});

describe("a link that breaks", () => {
  it("is told after three looks over seven days, once, and closed when it heals", async () => {
    await open({ one: undefined, tool: "https://tool.example/", other: "https://two.example/" });
    out("tool.example", { status: 404 });
    await days(6);
    expect(told()).toEqual([]);
    await untilTold();
    const [issue, ...more] = told();
    expect(more).toEqual([]);
    expect(issue?.title).toBe("tool: the link does not work any more");
    expect(issue?.body).toContain("@contributor");
    expect(issue?.body).toContain("`https://tool.example/` is not found, since 20");
    expect(issue?.body).toContain("Nothing is removed because of this");
    const reported = (await rowOf("tool"))?.troubles?.[0];
    expect(reported?.reported).toBeDefined();
    expect(reported?.times).toBeGreaterThanOrEqual(3);
    expect(Date.parse(reported?.last ?? "") - Date.parse(reported?.since ?? "")).toBeGreaterThanOrEqual(
      7 * DAY_MS,
    );
    const { updatedAtMs } = issue ?? { updatedAtMs: 0 };
    await days(3);
    expect(told()).toHaveLength(1);
    expect([issue?.updatedAtMs, issue?.comments.length]).toEqual([updatedAtMs, 0]);
    // It stays listed all the while.
    expect(await publishedText(scene, "listings/tool.json")).toBeDefined();

    hosts.hosts["tool.example"] = FINE;
    await days(2);
    expect(issue?.state).toBe("closed");
    expect(issue?.comments.map(({ body }) => body)).toEqual([
      "Every address leads where it should again. Thank you!",
    ]);
    const healed = await rowOf("tool");
    expect(healed?.troubles).toBeUndefined();
    expect(scene.clock.nowMs() - Date.parse(healed?.verified ?? "")).toBeLessThan(3 * DAY_MS);
  });

  it("goes on being counted when the App restarts without its database, and is told once", async () => {
    await open({ one: undefined, tool: "https://tool.example/", other: "https://two.example/" });
    out("tool.example", { reset: true });
    let restarts = 0;
    await untilTold(async () => {
      if ((restarts += 1) % 4 !== 0) return;
      await scene.stopApp();
      await scene.startApp();
    });
    expect(restarts).toBeGreaterThanOrEqual(8);
    expect(told()).toHaveLength(1);
    expect(told()[0]?.body).toContain("does not answer");
  });

  it("is not told again after somebody closed the issue, and no more once the listing is gone", async () => {
    await open({ one: undefined, tool: "https://tool.example/", other: "https://two.example/" });
    out("tool.example", { status: 410 });
    await untilTold();
    const number = told()[0]?.number ?? 0;
    await scene.sandbox.closeIssue(CATALOG, number, "maintainer");
    await days(3);
    expect(told().map(({ state }) => state)).toEqual(["closed"]);
    await scene.sandbox.reopenIssue(CATALOG, number, "maintainer");
    await mergeNow(scene, { "listings/tool.yml": null, "images/tool.png": null });
    await later(scene, 120_000);
    await days(2);
    expect(told().map(({ state }) => state)).toEqual(["closed"]);
    expect(told()[0]?.comments.at(-1)?.body).toContain("not published any more");
  });
});

describe("what answers and is another thing now", () => {
  it("an archived repository is told on the second day that shows it", async () => {
    await open({ one: undefined });
    scene.sandbox.setArchived("contributor/one", true);
    await untilTold();
    expect(told()).toHaveLength(1);
    expect(told()[0]?.body).toContain("archived");
    scene.sandbox.setArchived("contributor/one", false);
    await days(2);
    expect(told()[0]?.state).toBe("closed");
  });

  it("an address that leads to another host than before is told", async () => {
    await open({ one: undefined, tool: "https://tool.example/" });
    // Only what was found in order once can be said to lead elsewhere now.
    await days(9);
    expect((await rowOf("tool"))?.verified).toBeDefined();
    out("tool.example", { redirect: "https://parked.example/", status: 302 });
    await untilTold();
    expect(told()).toHaveLength(1);
    expect(told()[0]?.title).toBe("tool: the link leads to another host");
    expect(told()[0]?.body).toContain("`parked.example`");
  });

  it("a repository that somebody else owns now is told, one that was renamed is not", async () => {
    await open({ one: undefined, two: undefined });
    scene.sandbox.rename("contributor/two", "second");
    const { world } = scene.sandbox;
    const moved = scene.sandbox.repository("contributor/one");
    const stranger = [...world.accounts.values()].find(({ login }) => login === "stranger");
    if (stranger === undefined) throw new Error("no stranger");
    moved.owner = stranger;
    world.names.set("stranger/one", moved.id);
    await days(10);
    expect(told().map(({ title }) => title)).toEqual(["one: several addresses do not lead where they did"]);
    expect(told()[0]?.body).toContain("belongs to somebody else (`https://github.com/stranger/one`)");
  });
});

describe("outages accuse nobody", () => {
  it("of a whole host with many listings", async () => {
    await open({
      one: undefined,
      alarm: "https://big.example/1",
      budget: "https://big.example/2",
      calendar: "https://big.example/3",
    });
    expect(hosts.requests.filter(({ host }) => host === "big.example").length).toBeGreaterThanOrEqual(3);
    out("big.example", { status: 503 });
    await days(18, 5);
    expect(told()).toEqual([]);
    hosts.hosts["big.example"] = FINE;
    await days(9);
    for (const id of ["alarm", "budget", "calendar"]) expect((await rowOf(id))?.troubles).toBeUndefined();
  });

  it("of ours: nothing on the open web answers us", async () => {
    await open({ one: undefined, tool: "https://tool.example/", other: "https://two.example/" });
    online = false;
    await days(15);
    expect(told()).toEqual([]);
    expect((await rowOf("tool"))?.troubles).toBeUndefined();
    // What GitHub's API tells is known all the while.
    expect((await rowOf("one"))?.verified).toBeDefined();
    online = true;
    await days(9);
    expect((await rowOf("tool"))?.verified).toBeDefined();
  });
});
