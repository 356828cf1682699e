// What is said where a private case becomes a person's by a transfer of the catalog, and where Steward goes on with it.

import { quote } from "../listing/quote.ts";
import { utc } from "./messages.ts";
import type { CaseRecord } from "./record.ts";

/** In the case repository of a former owner. */
export function handedOver({ listing, deadlineMs }: CaseRecord): string {
  const clock =
    deadlineMs === null
      ? "No clock runs on it."
      : `Its deadline (${utc(deadlineMs)}) no longer removes anything.`;
  return `The catalog was transferred to another owner, and its policy cannot name this repository. So a person has to take over this case on ${quote(listing)}. ${clock} An authorised person of the catalog removes the listing with \`/takedown ${listing}\` in an issue there, or names a repository for cases in its policy; if that is this one, transferred too, the case goes on here, and a deadline that passed meanwhile waits for a person.`;
}

/** On the public side of such a case. */
export const SIDE_HANDED_OVER =
  "This catalog was transferred to another owner, and Steward no longer runs the case behind this issue: a person has to take it over, and no deadline removes anything. An authorised person removes the listing with `/takedown <id>` in another issue, or closes this one.";

/** Where it was said that a person has the case, once the catalog may use its repository again. */
export function takenBack({ listing, phase, deadlineMs }: CaseRecord): string {
  const clock =
    phase === "running" && deadlineMs !== null
      ? ` **Its deadline counts again: unless the case ends before, the listing is removed at ${utc(deadlineMs)}.**`
      : "";
  return `Steward runs the case on ${quote(listing)} again: the catalog's policy may name the repository of the case again. A person no longer has to take it over.${clock}`;
}
