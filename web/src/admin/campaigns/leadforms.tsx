/** What a click in the drawer opens: time zone, do not call, callback, owner and data. */
import { useState } from "preact/hooks";
import { phoneNumber } from "../../state/format";
import { dateOf, momentOf, ownZone, timeOf, wallAt } from "../../state/zones";
import { useAdmin } from "../here";
import { useDoing } from "../load";
import { Cancel, Dialog, Field, Note, NumberInput, Select, TextInput, useField } from "../parts";
import type { CampaignSheet, LeadSheet } from "../wire";
import * as copy from "./copy";

interface FormProps {
  readonly lead: LeadSheet;
  readonly sheet: CampaignSheet;
  readonly path: string;
  readonly put: (lead: LeadSheet) => void;
  readonly close: () => void;
}

/** Sends it; closed once it is done. */
function useSaving({ put, close }: FormProps, said: string) {
  const { say } = useAdmin();
  const doing = useDoing();
  const save = async (ask: () => Promise<LeadSheet>): Promise<void> => {
    const done = await doing.run(async () => put(await ask()));
    if (!done) return;
    say(said);
    close();
  };
  return { doing, save };
}

function Rest({ text }: { text: string | undefined }) {
  return text ? (
    <Note tone="bad" alert>
      {text}
    </Note>
  ) : null;
}

export function ZoneDialog(props: FormProps) {
  const { api } = useAdmin();
  const { doing, save } = useSaving(props, copy.why.changed);
  const [zone, setZone] = useState(props.lead.timezone || props.lead.zones[0] || "");
  const words = copy.zone;
  return (
    <Dialog
      title={words.heading}
      close={props.close}
      submit={() => void save(() => api.patch(props.path, { timezone: zone.trim() }))}
      footer={
        <>
          <Cancel close={props.close} />
          <button class="btn primary" disabled={doing.busy}>
            {words.save}
          </button>
        </>
      }
    >
      <Field label={words.label} hint={words.hint} error={doing.fault("timezone")}>
        <ZoneInput value={zone} set={setZone} />
      </Field>
      <Rest text={doing.rest(["timezone"])} />
    </Dialog>
  );
}

