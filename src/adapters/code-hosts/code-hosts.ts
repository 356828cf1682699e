// Every host whose links we understand, as one: an address is asked of the host it belongs to, and a repository once.

import { absent, type Fact, type RepositoryFact } from "../../core/facts.ts";
import type { Accounts, CodeHost, RepositoryAddress } from "../../ports/code-hosts.ts";

/** `hosts`: the first that knows an address answers for it. */
export function createCodeHosts(hosts: readonly CodeHost[], accounts: Accounts): CodeHost & Accounts {
  const repositories = new Map<string, Promise<Fact<RepositoryFact>>>();
  const hostOf = ({ host, owner, name }: RepositoryAddress): CodeHost | undefined =>
    hosts.find((one) => one.parse(`https://${host}/${owner}/${name}`)?.host === host);
  return {
    parse(url) {
      for (const host of hosts) {
        const address = host.parse(url);
        if (address !== undefined) return address;
      }
      return undefined;
    },
    async repository(address) {
      const key = `${address.host}/${address.owner}/${address.name}`.toLowerCase();
      const asked = repositories.get(key) ?? hostOf(address)?.repository(address);
      if (asked === undefined) return absent("not-found");
      repositories.set(key, asked);
      return asked;
    },
    place: async (address) => (await hostOf(address)?.place(address)) ?? absent("not-found"),
    page: async (address) => (await hostOf(address)?.page(address)) ?? absent("not-found"),
    tie: async (address, account) => hostOf(address)?.tie(address, account),
    describe: async (address) => (await hostOf(address)?.describe(address)) ?? {},
    byLogin: (logins) => accounts.byLogin(logins),
  };
}
