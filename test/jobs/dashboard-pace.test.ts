// A dashboard is right within seconds, and a busy repository does not pay for that with its hour's contents.

import { describe, expect, it } from "@jest/globals";
import { createDashboardPace } from "../../src/jobs/queue/dashboard-pace.ts";

const START = Date.parse("2026-10-01T10:00:00Z");
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe("the pace of a dashboard", () => {
  it("is ten seconds after what changed, and one look for all that changes meanwhile", () => {
    const due = createDashboardPace();
    expect(due(1, START)).toBe(START + 10 * SECOND);
    expect(due(1, START + 4 * SECOND)).toBe(START + 10 * SECOND);
    expect(due(1, START + 10 * SECOND + 1)).toBe(START + 20 * SECOND + 1);
  });

  it("is slower after twelve of them in an hour, and quick again when they are an hour past", () => {
    const due = createDashboardPace();
    for (let look = 0; look < 12; look += 1) {
      const nowMs = START + look * MINUTE;
      expect(due(1, nowMs)).toBe(nowMs + 10 * SECOND);
    }
    const busyMs = START + 12 * MINUTE;
    expect(due(1, busyMs)).toBe(busyMs + 5 * MINUTE);
    expect(due(2, busyMs)).toBe(busyMs + 10 * SECOND);
    const laterMs = START + 61 * MINUTE;
    expect(due(1, laterMs)).toBe(laterMs + 10 * SECOND);
  });
});