/** A zone's name, with those that the browser knows offered. */
export function ZoneInput({ value, set }: { value: string; set: (zone: string) => void }) {
  const zones = Intl.supportedValuesOf("timeZone");
  return (
    <>
      <ZoneText value={value} set={set} />
      <datalist id="zones-known">
        {zones.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </>
  );
}

function ZoneText({ value, set }: { value: string; set: (zone: string) => void }) {
  return (
    <input
      {...useField()}
      class="input"
      list="zones-known"
      autocomplete="off"
      spellcheck={false}
      value={value}
      onInput={(event) => set(event.currentTarget.value)}
    />
  );
}

export function NeverDialog(props: FormProps) {
  const { api } = useAdmin();
  const { doing, save } = useSaving(props, copy.why.listed);
  const [everywhere, setEverywhere] = useState(true);
  const [reason, setReason] = useState("");
  const words = copy.never;
  const choice = (yes: boolean, name: string, under: string) => (
    <label class="choice">
      <input
        type="radio"
        name="everywhere"
        checked={everywhere === yes}
        onChange={() => setEverywhere(yes)}
      />
      <b class="medium">{name}</b>
      <span>{under}</span>
    </label>
  );
  return (
    <Dialog
      title={words.heading(phoneNumber(props.lead.lead.number))}
      close={props.close}
      submit={() => void save(() => api.post(`${props.path}/do-not-call`, { everywhere, reason }))}
      footer={
        <>
          <Cancel close={props.close} />
          <button class="btn danger" disabled={doing.busy}>
            {words.yes}
          </button>
        </>
      }
    >
      <div>
        {choice(true, words.everywhere, words.everywhereUnder)}
        {choice(false, words.campaign, words.campaignUnder)}
      </div>
      <Field label={words.reason} hint={words.reasonHint} error={doing.fault("reason")}>
        <TextInput value={reason} set={setReason} longest={200} />
      </Field>
      <Rest text={doing.rest(["reason"])} />
    </Dialog>
  );
}

export function CallbackDialog(props: FormProps) {
  const { api, now } = useAdmin();
  const { doing, save } = useSaving(props, copy.why.callbackSet);
  const zone = ownZone();
  const usual = wallAt(props.lead.callback?.at ?? now() + 3600, zone);
  const [day, setDay] = useState(dateOf(usual));
  const [time, setTime] = useState(timeOf(usual));
  const [who, setWho] = useState(props.lead.callback?.username ?? "");
  const [note, setNote] = useState(props.lead.callback?.note ?? "");
  const words = copy.callback;
  const at = /^\d{4}-\d\d-\d\d$/.test(day) && /^\d\d:\d\d$/.test(time);
  const send = (): void => {
    const moment = at ? momentOf(`${day}T${time}`, zone) : null;
    void save(() => {
      if (!moment) throw new Error(words.past);
      return api.post(`${props.path}/callback`, { at: moment.at, username: who, note });
    });
  };
  return (
    <Dialog
      title={words.heading}
      close={props.close}
      submit={send}
      footer={
        <>
          <Cancel close={props.close} />
          <button class="btn primary" disabled={doing.busy || !at}>
            {words.save}
          </button>
        </>
      }
    >
      <Field label={words.when} group hint={words.here(zone)} error={doing.fault("callback")}>
        <div class="halves">
          <TextInput label={words.day} kind="date" value={day} set={setDay} />
          <TextInput label={words.time} kind="time" value={time} set={setTime} />
        </div>
      </Field>
      <Field label={words.who} error={doing.fault("username")}>
        <AgentSelect sheet={props.sheet} value={who} set={setWho} anybody={words.anybody} />
      </Field>
      <Field label={words.note}>
        <TextInput value={note} set={setNote} longest={500} lines={2} />
      </Field>
      <Rest text={doing.rest(["callback", "username"])} />
    </Dialog>
  );
}

interface AgentProps {
  readonly sheet: CampaignSheet;
  readonly value: string;
  readonly set: (username: string) => void;
  readonly anybody: string;
}

function AgentSelect({ sheet, value, set, anybody }: AgentProps) {
  const known = sheet.agents.some((one) => one.username === value);
  return (
    <Select
      value={value}
      set={set}
      options={[
        { value: "", label: anybody },
        ...(value && !known ? [{ value, label: value }] : []),
        ...sheet.agents.map((one) => ({ value: one.username, label: one.name || one.username })),
      ]}
    />
  );
}

/** What was a number stays one where a number was typed. */
function asTyped(
  typed: Readonly<Record<string, string>>,
  was: LeadSheet["data"],
): Readonly<Record<string, string | number>> {
  const value = (key: string, text: string): string | number =>
    typeof was[key] === "number" && /^-?\d{1,15}(\.\d{1,6})?$/.test(text.trim())
      ? Number(text)
      : text;
  return Object.fromEntries(Object.entries(typed).map(([key, text]) => [key, value(key, text)]));
}

export function LeadDialog(props: FormProps) {
  const { api } = useAdmin();
  const { doing, save } = useSaving(props, copy.why.changed);
  const { lead } = props;
  const texts = Object.entries(lead.data).filter(
    (pair): pair is [string, string | number] =>
      typeof pair[1] === "string" || typeof pair[1] === "number",
  );
  // As it was when this was opened: what a CRM pushes meanwhile is not undone.
  const [was] = useState({
    who: lead.callback ? "" : lead.lead.username,
    priority: lead.priority,
    data: lead.data,
  });
  const [who, setWho] = useState(was.who);
  const [priority, setPriority] = useState<number | null>(was.priority);
  const [data, setData] = useState<Readonly<Record<string, string>>>({});
  const words = copy.changeLead;
  const send = (): void =>
    void save(() =>
      api.patch(props.path, {
        ...(who === was.who ? {} : { username: who }),
        ...(priority === was.priority ? {} : { priority: priority ?? 0 }),
        ...(Object.keys(data).length ? { data: asTyped(data, was.data) } : {}),
      }),
    );
  return (
    <Dialog
      title={words.heading}
      close={props.close}
      wide
      submit={send}
      footer={
        <>
          <Cancel close={props.close} />
          <button class="btn primary" disabled={doing.busy}>
            {words.save}
          </button>
        </>
      }
    >
      <Field label={words.owner} error={doing.fault("username")}>
        <AgentSelect sheet={props.sheet} value={who} set={setWho} anybody={copy.leads.anyone} />
      </Field>
      <Field label={words.priority} hint={words.priorityHint} error={doing.fault("priority")}>
        <NumberInput value={priority} set={setPriority} least={-99} most={99} />
      </Field>
      {texts.map(([key, value]) => (
        <Field key={key} label={`${words.data}: ${key}`}>
          <TextInput
            value={data[key] ?? String(value)}
            set={(text) => setData({ ...data, [key]: text })}
          />
        </Field>
      ))}
      <Rest text={doing.rest(["username", "priority"])} />
    </Dialog>
  );
}
