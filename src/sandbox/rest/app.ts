// What the App does as itself: installations, tokens, deliveries, registration from a manifest.

import { generateKeyPairSync, randomBytes } from "node:crypto";

import type { Token } from "../actor.ts";
import type { SandboxDelivery, Installation } from "../model.ts";
import { ApiRefusal, notFound, unprocessable } from "../refusal.ts";
import { appView, installationView } from "../views/accounts.ts";
import { repositoryView } from "../views/repositories.ts";
import { installationOf, timestamp, type World } from "../world.ts";
import {
  appOperation,
  json,
  need,
  openOperation,
  paged,
  param,
  repositoryOperation,
  type Answer,
  type Call,
  type Operation,
} from "./operation.ts";
import { inNoOrder } from "../order.ts";

const TOKEN_LIFE_MS = 3_600_000;
const LEVELS: readonly string[] = ["read", "write", "admin"];

function installation(call: Call): Installation {
  const found = call.world.installations.get(Number(param(call, "installation_id")));
  if (found === undefined) throw notFound();
  return found;
}

function narrowed(
  granted: Readonly<Record<string, string>>,
  asked: unknown,
): Readonly<Record<string, string>> {
  if (typeof asked !== "object" || asked === null) return granted;
  const wanted = asked as Readonly<Record<string, string>>;
  for (const [name, level] of Object.entries(wanted)) {
    if (LEVELS.indexOf(level) > LEVELS.indexOf(granted[name] ?? "")) {
      throw unprocessable("The permissions requested are not granted to this installation.");
    }
  }
  return { metadata: "read", ...wanted };
}

function repositoriesFor(world: World, one: Installation, body: Call["body"]): Set<number> | undefined {
  const { repository_ids: ids, repositories: names } = body;
  if (!Array.isArray(ids) && !Array.isArray(names)) return undefined;
  const chosen = new Set<number>(Array.isArray(ids) ? ids.map(Number) : []);
  for (const name of Array.isArray(names) ? names : []) {
    const found = [...one.repositoryIds].find((id) => world.repositories.get(id)?.name === name);
    chosen.add(found ?? 0);
  }
  if ([...chosen].some((id) => !one.repositoryIds.has(id))) {
    throw unprocessable(
      "There is at least one repository that does not exist or is not accessible to the parent installation.",
    );
  }
  return chosen;
}

function mintToken(call: Call): Answer {
  const { world } = call;
  const one = installation(call);
  if (one.suspendedAtMs !== undefined) throw new ApiRefusal(403, "This installation has been suspended");
  const token: Token = {
    token: `ghs_${randomBytes(27).toString("base64url").replaceAll(/[-_]/g, "0")}`,
    installation: one,
    expiresAtMs: world.nowMs() + TOKEN_LIFE_MS,
    mintedAtMs: world.nowMs(),
    permissions: narrowed(one.permissions, call.body["permissions"]),
    repositoryIds: repositoriesFor(world, one, call.body),
  };
  world.tokens.set(token.token, token);
  const repositories = [...(token.repositoryIds ?? [])].flatMap((id) => world.repositories.get(id) ?? []);
  return json(
    {
      token: token.token,
      expires_at: timestamp(token.expiresAtMs),
      permissions: token.permissions,
      repository_selection: "selected",
      ...(token.repositoryIds === undefined
        ? {}
        : { repositories: repositories.map((repository) => repositoryView(world, repository)) }),
    },
    201,
  );
}

/** GitHub has nothing to tell of a webhook that is not active, and never tells its secret. */
function hookConfig({ world }: Call): Answer {
  const { target, settings } = world.webhooks;
  if (!settings.active) throw notFound();
  return json({
    url: target ?? "",
    content_type: settings.contentType,
    insecure_ssl: settings.insecureSsl ? "1" : "0",
    ...(settings.hasSecret ? { secret: "********" } : {}),
  });
}

