// Secrets: weak ones stop the start, strong ones never reach the log.

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { createLog, redact } from "../../src/adapters/log.ts";
import { readConfig } from "../../src/platform/config.ts";

const KEY = generateKeyPairSync("rsa", { modulusLength: 2_048 })
  .privateKey.export({ type: "pkcs1", format: "pem" })
  .toString();
const strong = (): string => randomBytes(32).toString("hex");
const environment = (change: Record<string, string> = {}): Record<string, string> => ({
  APP_ID: "1",
  PRIVATE_KEY: KEY,
  WEBHOOK_SECRET: strong(),
  RECORD_KEY: strong(),
  ...change,
});
const faults = (change: Record<string, string>): readonly string[] => {
  const read = readConfig(environment(change));
  return read.state === "faulty" ? read.faults : [];
};

describe("the start is refused", () => {
  it.each([
    ["none", ""],
    ["Probot's default", "development"],
    ["short", "0f3a9c"],
    ["31 characters", randomBytes(31).toString("hex").slice(0, 31)],
    ["one letter", "a".repeat(64)],
    ["two letters", "ab".repeat(32)],
    ["a word again and again", "correcthorse".repeat(4)],
    ["the alphabet", "abcdefghijklmnopqrstuvwxyz0123456789"],
    ["the sandbox's own", "sandbox-webhook-secret-of-32-characters"],
    ["a placeholder", "put-your-long-secret-value-in-here-now"],
    ["an example with a number", "ChangeMe-3f9a1c7be2d04586a1b7c9d2e5"],
    ["three values", `${strong()},${strong()},${strong()}`],
    ["a good one and a weak one", `${strong()},development`],
  ])("with a webhook secret that is %s, or a record key", (_, secret) => {
    for (const name of ["WEBHOOK_SECRET", "RECORD_KEY"]) {
      const found = faults({ [name]: secret });
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(new RegExp(`^${name}: `));
      if (secret.length > 8) expect(found[0]).not.toContain(secret);
    }
  });

  it("with one secret for both", () => {
    const one = strong();
    expect(faults({ WEBHOOK_SECRET: one, RECORD_KEY: one })).toHaveLength(1);
  });

  it("and not with strong ones: hex, base64, two while rotating", () => {
    for (let times = 0; times < 200; times += 1) {
      expect(faults({})).toEqual([]);
      expect(faults({ WEBHOOK_SECRET: randomBytes(32).toString("base64") })).toEqual([]);
      expect(faults({ WEBHOOK_SECRET: randomBytes(24).toString("base64url") })).toEqual([]);
      expect(faults({ RECORD_KEY: randomBytes(20).toString("hex") })).toEqual([]);
    }
    expect(faults({ WEBHOOK_SECRET: `${strong()}, ${strong()}` })).toEqual([]);
  });

  it.each([
    ["nowhere.pem", "PRIVATE_KEY_PATH: there is no such file."],
    ["src", "PRIVATE_KEY_PATH: the file cannot be read (EISDIR)."],
  ])("says of a key file that cannot be had, %s, what else is wrong besides", (path, fault) => {
    const read = readConfig({ PRIVATE_KEY_PATH: path, PORT: "x" });
    expect(read.state === "faulty" ? read.faults : []).toEqual(
      expect.arrayContaining([fault, "PORT: not a port number (0 to 65535)."]),
    );
  });

  it.each(["ec", "ed25519"] as const)("with a key of another kind than GitHub makes: %s", (kind) => {
    const { privateKey } =
      kind === "ec" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("ed25519");
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    expect(faults({ PRIVATE_KEY: pem })).toEqual(["PRIVATE_KEY: not an RSA key."]);
  });

  it("with what is no repository in ALLOW_REPOSITORIES, and a managed account's is one", () => {
    expect(faults({ ALLOW_REPOSITORIES: "mona_octo/catalog, acme/marketplace" })).toEqual([]);
    for (const name of ["mona", "_mona/catalog", "a/b/c", "https://github.com/a/b"])
      expect(faults({ ALLOW_REPOSITORIES: name })).toEqual([
        "ALLOW_REPOSITORIES: every entry is an OWNER/NAME.",
      ]);
  });

  it("with everything that is wrong said at once", () => {
    const read = readConfig({ PORT: "x", ALLOW_REPOSITORIES: "no", GITHUB_API_URL: "http://github.example" });
    expect(read.state === "faulty" ? read.faults.length : 0).toBeGreaterThanOrEqual(7);
  });
});

