// One look at each address of a published listing: whether it still leads where it should, and to whom.

import { sameLogin } from "../../core/logins.ts";
import { failedOr, type Look, type LinkOutcome } from "../../core/verification/look.ts";
import { WATCHED_FIELDS, type Field } from "../../core/verification/file.ts";
import { hostNamed, type Verified } from "../../core/verification/decide.ts";
import type { RepositoryAddress } from "../../ports/code-hosts.ts";
import type { WebAnswer } from "../../ports/web.ts";
import { known, type Fact, type RepositoryFact } from "../../core/facts.ts";
import type { OutsideWorld } from "../facts/gather.ts";
import { getPage, PAGE_ACCEPT, placeIn, type PageAsking } from "../facts/links.ts";

type Asked = Pick<OutsideWorld, "web" | "hosts">;

export async function lookAt(listing: Verified, world: Asked): Promise<readonly Look[]> {
  const web = onceEach(world.web.forListing());
  return Promise.all(
    WATCHED_FIELDS.map(async (field): Promise<Look> => {
      const url = listing[field];
      const address = world.hosts.parse(url);
      const base = { id: listing.id, field, url };
      return address === undefined
        ? { ...base, host: hostNamed(url), by: "web", outcome: failedOr(await getPage(web, url, 0), led) }
        : {
            ...base,
            host: address.host,
            by: "api",
            outcome: await repositoryOutcome(field, url, address, { ...world, web }),
          };
    }),
  );
}

function led({ url }: WebAnswer): LinkOutcome {
  return { kind: "fine", host: hostNamed(url) };
}

/** Link, documentation and tracker are often one address. */
function onceEach(web: PageAsking): PageAsking {
  const pages = new Map<string, Promise<Fact<WebAnswer>>>();
  return {
    get(url, ask) {
      const asked = pages.get(url) ?? web.get(url, ask);
      pages.set(url, asked);
      return asked;
    },
  };
}

async function repositoryOutcome(
  field: Field,
  url: string,
  address: RepositoryAddress,
  { hosts, web }: { readonly hosts: Asked["hosts"]; readonly web: PageAsking },
): Promise<LinkOutcome> {
  const repository = await hosts.repository(address).catch(() => undefined);
  if (repository === undefined) return { kind: "unknown" };
  const outcome = failedOr(repository, (found) => standing(field, address, found));
  if (outcome.kind !== "fine") return outcome;
  if (field === "documentation" && /^(?:blob|tree)\//.test(address.rest)) {
    const file = await hosts.page(address).catch(() => undefined);
    return file === undefined
      ? { kind: "unknown" }
      : failedOr(known(file), (fact) => failedOr(fact, () => outcome));
  }
  const place = await placeIn(url, address, hosts, web).catch(() => undefined);
  if (place === undefined) return { kind: "unknown" };
  return failedOr(place, (found) =>
    found?.isThere === false ? { kind: "failed", rule: "not-found" } : outcome,
  );
}

function standing(field: Field, address: RepositoryAddress, found: RepositoryFact): LinkOutcome {
  if (!sameLogin(found.owner, address.owner))
    return {
      kind: "changed",
      rule: "transferred",
      ...(found.movedTo === undefined ? {} : { to: found.movedTo }),
    };
  if (found.archived) return { kind: "changed", rule: "archived" };
  if (field === "issues" && !found.issuesEnabled) return { kind: "failed", rule: "issues-off" };
  return { kind: "fine", host: address.host };
}

/** Whether the way to the open web is in order, asked of an address that no listing chose. */
export async function controlAnswers(url: string, { web }: Pick<OutsideWorld, "web">): Promise<boolean> {
  return (await web.get(url, { bytesMax: 0, accept: PAGE_ACCEPT })).state === "known";
}
