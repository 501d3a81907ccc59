import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  cityOf,
  clocksAt,
  dayLater,
  isZone,
  momentOf,
  wallAt,
  wallsAt,
  wallWord,
} from "../src/state/zones";

/** The server is held to the same table by tests/unit/domain/test_wall_times.py. */
const table = JSON.parse(
  readFileSync(new URL("../../tests/fixtures/wall_times.json", import.meta.url), "utf8"),
) as readonly { wall: string; zone: string; at: number }[];

const at = (iso: string): number => Date.parse(iso) / 1000;

describe("a wall time", () => {
  it.each(table.map((row) => [row.wall, row.zone, row.at] as const))(
    "%s in %s is the moment the server takes it for",
    (wall, zone, moment) => {
      expect(momentOf(wall, zone)?.at).toBe(moment);
    },
  );

  it.each([
    ["2026-03-08T02:30", "America/New_York", "skipped"],
    ["2026-03-08T03:00", "America/New_York", "once"],
    ["2026-11-01T01:30", "America/New_York", "twice"],
    ["2026-11-01T02:00", "America/New_York", "once"],
    ["2026-10-04T02:15", "Australia/Lord_Howe", "skipped"],
    ["2026-04-05T01:45", "Australia/Lord_Howe", "twice"],
    ["2011-12-30T12:00", "Pacific/Apia", "skipped"],
  ])("%s in %s is there %s", (wall, zone, how) => {
    expect(momentOf(wall, zone)?.how).toBe(how);
  });

  it("comes back from its moment, all day long and over both changes of a year", () => {
    for (const day of ["2026-03-29", "2026-07-01", "2026-10-25"]) {
      for (let minute = 0; minute < 1440; minute += 30) {
        const moment = at(`${day}T00:00Z`) + minute * 60;
        const wall = wallAt(moment, "Europe/London");
        const back = momentOf(wall, "Europe/London");
        if (back?.how === "twice") expect(moment - back.at).toBeOneOf([0, 3600]);
        else expect(back).toEqual({ at: moment, how: "once" });
      }
    }
  });

  it.each(["", "T", "2026-04-31T10:00", "2026-02-29T10:00", "2026-04-30T24:00", "2026-4-3T1:00"])(
    "that is none (%j) is no moment",
    (wall) => {
      expect(momentOf(wall, "Europe/London")).toBeNull();
    },
  );
});

describe("clocks elsewhere", () => {
  const noon = at("2026-11-24T15:30Z");

  it("show each time once, and no zone that the browser does not know", () => {
    expect(wallsAt(noon, ["Europe/London", "Europe/Guernsey", "Mars/Olympus"])).toEqual([
      "2026-11-24T15:30",
    ]);
    expect(isZone("Mars/Olympus")).toBe(false);
    expect(isZone("")).toBe(false);
  });

  it("say the day only where it is not the agent's", () => {
    expect(clocksAt(noon, ["America/New_York"], "Europe/London")).toEqual({
      first: "10:30",
      last: null,
    });
    expect(clocksAt(noon, ["Pacific/Auckland"], "Europe/London")).toEqual({
      first: "Wed 04:30",
      last: null,
    });
    expect(clocksAt(noon, ["America/New_York", "America/Los_Angeles"], "Europe/London")).toEqual({
      first: "07:30",
      last: "10:30",
    });
    expect(clocksAt(noon, [], "Europe/London")).toBeNull();
  });

  it("are known by their city", () => {
    expect(cityOf("America/New_York")).toBe("New York");
    expect(cityOf("America/Argentina/Buenos_Aires")).toBe("Buenos Aires");
    expect(cityOf("UTC")).toBe("UTC");
  });

  it("are read with their day, unless that is today", () => {
    expect(wallWord("2026-11-24T10:30", "2026-11-24")).toBe("10:30");
    expect(wallWord("2026-11-24T10:30", "2026-11-25")).toBe("Tue 24 Nov 10:30");
  });

  it("count days by the calendar", () => {
    expect(dayLater("2026-02-28", 1)).toBe("2026-03-01");
    expect(dayLater("2026-12-31", 1)).toBe("2027-01-01");
  });
});
