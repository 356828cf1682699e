// One pull request's part of a host's hour: a quarter, and nobody else's.

import { describe, expect, it } from "@jest/globals";
import { createHostGate } from "../../src/adapters/web/gate.ts";

const HOUR_MS = 3_600_000;

function gateOf(perHour: number | undefined) {
  const clock = { atMs: 0, nowMs: () => clock.atMs };
  const gate = createHostGate(2, perHour, 1_000, clock);
  const { signal } = new AbortController();
  const enter = async (host: string, share?: string): Promise<boolean> => {
    const leave = await gate.enter(host, signal, share);
    leave?.();
    return leave !== undefined;
  };
  /** How many of `times` got in. */
  const count = async (times: number, host: string, share?: string): Promise<number> => {
    let entered = 0;
    for (let time = 0; time < times; time += 1) if (await enter(host, share)) entered += 1;
    return entered;
  };
  return { clock, count };
}

describe("a share of a host's hour", () => {
  it("is a quarter, and what is refused costs nobody anything", async () => {
    const { count } = gateOf(40);
    expect(await count(500, "a.example", "1 7")).toBe(10);
    expect(await count(500, "a.example", "1 8")).toBe(10);
    // The same number in another repository is another pull request.
    expect(await count(500, "a.example", "2 7")).toBe(10);
    expect(await count(500, "a.example")).toBe(10);
  });

  it("is counted by host, and anew each hour", async () => {
    const { clock, count } = gateOf(40);
    expect(await count(500, "a.example", "1 7")).toBe(10);
    expect(await count(500, "b.example", "1 7")).toBe(10);
    clock.atMs = HOUR_MS - 1;
    expect(await count(1, "a.example", "1 7")).toBe(0);
    clock.atMs = HOUR_MS;
    expect(await count(500, "a.example", "1 7")).toBe(10);
  });

  it("does not bind what belongs to nobody's share", async () => {
    const { count } = gateOf(40);
    expect(await count(30, "a.example")).toBe(30);
    expect(await count(500, "a.example", "1 7")).toBe(10);
    expect(await count(1, "a.example")).toBe(0);
  });

  it("never opens what the whole hour does not, and leaves one request of a small one", async () => {
    const whole = gateOf(40);
    expect(await whole.count(38, "a.example")).toBe(38);
    expect(await whole.count(10, "a.example", "1 7")).toBe(2);
    expect(await gateOf(3).count(3, "a.example", "1 7")).toBe(1);
    expect(await gateOf(0).count(3, "a.example", "1 7")).toBe(0);
  });

  it("has no bound where the hour has none", async () => {
    expect(await gateOf(undefined).count(100, "a.example", "1 7")).toBe(100);
  });
});
