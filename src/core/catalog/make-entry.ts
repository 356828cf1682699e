// A listing that goes out → its entry: what it says, who owns it, what the checks came to, and since when.

import { sameLogin } from "../logins.ts";
import { isoSecond } from "../time.ts";
import type { RecordedOwner } from "../checks/inputs.ts";
import type { Account, Fact } from "../facts.ts";
import type { Listing } from "../listing/schema.ts";
import { NEW_ORDER } from "./assemble.ts";
import { CARRIED_FIELDS, type Entry, type PublishedCheck, type PublishedImage } from "./entry.ts";

export interface EntryInput {
  readonly id: string;
  readonly fields: Listing;
  /** The entry published before, or kept from before its removal: it lends order, date of addition and owners. */
  readonly before: Entry | undefined;
  readonly owners: readonly RecordedOwner[];
  readonly image: PublishedImage | undefined;
  readonly screenshots: readonly PublishedImage[];
  readonly checks: readonly PublishedCheck[];
  readonly blobs: Readonly<Record<string, string>>;
  readonly pull: number | undefined;
  /** When it was looked at. */
  readonly nowMs: number;
  /** The source commit's time: when it was added or changed, as the world sees it. */
  readonly sourceAtMs: number;
}

export function makeEntry(input: EntryInput): Entry {
  const { fields, before, image, pull } = input;
  const at = isoSecond(input.sourceAtMs);
  const same = before !== undefined && sameBlobs(before.source.blobs, input.blobs);
  return {
    id: input.id,
    order: before?.order ?? NEW_ORDER,
    status: before?.status ?? "active",
    ...carried(fields),
    tags: fields.tags ?? [],
    maintainers: fields.maintainers,
    owners: input.owners,
    ...given("image", image),
    screenshots: input.screenshots,
    added: before?.added ?? at,
    updated: same ? before.updated : at,
    verified: isoSecond(input.nowMs),
    checks: input.checks,
    source: { ...given("pull", same ? before.source.pull : pull), blobs: input.blobs },
    ...given("review", before?.review),
  };
}

type CarriedFields = Pick<Entry, (typeof CARRIED_FIELDS)[number]>;

/** What the listing says and its entry says too, field by field of the format. */
function carried(fields: Listing): Omit<CarriedFields, "tags"> {
  return Object.fromEntries(
    CARRIED_FIELDS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
  ) as unknown as CarriedFields;
}

function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}

export function sameBlobs(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const [left, right] = [Object.keys(a), Object.keys(b)];
  return left.length === right.length && left.every((path) => a[path] === b[path]);
}

/**
 * Owners by account number. A login that stands in the file keeps the number recorded with it, whoever bears the login
 * today; a new login is its account's now. `author` is the merged pull request's, known by number and not by name.
 */
export function ownersFor(
  maintainers: readonly string[],
  recorded: readonly RecordedOwner[],
  accounts: ReadonlyMap<string, Fact<Account>>,
  author: Account | undefined,
): readonly RecordedOwner[] {
  const owners: RecordedOwner[] = [];
  for (const login of maintainers) {
    const before = recorded.find((owner) => sameLogin(owner.login, login));
    const account = accounts.get(login.toLowerCase());
    const now =
      // An App may bear the login of a person.
      author?.type === "User" && sameLogin(author.login, login)
        ? author
        : account?.state === "known" && account.value.type === "User"
          ? account.value
          : undefined;
    const owner = before ?? (now === undefined ? undefined : { id: now.id, login });
    if (owner !== undefined && !owners.some(({ id }) => id === owner.id)) owners.push(owner);
  }
  return owners;
}
