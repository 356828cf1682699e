// Why a listing may be taken out, and how severe a case may be: the one table. Labels, clocks, records, the policy's keys and all words follow it.

interface Clock {
  /** Days from acknowledgement to removal where the policy says nothing. */
  readonly days: number;
  /** By preset, where it gives other days than that. */
  readonly presets?: Readonly<Record<string, number>>;
  /** What its key under `takedown.days` is for. */
  readonly key: string;
  /** The version that brought it: records of cases that began before have no days of it. */
  readonly since?: string;
}

interface Severity {
  /** undefined: no clock runs. */
  readonly clock: Clock | undefined;
  /** May take a listing out without a week's notice. */
  readonly atOnce?: true;
}

/** From the least to the most severe. */
export const SEVERITIES = {
  low: { clock: undefined },
  medium: {
    clock: {
      days: 14,
      presets: { "home-dashboards": 21, "open-courses": 30 },
      key: "Days from acknowledgement to removal at medium severity; a day is 24 hours.",
    },
  },
  high: {
    clock: { days: 14, presets: { "home-dashboards": 7 }, key: "The same at high severity." },
  },
  critical: {
    clock: { days: 0, key: "The same at critical severity; 0 removes at once." },
    atOnce: true,
  },
} as const satisfies Record<string, Severity>;

/** What a case without a severity label has. */
export const SEVERITY_UNSAID = "medium" satisfies SeverityName;

interface Reason {
  /** "was removed …". */
  readonly removed: string;
  /** On the page of what was removed. */
  readonly page: {
    readonly short: string;
    readonly long: string;
    readonly now: string;
    /** Whoever uses it must act. */
    readonly isAlarming?: true;
  };
}

interface Kind extends Reason {
  /** Its label bears the kind's own name. */
  readonly label: { readonly color: string; readonly description: string };
  /** What contributors are asked about ("Was it removed for …?"). */
  readonly problem: string;
  /** What the case is about, in a notice. */
  readonly about: string;
  /** undefined: the severity's clock counts. */
  readonly clock: Clock | undefined;
}

/** What a case may be about; the first that a case bears a label of is what counts. */
export const CASE_KINDS = {
  security: {
    label: { color: "b60205", description: "Acknowledged by the security team: a clock runs" },
    problem: "a security problem",
    about: "security",
    removed: "for a security problem",
    page: {
      short: "Security problem",
      long: "It had a security problem that was not solved in time.",
      now: "If you use it, stop using it until its maintainers say that it is solved, and change the secrets you gave it.",
      isAlarming: true,
    },
    clock: undefined,
  },
  "blocking-bug": {
    label: { color: "d93f0b", description: "Acknowledged: the bug prevents use, and a clock runs" },
    problem: "a blocking bug",
    about: "a bug that prevents use",
    removed: "for a bug that blocked its use",
    page: {
      short: "Does not work",
      long: "A fault that keeps it from being used was not fixed in time.",
      now: "If it works for you, nothing needs to be done. Expect no help from this marketplace.",
    },
    clock: {
      days: 14,
      presets: { "home-dashboards": 30, "open-courses": 60 },
      key: "The same for a bug that prevents the listing's use.",
    },
  },
} as const satisfies Record<string, Kind>;

/** Why else a listing may go: no case, no label, no clock. */
const OTHER_REASONS = {
  withdrawn: {
    removed: "by its owner",
    page: {
      short: "Withdrawn by its maintainers",
      long: "Its maintainers took it out themselves.",
      now: "Ask them what they recommend instead.",
    },
  },
  abandoned: {
    removed: "as abandoned",
    page: {
      short: "No longer looked after",
      long: "Nobody looks after it any more.",
      now: "If you use it, plan to replace it: faults in it will not be fixed.",
    },
  },
  policy: {
    removed: "by the marketplace's policy",
    page: {
      short: "Taken out by the marketplace",
      long: "It no longer met the rules of the marketplace.",
      now: "Its maintainers can tell you more.",
    },
  },
} as const satisfies Record<string, Reason>;