function deliveryItem(delivery: SandboxDelivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: timestamp(delivery.deliveredAtMs),
    redelivery: delivery.redelivery,
    duration: delivery.durationSeconds,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

function deliveries(call: Call): Answer {
  const perPage = Math.min(100, Number(call.query.get("per_page") ?? 30));
  const cursor = call.query.get("cursor");
  const status = call.query.get("status");
  const before = cursor === null ? Infinity : Number(cursor.replace(/^v1_/, ""));
  const listed = call.world.deliveries
    .filter((one) => one.id < before)
    .filter(
      (one) => status === null || (status === "success") === (one.statusCode >= 200 && one.statusCode < 400),
    )
    .toReversed();
  const shown = listed.slice(0, perPage);
  const last = shown.at(-1);
  if (last === undefined || listed.length <= perPage) return json(shown.map(deliveryItem));
  const query = new URLSearchParams(call.query);
  query.set("cursor", `v1_${last.id}`);
  const link = `<${call.world.url}/app/hook/deliveries?${query.toString()}>; rel="next"`;
  return { status: 200, body: shown.map(deliveryItem), headers: { link } };
}

function delivery(call: Call): SandboxDelivery {
  const found = call.world.deliveries.find((one) => one.id === Number(param(call, "delivery_id")));
  if (found === undefined) throw notFound();
  return found;
}

/** GitHub's page for registering an App leads here; the sandbox gives a code for the manifest it was shown. */
export function registerManifest(world: World, manifest: Record<string, unknown>): string {
  const code = randomBytes(20).toString("hex");
  world.manifestCodes.set(code, manifest);
  return code;
}

function convertManifest(call: Call): Answer {
  const { world } = call;
  const manifest = world.manifestCodes.get(param(call, "code"));
  if (manifest === undefined) throw notFound();
  world.manifestCodes.delete(param(call, "code"));
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const name = typeof manifest["name"] === "string" ? manifest["name"] : "app";
  return json(
    {
      ...appView(world),
      id: world.nextId(),
      slug: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
      name,
      client_id: `Iv23${randomBytes(8).toString("hex")}`,
      client_secret: randomBytes(20).toString("hex"),
      // An App that was registered without a hook has no secret.
      webhook_secret: manifest["hook_attributes"] === undefined ? null : randomBytes(20).toString("hex"),
      pem: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    },
    201,
  );
}

export function appOperations(redeliver: (delivery: SandboxDelivery) => void): readonly Operation[] {
  return [
    appOperation("GET", "/app", (call) =>
      json({ ...appView(call.world), installations_count: call.world.installations.size }),
    ),
    appOperation("GET", "/app/installations", (call) =>
      paged(call, "/app/installations", inNoOrder(call.world.installations.values()), (one) =>
        installationView(call.world, one),
      ),
    ),
    appOperation("GET", "/app/installations/{installation_id}", (call) =>
      json(installationView(call.world, installation(call))),
    ),
    appOperation("POST", "/app/installations/{installation_id}/access_tokens", mintToken),
    appOperation("GET", "/app/hook/config", hookConfig),
    appOperation("GET", "/app/hook/deliveries", deliveries),
    appOperation("GET", "/app/hook/deliveries/{delivery_id}", (call) => {
      const one = delivery(call);
      return json({
        ...deliveryItem(one),
        url: call.world.webhooks.target ?? "",
        request: { headers: one.requestHeaders, payload: one.payload },
        response: { headers: {}, payload: one.responseBody },
      });
    }),
    appOperation("POST", "/app/hook/deliveries/{delivery_id}/attempts", (call) => {
      redeliver(delivery(call));
      return json({}, 202);
    }),
    openOperation("POST", "/app-manifests/{code}/conversions", convertManifest),
    openOperation("GET", "/installation/repositories", (call) => {
      if (call.actor.kind !== "installation")
        throw new ApiRefusal(403, "You must authenticate with an installation access token");
      const { token } = call.actor;
      const ids = token.repositoryIds ?? token.installation.repositoryIds;
      const list = [...ids].flatMap((id) => call.world.repositories.get(id) ?? []);
      return paged(
        call,
        "/installation/repositories",
        inNoOrder(list),
        (one) => repositoryView(call.world, one),
        (repositories, total_count) => ({ total_count, repository_selection: "selected", repositories }),
      );
    }),
    openOperation("GET", "/rate_limit", (call) => {
      const view = (resource: "core" | "graphql") => {
        const { limit, used, resetMs } = call.world.limiter.budget(call.actor, resource);
        return { limit, remaining: limit - used, used, reset: Math.floor(resetMs / 1000) };
      };
      const core = view("core");
      return json({ resources: { core, search: core, graphql: view("graphql") }, rate: core });
    }),
    {
      ...repositoryOperation("GET", "/installation", need("metadata", "read"), (call) => {
        const found = installationOf(call.world, call.repository);
        if (found === undefined) throw notFound();
        return json(installationView(call.world, found));
      }),
    },
  ];
}
