// No command on a pull request is passed over in silence, whoever wrote it and wherever the pull request stands.

import { afterEach, expect, it } from "@jest/globals";
import { CATALOG, goodFiles, openScene, submit, type Scene } from "../support/scene.ts";
import { mergeNow } from "../support/published.ts";

let scene: Scene;
afterEach(async () => scene.close());

const MINE = "marketplace-steward[bot]";
const said = (number: number): string[] =>
  scene.sandbox
    .comments(CATALOG, number)
    .filter(({ author }) => author.login === MINE)
    .map(({ body }) => body);

async function write(number: number, login: string, body: string) {
  scene.clock.advance(2_000);
  const comment = scene.sandbox.comment(CATALOG, number, login, body);
  await scene.settled();
  return comment;
}

function addBot(login: string): void {
  const account = scene.sandbox.addUser(login);
  scene.sandbox.world.accounts.set(account.id, Object.assign(account, { type: "Bot" }));
}

it("on an open pull request: slips, what belongs on an issue, what was edited into a command, Apps", async () => {
  scene = await openScene();
  addBot("helper[bot]");
  const { number } = await submit(scene, await goodFiles());
  await scene.settled();
  const bot = await write(number, "helper[bot]", "/recheck");
  expect(said(number).join("\n")).toContain("not by Apps");
  const slip = await write(number, "stranger", "/Recheck");
  expect(said(number).join("\n")).toContain("in small letters");
  await write(number, "maintainer", "/takedown poll-maker");
  expect(said(number).join("\n")).toContain("that command is for issues");
  const edited = await write(number, "contributor", "Thanks");
  scene.sandbox.editComment(CATALOG, edited.id, "contributor", "/recheck");
  await scene.settled();
  expect(said(number).join("\n")).toContain("Write the line as a new comment");
  for (const comment of [bot, slip, edited]) expect(comment.reactions).toEqual([]);
  // One comment of ours, and the counter-check: a command that is carried out ends it.
  expect(said(number)).toHaveLength(1);
  scene.clock.advance(11 * 60_000);
  await write(number, "contributor", "/recheck");
  expect(said(number).join("\n")).not.toContain("did nothing");
});

it("on a merged, a closed and a misdirected one: one comment that says why", async () => {
  scene = await openScene();
  const merged = await mergeNow(scene, await goodFiles());
  const before = said(merged).length;
  await write(merged, "stranger", "/accept submission 1234567 fine");
  await write(merged, "contributor", "/recheck");
  await write(merged, "contributor", "Thank you!");
  expect(said(merged)).toHaveLength(before + 1);
  expect(said(merged).at(-1)).toContain("by `contributor`, did nothing:** this pull request is merged");
  await write(merged, "stranger", "/contacted");
  expect(said(merged).at(-1)).toContain("takes write access");

  const closed = await submit(scene, await goodFiles("quiz-board", { name: "Quiz Board" }));
  await scene.settled();
  await scene.sandbox.closeIssue(CATALOG, closed.number, "contributor");
  await write(closed.number, "contributor", "/recheck");
  expect(said(closed.number).at(-1)).toContain("Open it again");

  await scene.sandbox.commit(CATALOG, "next", { "a.txt": "a" }, { author: "maintainer" });
  const files = await goodFiles("chess-board", { name: "Chess Board" });
  const elsewhere = await submit(scene, files, { base: "next" });
  await scene.settled();
  expect(said(elsewhere.number)).toEqual([]);
  await write(elsewhere.number, "contributor", "/recheck");
  expect(said(elsewhere.number).at(-1)).toContain("to `main` alone");
});
