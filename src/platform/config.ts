// Environment → frozen Config; everything wrong with it is reported at once, before anything starts.

import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseFetchAllow, type FetchAllow } from "../adapters/web/allow.ts";
import { REPOSITORY_PATTERN } from "../core/listing/values.ts";

const SECRET_LENGTH_MIN = 32;
/** Fewer different characters than this is a pattern, not a secret. */
const SECRET_CHARACTERS_MIN = 8;
/** Words of defaults, examples and placeholders; chance puts none of them into 32 random characters. */
const WORDS_OF_EXAMPLES =
  /secret|password|passw0rd|changeme|change-me|example|development|webhook|sandbox|steward/i;
const LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

export interface Config {
  readonly appId: number;
  /** Apps that this one took over from: what they wrote counts where a seal of ours fits. */
  readonly formerAppIds: readonly number[];
  readonly privateKey: string;
  readonly webhookSecrets: readonly string[];
  readonly recordKeys: readonly string[];
  readonly apiUrl: string;
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** Where `/metrics` and `/readyz` are answered instead of at `port`; undefined: there. */
  readonly metricsAt: ListenAddress | undefined;
  readonly logLevel: string;
  readonly publicUrl: string | undefined;
  readonly fetchAllow: FetchAllow;
  readonly allowRepositories: readonly string[];
}

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export type ReadConfig =
  | { readonly state: "ready"; readonly config: Config }
  | { readonly state: "faulty"; readonly faults: readonly string[] };

export function readConfig(environment: Readonly<Record<string, string | undefined>>): ReadConfig {
  const faults: string[] = [];
  const get = (name: string): string => (environment[name] ?? "").trim();
  const [appId = 0, ...formerAppIds] = get("APP_ID")
    .split(/[\s,]+/)
    .map(Number);
  if (!isAppId(appId))
    faults.push(
      get("APP_ID") === ""
        ? "APP_ID: the App's number is missing; it stands on the App's settings page."
        : `APP_ID: “${get("APP_ID").slice(0, 40)}” is not an App ID; take the digits of “App ID” on the App's settings page.`,
    );
  else if (!formerAppIds.every(isAppId))
    faults.push("APP_ID: what follows the App's number are the numbers of Apps that it took over from.");
  const privateKey = readKey(get("PRIVATE_KEY"), get("PRIVATE_KEY_PATH"), faults);
  const webhookSecrets = readSecrets("WEBHOOK_SECRET", get("WEBHOOK_SECRET"), faults);
  const recordKeys = readSecrets("RECORD_KEY", get("RECORD_KEY"), faults);
  if (webhookSecrets.some((secret) => recordKeys.includes(secret)))
    faults.push("RECORD_KEY: the same as WEBHOOK_SECRET; each must be a secret of its own.");
  const apiUrl = readApiUrl(environment, faults) ?? "";
  const publicUrl = get("PUBLIC_URL") === "" ? undefined : readUrl("PUBLIC_URL", get("PUBLIC_URL"), faults);
  const port = Number(get("PORT") || "3000");
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    faults.push("PORT: not a port number (0 to 65535).");
  const metricsAt = readListenAddress("METRICS_ADDRESS", get("METRICS_ADDRESS"), faults);
  if (metricsAt !== undefined && metricsAt.port === port && port !== 0)
    faults.push("METRICS_ADDRESS: another port than PORT, or leave it out.");
  const logLevel = get("LOG_LEVEL") || "info";
  if (!LEVELS.includes(logLevel)) faults.push(`LOG_LEVEL: must be one of ${LEVELS.join(", ")}.`);
  const { allow, faults: fetchFaults } = parseFetchAllow(get("FETCH_ALLOW"));
  faults.push(...fetchFaults);
  const allowRepositories = get("ALLOW_REPOSITORIES")
    .split(/[\s,]+/)
    .filter((name) => name !== "");
  for (const name of allowRepositories) {
    if (!REPOSITORY_PATTERN.test(name)) faults.push("ALLOW_REPOSITORIES: every entry is an OWNER/NAME.");
  }
  const databaseUrl = get("DATABASE_URL") === "" ? undefined : get("DATABASE_URL");
  if (databaseUrl !== undefined && !/^postgres(?:ql)?:\/\//.test(databaseUrl))
    faults.push("DATABASE_URL: must start with postgres://.");
  if (faults.length > 0) return { state: "faulty", faults };
  const config: Config = {
    appId,
    formerAppIds,
    privateKey,
    webhookSecrets,
    recordKeys,
    apiUrl,
    databaseUrl,
    dataDir: get("DATA_DIR") || "./data",
    host: get("HOST") || "127.0.0.1",
    port,
    metricsAt,
    logLevel,
    publicUrl,
    fetchAllow: allow,
    allowRepositories,
  };
  return { state: "ready", config: Object.freeze(config) };
}

/** `HOST:PORT`, `[IPV6]:PORT` or a port alone, which is this machine's. */
function readListenAddress(name: string, text: string, faults: string[]): ListenAddress | undefined {
  if (text === "") return undefined;
  const match = /^(?:(?:\[([0-9a-f:.]{2,45})\]|([A-Za-z0-9.-]{1,253})):)?(\d{1,5})$/i.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) {
    faults.push(`${name}: must be HOST:PORT or a port.`);
    return undefined;
  }
  return { host: match[1] ?? match[2] ?? "127.0.0.1", port };
}

