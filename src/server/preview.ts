// `/preview/…`: how a pull request's listing will look, for whoever was given the address; it ends with the pull request.

import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "../ports/log.ts";
import type { PreviewFile } from "../ports/forge.ts";
import type { Service } from "../service/service.ts";
import { refuseRequest, reply } from "./limits.ts";

const PURPOSE = "steward preview address, version 1";
const MAC_LENGTH = 32;
const ADDRESS =
  /^\/preview\/([1-9]\d{0,14})\/([1-9]\d{0,9})\/([0-9a-f]{40})\/([0-9a-f]{32})\/([A-Za-z0-9._/-]{0,300})$/;

/** Where a pull request stands is asked again after this long. */
const STANDING_MS = 10_000;
const STANDINGS_KEPT_MAX = 1_000;
const DRAWN_KEPT_MAX = 8;
/** Questions to GitHub and drawings together, over all visitors: an address that goes round must not use up our calls. */
const LOOKS_PER_MINUTE = 60;

export interface PreviewAddresses {
  /** Ends with "/". */
  of(repositoryId: number, number: number, headSha: string): string;
  fits(repositoryId: number, number: number, headSha: string, mac: string): boolean;
}

/** `keys`: the first one makes addresses; those made with the others still hold. */
export function createPreviewAddresses(publicUrl: string, keys: readonly string[]): PreviewAddresses {
  const macOf = (key: string, repositoryId: number, number: number, headSha: string): string => {
    const own = createHmac("sha256", key).update(PURPOSE).digest();
    const text = `${repositoryId}\n${number}\n${headSha}`;
    return createHmac("sha256", own).update(text).digest("hex").slice(0, MAC_LENGTH);
  };
  return {
    of: (repositoryId, number, headSha) =>
      `${publicUrl}/preview/${repositoryId}/${number}/${headSha}/${macOf(keys[0] ?? "", repositoryId, number, headSha)}/`,
    fits: (repositoryId, number, headSha, mac) =>
      // Every key is tried, so that time tells nothing.
      keys
        .map((key) =>
          timingSafeEqual(Buffer.from(macOf(key, repositoryId, number, headSha)), Buffer.from(mac)),
        )
        .includes(true),
  };
}

export interface PreviewServerOptions {
  readonly addresses: PreviewAddresses;
  readonly previews: Service["previews"];
  readonly publicUrl: string;
  readonly nowMs: () => number;
  readonly log: Log;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
type Find = (path: string) => PreviewFile | undefined;

class TooMany extends Error {}

export function createPreview(options: PreviewServerOptions): Answer {
  const { addresses, previews, nowMs } = options;
  const standings = new Map<string, { readonly atMs: number; readonly headSha: string | undefined }>();
  const drawings = new Map<string, Promise<Find | undefined>>();
  const looks = { untilMs: 0, left: 0 };

  function spend(): void {
    if (nowMs() >= looks.untilMs) Object.assign(looks, { untilMs: nowMs() + 60_000, left: LOOKS_PER_MINUTE });
    if (looks.left <= 0) throw new TooMany();
    looks.left -= 1;
  }

  /** The head of the pull request; undefined: it is closed, or there is none. */
  async function headOf(repositoryId: number, number: number): Promise<string | undefined> {
    const key = `${repositoryId}#${number}`;
    const known = standings.get(key);
    if (known !== undefined && nowMs() - known.atMs < STANDING_MS) return known.headSha;
    spend();
    const headSha = await previews.headOf(repositoryId, number);
    standings.delete(key);
    standings.set(key, { atMs: nowMs(), headSha });
    trim(standings, STANDINGS_KEPT_MAX);
    return headSha;
  }

  function drawingOf(repositoryId: number, number: number, headSha: string, basePath: string) {
    const known = drawings.get(basePath);
    if (known !== undefined) return known;
    spend();
    const drawing = previews.draw({ repositoryId, number, headSha, basePath });
    drawings.set(basePath, drawing);
    trim(drawings, DRAWN_KEPT_MAX);
    drawing.catch(() => drawings.delete(basePath));
    return drawing;
  }

  return async (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD")
      return refuseRequest(request, response, 405, "only GET");
    const path = (request.url ?? "/").split("?", 1)[0] ?? "";
    const [, repository = "", pull = "", headSha = "", mac = "", inside = ""] = ADDRESS.exec(path) ?? [];
    const [repositoryId, number] = [Number(repository), Number(pull)];
    // An address that we did not give out costs nothing, and tells nothing.
    if (headSha === "" || !addresses.fits(repositoryId, number, headSha, mac))
      return reply(response, 404, "not found", HEADERS);
    const basePath = path.slice(0, path.length - inside.length);
    try {
      const head = await headOf(repositoryId, number);
      if (head !== headSha) {
        drawings.delete(basePath);
        return reply(response, 410, head === undefined ? ENDED : OLD, HEADERS);
      }
      const found = (await drawingOf(repositoryId, number, headSha, basePath))?.(inside);
      if (found === undefined) return reply(response, 404, "There is no such page in this preview.", HEADERS);
      send(response, found, options.publicUrl);
    } catch (error) {
      if (error instanceof TooMany)
        return reply(response, 429, "Too many previews are being made. Try again in a minute.", {
          ...HEADERS,
          "retry-after": "60",
        });
      options.log.warn("no preview", { repository: repositoryId, pull: number, error });
      reply(response, 503, "The preview could not be drawn just now. Try again in a minute.", HEADERS);
    }
  };
}

const ENDED = "This preview has ended with its pull request.";
const OLD = "This preview is of an older commit. The pull request's comment links the newest one.";

const HEADERS: Readonly<Record<string, string>> = {
  "x-robots-tag": "noindex, nofollow, noarchive",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-resource-policy": "same-site",
};

/** Other people's words on our own address: no script, no form, no frame, and an origin that is nobody's. */
function send(response: ServerResponse, { type, bytes }: PreviewFile, publicUrl: string): void {
  const self = `'self' ${new URL(publicUrl).origin}`;
  response.writeHead(200, {
    ...HEADERS,
    "content-type": type,
    "content-length": bytes.byteLength,
    "content-security-policy": `sandbox allow-popups; default-src 'none'; style-src ${self}; img-src ${self}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  });
  response.end(bytes);
}

function trim(kept: Map<string, unknown>, most: number): void {
  for (const key of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(key);
  }
}
