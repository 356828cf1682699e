// Holds what the sandbox receives and sends against GitHub's own descriptions, so that the two cannot drift apart.

import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import addFormatsModule from "ajv-formats";

import type { Exchange, Observer } from "../../src/sandbox/calls.ts";

interface CutOperation {
  readonly query: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly bodyRequired: boolean;
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Description {
  readonly operations: Readonly<Record<string, CutOperation>>;
  readonly components: unknown;
}

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

export function readDescription(): Description {
  return JSON.parse(
    readFileSync(new URL("../contract/github-openapi.json", import.meta.url), "utf8"),
  ) as Description;
}

function makeAjv(): Ajv {
  const ajv = new Ajv({
    strict: false,
    validateSchema: false,
    allErrors: true,
    logger: false,
    inlineRefs: false,
    code: { optimize: false },
  });
  // The package is CommonJS with a default inside its default.
  const addFormats = addFormatsModule as unknown as { default?: (ajv: Ajv) => void } & ((ajv: Ajv) => void);
  (addFormats.default ?? addFormats)(ajv);
  return ajv;
}

type Judge = (where: string, schema: unknown, value: unknown) => void;

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
    judge(`${name} request query ${key}`, schema, numeric ? Number(value) : flag ? value === "true" : value);
  }
  const body = exchange.requestBody;
  if (operation.body === null || body === undefined) {
    if (operation.bodyRequired && operation.body !== null) report(`${name} request: no body`);
    return;
  }
  judge(`${name} request`, operation.body, body);
  const known = bodyProperties(operation.body);
  for (const key of Object.keys(body as object)) {
    if (known !== undefined && !known.includes(key))
      report(`${name} request: GitHub ignores the property ${key}`);
  }
}

function judgeExchange(
  judge: Judge,
  report: (text: string) => void,
  description: Description,
  exchange: Exchange,
): void {
  const given = `${exchange.method} ${exchange.template}`;
  const name = SAME_AS[given] ?? given;
  const operation = description.operations[name];
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
  const schema = operation.responses[String(status)];
  if (schema !== null && exchange.responseBody !== undefined)
    judge(`${name} response`, schema, exchange.responseBody);
}

export function createContract(): Contract {
  const description = readDescription();
  const violations: string[] = [];
  const seen = new Set<string>();
  const compiled = new Map<unknown, ValidateFunction>();
  let webhooks: { readonly definitions: Readonly<Record<string, unknown>> } | undefined;

  const report = (text: string): void => void violations.push(text);
  function judgeWith(root: unknown): Judge {
    return (where, schema, value) => {
      const known = compiled.get(schema);
      // Each operation gets its own small validator, made when it is first met.
      const validate = known ?? makeAjv().compile({ ...(root as object), ...(schema as object) });
      if (known === undefined) compiled.set(schema, validate);
      // What goes over the wire is JSON: undefined members are not there.
      if (validate(JSON.parse(JSON.stringify(value)))) return;
      for (const error of validate.errors ?? []) {
        const what = `${error.instancePath} ${error.message ?? ""} ${JSON.stringify(error.params)}`;
        if (GAPS.some((gap) => gap.where.test(where) && gap.what.test(what))) continue;
        if (["oneOf", "anyOf", "if"].includes(error.keyword) && onlyGapsBelow(validate, where)) continue;
        report(`${where}: ${what}`);
      }
    };
  }
  const judge = judgeWith({ components: description.components });
  return {
    seen,
    exchange(exchange) {
      seen.add(`${exchange.method} ${exchange.template}`);
      judgeExchange(judge, report, description, exchange);
    },
    delivery(event, payload) {
      webhooks ??= JSON.parse(
        readFileSync(
          new URL("../../node_modules/@octokit/webhooks-schemas/schema.json", import.meta.url),
          "utf8",
        ),
      ) as typeof webhooks;
      const action = (payload as { readonly action?: string }).action;
      const name = action === undefined ? `${event}$event` : `${event}$${action}`;
      const schema = webhooks?.definitions[name];
      if (schema === undefined) {
        if (!WITHOUT_SCHEMA.has(name)) report(`webhook ${name}: no schema`);
        return;
      }
      judgeWith({ definitions: webhooks?.definitions })(`webhook ${name}`, schema, payload);
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
function onlyGapsBelow(validate: ValidateFunction, where: string): boolean {
  return (validate.errors ?? []).every((error) => {
    if (["oneOf", "anyOf", "if"].includes(error.keyword)) return true;
    const what = `${error.instancePath} ${error.message ?? ""} ${JSON.stringify(error.params)}`;
    return GAPS.some((gap) => gap.where.test(where) && gap.what.test(what));
  });
}
