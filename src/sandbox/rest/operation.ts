// How a REST operation is written down: method, path, who may, and what it does.

import type { SandboxAccount, Repository, SandboxRole } from "../model.ts";
import { ApiRefusal } from "../refusal.ts";
import type { Level, Need } from "../roles.ts";
import { byActor, type By } from "../actions/emit.ts";
import type { Actor } from "../actor.ts";
import type { World } from "../world.ts";

export type Json = Readonly<Record<string, unknown>>;

export interface Call {
  readonly world: World;
  readonly actor: Actor;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Json;
}

export interface RepositoryCall extends Call {
  readonly repository: Repository;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** Sent as it is, instead of JSON. */
  readonly raw?: { readonly bytes: Uint8Array | string; readonly contentType: string };
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Operation {
  readonly method: string;
  /** As in GitHub's own description: `/repos/{owner}/{repo}/pulls`. */
  readonly template: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  /** App operations are done with its JWT; open ones need nobody. */
  readonly auth: { readonly kind: "app" | "open" } | { readonly kind: "repository"; readonly need: Need };
  run(call: Call): Promise<Answer> | Answer;
}

/** Parameters that may hold slashes. */
const DEEP: readonly string[] = ["path", "ref", "basehead", "branch"];

function compile(template: string): { pattern: RegExp; names: string[] } {
  const names: string[] = [];
  const source = template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    names.push(name);
    return DEEP.includes(name) ? "(.+)" : "([^/]+)";
  });
  return { pattern: new RegExp(`^${source}$`), names };
}

export function appOperation(method: string, template: string, run: Operation["run"]): Operation {
  return { method, template, ...compile(template), auth: { kind: "app" }, run };
}

export function openOperation(method: string, template: string, run: Operation["run"]): Operation {
  return { method, template, ...compile(template), auth: { kind: "open" }, run };
}

/** The server fills in `repository` before it calls. */
export function repositoryOperation(
  method: string,
  template: string,
  needed: Need,
  run: (call: RepositoryCall) => Promise<Answer> | Answer,
): Operation {
  return {
    method,
    template: `/repos/{owner}/{repo}${template}`,
    ...compile(`/repos/{owner}/{repo}${template}`),
    auth: { kind: "repository", need: needed },
    run,
  };
}

export function need(permissions: string, level: Level, role?: SandboxRole): Need {
  return { permissions: permissions.split("|"), level, role: role ?? (level === "read" ? "read" : "write") };
}

export function by(call: Call): By {
  const who = byActor(call.world, call.actor);
  if (who === undefined) throw new ApiRefusal(401, "Requires authentication");
  return who;
}

export function viewer(call: Call): SandboxAccount | undefined {
  return byActor(call.world, call.actor)?.account;
}

export function json(body: unknown, status = 200): Answer {
  return { status, body };
}

const PER_PAGE = 30;
const PER_PAGE_MAX = 100;

export function pageAsked(call: Call): { readonly page: number; readonly perPage: number } {
  const number = (name: string, otherwise: number): number => {
    const value = Number(call.query.get(name) ?? otherwise);
    return Number.isInteger(value) && value > 0 ? value : otherwise;
  };
  return { page: number("page", 1), perPage: Math.min(PER_PAGE_MAX, number("per_page", PER_PAGE)) };
}

/** The `Link` header for one page of `total` things. */
export function linkHeader(call: Call, path: string, total: number): Readonly<Record<string, string>> {
  const { page, perPage } = pageAsked(call);
  const last = Math.max(1, Math.ceil(total / perPage));
  const link = (to: number, rel: string): string => {
    const query = new URLSearchParams(call.query);
    query.set("page", String(to));
    return `<${call.world.url}${path}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, "prev"), link(1, "first")] : []),
    ...(page < last ? [link(page + 1, "next"), link(last, "last")] : []),
  ];
  return links.length === 0 ? {} : { link: links.join(", ") };
}

/** One page of a list; `wrap` puts it inside an object with a total. */
export function paged<T>(
  call: Call,
  path: string,
  items: readonly T[],
  view: (item: T) => unknown,
  wrap?: (views: readonly unknown[], total: number) => unknown,
): Answer {
  const { page, perPage } = pageAsked(call);
  const views = items.slice((page - 1) * perPage, page * perPage).map(view);
  return {
    status: 200,
    body: wrap === undefined ? views : wrap(views, items.length),
    headers: linkHeader(call, path, items.length),
  };
}

export function operationPath(call: RepositoryCall, rest: string): string {
  return `/repos/${call.repository.owner.login}/${call.repository.name}${rest}`;
}

export function param(call: Call, name: string): string {
  return call.params[name] ?? "";
}

/** A field of the body that must be text when it is there. */
export function textField(call: Call, name: string): string | undefined {
  const value = call.body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string")
    throw new ApiRefusal(422, `Invalid request.\n\nFor '${name}', not a string.`);
  return value;
}

export function requiredText(call: Call, name: string): string {
  const value = textField(call, name);
  if (value === undefined) throw new ApiRefusal(422, `Invalid request.\n\n"${name}" wasn't supplied.`);
  return value;
}

/** Label lists come as names or as objects with a name. */
export function labelNames(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.map((one: unknown) => {
    if (typeof one === "string") return one;
    const name = typeof one === "object" && one !== null && "name" in one ? one.name : undefined;
    if (typeof name !== "string")
      throw new ApiRefusal(422, 'Invalid request.\n\nNo subschema in "oneOf" matched.');
    return name;
  });
}
