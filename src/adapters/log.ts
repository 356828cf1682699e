// One JSON line per event: a static message, fields beside it, secrets never.

import { pino, type DestinationStream } from "pino";
import type { Log } from "../ports/log.ts";

const TEXT_LENGTH_MAX = 4_000;
const DEPTH_MAX = 5;
const ENTRIES_MAX = 100;
/** Shorter than any secret of ours; a short one would black out ordinary words. */
const SECRET_LENGTH_MIN = 12;

// Installation tokens come in two forms, the newer one long and with dots; JWTs and keys have telling shapes.
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/gh[opsur]_[A-Za-z0-9._-]{20,}/g, "[redacted]"],
  [/github_pat_[A-Za-z0-9_]{20,}/g, "[redacted]"],
  [/eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g, "[redacted]"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, "[redacted]"],
  [/\b(bearer|basic|token)\s+[A-Za-z0-9+/=._~-]{16,}/gi, "$1 [redacted]"],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]*@/gi, "$1[redacted]@"],
  [/\bsha256=[0-9a-f]{64}/g, "sha256=[redacted]"],
];

/** `secrets`: those of this process, whatever they look like. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let kept = text;
  for (const secret of secrets)
    if (secret.length >= SECRET_LENGTH_MIN) kept = kept.replaceAll(secret, "[redacted]");
  return SHAPES.reduce((rest, [shape, instead]) => rest.replace(shape, instead), kept);
}

function clean(value: unknown, secrets: readonly string[], depth: number): unknown {
  if (typeof value === "string") return redact(value, secrets).slice(0, TEXT_LENGTH_MAX);
  if (typeof value === "bigint" || typeof value === "symbol" || typeof value === "function")
    return redact(String(value), secrets).slice(0, TEXT_LENGTH_MAX);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEPTH_MAX) return "[deeper]";
  const { stack } = value as { stack?: unknown };
  if (typeof stack === "string") return clean(stack, secrets, depth);
  if (ArrayBuffer.isView(value)) return "[bytes]";
  if (Array.isArray(value)) return value.slice(0, ENTRIES_MAX).map((one) => clean(one, secrets, depth + 1));
  const entries = Object.entries(value).slice(0, ENTRIES_MAX);
  return Object.fromEntries(
    entries.map(([name, one]) => [redact(name, secrets), clean(one, secrets, depth + 1)]),
  );
}

export function createLog(
  level: string,
  destination?: DestinationStream,
  secrets: readonly string[] = [],
): Log {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  const shown = (fields: Record<string, unknown> | undefined): Record<string, unknown> => {
    const given = Object.entries(fields ?? {}).filter(([, value]) => value !== undefined);
    return clean(Object.fromEntries(given), secrets, 0) as Record<string, unknown>;
  };
  const text = (message: string): string => redact(message, secrets);
  return {
    info: (message, fields) => logger.info(shown(fields), text(message)),
    warn: (message, fields) => logger.warn(shown(fields), text(message)),
    error: (message, fields) => logger.error(shown(fields), text(message)),
  };
}
