// After the build: the command's entry must be executable, and the image decoder's child must stand beside it.

import { chmodSync, existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../dist/${path}`, import.meta.url));
chmodSync(at("cli/main.js"), 0o755);
if (!existsSync(at("adapters/images/decoder.js")))
  throw new Error("the decoder's entry is missing from the build");
