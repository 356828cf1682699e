// Whoever changes a listing owns it, by account number: logins change hands, numbers do not.

import { sameLogin } from "../logins.ts";
import { absent, known, type Account, type Fact } from "../facts.ts";
import { FIRST_VERSION, defineCheck, type CheckResult } from "./check.ts";
import { quote } from "../listing/quote.ts";
import { exampleOwnership, OWNER, STRANGER } from "./example-facts.ts";
import type { OwnershipInput, RecordedOwner } from "./inputs.ts";

type Rule =
  | "not-a-maintainer"
  | "no-author"
  | "made-by-app"
  | "no-account"
  | "not-a-user"
  | "login-changed-hands"
  | "not-the-owner"
  | "owner-taken-off"
  | "record-unreadable"
  | "no-record"
  | "no-tie";

export const ownershipCheck = defineCheck<"ownership", Rule>({
  id: "ownership",
  order: 20,
  since: FIRST_VERSION,
  title: "Owner",
  item: "Proposed or changed by somebody who owns it",
  why: "Nobody should find their listing changed by a stranger, or their work listed in somebody else's name.",
  fix: "Let one of the listing's maintainers open the pull request.",
  needs: ["ownership"],
  field: "maintainers",
  fixed: true,
  policy: {
    level: "required",
    words: "Owner: always required; without it anybody could list anything in anybody's name.",
  },
  rules: {
    "not-a-maintainer": {
      level: "fail",
      why: "A new listing is proposed by one of its maintainers.",
      fix: "Add your login to `maintainers`, or ask one of them to open the pull request.",
    },
    "no-author": {
      level: "held",
      why: "The account that opened the pull request no longer exists, so nobody can answer for it.",
      fix: "A maintainer of the marketplace decides.",
    },
    "made-by-app": {
      level: "held",
      why: "An App cannot own a listing: anybody could have made it propose this.",
      fix: "Nothing to do for you; a maintainer of the marketplace decides. Its owners are the people in `maintainers`.",
    },
    "no-account": {
      level: "fail",
      why: "Maintainers are notified when something is wrong with the listing; a login without an account reaches nobody.",
      fix: "Write the login as in the address of the GitHub profile.",
    },
    "not-a-user": {
      level: "fail",
      why: "A listing is owned by people; an organisation cannot answer.",
      fix: "Name one or more members instead.",
    },
    "login-changed-hands": {
      level: "fail",
      why: "A login that was given up can be taken by anybody; the listing must not go with it.",
      fix: "Write the login that the owner has now, or remove it from the list.",
    },
    "not-the-owner": {
      level: "held",
      why: "Only the recorded owners may change a listing by themselves.",
      fix: "Nothing to do if the owners agree; a maintainer of the marketplace decides.",
    },
    "owner-taken-off": {
      level: "held",
      why: "Removing another owner from the list takes the listing away from them.",
      fix: "Ask them to confirm in a comment; a maintainer of the marketplace decides.",
    },
    "record-unreadable": {
      level: "held",
      why: "Without the record we would have to guess by login, and logins change hands.",
      fix: "Nothing to do for you; a maintainer of the marketplace decides.",
    },
    "no-record": {
      level: "held",
      why: "Without a record it is not known who the owner is.",
      fix: "Nothing to do for you; a maintainer of the marketplace decides.",
    },
    "no-tie": {
      level: "suggestion",
      why: "A visible tie (a commit, or the account that owns it) saves the maintainers a question.",
      fix: "Say in the pull request what your role in the project is.",
    },
  },
  examples: {
    pass: [
      { name: "a maintainer proposes the listing", facts: { ownership: exampleOwnership() } },
      {
        name: "a recorded owner changes it, under a new login",
        facts: {
          ownership: exampleOwnership({
            kind: "change",
            author: { ...OWNER, login: "owner-now" },
            maintainers: ["owner-now"],
            maintainersBefore: ["owner-now"],
            accounts: new Map([["owner-now", known({ ...OWNER, login: "owner-now" })]]),
            record: { state: "recorded", owners: [{ id: 101, login: "owner" }], from: "published-entry" },
          }),
        },
      },
    ],
    fail: [
      { name: "the author is not in the list", facts: { ownership: exampleOwnership({ author: STRANGER }) } },
      {
        name: "a login without an account",
        facts: { ownership: exampleOwnership({ accounts: new Map([["owner", absent("not-found")]]) }) },
      },
    ],
    held: [
      {
        name: "a stranger changes a listing",
        facts: {
          ownership: exampleOwnership({
            kind: "change",
            author: STRANGER,
            record: { state: "recorded", owners: [{ id: 101, login: "owner" }], from: "published-entry" },
          }),
        },
      },
      {
        name: "an App proposes the listing, under the very login of a maintainer",
        facts: { ownership: exampleOwnership({ author: { ...STRANGER, login: "owner", type: "Bot" } }) },
      },
      {
        name: "the owners' record cannot be read",
        facts: { ownership: exampleOwnership({ kind: "change", record: { state: "unreadable" } }) },
      },
    ],
  },
  *evaluate({ ownership }) {
    if (ownership.state !== "known") return;
    const input = ownership.value;
    if (input.kind !== "remove") yield* judgeLogins(input);
    if (input.kind === "add") yield* judgeNew(input);
    else yield* judgeExisting(input);
    if (input.tie === false && input.kind === "add" && !input.authorMayWrite) {
      yield {
        rule: "no-tie",
        message: "Your account has no visible tie to the linked repository.",
        path: ["link"],
      };
    }
  },
});

