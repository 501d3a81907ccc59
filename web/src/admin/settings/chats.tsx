/** Calls and chats together, and what visitors of a site may do. */
import { useAdmin } from "../here";
import { Card, Field, NumberInput, Switch, TextList, filled } from "../parts";
import type { Typed } from "../patch";
import type { ChatPolicy, SettingsAnswer } from "../wire";
import { chats as copy, settings } from "./copy";
import { SettingsForm, placesOf, useSettings } from "./form";

const MEGABYTE = 1_000_000;
const FIELDS = [
  "blending",
  ...[
    "origins",
    "chats_per_address",
    "lines_per_minute",
    "attachment_bytes",
    "attachment_types",
  ].map((name) => `chat.${name}`),
];

interface Props {
  readonly answer: SettingsAnswer;
  readonly saved: (answer: SettingsAnswer) => void;
}

export function Chats(props: Props) {
  return (
    <SettingsForm
      {...props}
      fields={FIELDS}
      tidy={(draft) => ({ ...draft, chat: { ...draft.chat, origins: filled(draft.chat.origins) } })}
    >
      <Blending />
      <Visitors />
      <Files />
    </SettingsForm>
  );
}

function Blending() {
  const { draft, set } = useSettings();
  const { blending } = draft;
  return (
    <Card title={copy.blending}>
      <Switch
        label={copy.calls}
        hint={copy.callsHint}
        on={blending.calls_while_chatting}
        set={(on) => set({ blending: { ...blending, calls_while_chatting: on } })}
      />
      <Switch
        label={copy.chats}
        hint={copy.chatsHint}
        on={blending.chats_while_talking}
        set={(on) => set({ blending: { ...blending, chats_while_talking: on } })}
      />
    </Card>
  );
}

function useChat() {
  const { draft, set, usual, doing } = useSettings();
  return {
    chat: draft.chat,
    usual: usual.chat,
    doing,
    change: (part: Partial<Typed<ChatPolicy>>) => set({ chat: { ...draft.chat, ...part } }),
    fault: (field: keyof ChatPolicy) => doing.fault(`chat.${field}`),
  };
}

function Visitors() {
  const { chat, usual, change, fault, doing } = useChat();
  const { can } = useAdmin();
  return (
    <Card title={copy.visitors}>
      <div class="stack g4">
        <Field label={copy.origins} hint={copy.originsHint} error={fault("origins")} group>
          <div class="narrow-list">
            <TextList
              what={copy.originOne}
              values={chat.origins}
              set={(origins) => change({ origins })}
              placeholder="https://shop.example"
              faults={placesOf(doing, "chat.origins")}
            />
          </div>
        </Field>
        <div class="form-grid">
          <Field
            label={copy.perAddress}
            hint={settings.usual(String(usual.chats_per_address))}
            error={fault("chats_per_address")}
          >
            <NumberInput
              value={chat.chats_per_address}
              set={(chats_per_address) => change({ chats_per_address })}
              unit={copy.perAddressUnit}
              least={1}
            />
          </Field>
          <Field
            label={copy.lines}
            hint={settings.usual(String(usual.lines_per_minute))}
            error={fault("lines_per_minute")}
          >
            <NumberInput
              value={chat.lines_per_minute}
              set={(lines_per_minute) => change({ lines_per_minute })}
              unit={copy.linesUnit}
              least={1}
            />
          </Field>
        </div>
        <Switch
          label={copy.webhooks}
          hint={copy.webhooksHint}
          on={chat.webhook_private}
          disabled={!chat.webhook_private && !can("keep_spaces")}
          set={(webhook_private) => change({ webhook_private })}
        />
      </div>
    </Card>
  );
}

function Files() {
  const { chat, usual, change, fault } = useChat();
  const known = [...new Set([...usual.attachment_types, ...chat.attachment_types])];
  const bytes = chat.attachment_bytes;
  return (
    <Card title={copy.files}>
      <div class="stack g4">
        <Switch
          label={copy.attachments}
          hint={copy.attachmentsHint}
          on={chat.attachments}
          set={(attachments) => change({ attachments })}
        />
        {chat.attachments && (
          <>
            <Field
              label={copy.size}
              hint={settings.usual(String(usual.attachment_bytes / MEGABYTE))}
              error={fault("attachment_bytes")}
            >
              <NumberInput
                value={bytes === null ? null : bytes / MEGABYTE}
                set={(size) =>
                  change({ attachment_bytes: size === null ? null : Math.round(size * MEGABYTE) })
                }
                unit={copy.sizeUnit}
                least={1}
              />
            </Field>
            <Field label={copy.types} error={fault("attachment_types")} group>
              <div class="checks-grid">
                {known.map((kind) => (
                  <label key={kind} class="check sm">
                    <input
                      type="checkbox"
                      checked={chat.attachment_types.includes(kind)}
                      onChange={(event) => {
                        const on = event.currentTarget.checked;
                        const chosen = new Set(chat.attachment_types);
                        if (on) chosen.add(kind);
                        else chosen.delete(kind);
                        change({ attachment_types: known.filter((one) => chosen.has(one)) });
                      }}
                    />
                    {copy.typeNames[kind] ?? kind}
                  </label>
                ))}
              </div>
            </Field>
          </>
        )}
      </div>
    </Card>
  );
}
