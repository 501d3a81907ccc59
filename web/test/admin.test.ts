import { expect, test } from "vitest";
import { addressOf, fieldFault, HttpFault } from "../src/admin/api";
import { numberOf } from "../src/admin/parts/fields";
import { clockOf } from "../src/admin/parts/hours";
import { filled } from "../src/admin/parts/lists";
import { linesOf, ratesOf } from "../src/admin/settings/rates";
import { firstNothing, patchOf } from "../src/admin/patch";
import { about } from "../src/admin/audit/words";
import { tidied } from "../src/admin/campaigns/draft";
import { codeOf } from "../src/admin/campaigns/words";
import { cloudOf } from "../src/ui/ways";
import { pageAt, type PageSpec } from "../src/admin/registry";

const page = (path: string): PageSpec => ({
  path,
  label: path,
  icon: "users",
  group: "run",
  right: "use_dock",
  view: () => null,
});

test("an address has what is given, and nothing of what is not", () => {
  expect(addressOf("/manage/api/users")).toBe("/manage/api/users");
  expect(addressOf("/manage/api/users", { q: "a b", skip: 0, team: "", cloud_id: null })).toBe(
    "/manage/api/users?q=a+b&skip=0",
  );
});

test("a refusal is told beside its field", () => {
  const refused = (message: string) =>
    fieldFault(new HttpFault(400, "invalid-field", message, null));
  expect(refused("time_zone: “x” is no IANA time zone.")).toEqual({
    field: "time_zone",
    message: "“x” is no IANA time zone.",
  });
  expect(refused("dial_policy.countries[2]: must be text.")).toEqual({
    field: "dial_policy.countries[2]",
    message: "Must be text.",
  });
  expect(refused("Changes cannot be saved now: the disk is full.").field).toBe("");
  expect(fieldFault(new TypeError("fetch failed")).message).toContain("did not answer");
});

test("the page of an address is the one with the longest path", () => {
  const pages = [page("/admin/settings"), page("/admin/settings/hours"), page("/admin/users")];
  expect(pageAt("/admin/users", pages)).toMatchObject({ page: pages[2], rest: "" });
  expect(pageAt("/admin/users/a%40b.example", pages)?.rest).toBe("a@b.example");
  expect(pageAt("/admin/settings/hours/monday", pages)).toMatchObject({
    page: pages[1],
    rest: "monday",
  });
  expect(pageAt("/admin/users-of-old", pages)).toBeNull();
  expect(pageAt("/admin", pages)).toBeNull();
});

test("hours are understood as people type them", () => {
  expect(clockOf("9")).toBe("09:00");
  expect(clockOf("930")).toBe("09:30");
  expect(clockOf(" 17.45 ")).toBe("17:45");
  expect(clockOf("24:00")).toBe("24:00");
  expect(clockOf("25")).toBe("25");
  expect(clockOf("noon")).toBe("noon");
});

test("numbers, and lines with something in them", () => {
  expect(numberOf(" 2,5 ")).toBe(2.5);
  expect(numberOf("")).toBeNull();
  expect(numberOf("many")).toBeNull();
  expect(filled(["  Lunch ", "", "  "])).toEqual(["Lunch"]);
});

test("a form's patch has what changed, and nothing else", () => {
  const before = { a: 1, list: ["x"], inner: { b: true, c: "" }, map: { "44": 2, "1": 1 } };
  expect(patchOf(before, { ...before })).toEqual({});
  expect(
    patchOf(before, {
      a: 2,
      list: ["x", "y"],
      inner: { b: true, c: "d" },
      map: { "44": 3 } as Record<string, number>,
    }),
  ).toEqual({ a: 2, list: ["x", "y"], inner: { c: "d" }, map: { "1": null, "44": 3 } });
  expect(firstNothing(before, { ...before, inner: { b: true, c: null } })).toBe("inner.c");
  expect(firstNothing(before, before)).toBeNull();
});

test("rates are saved by their beginnings, each once", () => {
  expect(linesOf({ "91": 2, "44": 1 })).toEqual([
    { prefix: "44", rate: 1 },
    { prefix: "91", rate: 2 },
  ]);
  expect(
    ratesOf([
      { prefix: "+44 20", rate: 1 },
      { prefix: "", rate: null },
    ]),
  ).toEqual({ "4420": 1 });
  const twice = { prefix: "44", rate: 1 };
  expect(() => ratesOf([twice, twice])).toThrow("dial_policy.minute_rates: “44” is there twice.");
  expect(() => ratesOf([{ prefix: "44", rate: null }])).toThrow("Type a number.");
});

test("the space is the one of the login, else of the address", () => {
  expect(cloudOf("rishi@leap", "?cloud=novanet")).toBe("leap");
  expect(cloudOf("rishi@mail.example@Leap ", "")).toBe("leap");
  expect(cloudOf("rishi", "?cloud=novanet")).toBe("novanet");
  expect(cloudOf("", "")).toBe("");
});

test("a disposition's code says what its name says", () => {
  expect(codeOf("Send brochure")).toBe("send-brochure");
  expect(codeOf(" Zurückrufen: 2. Mal! ")).toBe("zuruckrufen-2-mal");
  expect(codeOf("再见")).toBe("");
});

test("the audit log says what an entry is about, whatever its detail calls it", () => {
  const row = (detail: object) => about({ detail } as Parameters<typeof about>[0]);
  expect(row({ webhook: "CRM", url: "https://crm.example", types: [] })).toBe("CRM");
  expect(row({ reason: "", numbers: ["1", "2", "3", "4"] })).toBe("1, 2, 3, …");
  expect(row({ count: 2, logins: ["dev", "lena"] })).toBe("dev, lena");
  expect(row({ address: "127.0.0.1" })).toBe("127.0.0.1");
  expect(row({ changed: { time_zone: ["UTC", "Europe/Kyiv"] } })).toBe("time_zone");
  expect(row({ login: "rishi", changed: { role: ["agent", "admin"] } })).toBe("rishi: role");
});

test("of a campaign's skip reasons the lines that were left empty are not sent", () => {
  const changes = { skip_reasons: ["Asleep ", "", " "], "dialer.cap": 0.02 };
  expect(tidied(changes)).toEqual({ skip_reasons: ["Asleep"], "dialer.cap": 0.02 });
  expect(tidied({ "dialer.cap": 0.02 })).toEqual({ "dialer.cap": 0.02 });
});
