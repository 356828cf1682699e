// `npm run kill-test [-- embedded|postgres] [--kills N] [--seed N]`: the whole of it, which takes minutes.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startPostgres } from "../support/postgres.ts";
import { killAtRandom, type KillReport } from "./kills.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: "string", default: "50" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    quiet: { type: "boolean", default: false },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
const engines = positionals.length === 0 ? ["embedded", "postgres"] : positionals;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const folder = await mkdtemp(join(tmpdir(), "steward-kills-"));
let failed = false;
for (const engine of engines) {
  print(`${engine}: ${kills} kills, seed ${seed}`);
  const common = { folder: join(folder, engine), kills, seed, say: values.quiet ? () => undefined : print };
  let report: KillReport;
  if (engine === "postgres") {
    const server = await startPostgres();
    const databaseUrl = await server.database();
    report = await killAtRandom({ ...common, databaseUrl, processes: 3, pauseMs: 60_000 });
    await server.stop();
  } else report = await killAtRandom({ ...common, processes: 1 });
  print(
    `${engine}: ${report.pulls} pull requests, ${report.events.sent} events of which ${report.events.lost} did not arrive; ` +
      `settled ${report.settledMs} ms after the last start`,
  );
  for (const line of report.broken) print(`  BROKEN: ${line}`);
  print(
    report.broken.length === 0
      ? `${engine}: every promise kept`
      : `${engine}: ${report.broken.length} broken`,
  );
  failed ||= report.broken.length > 0;
}
await rm(folder, { recursive: true, force: true });
process.exitCode = failed ? 1 : 0;
