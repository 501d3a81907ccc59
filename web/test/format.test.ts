import { describe, expect, it } from "vitest";
import {
  clock,
  initials,
  payloadRows,
  phoneNumber,
  recordAddress,
  safeAddress,
  whenOf,
} from "../src/state/format";

const words = { yes: "Yes", no: "No", none: "None" };

describe("numbers", () => {
  it.each([
    ["12025550143", "+1 202 555 0143"],
    ["+442079460100", "+44 20 7946 0100"],
    ["919876543210", "+91 98765 43210"],
    ["999999999999", "+999999999999"],
    ["anonymous", "anonymous"],
    ["", ""],
  ])("%s reads %s", (digits, read) => {
    expect(phoneNumber(digits)).toBe(read);
  });
});

describe("seconds", () => {
  it.each([
    [0, "0:00"],
    [84.9, "1:24"],
    [3599, "59:59"],
    [3727, "1:02:07"],
    [-3, "0:00"],
  ])("%d read %s", (seconds, read) => {
    expect(clock(seconds)).toBe(read);
  });
});

describe("past calls", () => {
  const noon = new Date(2026, 10, 23, 12, 0).getTime() / 1000;
  it.each([
    [noon - 3600, "11:00"],
    [noon - 86_400, "Sun 12:00"],
    [noon - 14 * 86_400, "9 Nov"],
  ])("%d", (at, read) => {
    expect(whenOf(at, noon)).toBe(read);
  });
});

describe("initials", () => {
  it.each([
    ["rishi", "ri"],
    ["Meera Rao", "mr"],
    ["meera@example.com", "me"],
    ["", ""],
  ])("of %j are %j", (name, short) => {
    expect(initials(name)).toBe(short);
  });
});

describe("the CRM's data", () => {
  it("only opens what is a web address", () => {
    expect(safeAddress("https://crm.example/7")).toBe("https://crm.example/7");
    expect(safeAddress(" http://crm.example ")).toBe("http://crm.example/");
    for (const bad of [
      "javascript:alert(1)",
      "tel:+12025550143",
      "data:text/html,x",
      "//x",
      7,
      null,
    ]) {
      expect(safeAddress(bad)).toBeNull();
    }
  });

  it("is listed in its order, nested values under their path", () => {
    expect(
      payloadRows(
        {
          last_visit: "9 November",
          vip: true,
          gone: null,
          geo: { lat: 18.5, more: { deep: "x" } },
          tags: ["a", "b"],
          orders: [{ id: 1 }, { id: 2 }],
          site: "https://crm.example/7",
          bare: {},
        },
        words,
      ),
    ).toEqual([
      { key: "last visit", text: "9 November", link: null },
      { key: "vip", text: "Yes", link: null },
      { key: "gone", text: "None", link: null },
      { key: "geo · lat", text: "18.5", link: null },
      { key: "geo · more · deep", text: "x", link: null },
      { key: "tags", text: "a, b", link: null },
      { key: "orders · 1 · id", text: "1", link: null },
      { key: "orders · 2 · id", text: "2", link: null },
      { key: "site", text: "https://crm.example/7", link: "https://crm.example/7" },
      { key: "bare", text: "{}", link: null },
    ]);
  });

  it("ends somewhere, however deep it goes", () => {
    const deep = { a: { b: { c: { d: { e: { f: 1 } } } } } };
    expect(payloadRows(deep, words)).toEqual([
      { key: "a · b · c · d · e", text: '{"f":1}', link: null },
    ]);
  });

  it("may carry the record's address", () => {
    expect(recordAddress({ Record_URL: "https://crm.example/7" })).toBe("https://crm.example/7");
    expect(recordAddress({ link: "javascript:alert(1)", url: "https://crm.example/8" })).toBe(
      "https://crm.example/8",
    );
    expect(recordAddress({ order: "https://crm.example/9" })).toBeNull();
  });
});
