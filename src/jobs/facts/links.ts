// Where a link and a tracker lead: a repository and what lies in it by its host, every other address as a page of the web.

import { absent, known, mapFact, unavailable, type Fact } from "../../core/facts.ts";
import type { LinkTarget, PlaceFact, RepositoryTarget, TrackerTarget } from "../../core/facts.ts";
import { asksForLogin, fellBack } from "../../core/listing/arrivals.ts";
import type { CodeHosts, RepositoryAddress } from "../../ports/code-hosts.ts";
import type { Web, WebAnswer } from "../../ports/web.ts";
import type { Askings } from "./askings.ts";

export const LINKED_BYTES_MAX = 2 * 1024 * 1024;
export const PAGE_ACCEPT = "text/html,application/xhtml+xml,text/markdown,text/plain;q=0.9,*/*;q=0.5";

export type PageAsking = Pick<Web, "get">;

interface Asked {
  readonly world: { readonly hosts: Pick<CodeHosts, "parse" | "repository" | "place"> };
  readonly web: PageAsking;
  readonly ask: Askings["ask"];
}

/**
 * A page that is what was asked for: one that leads to a login is not public, and one that leads to what stands above it is
 * not there. `bytesMax` 0: its status is all that matters.
 */
export async function getPage(web: PageAsking, url: string, bytesMax: number): Promise<Fact<WebAnswer>> {
  const answer = await web.get(url, { bytesMax, accept: PAGE_ACCEPT });
  if (answer.state !== "known") return answer;
  const { url: arrived, bytes } = answer.value;
  if (asksForLogin(url, arrived, bytes)) return absent("needs-login");
  return fellBack(url, arrived) ? absent("not-found") : answer;
}

export async function readLink(
  link: string | undefined,
  { world, web, ask }: Asked,
): Promise<Fact<LinkTarget>> {
  if (link === undefined) return absent("not-given");
  const address = world.hosts.parse(link);
  if (address !== undefined) return readRepository(link, address, { world, web, ask });
  return ask("link", link, async () =>
    mapFact(await getPage(web, link, 0), ({ url, movedTo }): LinkTarget => ({
      kind: "page",
      host: new URL(url).hostname,
      movedTo,
    })),
  );
}

export async function readTracker(
  issues: string | undefined,
  { world, web, ask }: Asked,
): Promise<Fact<TrackerTarget>> {
  if (issues === undefined) return absent("not-given");
  const address = world.hosts.parse(issues);
  if (address !== undefined && (address.rest === "" || /^issues(?:\/|$)/.test(address.rest)))
    return readRepository(issues, address, { world, web, ask });
  return ask("tracker", issues, async () =>
    mapFact(await getTracker(web, issues), ({ url, asksForLogin: asks }): TrackerTarget => ({
      kind: "page",
      host: new URL(url).hostname,
      asksForLogin: asks,
    })),
  );
}

/** A login is no fault of the address here: the check says what to do about it. */
async function getTracker(
  web: PageAsking,
  url: string,
): Promise<Fact<{ readonly url: string; readonly asksForLogin: boolean }>> {
  const answer = await web.get(url, { bytesMax: LINKED_BYTES_MAX, accept: PAGE_ACCEPT });
  if (answer.state !== "known") return answer;
  const { url: arrived, bytes } = answer.value;
  if (fellBack(url, arrived)) return absent("not-found");
  return known({ url: arrived, asksForLogin: asksForLogin(url, arrived, bytes) });
}

function readRepository(
  url: string,
  address: RepositoryAddress,
  { world: { hosts }, web, ask }: Asked,
): Promise<Fact<RepositoryTarget>> {
  return ask("repository", url, async () => {
    // Both at once: the host is asked about them in one question.
    const [repository, place] = await Promise.all([
      hosts.repository(address),
      placeIn(url, address, hosts, web),
    ]);
    if (repository.state !== "known") return repository;
    if (place.state !== "known") return place;
    return known({ kind: "repository", repository: repository.value, place: place.value });
  });
}

/** The page would be there for whoever can reach the host: from here nobody can, so it says nothing. */
const OUT_OF_REACH: readonly string[] = [
  "no-such-name",
  "forbidden-address",
  "bad-certificate",
  "incomplete-chain",
  "bad-url",
  "name-lookup-failed",
  "refused",
  "crashed",
  "our-limit",
];

/**
 * What the address points at in its repository; undefined: at the repository as such. What the host's API does not find is
 * believed to be missing where its page is missing too, or cannot be reached from here: an issue that was moved elsewhere
 * and a submodule have a page and no answer.
 */
export async function placeIn(
  url: string,
  address: RepositoryAddress,
  hosts: Pick<CodeHosts, "place">,
  web: PageAsking,
): Promise<Fact<PlaceFact | undefined>> {
  const place = await hosts.place(address);
  if (place.state !== "known") return place;
  if (place.value === "repository") return known(undefined);
  if (place.value !== "page" && place.value.isThere) return known(place.value);
  const page = await getPage(web, url, 0);
  if (place.value !== "page") {
    if (page.state === "known") return known({ ...place.value, isThere: true });
    const isMissing =
      (page.state === "absent" && page.reason === "not-found") || OUT_OF_REACH.includes(page.reason);
    return isMissing ? known(place.value) : page;
  }
  const { rest } = address;
  const isWiki = rest.startsWith("wiki/");
  const fact: PlaceFact = {
    what: isWiki ? "wiki page" : "page",
    name: isWiki ? rest.slice("wiki/".length) : rest,
    at: undefined,
    isThere: page.state === "known",
    rest: `/${rest}`,
  };
  if (page.state === "known" || (page.state === "absent" && page.reason === "not-found")) return known(fact);
  // An address that the host itself shows to nobody, such as a form to edit a file.
  if (page.state === "absent" && !OUT_OF_REACH.includes(page.reason)) return page;
  return page.state === "unavailable" ? page : unavailable("refused");
}