/** Every login is some user's; recorded ones are still the same person's. */
function* judgeLogins({ maintainers, accounts, record }: OwnershipInput): Iterable<CheckResult<Rule>> {
  for (const [index, login] of (maintainers ?? []).entries()) {
    const path = ["maintainers", index];
    const account = accounts.get(login.toLowerCase());
    if (account === undefined || account.state === "unavailable") continue;
    const recorded =
      record.state === "recorded" ? record.owners.find((owner) => sameLogin(owner.login, login)) : undefined;
    if (account.state === "absent") {
      // A recorded owner who took another name keeps their number while the old name stands in the file.
      if (recorded !== undefined) continue;
      yield { rule: "no-account", message: `There is no GitHub account ${quote(login)}.`, path };
      continue;
    }
    if (account.value.type !== "User") {
      yield {
        rule: "not-a-user",
        message: `${quote(login)} is ${account.value.type === "Organization" ? "an organisation" : "a bot"}, not a person's account.`,
        path,
      };
    } else if (recorded !== undefined && recorded.id !== account.value.id) {
      yield {
        rule: "login-changed-hands",
        message: `The login ${quote(login)} belongs to another account now than when the listing was published.`,
        path,
      };
    }
  }
}

function* judgeNew(input: OwnershipInput): Iterable<CheckResult<Rule>> {
  const { author, authorMayWrite, maintainers, accounts } = input;
  if (maintainers === undefined) return;
  if (authorMayWrite) {
    yield { evidence: writerEvidence(input) };
  } else if (author === undefined) {
    yield { rule: "no-author", message: "The account that opened this pull request no longer exists." };
  } else if (author.type !== "User") {
    yield byApp(author);
  } else if (
    maintainers.some(
      (login) => sameLogin(login, author.login) || isAccount(accounts.get(login.toLowerCase()), author.id),
    )
  ) {
    yield { evidence: `${quote(author.login)} is one of the listing's maintainers.` };
  } else {
    yield {
      rule: "not-a-maintainer",
      message: `${quote(author.login)} is not among the listing's maintainers.`,
      path: ["maintainers"],
    };
  }
}

function writerEvidence({ author, origin }: OwnershipInput): string {
  if (origin === "folder")
    return "Every maintainer is a person's account; who proposes the change is asked on the pull request.";
  if (author === undefined) return "Made with write access to the catalog.";
  return author.type === "User"
    ? `${quote(author.login)} has write access to the catalog.`
    : `The marketplace's policy counts what the App ${quote(author.login)} proposes as made with write access.`;
}

function byApp({ login }: Account): CheckResult<Rule> {
  return { rule: "made-by-app", message: `${quote(login)} is an App, not a person.` };
}

function isAccount(account: Fact<Account> | undefined, id: number): boolean {
  return account?.state === "known" && account.value.id === id;
}

function* judgeExisting(input: OwnershipInput): Iterable<CheckResult<Rule>> {
  const { author, authorMayWrite, record, kind } = input;
  const owners = record.state === "recorded" ? record.owners : [];
  const isOwner = author?.type === "User" && owners.some(({ id }) => id === author.id);
  if (authorMayWrite) {
    yield { evidence: writerEvidence(input) };
  } else if (record.state === "unreadable") {
    yield { rule: "record-unreadable", message: "We could not read who owns this listing." };
  } else if (author === undefined) {
    yield { rule: "no-author", message: "The account that opened this pull request no longer exists." };
  } else if (author.type !== "User") {
    yield byApp(author);
  } else if (record.state === "none") {
    yield { rule: "no-record", message: "There is no record of who owns this listing." };
  } else if (isOwner) {
    yield { evidence: `${quote(author.login)} is a recorded owner of this listing (account ${author.id}).` };
  } else {
    yield {
      rule: "not-the-owner",
      message: `${quote(author.login)} is not a recorded owner of this listing.`,
    };
  }
  if (kind === "change" && input.maintainers !== undefined) {
    for (const login of takenOff(input, owners)) {
      yield {
        rule: "owner-taken-off",
        message: `${quote(login)} would no longer own this listing.`,
        path: ["maintainers"],
      };
    }
  }
}

/** Owners of before who are not the author and are no longer named, under any login. */
function takenOff(
  { author: proposer, maintainers, maintainersBefore, accounts }: OwnershipInput,
  owners: readonly RecordedOwner[],
): string[] {
  // An App takes nobody off in their own name, though it may bear it.
  const author = proposer?.type === "User" ? proposer : undefined;
  const staysById = new Set<number>();
  for (const login of maintainers ?? []) {
    const account = accounts.get(login.toLowerCase());
    if (account?.state === "known") staysById.add(account.value.id);
  }
  return maintainersBefore.filter((login) => {
    if (maintainers?.some((now) => sameLogin(now, login)) === true) return false;
    const id = owners.find((owner) => sameLogin(owner.login, login))?.id;
    if (id !== undefined && staysById.has(id)) return false;
    return author === undefined || (id === undefined ? !sameLogin(author.login, login) : id !== author.id);
  });
}