export type SeverityName = keyof typeof SEVERITIES;
export type CaseKind = keyof typeof CASE_KINDS;
export type ReasonName = CaseKind | keyof typeof OTHER_REASONS;
/** Kinds with a clock of their own; the others have a severity. */
type OwnClock = {
  [K in CaseKind]: (typeof CASE_KINDS)[K]["clock"] extends undefined ? never : K;
}[CaseKind];
/** How bad a case is: its severity, or the kind itself where that has a clock of its own. */
export type Grade = SeverityName | OwnClock;
type Timed = {
  [S in SeverityName]: (typeof SEVERITIES)[S]["clock"] extends undefined ? never : S;
}[SeverityName];
/** Grades with a clock. */
export type ClockGrade = Timed | OwnClock;
type RowOf<G extends ClockGrade> = G extends SeverityName
  ? (typeof SEVERITIES)[G]["clock"]
  : G extends CaseKind
    ? (typeof CASE_KINDS)[G]["clock"]
    : never;
/** Those that came after the first records. */
export type LaterClock = { [G in ClockGrade]: RowOf<G> extends { since: string } ? G : never }[ClockGrade];

export const REASONS: Readonly<Record<ReasonName, Reason>> = { ...CASE_KINDS, ...OTHER_REASONS };
export const SEVERITY_NAMES = Object.keys(SEVERITIES) as [SeverityName, ...SeverityName[]];
export const CASE_KIND_NAMES = Object.keys(CASE_KINDS) as [CaseKind, ...CaseKind[]];
export const GRADES = [...SEVERITY_NAMES, ...CASE_KIND_NAMES.filter(hasOwnClock)] as [Grade, ...Grade[]];

export function isSeverity(grade: Grade): grade is SeverityName {
  return Object.hasOwn(SEVERITIES, grade);
}

export function isCaseKind(name: string): name is CaseKind {
  return Object.hasOwn(CASE_KINDS, name);
}

/** Whether its clock is the kind's own, whatever the severity. */
export function hasOwnClock(kind: CaseKind): kind is OwnClock {
  return CASE_KINDS[kind].clock !== undefined;
}

/** undefined: no clock runs. */
function clockOf(grade: Grade): Clock | undefined {
  return isSeverity(grade) ? SEVERITIES[grade].clock : CASE_KINDS[grade].clock;
}

/** Every grade that has a clock, with it. */
export const CLOCKS = GRADES.flatMap((grade) => {
  const clock = clockOf(grade);
  return clock === undefined ? [] : [{ grade: grade as ClockGrade, ...clock }];
});

/** Each grade's days, by a preset or without one. */
export function clockDays(preset?: string): Readonly<Record<ClockGrade, number>> {
  return Object.fromEntries(
    CLOCKS.map(({ grade, days, presets }) => [grade, presets?.[preset ?? ""] ?? days]),
  ) as Record<ClockGrade, number>;
}

export function hasClock(grade: Grade): grade is ClockGrade {
  return clockOf(grade) !== undefined;
}

/** Whether it may take a listing out without a week's notice. */
export function isUrgent(grade: Grade): boolean {
  const severity: Severity | undefined = isSeverity(grade) ? SEVERITIES[grade] : undefined;
  return severity?.atOnce === true;
}

/** "security, severity high", "a bug that prevents use". */
export function gradeWords(kind: CaseKind, grade: Grade): string {
  const { about } = CASE_KINDS[kind];
  return isSeverity(grade) ? `${about}, severity ${grade}` : about;
}

/** The labels that start a case, as a sentence names them: "`security` or `blocking-bug`". */
export function caseLabelsSaid(): string {
  const names = CASE_KIND_NAMES.map((kind) => `\`${kind}\``);
  return [names.slice(0, -1).join(", "), ...names.slice(-1)].filter((part) => part !== "").join(" or ");
}
