import { describe, expect, it, vi } from "vitest";
import { everybodyActive } from "../src/admin/people/everybody";
import { draftOf, NEW, wishOf } from "../src/admin/people/fields";
import { partOf, teamPatch, type TeamDraft } from "../src/admin/people/teamform";
import { SigningIn } from "../src/app/signingin";
import type { UserRow } from "../src/admin/wire";

describe("a team", () => {
  const team = {
    name: "Support",
    caller_id: "",
    settings: {
      queue: { ring_seconds: 20, hours: null, numbers: [] },
      chat: { open: true },
      alerts: { paused: 5 },
    },
  } as unknown as TeamDraft;

  it("is sent as what was changed of it", () => {
    expect(teamPatch(team, structuredClone(team))).toEqual({});
    const queue = { ...team.settings.queue, ring_seconds: 15, hours: { days: [] } };
    const after = { ...team, name: " Help ", settings: { ...team.settings, queue } };
    expect(teamPatch(team, after)).toEqual({
      name: "Help",
      settings: { queue: { ring_seconds: 15, hours: { days: [] } } },
    });
  });

  it("says in which part a refused field is", () => {
    expect(partOf("queue.numbers[0].number")).toBe("calls");
    expect(partOf("chat.canned[1].name")).toBe("chats");
    expect(partOf("alerts.paused")).toBe("alerts");
    expect(partOf("team_name")).toBe("team");
    expect(partOf("somewhere")).toBeNull();
  });
});

it("has everybody to choose a team's people from, also where they are many", async () => {
  const all = Array.from({ length: 1_203 }, (_, at) => ({ user_id: String(at) }));
  const get = vi.fn((_path: string, { limit, skip }: { limit: number; skip: number }) =>
    Promise.resolve({ users: all.slice(skip, skip + limit), total: all.length }),
  );
  const api = { get } as unknown as Parameters<typeof everybodyActive>[0];
  expect(await everybodyActive(api, new AbortController().signal)).toEqual(all);
  expect(get).toHaveBeenCalledTimes(3);
});

describe("what is sent of a person", () => {
  it("has a name, and skills that have one", () => {
    const skills = [
      { name: " german ", level: 7 },
      { name: " ", level: 5 },
    ];
    const wish = wishOf({ ...NEW, login: " mira ", skills });
    expect(wish).toMatchObject({ login: "mira", name: "mira", skills: { german: 7 } });
  });

  it("is what it was where nothing was typed", () => {
    const user = { login: "a", name: "A", role: "agent", skills: { b: 1 }, teams: ["t"] };
    const wish = wishOf(draftOf(user as unknown as UserRow));
    expect(wish).toMatchObject(user);
  });
});

describe("signing in", () => {
  const answers = (...all: [number, object][]): void => {
    const next = vi.fn();
    for (const [status, body] of all) {
      next.mockResolvedValueOnce(new Response(JSON.stringify(body), { status }));
    }
    vi.stubGlobal("fetch", next);
  };
  const made = () => {
    const entered = vi.fn();
    return { entered, signing: new SigningIn(() => undefined, entered) };
  };
  const refusal = (code: string, message: string) => ({ success: false, code, message });

  it("asks for a code and takes it", async () => {
    const { entered, signing } = made();
    answers(
      [401, refusal("second-factor-needed", "Type the code.")],
      [401, refusal("second-factor-wrong", "That code is wrong.")],
      [200, { success: true, due: "" }],
    );
    await signing.withPassword("a", "b");
    expect(signing.state).toMatchObject({ step: { at: "code" }, error: "", busy: false });
    await signing.withCode("000000");
    expect(signing.state).toMatchObject({ step: { at: "code" }, error: "That code is wrong." });
    await signing.withCode("123456");
    expect(entered).toHaveBeenCalledOnce();
  });

  it("leads from a password to a second factor", async () => {
    const { entered, signing } = made();
    answers(
      [200, { success: true, due: "password" }],
      [400, refusal("field-invalid", "password: Use 8 to 1024 characters.")],
      [200, { success: true, due: "second-factor" }],
      [200, { success: true, secret: "S", address: "", picture: "" }],
      [200, { success: true, codes: ["x"], due: "" }],
    );
    await signing.withPassword("a", "b");
    await signing.takePassword("c");
    expect(signing.state.error).toBe("Use 8 to 1024 characters.");
    await signing.takePassword("longer than that");
    expect(signing.state.step).toMatchObject({ at: "set-up", app: { secret: "S" } });
    await signing.confirm("123456");
    expect(signing.state.step).toEqual({ at: "codes", codes: ["x"] });
    expect(entered).not.toHaveBeenCalled();
    await signing.goOn();
    expect(entered).toHaveBeenCalledOnce();
  });

  it("begins anew where the session has ended meanwhile", async () => {
    const { signing } = made();
    answers(
      [200, { success: true, due: "password" }],
      [401, refusal("not-signed-in", "Sign in first.")],
    );
    await signing.withPassword("a", "b");
    await signing.takePassword("longer than that");
    expect(signing.state).toMatchObject({ step: { at: "password" }, busy: false });
    expect(signing.state.error).not.toBe("");
  });
});
