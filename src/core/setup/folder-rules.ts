// What `steward doctor --catalog` finds in a folder, in words, as rules.ts has them for the rest.

export const FOLDER_RULES = {
  "folder/policy": {
    what: "The policy names a file or a listing that is not there, or one thing twice.",
    why: "What it says there has no effect.",
    fix: "Correct the line that is named, or remove it.",
  },
  "folder/ruleset": {
    what: "A ruleset file of the folder is not ready to be imported.",
    why: "A check that is tied to no App can be set by anybody.",
    fix: "Put the App's number in place of `0`, or let `steward init DIR --app-id NUMBER` do it, with this folder as DIR.",
  },
  "folder/placeholder": {
    what: "A word of the template still stands where your own belongs.",
    why: "People would be sent to an address or an account that is not yours: a report of a vulnerability, too.",
    fix: "Put your own in its place, or remove the line.",
  },
  "folder/examples": {
    what: "The template's example listings are still there.",
    why: "They name an account and hosts that do not exist: the first publish holds them back with a page of findings.",
    fix: "Delete them with their pictures: `git rm listings/*.yml images/*.svg`.",
  },
  "folder/contact-link": {
    what: "A link beside the issue forms is no https address.",
    why: "GitHub shows https links alone there; an e-mail address is left out, and the public forms remain.",
    fix: "Link the security policy: `https://github.com/<owner>/<repository>/security/policy`. The e-mail address belongs into `SECURITY.md`.",
  },
  "folder/workflow": {
    what: "A workflow with the App's key runs a program that is not pinned by commit.",
    why: "Whoever moves the tag, or takes the package's name, gets the key of your App.",
    fix: "Name the action by its full commit, as the template's workflow does.",
  },
  "folder/schema": {
    what: "The schema that editors read is not that of the policy's types.",
    why: "Editors mark valid listings as wrong, and offer types that are refused.",
    fix: "Write it anew: `steward schema --catalog DIR --write`, with this folder as DIR.",
  },
  "folder/no-listings": {
    what: "The folder has no `listings/`.",
    why: "Listings are kept there, one file each.",
    fix: "Make the folder with an empty file `.gitkeep` in it.",
  },
} as const;
