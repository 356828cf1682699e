// After the build: the command's entry is made executable, the browser's files are put beside it, and nothing may be missing.

import { chmodSync, cpSync, existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../dist/${path}`, import.meta.url));
chmodSync(at("cli/main.js"), 0o755);
cpSync(fileURLToPath(new URL("../src/browser", import.meta.url)), at("browser"), {
  recursive: true,
  filter: (path) => !path.endsWith("tsconfig.json"),
});
if (!existsSync(at("adapters/images/decoder.js")))
  throw new Error("the decoder's entry is missing from the build");