describe("the log", () => {
  const jwt = `eyJ${randomBytes(20).toString("base64url")}.${randomBytes(80).toString("base64url")}.${randomBytes(200).toString("base64url")}`;
  const plain = strong();
  const shapes: readonly (readonly [string, string])[] = [
    ["a token of the old form", `ghs_${randomBytes(27).toString("hex").slice(0, 36)}`],
    ["a token of the new form", `ghs_4711_${jwt}`],
    ["a personal token", `ghp_${randomBytes(27).toString("hex").slice(0, 36)}`],
    ["a fine-grained token", `github_pat_${randomBytes(40).toString("hex")}`],
    ["the App's JWT", jwt],
    ["a private key", KEY],
    ["a private key in one line", KEY.trim().replaceAll("\n", String.raw`\n`)],
    ["a private key that is cut", KEY.slice(0, 400)],
    ["an Authorization header", `Bearer ${randomBytes(20).toString("hex")}`],
    ["a basic Authorization header", `basic ${Buffer.from(`x-access-token:${plain}`).toString("base64")}`],
    ["a database address", `postgres://steward:${plain}@db.internal:5432/steward`],
    ["a signature", `sha256=${randomBytes(32).toString("hex")}`],
    ["a secret of ours without a shape", plain],
  ];
  const secretPart = (text: string): string =>
    text.includes("://")
      ? plain
      : (text.split(/[\n.\s=]|\\n/).sort((a, b) => b.length - a.length)[0] ?? text);

  it.each(shapes)("never shows %s, wherever it stands", (_, secret) => {
    const lines: string[] = [];
    const log = createLog("trace", { write: (line: string) => void lines.push(line) }, [plain]);
    const failed = new Error(`could not send ${secret}`);
    log.info("worked", { text: `before ${secret} after`, url: secret, "in a name": { [secret]: 1 } });
    log.warn(`message ${secret}`, { deep: { list: [{ a: secret }, [secret]] }, failed });
    log.error("failed", { bug: failed.stack, cause: { stack: failed.stack }, bytes: Buffer.from(secret) });
    log.error("long", { text: `${"x".repeat(3_990)}${secret}` });
    expect(lines).toHaveLength(4);
    expect(lines.join("\n")).not.toContain(secretPart(secret));
    for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
    expect(lines.join("\n")).toContain("[redacted]");
  });

  it("leaves ordinary words, addresses and numbers alone", () => {
    for (const text of [
      "POST /repos/{owner}/{repo}/check-runs: 422",
      "https://github.com/community/marketplace/pull/7",
      "review:7#12",
      "0123456789abcdef0123456789abcdef01234567",
      "the token was not accepted",
    ])
      expect(redact(text, ["short"])).toBe(text);
  });

  it("ends with what refers to itself", () => {
    const lines: string[] = [];
    const log = createLog("trace", { write: (line: string) => void lines.push(line) });
    const round: Record<string, unknown> = { big: 1n };
    round["again"] = round;
    log.info("round", { round });
    expect(lines).toHaveLength(1);
  });
});

describe("METRICS_ADDRESS", () => {
  const at = (text: string) => {
    const read = readConfig(environment({ METRICS_ADDRESS: text, PORT: "3000" }));
    return read.state === "ready" ? read.config.metricsAt : read.faults[0];
  };

  it.each([
    ["", undefined],
    ["9090", { host: "127.0.0.1", port: 9_090 }],
    ["0.0.0.0:9090", { host: "0.0.0.0", port: 9_090 }],
    ["metrics.internal:9090", { host: "metrics.internal", port: 9_090 }],
    ["[::1]:9090", { host: "::1", port: 9_090 }],
  ])("%j", (text, expected) => {
    expect(at(text)).toEqual(expected);
  });

  it.each(["3000", "0.0.0.0:3000", "no port", "host:", "1.2.3.4:70000", ":9090", "::1:9090", "http://a:1"])(
    "%j is refused",
    (text) => {
      expect(at(text)).toMatch(/^METRICS_ADDRESS: /);
    },
  );
});

describe("APP_ID", () => {
  it.each([
    ["222", { appId: 222, formerAppIds: [] }],
    ["222,111", { appId: 222, formerAppIds: [111] }],
    [" 222 , 111 , 3 ", { appId: 222, formerAppIds: [111, 3] }],
  ])("%j names the App, and those it took over from", (text, expected) => {
    const read = readConfig(environment({ APP_ID: text }));
    expect(read.state === "ready" && read.config).toMatchObject(expected);
  });

  it.each(["", "x", "0", "-1", "1.5", "x,111", "222,x", "222,0"])("%j is refused", (text) => {
    expect(faults({ APP_ID: text })).toEqual([expect.stringMatching(/^APP_ID: /)]);
  });
});
