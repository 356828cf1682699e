// Works out who a request comes from: the App's JWT, an installation token, a person, or nobody.

import { createVerify } from "node:crypto";

import { ApiRefusal } from "./refusal.ts";
import type { Actor } from "./actor.ts";
import { accountByLogin, type World } from "./world.ts";

const CLOCK_DRIFT_SECONDS = 60;
const JWT_LIFE_SECONDS_MAX = 600;

function part(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as Record<string, unknown>;
  } catch {
    throw new ApiRefusal(401, "A JSON web token could not be decoded");
  }
}

/**
 * The App signs with its own clock, which in tests may not be the sandbox's: a token good by either is good.
 */
function inTime(claims: Readonly<Record<string, unknown>>, nowSeconds: number): boolean {
  const { iat, exp } = claims;
  return (
    typeof iat === "number" &&
    typeof exp === "number" &&
    exp > nowSeconds &&
    iat <= nowSeconds + CLOCK_DRIFT_SECONDS &&
    exp <= nowSeconds + JWT_LIFE_SECONDS_MAX + CLOCK_DRIFT_SECONDS
  );
}

function appActor(world: World, jwt: string): Actor {
  const [header = "", claimsText = "", signature = ""] = jwt.split(".");
  const claims = part(claimsText);
  const verified =
    part(header)["alg"] === "RS256" &&
    createVerify("RSA-SHA256")
      .update(`${header}.${claimsText}`)
      .verify(world.app.publicKey, Buffer.from(signature, "base64url"));
  if (!verified) throw new ApiRefusal(401, "A JSON web token could not be decoded");
  const issuer = String(claims["iss"]);
  if (issuer !== String(world.app.id) && issuer !== world.app.clientId)
    throw new ApiRefusal(404, "Integration not found");
  if (!inTime(claims, world.nowMs() / 1000) && !inTime(claims, Date.now() / 1000)) {
    throw new ApiRefusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  return { kind: "app" };
}

function personOrToken(world: World, secret: string): Actor {
  if (secret.startsWith("user:")) {
    const user = accountByLogin(world, secret.slice("user:".length));
    if (user === undefined) throw new ApiRefusal(401, "Bad credentials");
    return { kind: "user", user };
  }
  const token = world.tokens.get(secret);
  if (token === undefined || token.expiresAtMs <= world.nowMs()) throw new ApiRefusal(401, "Bad credentials");
  if (token.installation.suspendedAtMs !== undefined)
    throw new ApiRefusal(403, "This installation has been suspended");
  if (!world.installations.has(token.installation.id)) throw new ApiRefusal(401, "Bad credentials");
  const { forMs, status } = world.faults.freshTokens;
  // A clock that was put back makes no token fresh.
  if (forMs > 0 && world.nowMs() - (token.mintedAtMs ?? 0) < forMs)
    throw new ApiRefusal(
      status,
      status === 401 ? "Bad credentials" : "Resource not accessible by integration",
    );
  return { kind: "installation", token };
}

/** HTTP basic carries a login (sandbox only, any password) or `x-access-token` with an installation token, as git sends them. */
function basicActor(world: World, encoded: string): Actor {
  const [name = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  const password = rest.join(":");
  return personOrToken(
    world,
    name === "x-access-token" || world.tokens.has(password) ? password : `user:${name}`,
  );
}

export function authenticate(world: World, header: string | undefined): Actor {
  if (header === undefined || header === "") return { kind: "anonymous" };
  const [scheme = "", secret = ""] = header.split(/\s+/);
  if (scheme.toLowerCase() === "basic") return basicActor(world, secret);
  if (/^eyJ[^.]*\.[^.]+\.[^.]+$/.test(secret)) return appActor(world, secret);
  return personOrToken(world, secret);
}
