import { expect, test } from "vitest";
import { endsIn, left, madeWord, scopesWord, usedWord } from "../src/admin/tokens/words";
import type { TokenRow } from "../src/admin/wire";

const NOW = Date.parse("2026-01-15T15:30:00+00:00") / 1000;
const TOKEN: TokenRow = {
  token_id: "0",
  name: "crm-sync",
  begins: "9f2c",
  scopes: ["voice", "campaign", "live", "chat", "analytics"],
  created_at: "2026-01-15T15:29:30+00:00",
  created_by: "sumeet",
  last_used_at: null,
  last_used_for: "",
  ends_at: null,
};

test("what is left is told in hours and minutes, the last minute as one", () => {
  expect([0.1, 59, 60, 61, 3599, 3600, 14_280, 86_400].map(left)).toEqual([
    "1 min",
    "1 min",
    "1 min",
    "2 min",
    "1 h",
    "1 h",
    "3 h 58 min",
    "24 h",
  ]);
});

test("who made a token, and when", () => {
  expect(madeWord(TOKEN, NOW)).toBe("now, by sumeet");
  const earlier = { ...TOKEN, created_at: "2025-09-02T10:00:00+00:00" };
  expect(madeWord(earlier, NOW)).toMatch(/^2 Sept?, by sumeet$/);
  expect(madeWord({ ...earlier, created_by: "" }, NOW)).toMatch(/^2 Sept?$/);
  expect(madeWord({ ...TOKEN, created_by: "cli" }, NOW)).toBe("now, by the command line");
  const renewed = { ...TOKEN, created_by: "token:crm-sync" };
  expect(madeWord(renewed, NOW)).toBe("now, by itself, over the API");
});

test("what it was last used for", () => {
  expect(usedWord(TOKEN, NOW)).toBe("Never");
  const used = { ...TOKEN, last_used_at: "2026-01-15T15:24:00Z", last_used_for: "add_multiple" };
  expect(usedWord(used, NOW)).toMatch(/^\d\d:24, add_multiple$/);
});

test("what it may be used for", () => {
  expect(scopesWord(TOKEN)).toBe("everything");
  expect(scopesWord({ ...TOKEN, scopes: ["live", "chat"] })).toBe("live, chat");
});

test("one that was reset ends, and never before now", () => {
  expect(endsIn(TOKEN, NOW)).toBeNull();
  expect(endsIn({ ...TOKEN, ends_at: "2026-01-15T16:30:00+00:00" }, NOW)).toBe(3600);
  expect(endsIn({ ...TOKEN, ends_at: "2026-01-15T15:00:00+00:00" }, NOW)).toBe(0);
});
