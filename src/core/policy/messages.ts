// The sentences of our own that a contributor reads beside the findings, by id: a policy may put others in their place.

/** Names in braces stand for what is put there, marks and all; a policy's sentence may use those of the one it replaces. */
export const MESSAGES = {
  "comment/ready": "✅ {what}: ready to be merged",
  "comment/ready-draft": "✅ {what}: all in order so far",
  "comment/removal-ready": "✅ The removal of {what} is ready",
  "comment/one-to-mend": "❌ {what}: 1 problem to fix",
  "comment/to-mend": "❌ {what}: {count} problems to fix",
  "comment/held": "✋ {what}: a maintainer decides",
  "comment/unknown": "⏳ {what}: some checks have no answer yet",
  "comment/several-listings": "{count} listings",
  "comment/no-listing": "This pull request",
  "comment/preview": "See how it will look",
  "comment/one-suggestion": "1 suggestion, which never blocks",
  "comment/suggestions": "{count} suggestions, which never block",
  "comment/more-evidence": "and {count} more",
  "comment/look-again": "`/recheck` checks again",
  "comment/guide": "guide",
  "comment/explained": "every check is explained in its own run below",
  "comment/cut": "… and more than fits in a comment; every finding is on its line under “Files changed”.",
  "comment/nothing-left": "No listing is changed here any more",
  "comment/nothing-left-text": "The checks of the last commit ({commit}) show what is left to decide.",

  "shared/heading": "The checks of this commit belong to {pull}",
  "shared/text":
    "This commit ({commit}) is also the head of {pull}, opened by {login}, and a commit has one set of checks. They belong to the oldest open pull request whose author may own the listing (named in `maintainers`, recorded as an owner, or with write access), or else to the oldest.",
  "shared/own":
    "This commit ({commit}) is Steward's own: it is the head of {pull}, and its checks belong to that one, whoever proposes it again.",
  "shared/turn":
    "An approving review or an `/accept` counts on {pull}, and not here. When {pull} is closed or goes on to another commit, this pull request is judged then, automatically. To propose something else, push a commit of your own here.",
  "shared/nobody": "an account that is gone",
  "shared/over": "The checks of this commit are this pull request's own now",
  "shared/over-text": "They ({commit}) say what is left to decide.",

  "turn/ready": "**A maintainer's turn:** merging publishes it.",
  "turn/removal-ready": "**A maintainer's turn:** merging takes it out of the marketplace.",
  "turn/ready-draft": "**Your turn:** mark the pull request as ready for review when you are done.",
  "turn/to-mend":
    "**Your turn:** fix what is marked ❌ and push; this comment and the checks update automatically.",
  "turn/asked-again": "We ask again about what is marked ⏳.",
  "turn/held":
    "**A maintainer's turn:** nothing for the contributor to fix. An approving review of the head commit accepts all that is marked ✋; the line below each one, with a reason put in, accepts that one alone.",
  "turn/unknown":
    "**Our turn:** what is marked ⏳ did not answer, or there was a problem on our side. We ask again automatically, and it does not count against you.",

  "changes/published": "What changes of what is published:",
  "changes/default-branch": "What changes of the default branch's version:",
  "changes/nothing": "nothing that visitors can see",

  "waits/half-and-most":
    "**How long it takes here:** half of the last {count} submissions were merged within {half}, nine in ten within {most}.",
  "waits/most":
    "**How long it takes here:** nine in ten of the last {count} submissions were merged within {most}.",
  "waits/measured": "From opening to merge, fixing included; merged {from} to {until}.",

  "suggest/one":
    "One line has one right answer: press **Commit suggestion** on it, and the checks update automatically.",
  "suggest/several":
    "{count} lines have one right answer each: press **Add suggestion to batch** on those you want and commit them together. The checks update automatically.",

  "check/released": "accepted by {login}: {reason}",
  "check/waived": "waived until {date}",
  "check/accept": "accept it with {command}",
  "check/gave-up": "we could not check for half an hour; that is not your fault",
  "check/recommended": "recommended",

  "check/waits": "not checked yet: fix {field} first",
  "check/waits-for-all": "the listing",

  "run/released": "Released by {login}",
  "run/in-order": "In order",
  "run/in-order-with-one": "In order, with 1 suggestion",
  "run/in-order-with": "In order, with {count} suggestions",
  "run/to-mend": "{count} problems to fix",
  "run/gave-up": "We could not check; a maintainer decides",
  "run/held": "A maintainer decides",
  "run/unknown": "We could not check yet; we ask again automatically",
  "run/waived-text": "This check is waived until {date} by the marketplace's policy.",
  "run/recommended-text": "This check is recommended in this marketplace; it does not block.",
  "run/released-text": "A maintainer, {login}, accepted this: {reason}.",
  "run/gave-up-text":
    "We could not check for half an hour; that is not your fault. A maintainer may decide ({command}). We keep asking for 30 days, daily in the end, and report the answer.",
  "run/held-text":
    "A maintainer of the marketplace decides: by an approving review of this commit, or with {command}.",
  "run/evidence": "What we found",
  "run/suggestion": "Suggestion.",
  "run/could-not-tell": "We could not check.",
  "run/mend": "To fix.",
  "run/for-a-maintainer": "For a maintainer.",

  "roll-up/pass": "Every check passed",
  "roll-up/one-fails": "1 problem to fix",
  "roll-up/fail": "{count} problems to fix",
  "roll-up/one-held": "1 check waits for a maintainer",
  "roll-up/held": "{count} checks wait for a maintainer",
  "roll-up/unknown": "We could not check yet; we ask again automatically",

  "answer/lead": "**The last command, {command} by {login}, did nothing:**",
  "answer/no-access": "A command accepted nothing: that takes write access to the catalog.",
  "answer/not-yours":
    "A `/recheck` did nothing: it is for the author and for people with write access to the catalog.",
  "answer/others-no-access":
    "A command by somebody else accepted nothing: that takes write access to the catalog.",
  "answer/others-not-yours":
    "A `/recheck` by somebody else did nothing: it is for the author and for people with write access to the catalog.",
  "answer/others-lead": "**A line by somebody else did nothing:**",
  "answer/recheck": "`/recheck` stands alone on the first line.",
  "answer/no-check": "it names no check.",
  "answer/no-commit": "it names no commit.",
  "answer/no-reason": "it gives no reason, or one of more than {max} characters.",
  "answer/other-commit": "it names the commit {commit}, and the head is {head}.",
  "answer/not-held": "{check} is not on hold on this commit.",
  "answer/too-early":
    "it is older than what it would accept: {check} was not shown as on hold on this commit then.",
  "answer/elsewhere": "the checks of this commit belong to {pull}, so that it counts there and not here.",
  "answer/edited": "it was edited, which withdraws it.",
  "answer/edited-into": "a comment that was edited runs nothing. Write the line as a new comment.",
  "answer/like-recheck":
    "the command that checks again is `/recheck`, in small letters, alone on the first line.",
  "answer/like-accept":
    "what is on hold is accepted with `/accept <check> <commit> <reason>`, in small letters, on the first line, with nothing before it.",
  "answer/for-issues":
    "that command is for issues: the case it is about, or the issue that Steward opened about it.",
  "answer/for-merged": "use it after the merge, on the pull request where Steward has welcomed the listing.",
  "answer/app": "commands are given by people, not by Apps.",
  "answer/over-merged":
    "this pull request is merged, and no check runs here any more. What is not published is listed in an issue that Steward opened, with the line that accepts it there.",
  "answer/over-closed":
    "this pull request is closed, and no check runs here. Open it again, and the checks run automatically.",
  "answer/other-base":
    "Steward checks pull requests to {branch} alone. Edit this one to go there, and the checks run automatically.",
  "answer/not-contacted":
    "`/contacted` takes write access to the catalog, and a listing that Steward welcomed here.",
  "answer/line": "The line that works: {lines}.",
  "answer/lines": "One of these lines works: {lines}.",
  "answer/asked-later":
    "**Asked again later:** each address is asked at most once in ten minutes. Those that were asked a moment ago are asked again automatically: {times}.",
  "answer/looks-over":
    "**No longer asked by itself:** what fails or waits here for something outside this pull request was asked again for 30 days. Once it is fixed, comment `/recheck`: that starts it again.",
  "answer/asked-at": "{addresses} at {time}",
  "answer/more-asked-until": "{count} more, the last at {time}",

  "other/no-listing": "No listing is changed here",
  "other/writer": "{login} has write access to the catalog.",
  "other/approved": "A maintainer, {login}, approved this commit.",
  "other/held": "A maintainer decides",
  "other/held-text": "An approving review of this commit by somebody with write access accepts it.",
  "other/ledger": "The ledger is written by Steward alone",
  "other/ledger-text":
    "This pull request changes files under `removed/`, the record of removals. Take them out of it; to bring a listing back, add its file under `listings/` again.",

  "welcome/thanks": "Thank you, {author}!",
  "welcome/thanks-nobody": "Thank you!",
  "welcome/listed": "{what} is now part of {marketplace}.",
  "welcome/page": "Its page: {url}",
  "welcome/ask": "If you like, tell us [in private]({url}); please write nothing private here.",
} as const satisfies Record<string, string>;

export type WordsId = keyof typeof MESSAGES;
export const WORDS_IDS = Object.keys(MESSAGES) as readonly WordsId[];
