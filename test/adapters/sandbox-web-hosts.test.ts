// The made-up web answers over TLS under its own names, and can change its mind while running.

import { request } from "node:https";
import { afterEach, beforeEach, expect, it } from "@jest/globals";

import { createWebHosts, type WebHosts } from "../../src/sandbox/web-hosts.ts";

let hosts: WebHosts;

beforeEach(async () => {
  hosts = await createWebHosts({
    "docs.example": {
      "/": { body: "<h1>Docs</h1>" },
      "/old": { redirect: "https://docs.example/", status: 301 },
      "/dead": { reset: true },
      "/hang": { hang: true },
      "/asked?x=1": () => ({ status: 418, body: "teapot" }),
    },
  });
});

afterEach(() => hosts.close());

function get(
  host: string,
  path: string,
): Promise<{ status: number; body: string; location: string | undefined }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: "127.0.0.1",
        port: hosts.port,
        path,
        servername: host,
        headers: { host },
        ca: hosts.ca,
        agent: false,
        timeout: 300,
      },
      (response) => {
        let body = "";
        response.on("data", (chunk: Buffer) => (body += chunk.toString()));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, body, location: response.headers.location }),
        );
      },
    );
    asked.on("timeout", () => asked.destroy(new Error("timed out")));
    asked.on("error", reject);
    asked.end();
  });
}

it("answers by host and path", async () => {
  expect(await get("docs.example", "/")).toMatchObject({ status: 200, body: "<h1>Docs</h1>" });
  expect(await get("docs.example", "/old")).toMatchObject({ status: 301, location: "https://docs.example/" });
  expect((await get("docs.example", "/asked?x=1")).status).toBe(418);
  expect((await get("docs.example", "/none")).status).toBe(404);
  expect(hosts.requests.map((one) => one.path)).toEqual(["/", "/old", "/asked?x=1", "/none"]);
});

it("hangs, resets, and recovers", async () => {
  await expect(get("docs.example", "/hang")).rejects.toThrow("timed out");
  await expect(get("docs.example", "/dead")).rejects.toThrow();
  hosts.hosts["docs.example"] = { "*": { body: "back" } };
  expect((await get("docs.example", "/hang")).body).toBe("back");
});

it("has a certificate for its own names only", async () => {
  await expect(get("other.example", "/")).rejects.toThrow(/altnames/);
  expect(hosts.resolve("docs.example")).toEqual({ address: "127.0.0.1", port: hosts.port });
  expect(hosts.resolve("other.example")).toBeUndefined();
});
