/** What agents say to a lead, and how they see it. */
import { useRef } from "preact/hooks";
import { ScriptText } from "../../ui/script";
import { useAdmin } from "../here";
import { useLoad } from "../load";
import { Field, useField } from "../parts";
import type { LeadLines, LeadSheet } from "../wire";
import * as copy from "./copy";
import type { Draft } from "./draft";
import { API } from "./list";
import { SettingForm } from "./settingfields";
import { LEADS } from "./why";

const words = copy.settings.script;

export function ScriptTab({ draft }: { draft: Draft }) {
  const { api } = useAdmin();
  const { campaign_id } = draft.sheet;
  // What the first lead has: the fields one may name.
  const sample = useLoad<LeadSheet | null>(
    async (stop) => {
      const path = `${API}/${campaign_id}/leads`;
      const [first] = (await api.get<LeadLines>(path, { limit: 1 }, stop)).leads;
      return first ? api.get<LeadSheet>(`${LEADS}/${first.lead_id}`, {}, stop) : null;
    },
    [campaign_id],
  );
  const text = draft.get<string>("script");
  const lead = sample.data;
  const data = lead ? { number: lead.lead.number, ...lead.data } : {};
  return (
    <SettingForm draft={draft} shown={["script"]}>
      <div class="script-two">
        <Field label={words.label} hint={words.hint} error={draft.doing.fault("script")}>
          <Editor
            text={text}
            set={(changed) => draft.set("script", changed)}
            fields={Object.keys(data)}
            readOnly={draft.readOnly}
          />
        </Field>
        <div class="field">
          <span class="label">{words.preview}</span>
          <section class="script-preview" aria-label={words.preview}>
            {text.trim() ? (
              <ScriptText text={text} data={data} />
            ) : (
              <p class="sm muted">{words.empty}</p>
            )}
          </section>
          <span class="xs faint">{lead ? words.sample : words.noSample}</span>
        </div>
      </div>
    </SettingForm>
  );
}

interface EditorProps {
  readonly text: string;
  readonly set: (text: string) => void;
  readonly fields: readonly string[];
  readonly readOnly: boolean;
}

function Editor({ text, set, fields, readOnly }: EditorProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  const insert = (field: string): void => {
    const element = box.current;
    if (!element) return;
    const told = `{${field}}`;
    element.setRangeText(told, element.selectionStart, element.selectionEnd, "end");
    set(element.value);
    element.focus();
  };
  return (
    <>
      <textarea
        {...useField()}
        ref={box}
        class="input script-source"
        rows={14}
        maxLength={20_000}
        value={text}
        disabled={readOnly}
        onInput={(event) => set(event.currentTarget.value)}
      />
      {fields.length > 0 && !readOnly && (
        <div class="row g1 wraps" role="group" aria-label={words.fields}>
          {fields.map((field) => (
            <button
              key={field}
              type="button"
              class="btn line sm mono"
              aria-label={words.insert(field)}
              onClick={() => insert(field)}
            >
              {`{${field}}`}
            </button>
          ))}
        </div>
      )}
    </>
  );
}
