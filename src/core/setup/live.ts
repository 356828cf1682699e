// What no description of GitHub's tells: each question, the answer that Steward is built on, and what it does with the other.

export interface LiveQuestion {
  /** What is asked, as a statement that holds where the answer is the expected one. */
  readonly expected: string;
  /** What Steward does where it is otherwise. */
  readonly otherwise: string;
  /** How it is asked: by reading, by writing to the test repository, or by a person. */
  readonly by: "reading" | "writing" | "hand";
}

export const LIVE_QUESTIONS = {
  "fresh-token": {
    expected: "A token is good in the second in which it was made",
    otherwise:
      "A 401 or 403 for a token that is seconds old is asked again until the token is older; nothing is given up.",
    by: "reading",
  },
  "elsewhere-release": {
    expected: "Where the App is not installed, it is told the newest release of a public repository",
    otherwise:
      "The check “standing” cannot tell by releases, says so, and what hangs on it waits for a maintainer.",
    by: "reading",
  },
  "elsewhere-templates": {
    expected: "Where the App is not installed, it is told the issue forms of a public repository",
    otherwise: "The check of the issue tracker goes by the other ways to report a problem.",
    by: "reading",
  },
  "merge-commits": {
    expected: "The App is told whether merge commits are allowed",
    otherwise: "`steward doctor` says that it could not check.",
    by: "reading",
  },
  "test-merge": {
    expected:
      "The test merge of an open pull request is of today's default branch, seconds after it was asked for",
    otherwise:
      "A test merge of another commit counts for nothing: it is asked for again, and until then the pull request is not judged by it.",
    by: "reading",
  },
  "own-texts": {
    expected: "GraphQL says of the App's own comments that the App wrote them (viewerDidAuthor)",
    otherwise: "They are told by the App's own login.",
    by: "writing",
  },
  "own-reactions": {
    expected: "GraphQL says of the App's own reactions that they are its own (viewerHasReacted)",
    otherwise:
      "A process remembers what it answered; after a restart a command is looked at once more, and leads to nothing twice.",
    by: "writing",
  },
  "forced-push": {
    expected: "A forced push to a pull request's branch is among its events within seconds",
    otherwise:
      "A release that was written before the push could count again where the branch comes back to its commit.",
    by: "writing",
  },
  "commit-size": {
    expected: "createCommitOnBranch takes a commit of 20 MB",
    otherwise: "Pictures go out in smaller portions, or one by one where GitHub takes none.",
    by: "writing",
  },
  "merged-order": {
    expected:
      "Of several pull requests with one commit, the one that was merged is among the first five that the commit names",
    otherwise: "What was merged counts as pushed, and waits for a maintainer.",
    by: "hand",
  },
  "queue-branch": {
    expected: "A merge queue makes one branch for each entry of a group",
    otherwise: "A group whose pull requests cannot be told apart fails, and says so.",
    by: "hand",
  },
  "bypass-personal": {
    expected: "A ruleset of a repository on a person's own account lets an App pass by",
    otherwise: "Takedowns are pull requests there, and wait for somebody to merge them.",
    by: "hand",
  },
} as const satisfies Readonly<Record<string, LiveQuestion>>;

export type LiveId = keyof typeof LIVE_QUESTIONS;

export const LIVE_IDS = Object.keys(LIVE_QUESTIONS) as readonly LiveId[];

export type LiveAnswer =
  | { readonly is: "expected" }
  | { readonly is: "otherwise"; readonly seen: string }
  | { readonly is: "unknown"; readonly because: string };

export interface LiveResult {
  readonly id: LiveId;
  readonly answer: LiveAnswer;
}

/** `unknown` where something could not be seen: never taken for the expected answer. What is done by hand is nobody's lack. */
export function liveVerdict(results: readonly LiveResult[]): "fine" | "otherwise" | "unknown" {
  if (results.some(({ answer }) => answer.is === "otherwise")) return "otherwise";
  const asked = results.filter(({ id }) => LIVE_QUESTIONS[id].by !== "hand");
  return asked.length === 0 || asked.some(({ answer }) => answer.is === "unknown") ? "unknown" : "fine";
}
