// Installs the locked dependencies when they are missing or stale, so that a fresh clone needs one command.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = `${root}node_modules/.steward-lock`;
const wanted = createHash("sha256")
  .update(readFileSync(`${root}package-lock.json`))
  .digest("hex");
const have = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";

/** Whether npm itself wrote down that all of the lock is here: somebody ran `npm ci` by hand. */
function isInstalled() {
  try {
    const packagesIn = (path) => JSON.parse(readFileSync(`${root}${path}`, "utf8")).packages;
    const locked = packagesIn("package-lock.json");
    const installed = packagesIn("node_modules/.package-lock.json");
    const isSame = (path) =>
      installed[path].version === locked[path]?.version &&
      installed[path].integrity === locked[path]?.integrity;
    // What is optional is there for some platforms only.
    const isThere = (path) => path === "" || path in installed || locked[path].optional === true;
    return Object.keys(installed).every(isSame) && Object.keys(locked).every(isThere);
  } catch {
    return false;
  }
}

if (have !== wanted && isInstalled()) {
  writeFileSync(stamp, wanted);
} else if (have !== wanted) {
  process.stderr.write("Installing dependencies (once, from package-lock.json) …\n");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const done = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    encoding: "utf8",
  });
  if (done.status !== 0) {
    process.stderr.write(
      `${(done.stderr ?? "").split("\n").slice(0, 20).join("\n")}\nnpm ci failed; the lines above say why.\n`,
    );
    process.exit(done.status ?? 1);
  }
  writeFileSync(stamp, wanted);
}
