// `steward sandbox` with nothing of one's own: something is published, something waits for everybody, and time passes when it is told to.

import { beforeEach, expect, it } from "@jest/globals";
import { runSandbox } from "../../src/cli/sandbox.ts";
import { SAMPLE_CATALOG } from "../../src/sandbox/sample/catalog.ts";

let said: string[];
beforeEach(() => void (said = []));
const say = (text: string): void => void said.push(text);

interface Entry {
  readonly id: string;
  readonly status: string;
}

it("has listings, proposals in three states and a running case, and lives on as its clock is moved", async () => {
  const code = await runSandbox({ port: 0, catalog: undefined }, say, say, async () => {
    const words = said.join("\n");
    const [, origin = ""] = /Look at it {8}(http:\/\/[\d.:]+)/.exec(words) ?? [];
    const [, storefront = ""] = /storefront {4}(http:\S+)/.exec(words) ?? [];
    const page = async (path: string): Promise<string> => (await fetch(`${origin}${path}`)).text();
    const listed = async (): Promise<readonly string[]> => {
      const { entries } = (await (await fetch(`${storefront}catalog.json`)).json()) as { entries: Entry[] };
      return entries.map(({ id, status }) => `${id} ${status}`).sort();
    };
    const post = async (path: string, form: Readonly<Record<string, string>>): Promise<number> => {
      const headers = { cookie: "actor=maintainer", origin };
      const body = new URLSearchParams(form);
      return (await fetch(`${origin}${path}`, { method: "POST", redirect: "manual", headers, body })).status;
    };
    const paths = [
      ...words.matchAll(/^ {2}http:\S+?(\/community\/marketplace\/(?:pull|issues)\/\d+)$/gm),
    ].map(([, path = ""]) => path);
    const [ready = "", mistakes = "", held = "", report = ""] = paths;
    expect(await page(ready)).toContain("steward: ready");
    expect(await page(mistakes)).toContain("steward: needs changes");
    expect(await page(held)).toContain("steward: held");
    expect(await page(report)).toContain("Unless the case ends first");
    expect(await listed()).toEqual(["calendar-bridge active", "poll-maker under-review"]);
    expect(await page(`/${SAMPLE_CATALOG}`)).toContain(storefront);
    // The site's address is known here: what is published can be followed from elsewhere.
    expect(await (await fetch(`${storefront}feed.xml`)).text()).toContain(`href="${storefront}feed.xml"`);

    expect(await post(`${ready}/_merge`, { method: "merge" })).toBe(303);
    expect(await post("/_clock", { by: "3600000" })).toBe(303);
    expect(await listed()).toContain("whiteboard active");
    expect(await post("/_clock", { by: String(14 * 24 * 3_600_000) })).toBe(303);
    expect(await listed()).toEqual(["calendar-bridge active", "whiteboard active"]);
    const gone = await fetch(`${storefront}removed/poll-maker/`);
    expect(await gone.text()).toContain("security problem that was not solved in time");
  });
  expect(code).toBe(0);
}, 300_000);
