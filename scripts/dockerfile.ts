// The Dockerfile as data: stages with their steps, and how the last one is started; what is not known here is refused.

import { DockerfileParser, type Instruction } from "dockerfile-ast";

export interface Copy {
  readonly kind: "copy";
  /** A stage's name; undefined: from the folder of the Dockerfile. */
  readonly from: string | undefined;
  readonly sources: readonly string[];
  readonly target: string;
  /** Octal, as a number; undefined: the modes stay. */
  readonly mode: number | undefined;
}

export type Step =
  | Copy
  | { readonly kind: "run"; readonly command: string }
  | { readonly kind: "env"; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: "workdir"; readonly path: string }
  | { readonly kind: "user"; readonly user: string };

export interface Stage {
  readonly name: string | undefined;
  readonly base: string;
  readonly steps: readonly Step[];
  readonly labels: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly ports: readonly number[];
  readonly stopSignal: string | undefined;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthCommand: readonly string[];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Draft = Writable<Omit<Stage, "steps" | "volumes" | "ports" | "labels">> & {
  steps: Step[];
  volumes: string[];
  ports: number[];
  labels: Record<string, string>;
};

export function readDockerfile(text: string): readonly Stage[] {
  const stages: Draft[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const keyword = instruction.getKeyword().toUpperCase();
    const said = instruction.getArgumentsContent() ?? "";
    const refuse = (): never => {
      throw new Error(`Dockerfile: “${keyword} ${said}” is not understood; teach scripts/dockerfile.ts`);
    };
    if (keyword === "FROM") {
      stages.push(from(said) ?? refuse());
      continue;
    }
    const stage = stages.at(-1) ?? refuse();
    // Nothing here is filled in from variables; only a RUN's shell and a health check may name them.
    if (!["RUN", "HEALTHCHECK"].includes(keyword) && said.includes("$")) refuse();
    const reader = READERS[keyword] ?? refuse();
    if (!reader(stage, said, instruction)) refuse();
  }
  if (stages.length === 0) throw new Error("Dockerfile: no stage");
  return stages;
}

function from(said: string): Draft | undefined {
  const match = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(said);
  if (match?.[1] === undefined) return undefined;
  return {
    name: match[2],
    base: match[1],
    steps: [],
    labels: {},
    volumes: [],
    ports: [],
    stopSignal: undefined,
    entrypoint: [],
    command: [],
    healthCommand: [],
  };
}

/** false: in a form that is not known here. */
type Reader = (stage: Draft, said: string, instruction: Instruction) => boolean;

const READERS: Readonly<Record<string, Reader>> = {
  WORKDIR: (stage, path) => push(stage, { kind: "workdir", path }, path.startsWith("/")),
  USER: (stage, user) => push(stage, { kind: "user", user }, /^\d+:\d+$/.test(user)),
  RUN: (stage, command, instruction) =>
    push(stage, { kind: "run", command }, !command.startsWith("[") && flagsOf(instruction) !== undefined),
  ENV: (stage, _, instruction) => push(stage, { kind: "env", values: propertiesOf(instruction) }, true),
  COPY: (stage, said, instruction) => {
    const flags = flagsOf(instruction, ["from", "chmod"]);
    const sources = said.split(/\s+/);
    const target = sources.pop() ?? "";
    const plain = sources.length > 0 && !/[*?"'[\]\\]/.test(said);
    const octal = flags?.["chmod"];
    const mode = octal === undefined ? undefined : Number.parseInt(octal, 8);
    return push(
      stage,
      { kind: "copy", from: flags?.["from"], sources, target, mode },
      flags !== undefined && plain && (octal === undefined || /^[0-7]{3}$/.test(octal)),
    );
  },
  LABEL: (stage, _, instruction) => {
    Object.assign(stage.labels, propertiesOf(instruction));
    return true;
  },
  VOLUME: (stage, path) => path.startsWith("/") && stage.volumes.push(path) > 0,
  EXPOSE: (stage, port) => /^\d+$/.test(port) && stage.ports.push(Number(port)) > 0,
  STOPSIGNAL: (stage, signal) => {
    stage.stopSignal = signal;
    return true;
  },
  ENTRYPOINT: (stage, said) => (stage.entrypoint = words(said)).length > 0,
  CMD: (stage, said) => (stage.command = words(said)).length > 0,
  HEALTHCHECK: (stage, said) =>
    said.startsWith("CMD ") && (stage.healthCommand = words(said.slice("CMD ".length))).length > 0,
};

function push(stage: Draft, step: Step, understood: boolean): boolean {
  stage.steps.push(step);
  return understood;
}

/** undefined: a flag that is not known here. */
function flagsOf(
  instruction: Instruction,
  allowed: readonly string[] = [],
): Record<string, string> | undefined {
  const flags = "getFlags" in instruction ? (instruction as FlaggedInstruction).getFlags() : [];
  if (flags.some((flag) => !allowed.includes(flag.getName()))) return undefined;
  return Object.fromEntries(flags.map((flag) => [flag.getName(), flag.getValue() ?? ""]));
}

interface FlaggedInstruction {
  getFlags(): { getName(): string; getValue(): string | null }[];
}

function propertiesOf(instruction: Instruction): Record<string, string> {
  const properties = (
    instruction as unknown as { getProperties(): { getName(): string; getValue(): string | null }[] }
  ).getProperties();
  return Object.fromEntries(properties.map((property) => [property.getName(), property.getValue() ?? ""]));
}

/** Exec form only: a shell in between would keep the signals. */
function words(said: string): readonly string[] {
  const parsed: unknown = said.startsWith("[") ? JSON.parse(said) : [];
  return Array.isArray(parsed) && parsed.every((word): word is string => typeof word === "string")
    ? parsed
    : [];
}

/** Whether a path of the context gets in: the last line that matches it, or a folder above it, decides. */
export function readDockerignore(text: string): (path: string) => boolean {
  const rules = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const letsIn = line.startsWith("!");
      const pattern = line.slice(letsIn ? 1 : 0).replace(/^\/|\/$/g, "");
      if (/[[\]\\]|\.\.\//.test(pattern)) throw new Error(`.dockerignore: “${line}” is not understood`);
      const source = pattern
        .replaceAll(/[.+^${}()|]/g, String.raw`\$&`)
        .replaceAll(/\*\*\/|\*\*|\*|\?/g, (wild) => WILD[wild] ?? "");
      return { letsIn, regexp: new RegExp(`^${source}(?:/|$)`) };
    });
  return (path) => rules.findLast(({ regexp }) => regexp.test(path))?.letsIn ?? true;
}

const WILD: Readonly<Record<string, string>> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };
