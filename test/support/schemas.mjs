// GitHub's own descriptions, each part compiled when it is first met: once for a process, not for each test file.

import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";

/** @type {import("./schemas.d.mts").createSchemas} */
export function createSchemas() {
  const documents = {
    github: readJson("../contract/github-openapi.json"),
    webhooks: readJson("../../node_modules/@octokit/webhooks-schemas/schema.json"),
  };
  const ajv = new Ajv({
    strict: false,
    validateSchema: false,
    allErrors: true,
    logger: false,
    inlineRefs: false,
    code: { optimize: false },
  });
  // The package is CommonJS with a default inside its default.
  (addFormats.default ?? addFormats)(ajv);
  for (const [name, document] of Object.entries(documents)) ajv.addSchema(document, name);
  const compiled = new Map();
  return {
    ...documents,
    validate(document, path, value) {
      const $ref = `${document}#/${path.map(escapePointer).join("/")}`;
      const validate = compiled.get($ref) ?? ajv.compile({ $ref });
      compiled.set($ref, validate);
      return validate(value) ? [] : [...validate.errors];
    },
  };
}

function readJson(path) {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
}

/** A JSON pointer in a fragment (RFC 6901). */
function escapePointer(part) {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}
