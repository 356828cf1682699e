// Several hosts of code as one: an address is asked of its own host, a repository once, and names are told apart by host.

import { describe, expect, it } from "@jest/globals";
import { createCodeHosts } from "../../src/adapters/code-hosts/code-hosts.ts";
import { exampleRepository } from "../../src/core/checks/example-facts.ts";
import { absent, known } from "../../src/core/facts.ts";
import type { Accounts, CodeHost } from "../../src/ports/code-hosts.ts";

function hostNamed(host: string, asked: string[]): CodeHost {
  return {
    parse(url) {
      const { hostname, pathname } = new URL(url);
      const [owner, name, ...rest] = pathname.split("/").filter((part) => part !== "");
      return hostname === host && owner !== undefined && name !== undefined
        ? { host, owner, name, rest: rest.join("/") }
        : undefined;
    },
    repository({ owner, name }) {
      asked.push(`${host}/${owner}/${name}`);
      return Promise.resolve(known(exampleRepository({ host, owner, name })));
    },
    place: ({ rest }) => Promise.resolve(known(rest === "" ? "repository" : "page")),
    page: () => Promise.resolve(known({ title: host, blocks: [], builtByScript: false })),
    tie: () => Promise.resolve(host === "github.com" ? true : undefined),
    describe: ({ name }) => Promise.resolve({ name: `${name} at ${host}` }),
  };
}

const ACCOUNTS: Accounts = { byLogin: () => Promise.resolve(new Map()) };

function open() {
  const asked: string[] = [];
  const hosts = createCodeHosts([hostNamed("github.com", asked), hostNamed("codeberg.org", asked)], ACCOUNTS);
  return { asked, hosts };
}

describe("several hosts", () => {
  it("parse what one of them knows, and no other address", () => {
    const { hosts } = open();
    expect(hosts.parse("https://codeberg.org/o/n/issues")).toEqual({
      host: "codeberg.org",
      owner: "o",
      name: "n",
      rest: "issues",
    });
    expect(hosts.parse("https://elsewhere.example/o/n")).toBeUndefined();
  });

  it("ask an address's own host, each repository once", async () => {
    const { asked, hosts } = open();
    const [here, there] = [hosts.parse("https://github.com/o/n"), hosts.parse("https://codeberg.org/o/n")];
    if (here === undefined || there === undefined) throw new Error("not parsed");
    const facts = await Promise.all(
      [here, there, { ...here, owner: "O" }].map((one) => hosts.repository(one)),
    );
    expect(facts.map((fact) => fact.state === "known" && fact.value.host)).toEqual([
      "github.com",
      "codeberg.org",
      "github.com",
    ]);
    expect(asked).toEqual(["github.com/o/n", "codeberg.org/o/n"]);
    expect(await hosts.page(there)).toMatchObject({ state: "known", value: { title: "codeberg.org" } });
    expect([await hosts.place(here), await hosts.place({ ...there, rest: "wiki/X" })]).toEqual([
      known("repository"),
      known("page"),
    ]);
    const account = { login: "o", nodeId: "x" };
    expect([await hosts.tie(here, account), await hosts.tie(there, account)]).toEqual([true, undefined]);
    expect(await hosts.describe(there)).toEqual({ name: "n at codeberg.org" });
  });

  it("say of an address that none of them knows that it is not there", async () => {
    const { hosts } = open();
    const nowhere = { host: "elsewhere.example", owner: "o", name: "n", rest: "" };
    expect(await hosts.repository(nowhere)).toEqual(absent("not-found"));
    expect(await hosts.page(nowhere)).toEqual(absent("not-found"));
    expect(await hosts.place(nowhere)).toEqual(absent("not-found"));
    expect(await hosts.tie(nowhere, { login: "o", nodeId: "x" })).toBeUndefined();
    expect(await hosts.describe(nowhere)).toEqual({});
  });
});
