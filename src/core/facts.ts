// What the observers learned about a submission, and how sure they are of each fact.

/** Why a thing is not there, as the contributor can fix it. */
export type AbsentReason =
  | "not-given"
  | "bad-url"
  | "not-found"
  | "needs-login"
  | "client-error"
  | "no-such-name"
  | "bad-certificate"
  | "incomplete-chain"
  | "forbidden-address"
  | "too-many-redirects"
  | "downgrade"
  | "not-public";

/** Why we could not check. Ours or the world's to fix, never the contributor's. */
export type UnavailableReason =
  | "time-out"
  | "refused"
  | "reset"
  | "name-lookup-failed"
  | "host-busy"
  | "challenge"
  | "host-error"
  | "our-limit"
  | "crashed"
  | "github"
  | "unreadable";

/**
 * A fact is known, absent (the contributor's to fix) or unavailable (ours: retried, never read as a pass).
 * Peers that have only two of these states fail open when a look-up crashes.
 */
export type Fact<T> =
  | { readonly state: "known"; readonly value: T }
  | { readonly state: "absent"; readonly reason: AbsentReason }
  | { readonly state: "unavailable"; readonly reason: UnavailableReason };

export function known<T>(value: T): Fact<T> {
  return { state: "known", value };
}

export function absent(reason: AbsentReason): Fact<never> {
  return { state: "absent", reason };
}

export function unavailable(reason: UnavailableReason): Fact<never> {
  return { state: "unavailable", reason };
}

/** The known value changed by `change`; the other two states pass through. */
export function mapFact<T, U>(fact: Fact<T>, change: (value: T) => U): Fact<U> {
  return fact.state === "known" ? known(change(fact.value)) : fact;
}

/** A repository on a code host, as its host's API tells it. `owner` and `name` are today's, after any move. */
export interface RepositoryFact {
  readonly host: string;
  readonly owner: string;
  readonly name: string;
  readonly archived: boolean;
  /** No commit yet. */
  readonly empty: boolean;
  readonly issuesEnabled: boolean;
  /** undefined: the host did not say. */
  readonly hasRelease: boolean | undefined;
  readonly hasIssueTemplate: boolean | undefined;
  /** The address now, when the one asked for has moved. */
  readonly movedTo: string | undefined;
}

/** What an address points at inside a repository. */
export interface PlaceFact {
  readonly what:
    | "file"
    | "folder"
    | "file or folder"
    | "branch or tag"
    | "commit"
    | "release"
    | "download"
    | "issue"
    | "wiki page"
    | "page";
  /** As its host calls it: a path, a tag, `#12`; "" where there is but one, such as the newest release. */
  readonly name: string;
  /** The branch, tag or release that it is looked for in. */
  readonly at: string | undefined;
  readonly isThere: boolean;
  /** The address behind the repository's own: "/tree/main/docs". */
  readonly rest: string;
}

/** A repository, and what the address points at in it; `place` undefined: at the repository as such. */
export interface RepositoryTarget {
  readonly kind: "repository";
  readonly repository: RepositoryFact;
  readonly place?: PlaceFact | undefined;
}

/** Where the listing's `link` leads. */
export type LinkTarget =
  | RepositoryTarget
  | { readonly kind: "page"; readonly host: string; readonly movedTo: string | undefined };

/** Where users report problems. */
export type TrackerTarget =
  | RepositoryTarget
  | { readonly kind: "page"; readonly host: string; readonly asksForLogin: boolean };

/** One block of a documentation page, in reading order. Text is plain, white space folded. */
export type PageBlock =
  | { readonly kind: "heading"; readonly depth: number; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "item"; readonly ordered: boolean; readonly text: string }
  | { readonly kind: "code"; readonly language: string; readonly text: string }
  | { readonly kind: "row"; readonly header: boolean; readonly cells: readonly string[] }
  | {
      readonly kind: "image";
      readonly url: string;
      readonly alt: string;
      readonly widthPx?: number;
      readonly heightPx?: number;
    };

/** Inline code (`/poll "Lunch?"`) and links matter to the judgement, so blocks keep them beside their text. */
export interface PageSpan {
  readonly kind: "code" | "link" | "strong";
  readonly text: string;
  readonly url?: string;
}

export interface DocumentationPage {
  readonly title: string;
  readonly blocks: readonly (PageBlock & { readonly spans?: readonly PageSpan[] })[];
  /** The page has next to no text of its own and builds it by script: nobody but a person can read it for us. */
  readonly builtByScript: boolean;
}

/** What the decoder says of an image's bytes. `format` is by content, never by name. */
export type ImageContent =
  | {
      readonly kind: "image";
      readonly format: "png" | "jpeg" | "svg";
      readonly widthPx: number;
      readonly heightPx: number;
    }
  | {
      readonly kind: "refused";
      readonly problem: "not-an-image" | "other-format" | "broken" | "too-many-pixels" | "unsafe-svg";
      /** A word or two that a contributor can act on ("GIF", "<script>"); no bytes of the file. */
      readonly detail: string;
    };

/** One file of a picture drawn anew. */
export interface EncodedFile {
  readonly type: "image/png" | "image/webp";
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** A picture in the sizes that are published, largest first, PNG before WebP of the same size. */
export interface EncodedImage {
  readonly files: readonly EncodedFile[];
}

export interface ImageFact {
  /** Bytes counted while streaming; one more than the limit means "more than the limit". */
  readonly bytes: number;
  /** The policy's limit. */
  readonly bytesMax: number;
  /** The ending of the file's name or of the address's path, in lower case, without the dot; "" when there is none. */
  readonly extension: string;
  readonly content: ImageContent | undefined;
}

/** A GitHub account. `id` is the number that survives renames. */
export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: "User" | "Organization" | "Bot";
}
