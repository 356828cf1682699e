// A host's hour is everybody's: one contributor's `/recheck` must not keep others' listings from being judged.

import { afterEach, expect, it } from "@jest/globals";
import { createWebHosts, type WebHosts } from "../../src/sandbox/web-hosts.ts";
import { addProject, CATALOG, goodFiles, openScene, submit, verdicts, type Scene } from "../support/scene.ts";

let scene: Scene;
let hosts: WebHosts;
afterEach(async () => {
  await scene.close();
  await hosts.close();
});

const LINK = "steward / Link";
const PAGE = {
  body: "<h1>Poll</h1><h2>Installation</h2><p>Download and install it with npm install poll, then run it.</p>",
  headers: { "content-type": "text/html" },
};

it("one pull request cannot use up a host for others; somebody with write access is not cut", async () => {
  hosts = await createWebHosts({ "docs.example": { "*": PAGE } });
  const resolve = (name: string) => {
    const found = hosts.resolve(name);
    return Promise.resolve(found === undefined ? [] : [found]);
  };
  scene = await openScene({ web: { ca: [hosts.ca], requestsPerHostAndHour: 48, resolve } });
  await addProject(scene.sandbox, "stranger", "thing");
  const at = async (id: string, name: string, author: string) => {
    const addresses = ["link", "documentation", "issues"].map((field) => [
      field,
      `https://docs.example/${id}/${field}`,
    ]);
    const change = { name, maintainers: `[${author}]`, ...Object.fromEntries(addresses) };
    const submission = await submit(scene, await goodFiles(id, change), { author });
    await scene.settled();
    return submission;
  };
  const link = (sha: string) => verdicts(scene, sha)[LINK];
  const recheck = async (number: number, author: string) => {
    scene.clock.advance(3_000);
    scene.sandbox.comment(CATALOG, number, author, "/recheck");
    await scene.settled();
  };

  const greedy = await at("weather-board", "Weather", "stranger");
  expect(link(greedy.sha)).toBe("success");
  for (let time = 0; time < 6; time += 1) await recheck(greedy.number, "stranger");
  // Neither a pass nor a fail: it is asked again later.
  expect(link(greedy.sha)).toBe("in_progress");

  const other = await at("poll-board", "Poll Board", "contributor");
  expect(link(other.sha)).toBe("success");

  const trusted = await at("quiz-board", "Quiz Board", "maintainer");
  for (let time = 0; time < 5; time += 1) await recheck(trusted.number, "maintainer");
  expect(link(trusted.sha)).toBe("success");
  // The counter-check: it was asked each time, and more than a quarter of the hour went into it.
  expect(hosts.requests.filter(({ path }) => path.startsWith("/quiz-board/")).length).toBeGreaterThan(12);
}, 120_000);
