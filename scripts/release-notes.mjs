// Prints the section of CHANGELOG.md for one version: what a release says about itself. No section, no release.
// Usage: node scripts/release-notes.mjs 0.2.0

import { readFileSync } from "node:fs";

const version = process.argv[2] ?? "";
const text = readFileSync(new URL("../CHANGELOG.md", import.meta.url), "utf8");
const sections = text.split(/^## /m).slice(1);
const section = sections.find((one) => one.split(/[\s(]/, 1)[0] === version);
const notes = section?.slice(section.indexOf("\n")).trim() ?? "";
if (notes === "") {
  console.error(`CHANGELOG.md says nothing of ${version === "" ? "no version" : version}`);
  process.exitCode = 1;
} else console.log(notes);
