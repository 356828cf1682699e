// Holds what the sandbox receives and sends against GitHub's own descriptions, so that the two cannot drift apart.

import type { ErrorObject } from "ajv";

import type { Exchange, Observer } from "../../src/sandbox/calls.ts";
import { createSchemas, type CutOperation, type Schemas } from "./schemas.mjs";

/** Where GitHub itself answers otherwise than its description says, each with the reason. */
const GAPS: readonly { readonly where: RegExp; readonly what: RegExp; readonly reason: string }[] = [
  {
    where: /\/pulls|pull_request/,
    what: /\/head\/repo\b/,
    reason: "the head repository of a deleted fork is null (github-facts 2.11)",
  },
  {
    where: /^GET \/app\/installations response/,
    what: /\/account\b/,
    reason: "the description of the list asks for a user and an enterprise at once (allOf for anyOf)",
  },
  {
    where: /^(?:POST|GET) .*\/statuses response|^webhook deployment_status/,
    what: /(?:target|log|environment)_url must match format/,
    reason: "an address nobody gave is the empty string, by the same description's own default",
  },
  {
    where: /^webhook ping/,
    what: /\/hook\/events/,
    reason: "the schema's list of events is older than merge_group",
  },
  {
    where: /^webhook check_run\$/,
    what: /\/check_suite\/(?:status|conclusion)/,
    reason:
      "the schema of a re-requested run knows a completed suite only; GitHub's text says it goes to queued",
  },
];

/** Statuses any operation may answer: sign-in, hiding, validation, limits, trouble. */
const ANY_OPERATION = new Set([301, 307, 400, 401, 403, 404, 409, 410, 413, 422, 429]);

/** The sandbox serves the root folder on a path of its own; GitHub's description has it as an empty `{path}`. */
const SAME_AS: Readonly<Record<string, string>> = {
  "GET /repos/{owner}/{repo}/contents": "GET /repos/{owner}/{repo}/contents/{path}",
};

export interface Contract extends Observer {
  /** Templates seen, as `METHOD /path`. */
  readonly seen: ReadonlySet<string>;
  /** Throws with every mismatch since the last call. */
  assertKept(): void;
}

type Judge = (where: string, path: readonly string[], value: unknown) => void;

function bodyProperties(schema: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const { properties } = schema;
  return typeof properties === "object" &&
    properties !== null &&
    schema["oneOf"] === undefined &&
    schema["anyOf"] === undefined
    ? Object.keys(properties)
    : undefined;
}

function judgeRequest(
  judge: Judge,
  report: (text: string) => void,
  name: string,
  operation: CutOperation,
  exchange: Exchange,
): void {
  for (const [key, value] of exchange.query) {
    const schema = operation.query[key];
    if (schema === undefined) {
      report(`${name} request: GitHub has no query parameter ${key}`);
      continue;
    }
    const numeric = JSON.stringify(schema["type"] ?? "").includes("integer");
    const flag = schema["type"] === "boolean";
    judge(
      `${name} request query ${key}`,
      ["operations", name, "query", key],
      numeric ? Number(value) : flag ? value === "true" : value,
    );
  }
  const body = exchange.requestBody;
  if (operation.body === null || body === undefined) {
    if (operation.bodyRequired && operation.body !== null) report(`${name} request: no body`);
    return;
  }
  judge(`${name} request`, ["operations", name, "body"], body);
  const known = bodyProperties(operation.body);
  for (const key of Object.keys(body as object)) {
    if (known !== undefined && !known.includes(key))
      report(`${name} request: GitHub ignores the property ${key}`);
  }
}

function judgeExchange(
  judge: Judge,
  report: (text: string) => void,
  { github }: Schemas,
  exchange: Exchange,
): void {
  const given = `${exchange.method} ${exchange.template}`;
  const name = SAME_AS[given] ?? given;
  const operation = github.operations[name];
  if (operation === undefined) {
    if (exchange.template.startsWith("/repos/{owner}"))
      report(`${name}: not in test/contract/github-openapi.json`);
    return;
  }
  const { status } = exchange;
  if (status < 300) judgeRequest(judge, report, name, operation, exchange);
  if (!(String(status) in operation.responses)) {
    if (!ANY_OPERATION.has(status)) report(`${name}: GitHub never answers ${status}`);
    return;
  }
  if (operation.responses[String(status)] !== null && exchange.responseBody !== undefined)
    judge(`${name} response`, ["operations", name, "responses", String(status)], exchange.responseBody);
}

// What is compiled serves all scenes of a process.
let compiled: Schemas | undefined;

export function createContract(): Contract {
  const schemas = (compiled ??= createSchemas());
  const violations: string[] = [];
  const seen = new Set<string>();

  const report = (text: string): void => void violations.push(text);
  const judgeWith =
    (document: "github" | "webhooks"): Judge =>
    (where, path, value) => {
      // What goes over the wire is JSON: undefined members are not there.
      const errors = schemas.validate(document, path, JSON.parse(JSON.stringify(value)));
      for (const error of errors) {
        const what = `${error.instancePath} ${error.message ?? ""} ${JSON.stringify(error.params)}`;
        if (GAPS.some((gap) => gap.where.test(where) && gap.what.test(what))) continue;
        if (["oneOf", "anyOf", "if"].includes(error.keyword) && onlyGapsBelow(errors, where)) continue;
        report(`${where}: ${what}`);
      }
    };
  return {
    seen,
    exchange(exchange) {
      seen.add(`${exchange.method} ${exchange.template}`);
      judgeExchange(judgeWith("github"), report, schemas, exchange);
    },
    delivery(event, payload) {
      const action = (payload as { readonly action?: string }).action;
      const name = action === undefined ? `${event}$event` : `${event}$${action}`;
      if (name in schemas.webhooks.definitions)
        judgeWith("webhooks")(`webhook ${name}`, ["definitions", name], payload);
      else if (!WITHOUT_SCHEMA.has(name)) report(`webhook ${name}: no schema`);
    },
    assertKept() {
      const found = new Set(violations.splice(0));
      if (found.size > 0) throw new Error([...found].join("\n"));
    },
  };
}

/** Events GitHub sends that @octokit/webhooks-schemas 7.6.1 does not describe. */
const WITHOUT_SCHEMA = new Set<string>([]);

/** A failed choice is only worth a word when something other than a known gap made it fail. */
function onlyGapsBelow(errors: readonly ErrorObject[], where: string): boolean {
  return errors.every((error) => {
    if (["oneOf", "anyOf", "if"].includes(error.keyword)) return true;
    const what = `${error.instancePath} ${error.message ?? ""} ${JSON.stringify(error.params)}`;
    return GAPS.some((gap) => gap.where.test(where) && gap.what.test(what));
  });
}
