// What becomes of each command on a pull request: one reaction of ours, and words where it did nothing.

import type { CheckId } from "../checks/check.ts";
import { CHECKS } from "../checks/index.ts";
import { quote } from "../listing/quote.ts";
import type { WordsId } from "../policy/messages.ts";
import { format, type Texts } from "../policy/texts.ts";
import { checkNames, type CheckName } from "./check-names.ts";
import { acceptLine, mayRun, parsePullCommand, REASON_LENGTH_MAX, type PullCommand } from "./commands.ts";
import { DONE, heldSinceMs, namesHead, REFUSED, UNCLEAR, type HeldCheck } from "./overrides.ts";
import { pullLink } from "./sharing.ts";
import type { SeenComment, SeenPull } from "./seen.ts";
import { commandWord, strayWords, type StrayWords } from "./stray.ts";

/** The wait before more commands are answered: GitHub lets an App write 80 times a minute. */
export const ANSWER_AGAIN_MS = 30_000;

/** Reactions of one look: GitHub lets an App write 80 times a minute. */
const ANSWERS_MAX = 20;

export interface AnswerInput {
  readonly pull: SeenPull;
  /** What is held on this head, before anybody's release. */
  readonly held: readonly HeldCheck[];
  readonly texts: Texts;
  readonly mayWrite: (accountId: number) => boolean;
  /** Whether GitHub was asked about the account this time; default: everybody was. */
  readonly wasAsked?: ((accountId: number) => boolean) | undefined;
  /** The pull request that the head's check runs belong to, where that is another. */
  readonly runsOf?: number | undefined;
}

export interface CommandAnswers {
  readonly reactions: readonly { readonly commentId: number; readonly content: string }[];
  /** Commands are left for the next look. */
  readonly more: boolean;
  /** Why the last command did nothing, and the line that would work; undefined: nothing is left to be said. */
  readonly words: string | undefined;
}

/** A comment's command gets one reaction of ours: carried out, not allowed, or not understood. */
export function answersTo(input: AnswerInput): CommandAnswers {
  const names = checkNames(input.texts);
  const waiting = input.pull.comments.filter(
    (comment) => mayRun(comment) && parsePullCommand(comment.body, names) !== undefined,
  );
  const ready = waiting.filter(({ author }) => author !== undefined && (input.wasAsked?.(author.id) ?? true));
  const now = ready.slice(-ANSWERS_MAX);
  const reactions = now.map((comment) => ({
    commentId: comment.id,
    content: answerTo(comment, input, names),
  }));
  const given = new Map(reactions.map(({ commentId, content }) => [commentId, content]));
  const lines = linesFor(input.pull, input.held, undefined, input.texts);
  return {
    reactions,
    more: now.length < waiting.length,
    words: wordsOf(input, lastWords(input, given, names), (whose) =>
      strayWords(input.pull, input.texts, given, lines, whose),
    ),
  };
}

/**
 * One line is named, a maintainer's first: nobody crowds out what is said to one. Whoever else wrote something that ran
 * nothing finds the reason beside it, without a name, so that a crowd changes the comment once.
 */
function wordsOf(
  { texts }: AnswerInput,
  { named, refused }: LastWords,
  strayOf: (whose?: (login: string) => boolean) => StrayWords | undefined,
): string | undefined {
  const lead = ({ command, login }: StrayWords): string =>
    format(texts, "answer/lead", { command: quote(command), login: quote(login) });
  // What somebody writes after their own command is their last, and the words must not be about the one before.
  const own = strayOf(named === undefined ? undefined : (login) => login === named.login);
  const isNewer = own !== undefined && own.commentId > (named?.commentId ?? 0);
  const first = isNewer ? own : named;
  const others = named === undefined ? undefined : strayOf((login) => login !== named.login)?.because;
  const isOthers = first !== undefined && first.login !== refused?.login;
  const said = [
    ...(first === undefined ? [] : [`${lead(first)} ${first.because}`]),
    ...(refused === undefined ? [] : [format(texts, isOthers ? refused.beside : refused.alone)]),
    ...(others === undefined ? [] : [`${format(texts, "answer/others-lead")} ${others}`]),
  ];
  return said.length === 0 ? undefined : said.join("\n\n");
}

function answerTo(
  { body, author, createdAtMs }: SeenComment,
  { pull, held, mayWrite, runsOf }: AnswerInput,
  names: readonly CheckName[],
): string {
  const command = parsePullCommand(body, names);
  if (command === undefined || author === undefined) return UNCLEAR;
  const isWriter = mayWrite(author.id);
  if (isRecheck(command)) {
    if (!isWriter && author.id !== pull.author?.id) return REFUSED;
    return command.name === "recheck" ? DONE : UNCLEAR;
  }
  if (!isWriter) return REFUSED;
  return whyNot(command, { pull, held, runsOf }, createdAtMs) === undefined ? DONE : UNCLEAR;
}

