// Public cases on listings of whoever stands behind a new one: as published, for a review.

import { parseCatalog, parseEntry, parseRemoved } from "../../core/catalog/schema.ts";
import { unavailable, type Account, type Fact } from "../../core/facts.ts";
import {
  caseOwners,
  casesOfOwners,
  othersThan,
  type CaseOwners,
  type ShownCase,
  type OwnersCase,
} from "../../core/listing/owners-cases.ts";
import type { PublishedAt } from "../publish/published.ts";
import { entryAt } from "./trees.ts";

const AT_ONCE = 10;

/** Accounts by login, in lower case. */
type ByLogin = (logins: readonly string[]) => Promise<ReadonlyMap<string, Fact<Account>>>;

/** `shownNow`: cases that everybody may know of; asked for where what is published tells of any. undefined: it cannot be told. */
export async function publishedCaseOwners(
  { out, root, isLost }: PublishedAt,
  shownNow: (() => Promise<readonly ShownCase[]>) | undefined,
): Promise<readonly CaseOwners[] | undefined> {
  if (root === undefined) return isLost === true ? undefined : [];
  const read = async (path: string): Promise<string | undefined> => {
    const file = await entryAt(out, root, path);
    return file === undefined ? undefined : new TextDecoder().decode(await out.blob(file.sha));
  };
  const [headText, removedText] = await Promise.all([read("catalog.json"), read("removed.json")]);
  const head = headText === undefined ? undefined : parseCatalog(headText);
  const lines = removedText === undefined ? [] : parseRemoved(removedText);
  if (head === undefined || lines === undefined) return undefined;
  const underReview = new Set(head.underReview);
  const isOpen = lines.some(({ cases }) => cases.some(({ ended }) => ended === undefined));
  if (underReview.size === 0 && !isOpen) return [];
  if (shownNow === undefined) return undefined;
  const shown = await shownNow();
  const running = shown.filter(({ id, isSide }) => isSide !== true && underReview.has(id));
  const owners = new Map<string, readonly number[]>();
  const ids = [...new Set(running.map(({ id }) => id))];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const texts = await Promise.all(ids.slice(from, from + AT_ONCE).map((id) => read(`listings/${id}.json`)));
    for (const text of texts) {
      const entry = text === undefined ? undefined : parseEntry(text);
      if (entry === undefined) return undefined;
      owners.set(
        entry.id,
        entry.owners.map((owner) => owner.id),
      );
    }
  }
  return caseOwners(shown, (id) => owners.get(id) ?? [], lines);
}

/** Nobody is looked up where no case runs. `cases` undefined: it cannot be told. */
export async function ownersCasesOf(
  cases: readonly CaseOwners[] | undefined,
  id: string,
  { author, maintainers }: { readonly author: Account | undefined; readonly maintainers: readonly string[] },
  byLogin: ByLogin,
): Promise<Fact<readonly OwnersCase[]>> {
  if (cases === undefined) return unavailable("unreadable");
  if (cases.length === 0) return { state: "known", value: [] };
  const others = othersThan(author, maintainers);
  const found = await byLogin(others);
  const people = author === undefined ? [] : [author];
  for (const login of others) {
    const account = found.get(login.toLowerCase());
    if (account === undefined || account.state === "unavailable") return unavailable("github");
    if (account.state === "known") people.push(account.value);
  }
  return { state: "known", value: casesOfOwners(cases, id, people) };
}
