import { describe, expect, it } from "vitest";
import {
  callbackWish,
  needsCallback,
  noCallback,
  placeOf,
  quickTimes,
  readCallback,
} from "../src/state/callback";
import { ownZone } from "../src/state/zones";
import { leadView } from "./views";

const at = (iso: string): number => Date.parse(iso) / 1000;
const now = at("2026-11-24T15:24:10Z");
const NEW_YORK = "America/New_York";
const LONDON = "Europe/London";

describe("where a lead is", () => {
  it("is the first of its zones, by the city's name", () => {
    expect(placeOf(leadView(), now)).toEqual({
      zone: NEW_YORK,
      city: "New York",
      known: true,
      several: false,
    });
  });

  it("has no city's name where all of them show the same time", () => {
    const place = placeOf(leadView({ zones: ["Europe/Guernsey", LONDON] }), now);
    expect(place).toMatchObject({ zone: "Europe/Guernsey", city: "", several: false });
  });

  it("is told apart where they do not", () => {
    const place = placeOf(leadView({ zones: [NEW_YORK, "America/Los_Angeles"] }), now);
    expect(place).toMatchObject({ city: "New York", several: true });
  });

  it("is where the agent is when nobody can tell", () => {
    for (const zones of [[], ["Mars/Olympus"], ["Mars/Olympus", LONDON]]) {
      expect(placeOf(leadView({ zones }), now)).toMatchObject({ zone: ownZone(), known: false });
    }
  });
});

describe("a quick choice", () => {
  it("is by the lead's clock: an hour, to the next five minutes, and tomorrow about now", () => {
    expect(quickTimes(NEW_YORK, now, null)).toEqual({
      hour: { date: "2026-11-24", time: "11:25" },
      tomorrow: { date: "2026-11-25", time: "10:30" },
    });
  });

  it("of tomorrow is at the time that was promised before", () => {
    const promised = at("2026-11-24T19:45:00Z");
    expect(quickTimes(NEW_YORK, now, promised).tomorrow).toEqual({
      date: "2026-11-25",
      time: "14:45",
    });
  });

  it("is of the lead's day, when that is another than the agent's", () => {
    expect(quickTimes("Pacific/Auckland", now, null)).toEqual({
      hour: { date: "2026-11-25", time: "05:25" },
      tomorrow: { date: "2026-11-26", time: "04:30" },
    });
  });
});

describe("a callback that is filled in", () => {
  const draft = { ...noCallback, date: "2026-11-25", time: "10:30" };

  it("reads by the lead's clock, and the agent's own beside it", () => {
    expect(readCallback(draft, NEW_YORK, now, LONDON)).toEqual({
      fault: null,
      there: "Wed 25 Nov 10:30",
      here: "15:30",
      how: "once",
    });
  });

  it("says no day that is today, and the agent's own day where it differs", () => {
    const late = { ...draft, date: "2026-11-24", time: "20:00" };
    expect(readCallback(late, NEW_YORK, now, LONDON)).toMatchObject({
      there: "20:00",
      here: "Wed 25 Nov 01:00",
    });
  });

  it("reads once where both clocks show the same", () => {
    expect(readCallback(draft, "Europe/Lisbon", now, LONDON).here).toBeNull();
  });

  it("is not one without a date, a time, or after that time", () => {
    expect(readCallback({ ...draft, date: "" }, NEW_YORK, now, LONDON).fault).toBe("missing");
    expect(readCallback({ ...draft, time: "" }, NEW_YORK, now, LONDON).fault).toBe("missing");
    const past = { ...draft, date: "2026-11-24", time: "10:24" };
    expect(readCallback(past, NEW_YORK, now, LONDON).fault).toBe("past");
    expect(readCallback({ ...past, time: "10:25" }, NEW_YORK, now, LONDON).fault).toBeNull();
  });

  it("shows the time that a skipped one counts as", () => {
    const skipped = { ...draft, date: "2027-03-14", time: "02:30" };
    expect(readCallback(skipped, NEW_YORK, now, LONDON)).toMatchObject({
      there: "Sun 14 Mar 03:30",
      here: "07:30",
      how: "skipped",
    });
  });

  it("is sent as it stands on the lead's wall, its note no longer than may be", () => {
    expect(callbackWish({ ...draft, personal: false, note: " after work " })).toEqual({
      at: "2026-11-25T10:30",
      personal: false,
      note: "after work",
    });
    expect(callbackWish(draft, "x".repeat(900)).note).toHaveLength(400);
  });
});

describe("a disposition", () => {
  it("needs a time where its campaign says so", () => {
    expect(needsCallback(leadView(), "callback")).toBe(true);
    expect(needsCallback(leadView(), "sold")).toBe(false);
    expect(needsCallback(leadView(), "unheard-of")).toBe(false);
    expect(needsCallback(null, "callback")).toBe(false);
  });
});
