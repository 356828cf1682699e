// A host's hour is everybody's: one contributor's pushes must not keep others' listings from being judged.

import { afterEach, expect, it } from "@jest/globals";
import { createWebHosts, type WebHosts } from "../../src/sandbox/web-hosts.ts";
import {
  addProject,
  goodFiles,
  openScene,
  submit,
  verdicts,
  type Scene,
  type Submission,
} from "../support/scene.ts";

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
  const filesOf = (id: string, name: string, author: string, more: Readonly<Record<string, string>> = {}) => {
    const addresses = ["link", "documentation", "issues"].map((field) => [
      field,
      `https://docs.example/${id}/${field}`,
    ]);
    return goodFiles(id, { name, maintainers: `[${author}]`, ...Object.fromEntries(addresses), ...more });
  };
  const at = async (id: string, name: string, author: string) => {
    const submission = await submit(scene, await filesOf(id, name, author), { author });
    await scene.settled();
    return submission;
  };
  const link = (sha: string) => verdicts(scene, sha)[LINK];
  // Of a new commit everything is asked at once.
  const push = async ({ fork, branch }: Submission, id: string, name: string, author: string) => {
    let sha = "";
    for (let time = 1; time <= 6; time += 1) {
      scene.clock.advance(3_000);
      const files = await filesOf(id, name, author, {
        summary: `Create polls and see votes come in, ${time}`,
      });
      sha = await scene.sandbox.commit(fork, branch, files, { author });
      await scene.settled();
    }
    return sha;
  };

  const greedy = await at("weather-board", "Weather", "stranger");
  expect(link(greedy.sha)).toBe("success");
  const last = await push(greedy, "weather-board", "Weather", "stranger");
  // Neither a pass nor a fail: it is asked again later.
  expect(link(last)).toBe("in_progress");

  const other = await at("poll-board", "Poll Board", "contributor");
  expect(link(other.sha)).toBe("success");

  const trusted = await at("quiz-board", "Quiz Board", "maintainer");
  const newest = await push(trusted, "quiz-board", "Quiz Board", "maintainer");
  expect(link(newest)).toBe("success");
  // The counter-check: it was asked each time, and more than a quarter of the hour went into it.
  expect(hosts.requests.filter(({ path }) => path.startsWith("/quiz-board/")).length).toBeGreaterThan(12);
}, 120_000);