function isAppId(id: number): boolean {
  return Number.isSafeInteger(id) && id > 0;
}

/** One secret, or two separated by a comma or white space while rotating. */
function readSecrets(name: string, text: string, faults: string[]): readonly string[] {
  const secrets = text.split(/[\s,]+/).filter((secret) => secret !== "");
  if (secrets.length === 0) faults.push(`${name}: missing; make one with \`openssl rand -hex 32\`.`);
  if (secrets.length > 2)
    faults.push(`${name}: at most two values, the new one and the old one while rotating.`);
  for (const secret of secrets) {
    if (isWeak(secret)) {
      faults.push(
        `${name}: too weak; at least ${SECRET_LENGTH_MIN} characters that nobody can guess. Make one with \`openssl rand -hex 32\`.`,
      );
      break;
    }
  }
  return secrets;
}

/** Too short, too even, a known default, one word again and again, or a walk along the alphabet. */
function isWeak(secret: string): boolean {
  if (secret.length < SECRET_LENGTH_MIN || new Set(secret).size < SECRET_CHARACTERS_MIN) return true;
  if (WORDS_OF_EXAMPLES.test(secret) || /^(.{1,16}?)\1+.{0,15}$/.test(secret)) return true;
  const steps = Array.from(secret.slice(1), (_, at) => secret.charCodeAt(at + 1) - secret.charCodeAt(at));
  return steps.filter((step) => Math.abs(step) <= 1).length > secret.length / 2;
}

function readKey(inline: string, path: string, faults: string[]): string {
  if (inline === "" && path === "") {
    faults.push("PRIVATE_KEY or PRIVATE_KEY_PATH: missing; download a key from the App's settings page.");
    return "";
  }
  const text = inline === "" ? readKeyFile(path, faults) : inline;
  if (text === undefined) return "";
  // Environments that cannot hold line breaks carry them escaped, or the whole key in base64.
  const pem = text.includes("-----BEGIN")
    ? text.replaceAll("\\n", "\n")
    : Buffer.from(text, "base64").toString("utf8");
  const name = inline === "" ? "PRIVATE_KEY_PATH" : "PRIVATE_KEY";
  try {
    // GitHub makes no other kind, and takes no other signature.
    if (createPrivateKey(pem).asymmetricKeyType !== "rsa") faults.push(`${name}: not an RSA key.`);
  } catch {
    faults.push(
      `${name}: not a private key in PEM form.${name === "PRIVATE_KEY" && pem.length < 200 ? " The key's text belongs there; a file's path belongs into PRIVATE_KEY_PATH." : ""}`,
    );
  }
  return pem;
}

function readKeyFile(path: string, faults: string[]): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const because = code === "ENOENT" ? "there is no such file." : `the file cannot be read (${code}).`;
    faults.push(`PRIVATE_KEY_PATH: ${because}`);
    return undefined;
  }
}

/** GitHub's API for whoever asks it: the App and the command line at home alike. */
export function readApiUrl(
  environment: Readonly<Record<string, string | undefined>>,
  faults: string[],
): string | undefined {
  return readUrl("GITHUB_API_URL", environment["GITHUB_API_URL"]?.trim() || "https://api.github.com", faults);
}

function readUrl(name: string, text: string, faults: string[]): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const loopback = url !== undefined && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url === undefined || (url.protocol !== "https:" && !(url.protocol === "http:" && loopback))) {
    faults.push(`${name}: must be an https:// address (http:// only on this machine).`);
    return undefined;
  }
  return text.replace(/\/+$/, "");
}
