// DATA_DIR/app.env: what registration leaves behind for the next start; readable by its owner alone, never overwritten.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

export type Environment = Readonly<Record<string, string | undefined>>;

const DATA_DIR_DEFAULT = "./data";
/** Any one of these means that somebody configures by hand; then what is missing is a fault, not a first start. */
const CREDENTIALS = ["APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH", "WEBHOOK_SECRET", "RECORD_KEY"];

export function appEnvPath(environment: Environment): string {
  return join(environment["DATA_DIR"] || DATA_DIR_DEFAULT, "app.env");
}

/** The environment, with the file's values where it has none of its own. */
export function withAppEnv(environment: Environment): Environment {
  const path = appEnvPath(environment);
  if (!existsSync(path)) return environment;
  const merged: Record<string, string | undefined> = { ...environment };
  for (const [name, value] of Object.entries(parseEnv(readFileSync(path, "utf8")))) {
    if ((merged[name] ?? "").trim() === "") merged[name] = value;
  }
  return merged;
}

export function isUnconfigured(environment: Environment): boolean {
  const given = withAppEnv(environment);
  return CREDENTIALS.every((name) => (given[name] ?? "").trim() === "");
}

/** false: there is such a file already, and it stays as it is. */
export function writeAppEnv(path: string, values: Readonly<Record<string, string>>): boolean {
  const lines = Object.entries(values).map(([name, value]) => `${name}="${value.replaceAll("\n", "\\n")}"`);
  mkdirSync(join(path, ".."), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(path, `${lines.join("\n")}\n`, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
