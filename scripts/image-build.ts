// Does what a Dockerfile says without Docker: each stage is a folder that stands for its `/`, made by the file's own steps.

import { spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { readDockerignore, type Copy, type Stage } from "./dockerfile.ts";

const RUN_MS_MAX = 110_000;
const FOLDERS_OF_THE_SYSTEM = "bin|dev|etc|lib|opt|proc|sbin|sys|usr";
/** A whole word that is an absolute path, unless it belongs to the base image. */
const PATH_IN_COMMAND = new RegExp(
  `(?<=^|[\\s=:"'])/(?!(?:${FOLDERS_OF_THE_SYSTEM})(?:/|\\b))(?=[\\w.])`,
  "g",
);

export interface Built {
  /** Stands for `/`. */
  readonly root: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: { readonly uid: number; readonly gid: number };
}

export async function buildStages(
  stages: readonly Stage[],
  context: string,
  folder: string,
  say: (text: string) => void,
): Promise<Built> {
  const isWanted = readDockerignore(readFileSync(join(context, ".dockerignore"), "utf8"));
  const done = new Map<string, Built>();
  let last: Built | undefined;
  for (const [at, stage] of stages.entries()) {
    const root = join(folder, `stage-${at}`);
    for (const part of ["tmp", "shims"]) mkdirSync(join(root, part), { recursive: true });
    const before = done.get(stage.base);
    if (before !== undefined) throw new Error("Dockerfile: a stage on top of another one is not understood");
    last = await buildStage(stage, root, { context, isWanted, done, say });
    if (stage.name !== undefined) done.set(stage.name, last);
  }
  if (last === undefined) throw new Error("Dockerfile: no stage");
  return last;
}

interface Surroundings {
  readonly context: string;
  readonly isWanted: (path: string) => boolean;
  readonly done: ReadonlyMap<string, Built>;
  readonly say: (text: string) => void;
}

async function buildStage(stage: Stage, root: string, around: Surroundings): Promise<Built> {
  const env: Record<string, string> = {};
  let workdir = "/";
  let user = { uid: 0, gid: 0 };
  for (const step of stage.steps) {
    if (step.kind === "workdir") {
      workdir = step.path;
      mkdirSync(join(root, workdir), { recursive: true });
    } else if (step.kind === "env") Object.assign(env, step.values);
    else if (step.kind === "user") {
      const [uid = 0, gid = 0] = step.user.split(":").map(Number);
      user = { uid, gid };
    } else if (step.kind === "copy") copy(step, root, workdir, around);
    else {
      if (user.uid !== 0) throw new Error("Dockerfile: a RUN after USER is not understood");
      around.say(`RUN ${step.command}`);
      await runStep(step.command, root, workdir, env);
    }
  }
  return { root, workdir, env, user };
}

function copy(
  { from, sources, target, mode }: Copy,
  root: string,
  workdir: string,
  around: Surroundings,
): void {
  const origin = from === undefined ? undefined : around.done.get(from);
  if (from !== undefined && origin === undefined) throw new Error(`Dockerfile: no stage ${from}`);
  const isWanted = origin === undefined ? around.isWanted : () => true;
  const base = origin?.root ?? around.context;
  const to = join(root, posix.resolve(workdir, target));
  const intoFolder = target.endsWith("/") || sources.length > 1;
  for (const source of sources) {
    const path = posix.join(".", source.replace(/^\/+/, ""));
    const at = join(base, path);
    // What .dockerignore leaves out does not exist for a COPY, and one that finds nothing fails.
    if (!existsSync(at)) throw new Error(`COPY: there is no ${source}`);
    const into = intoFolder && !lstatSync(at).isDirectory() ? join(to, basename(path)) : to;
    if (copyTree(base, path, into, { isWanted, mode }) === 0)
      throw new Error(`COPY: .dockerignore leaves nothing of ${source}`);
  }
}

interface How {
  readonly isWanted: (path: string) => boolean;
  readonly mode: number | undefined;
}

/** How many files there were. */
function copyTree(base: string, path: string, to: string, how: How): number {
  const at = join(base, path);
  const found = lstatSync(at);
  if (found.isDirectory()) {
    let copied = 0;
    for (const name of readdirSync(at)) copied += copyTree(base, posix.join(path, name), join(to, name), how);
    return copied;
  }
  if (!how.isWanted(path)) return 0;
  mkdirSync(dirname(to), { recursive: true });
  if (found.isSymbolicLink()) symlinkSync(readlinkSync(at), to);
  else {
    copyFileSync(at, to);
    if (how.mode !== undefined) chmodSync(to, how.mode);
  }
  return 1;
}

async function runStep(
  command: string,
  root: string,
  workdir: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const shims = join(root, "shims");
  // Only root can give a folder away; anybody else will run the App as themselves.
  if (process.getuid?.() !== 0) {
    writeFileSync(join(shims, "chown"), "#!/bin/sh\nexit 0\n");
    chmodSync(join(shims, "chown"), 0o755);
  }
  const mapped = command.replaceAll(PATH_IN_COMMAND, `${root}/`);
  // npm tells its scripts about the package they belong to; this is another one.
  const own = Object.entries(process.env).filter(
    ([name]) =>
      !/^npm_(?:package|lifecycle|command|config_local_prefix)|^(?:NODE_ENV|NODE_OPTIONS|INIT_CWD)$/.test(
        name,
      ),
  );
  const child = spawn("/bin/sh", ["-e", "-c", mapped], {
    cwd: join(root, workdir),
    env: { ...Object.fromEntries(own), ...env, PATH: `${shims}:${process.env["PATH"] ?? ""}` },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  const take = (piece: Buffer): void => void (output += piece.toString("utf8"));
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const timer = setTimeout(() => {
    output += `\nnot done after ${RUN_MS_MAX / 1_000} s`;
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  }, RUN_MS_MAX);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  clearTimeout(timer);
  if (code !== 0) throw new Error(`RUN ${command}\nended with ${code}:\n${output.slice(-4_000)}`);
}
