// Starts what an image would start: its entry point, as its user, in its environment and nothing of ours.

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Stage } from "./dockerfile.ts";
import type { Built } from "./image-build.ts";

const OUTPUT_MAX = 20_000;
const HEALTH_MS_MAX = 15_000;

export interface Running {
  /** Of the App itself. */
  readonly pid: number | undefined;
  output(): string;
  /** Exit code of the image's own health check; null: it did not end by itself. */
  health(): Promise<number | null>;
  /** Whether its user can put a file there. */
  tryToWrite(folder: string): Promise<boolean>;
  /** The image's signal to stop; null: it did not end by itself. */
  stop(msMax: number): Promise<number | null>;
  /** Whatever has become of it. */
  kill(): void;
}

export function startInImage(
  image: Stage,
  { root, workdir, env, user }: Built,
  given: Readonly<Record<string, string>>,
): Running {
  const inImage = (value: string): string => (value.startsWith("/") ? join(root, value) : value);
  const environment = {
    ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, inImage(value)])),
    PATH: [join(root, "usr/local/bin"), "/usr/bin", "/bin"].join(":"),
    HOME: join(root, "home"),
    TMPDIR: join(root, "tmp"),
    ...given,
  };
  // Anybody but root can only be themselves.
  const identity = process.getuid?.() === 0 ? user : {};
  const start = ([command = "", ...args]: readonly string[]) => {
    const child = spawn(command, args, {
      cwd: join(root, workdir),
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that whatever it leaves behind can be ended with it.
      detached: true,
      ...identity,
    });
    const ended = new Promise<number | null>((resolve) => {
      child.once("exit", resolve);
      child.once("error", () => resolve(null));
    });
    return { child, ended };
  };
  const killAll = (child: ChildProcess): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // Nobody of the group is left.
    }
  };
  /** Runs it to its end, which does not take long. */
  const run = async (command: readonly string[]): Promise<number | null> => {
    const { child, ended } = start(command);
    child.stdout.resume();
    child.stderr.resume();
    const timer = setTimeout(() => killAll(child), HEALTH_MS_MAX);
    const code = await ended;
    clearTimeout(timer);
    return code;
  };

  const app = start([...image.entrypoint, ...image.command]);
  let output = "";
  const take = (piece: Buffer): void => void (output = (output + piece.toString("utf8")).slice(-OUTPUT_MAX));
  app.child.stdout.on("data", take);
  app.child.stderr.on("data", take);
  app.child.once("error", (error) => void (output += error.message));
  return {
    pid: app.child.pid,
    output: () => output,
    health: () => run(image.healthCommand),
    tryToWrite: async (folder) => {
      const path = JSON.stringify(join(folder, "tried"));
      return (await run(["node", "-e", `fs.writeFileSync(${path}, ""); fs.unlinkSync(${path})`])) === 0;
    },
    async stop(msMax) {
      const timer = setTimeout(() => killAll(app.child), msMax);
      app.child.kill((image.stopSignal ?? "SIGTERM") as NodeJS.Signals);
      const code = await app.ended;
      clearTimeout(timer);
      return code;
    },
    kill: () => killAll(app.child),
  };
}
