import { h, render } from "preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useDraft, type Draft } from "../src/admin/campaigns/draft";
import { AdminContext, type Here } from "../src/admin/here";
import type { CampaignSheet } from "../src/admin/wire";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A component that shows nothing needs no page. */
const parent = { childNodes: [], nodeType: 1 } as unknown as HTMLElement;
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(200);

function sheetWith(ring: number, note: string): CampaignSheet {
  return { campaign_id: "c1", settings: { dialer: { ring }, note } } as unknown as CampaignSheet;
}

it("keeps what is typed while a campaign's settings are being saved", async () => {
  const sent: unknown[] = [];
  let answer: (sheet: CampaignSheet) => void = () => undefined;
  const here = {
    api: {
      patch: (_path: string, body: unknown) => {
        sent.push(body);
        return new Promise((resolve) => (answer = resolve));
      },
    },
    say: () => undefined,
    can: () => true,
  } as unknown as Here;
  let sheet = sheetWith(20, "");
  let draft!: Draft;
  const put = (told: CampaignSheet): void => {
    sheet = told;
  };
  function Shows() {
    draft = useDraft(sheet, put);
    return null;
  }
  render(h(AdminContext.Provider, { value: here }, h(Shows, {})), parent);
  draft.set("dialer.ring", 30);
  await settle();
  draft.save();
  await settle();
  draft.set("note", "typed meanwhile");
  await settle();
  answer(sheetWith(30, ""));
  await settle();
  expect(sent).toEqual([{ settings: { dialer: { ring: 30 } } }]);
  expect([draft.get("dialer.ring"), draft.get("note"), draft.dirty]).toEqual([
    30,
    "typed meanwhile",
    true,
  ]);
  draft.save();
  await settle();
  answer(sheetWith(30, "typed meanwhile"));
  await settle();
  expect(sent[1]).toEqual({ settings: { note: "typed meanwhile" } });
  expect(draft.dirty).toBe(false);
});