function isRecheck(command: PullCommand): boolean {
  return command.name === "recheck" || (command.name === "unclear" && command.fault === undefined);
}

interface Because {
  readonly words: WordsId;
  readonly check?: CheckId | undefined;
  readonly commit?: string | undefined;
  readonly elsewhere?: number | undefined;
}

/** Why an `/accept` lets nothing through; undefined: it does. */
function whyNot(
  command: PullCommand,
  { pull, held, runsOf }: Pick<AnswerInput, "pull" | "held" | "runsOf">,
  atMs: number,
): Because | undefined {
  if (command.name === "recheck") return undefined;
  if (command.name === "unclear" && command.fault === undefined) return { words: "answer/recheck" };
  if (runsOf !== undefined) return { words: "answer/elsewhere", elsewhere: runsOf };
  if (command.name === "unclear") {
    const { fault } = command;
    if (fault === undefined) return { words: "answer/recheck" };
    if (fault.lacks === "check") return { words: "answer/no-check" };
    const words = fault.commit === undefined ? "answer/no-commit" : "answer/no-reason";
    return { words, check: fault.check };
  }
  const { check, commit } = command;
  if (commit === undefined) return { words: "answer/no-commit", check };
  if (!namesHead(pull, commit)) return { words: "answer/other-commit", check, commit };
  const found = held.find((one) => one.check === check);
  if (found === undefined) return { words: "answer/not-held", check };
  const sinceMs = heldSinceMs(pull, found.runName, found.findings, pull.headSinceMs);
  return sinceMs !== undefined && atMs > sinceMs ? undefined : { words: "answer/too-early", check };
}

interface LastWords {
  /** The newest command of somebody with a say, where it did nothing. */
  readonly named: StrayWords | undefined;
  /** What is said to people without a say: where nothing else is, and where something is. */
  readonly refused: { readonly login: string; readonly alone: WordsId; readonly beside: WordsId } | undefined;
}

/** About the newest commands that did nothing, unless a later one was carried out. */
function lastWords(
  { pull, held, texts, runsOf }: AnswerInput,
  given: ReadonlyMap<number, string>,
  names: readonly CheckName[],
): LastWords {
  const told = pull.comments
    .flatMap((comment) => {
      const command = comment.mine ? undefined : parsePullCommand(comment.body, names);
      const reaction = given.get(comment.id) ?? comment.myReactions.find((one) => ANSWERS.has(one));
      return command === undefined || reaction === undefined || comment.author?.type !== "User"
        ? []
        : [{ comment, command, reaction, login: comment.author.login }];
    })
    .toReversed();
  const done = told.findIndex(({ reaction }) => reaction === DONE);
  const refused = (done < 0 ? told : told.slice(0, done)).find(({ reaction }) => reaction === REFUSED);
  const counts = told.find(({ reaction }) => reaction !== REFUSED);
  const because = (words: Because): string =>
    [
      format(texts, words.words, {
        check: titleOf(words.check),
        commit: quote(words.commit ?? ""),
        head: quote(pull.headSha.slice(0, 7)),
        max: REASON_LENGTH_MAX,
        pull: pullLink(words.elsewhere ?? pull.number),
      }),
      ...linesFor(pull, held, words.check, texts),
    ].join(" ");
  const why = ((): Because | undefined => {
    if (counts === undefined) return undefined;
    const { comment, command, reaction } = counts;
    if (comment.edited && command.name === "accept") return { words: "answer/edited" };
    // What was not understood once never counts, and what it came before is all that it could mean by now.
    if (reaction !== UNCLEAR) return undefined;
    return whyNot(command, { pull, held, runsOf }, comment.createdAtMs) ?? { words: "answer/too-early" };
  })();
  return {
    named:
      counts === undefined || why === undefined
        ? undefined
        : {
            login: counts.login,
            commentId: counts.comment.id,
            command: commandWord(counts.comment.body),
            because: because(why),
          },
    refused:
      refused === undefined
        ? undefined
        : isRecheck(refused.command)
          ? { login: refused.login, alone: "answer/not-yours", beside: "answer/others-not-yours" }
          : { login: refused.login, alone: "answer/no-access", beside: "answer/others-no-access" },
  };
}

const ANSWERS: ReadonlySet<string> = new Set([DONE, REFUSED, UNCLEAR]);

function titleOf(check: CheckId | undefined): string {
  return `“${CHECKS.find(({ id }) => id === check)?.title ?? ""}”`;
}

/** The line that would work: of the check that was meant, else of all that are held. */
function linesFor(
  { headSha }: SeenPull,
  held: readonly HeldCheck[],
  meant: CheckId | undefined,
  texts: Texts,
): string[] {
  const fitting = held.filter(({ check }) => check === meant);
  const lines = (fitting.length > 0 ? fitting : held).map(({ check }) => acceptLine(check, headSha));
  if (lines.length === 0) return [];
  return [format(texts, lines.length === 1 ? "answer/line" : "answer/lines", { lines: lines.join(", ") })];
}
