/** Settings that were changed and are not saved yet, by path. */
import { useState } from "preact/hooks";
import { useAdmin } from "../here";
import { useDoing, type Doing } from "../load";
import { filled } from "../parts";
import type { CampaignSheet } from "../wire";
import * as copy from "./copy";
import { API } from "./list";

export interface Draft {
  readonly sheet: CampaignSheet;
  readonly doing: Doing;
  readonly dirty: boolean;
  readonly readOnly: boolean;
  /** As it is, or as it was changed to. */
  readonly get: <T>(path: string) => T;
  /** undefined: as it is. */
  readonly set: (path: string, value: unknown) => void;
  readonly undo: () => void;
  readonly save: () => void;
}

type Changes = Readonly<Record<string, unknown>>;

export function useDraft(sheet: CampaignSheet, put: (sheet: CampaignSheet) => void): Draft {
  const { api, say, can } = useAdmin();
  const doing = useDoing();
  const [changes, setChanges] = useState<Changes>({});
  const get = <T>(path: string): T =>
    (path in changes ? changes[path] : at(sheet.settings, path)) as T;
  const set = (path: string, value: unknown): void => {
    const { [path]: before, ...others } = changes;
    void before;
    const same = JSON.stringify(value) === JSON.stringify(at(sheet.settings, path));
    setChanges(same || value === undefined ? others : { ...others, [path]: value });
  };
  const undo = (): void => {
    setChanges({});
    doing.clear();
  };
  const save = (): void =>
    void doing.run(async () => {
      const place = `${API}/${sheet.campaign_id}`;
      put(await api.patch<CampaignSheet>(place, { settings: nested(tidied(changes)) }));
      // What was typed while it was being saved is not saved yet.
      setChanges((now) => unlike(changes, now));
      say(copy.settings.saved);
    });
  return {
    sheet,
    doing,
    dirty: Object.keys(changes).length > 0,
    readOnly: !can("run_operation"),
    get,
    set,
    undo,
    save,
  };
}

/** Without the lines that were left empty. */
export function tidied(changes: Changes): Changes {
  const { skip_reasons: reasons } = changes;
  return reasons === undefined
    ? changes
    : { ...changes, skip_reasons: filled(reasons as readonly string[]) };
}

/** Those that are not what was sent. */
function unlike(sent: Changes, now: Changes): Changes {
  const same = (path: string): boolean => JSON.stringify(sent[path]) === JSON.stringify(now[path]);
  return Object.fromEntries(Object.entries(now).filter(([path]) => !same(path)));
}

function at(value: unknown, path: string): unknown {
  let found: unknown = value;
  for (const name of path.split(".")) {
    found = (found as Readonly<Record<string, unknown>> | undefined)?.[name];
  }
  return found;
}

/** `{"dialer.cap": 0.02}` as `{"dialer": {"cap": 0.02}}`. */
export function nested(changes: Changes): Readonly<Record<string, unknown>> {
  const told: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(changes)) {
    const names = path.split(".");
    const last = names.pop()!;
    let into = told;
    for (const name of names) into = (into[name] ??= {}) as Record<string, unknown>;
    into[last] = value;
  }
  return told;
}
