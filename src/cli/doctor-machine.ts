// What `steward doctor` sees of the machine it runs on: the data folder, the database, and the App's own public address.

import { access, constants, mkdtemp, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Client } from "pg";
import { reasonOf } from "../adapters/github/setup/app.ts";
import type { FrontSeen, MachineSeen } from "../core/setup/seen.ts";

const DATABASE_MS_MAX = 5_000;
const FRONT_MS_MAX = 10_000;

export interface MachineAsk {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly publicUrl: string | undefined;
}

export async function seeMachine({ dataDir, databaseUrl, publicUrl }: MachineAsk): Promise<MachineSeen> {
  const [fault, database, front] = await Promise.all([
    cannotWrite(resolve(dataDir)),
    databaseUrl === undefined ? undefined : cannotUse(databaseUrl),
    publicUrl === undefined ? undefined : seeFront(publicUrl),
  ]);
  return {
    dataDir: { path: dataDir, fault },
    database: databaseUrl === undefined ? undefined : { fault: database },
    front,
  };
}

/** The App makes the folder when it is not there: then what counts is the nearest one that is. */
export async function cannotWrite(folder: string): Promise<string | undefined> {
  try {
    const entry = await stat(folder).catch((error: unknown) => {
      if (codeOf(error) === "ENOENT" && dirname(folder) !== folder) return undefined;
      throw error;
    });
    if (entry === undefined) return await cannotWrite(dirname(folder));
    if (!entry.isDirectory()) return `${folder} is a file`;
    await access(folder, constants.W_OK);
    // Bits tell half of it: a full or read-only disk says so only when something is written.
    await rm(await mkdtemp(join(folder, ".doctor-")), { recursive: true });
    return undefined;
  } catch (error) {
    return codeOf(error);
  }
}

/** What the database says, which names hosts and users, and never the address itself with its password. */
async function cannotUse(databaseUrl: string): Promise<string | undefined> {
  const client = new Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: DATABASE_MS_MAX,
    query_timeout: DATABASE_MS_MAX,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("SELECT 1");
    return undefined;
  } catch (error) {
    return (error instanceof Error ? error.message : "") || codeOf(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function seeFront(url: string): Promise<FrontSeen> {
  try {
    const answer = await fetch(`${url}/healthz`, {
      redirect: "manual",
      signal: AbortSignal.timeout(FRONT_MS_MAX),
    });
    const isOurs = answer.status === 200 && (await answer.text()).trim() === "ok";
    return {
      url,
      answer: isOurs ? { kind: "steward" } : { kind: "something-else", status: answer.status },
    };
  } catch (error) {
    return { url, answer: failed(reasonOf(error)) };
  }
}

/** Time-outs may be the network between this machine and its own address, which GitHub does not take. */
function failed(reason: string): FrontSeen["answer"] {
  if (reason === "ENOTFOUND") return { kind: "no-such-name" };
  if (reason === "ECONNREFUSED") return { kind: "refused" };
  if (/CERT|TLS|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_SSL|ISSUER/.test(reason)) return { kind: "bad-certificate" };
  return { kind: "could-not-tell", because: `Asking from this machine ended with: ${reason}.` };
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? String(error);
}
