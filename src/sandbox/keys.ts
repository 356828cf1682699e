// The App's RSA key, in the PKCS#1 form GitHub hands out.

import { createPublicKey, generateKeyPair } from "node:crypto";
import { promisify } from "node:util";

const RSA_BITS = 2048;

async function generate(): Promise<string> {
  const made = await promisify(generateKeyPair)("rsa", {
    modulusLength: RSA_BITS,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  return made.privateKey;
}

/** One key a process: finding two primes takes up to half a second, and hundreds of tests want a sandbox each. */
const sharedKey: { promise?: Promise<string> } = {};

export async function makeKeyPair(
  given: string | undefined,
): Promise<{ readonly privateKey: string; readonly publicKey: string }> {
  const privateKey = given ?? (await (sharedKey.promise ??= generate()));
  const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString();
  return { privateKey, publicKey };
}
