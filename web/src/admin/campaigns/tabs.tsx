/** The tabs of a campaign's settings, but for dispositions and the script. */
import { phoneNumber } from "../../state/format";
import { Field, Hours, Select, TextList, type Week } from "../parts";
import { placesOf } from "../settings/form";
import type { AttemptOutcome, RetryRule } from "../wire";
import * as copy from "./copy";
import type { Draft } from "./draft";
import { ZoneInput } from "./leadforms";
import { RetryTable } from "./retries";
import { NumberSetting, SettingForm, SwitchSetting } from "./settingfields";

interface TabProps {
  readonly draft: Draft;
}

export function PacingTab({ draft }: TabProps) {
  const words = copy.settings.pacing;
  const of = { draft };
  return (
    <SettingForm draft={draft} shown={["dialer", "leads"]}>
      <div class="form-grid">
        <NumberSetting
          {...of}
          path="dialer.ratio"
          label={words.ratio}
          hint={words.ratioHint}
          least={1}
          most={20}
        />
        <NumberSetting
          {...of}
          path="dialer.most_lines"
          label={words.mostLines}
          hint={words.mostLinesHint}
          optional
          least={1}
        />
        <NumberSetting
          {...of}
          path="dialer.ring_seconds"
          label={words.ring}
          hint={words.ringHint}
          unit="seconds"
        />
        <NumberSetting
          {...of}
          path="dialer.wait_seconds"
          label={words.wait}
          hint={words.waitHint}
          unit="seconds"
        />
        <NumberSetting
          {...of}
          path="dialer.cap"
          label={words.cap}
          hint={words.capHint}
          unit="%"
          scale={0.01}
          least={0}
          most={99}
        />
        <NumberSetting
          {...of}
          path="dialer.window_hours"
          label={words.window}
          hint={words.windowHint}
          unit="hours"
        />
        <NumberSetting {...of} path="leads.wrap_up_seconds" label={words.wrapUp} unit="seconds" />
        <NumberSetting {...of} path="leads.card_seconds" label={words.card} unit="seconds" />
        <NumberSetting
          {...of}
          path="leads.agent_seconds"
          label={words.agent}
          hint={words.agentHint}
          unit="minutes"
          scale={60}
          optional
        />
        <div class="all">
          <SwitchSetting
            {...of}
            path="dialer.emergency_cancels"
            label={words.cancels}
            hint={words.cancelsHint}
          />
          <SwitchSetting {...of} path="requeue_finished" label={words.requeue} />
        </div>
      </div>
    </SettingForm>
  );
}

export function HoursTab({ draft }: TabProps) {
  const words = copy.settings.hours;
  const path = "leads.calling_hours.days";
  return (
    <SettingForm draft={draft} shown={["leads.calling_hours", "leads.unknown_zone"]}>
      <p class="sm muted">{words.under}</p>
      <Hours
        week={draft.get<Week>(path)}
        set={(week) => draft.set(path, week)}
        error={draft.doing.fault("leads.calling_hours")}
      />
      <Field
        label={words.unknown}
        hint={words.unknownHint(draft.sheet.time_zone)}
        error={draft.doing.fault("leads.unknown_zone")}
      >
        <ZoneInput
          value={draft.get<string>("leads.unknown_zone")}
          set={(zone) => draft.set("leads.unknown_zone", zone.trim())}
        />
      </Field>
    </SettingForm>
  );
}

export function AttemptsTab({ draft }: TabProps) {
  const words = copy.settings.attempts;
  const of = { draft };
  return (
    <SettingForm draft={draft} shown={["leads", "skip_reasons"]}>
      <h2>{words.limits}</h2>
      <div class="form-grid">
        <NumberSetting {...of} path="leads.limits.most_attempts" label={words.most} least={1} />
        <NumberSetting {...of} path="leads.limits.most_a_day" label={words.day} least={1} />
        <NumberSetting {...of} path="leads.limits.most_a_week" label={words.week} least={1} />
        <NumberSetting
          {...of}
          path="leads.limits.minimum_gap"
          label={words.gap}
          unit="minutes"
          scale={60}
        />
        <NumberSetting
          {...of}
          path="leads.skip_seconds"
          label={words.skipRest}
          unit="minutes"
          scale={60}
        />
        <NumberSetting {...of} path="leads.most_skips" label={words.mostSkips} least={1} />
        <NumberSetting
          {...of}
          path="leads.callback_days"
          label={words.callbackDays}
          unit="days"
          least={1}
        />
      </div>
      <div>
        <h2>{words.plan}</h2>
        <p class="sm muted">{words.planUnder}</p>
      </div>
      <RetryTable
        usual={draft.sheet.retry_rules as Readonly<Record<AttemptOutcome, RetryRule>>}
        rule={(outcome) => draft.get<RetryRule | undefined>(`leads.retry_plan.rules.${outcome}`)}
        set={(outcome, rule) => draft.set(`leads.retry_plan.rules.${outcome}`, rule)}
        fault={(outcome) => draft.doing.fault(`leads.retry_plan.rules.${outcome}`)}
        readOnly={draft.readOnly}
      />
      <Field label={words.skipReasons} group error={draft.doing.fault("skip_reasons")}>
        <TextList
          what={words.skipReason}
          values={draft.get<readonly string[]>("skip_reasons")}
          set={(reasons) => draft.set("skip_reasons", reasons)}
          ordered
          faults={placesOf(draft.doing, "skip_reasons")}
        />
      </Field>
    </SettingForm>
  );
}

export function NumbersTab({ draft }: TabProps) {
  const words = copy.settings.numbers;
  const path = "dialer.caller_ids";
  // What is typed stays as it is typed: a national number is none with a plus before it.
  const kept = new Set<string>(draft.sheet.settings.dialer.caller_ids);
  return (
    <SettingForm draft={draft} shown={[path]}>
      <Field label={words.label} group hint={words.hint} error={draft.doing.fault(path)}>
        <TextList
          what={words.one}
          values={draft
            .get<readonly string[]>(path)
            .map((one) => (kept.has(one) ? phoneNumber(one) : one))}
          set={(numbers) => draft.set(path, numbers)}
          ordered
          placeholder="+44 20 7946 0018"
        />
      </Field>
      <SwitchSetting
        draft={draft}
        path="dialer.local_presence"
        label={words.local}
        hint={words.localHint}
      />
    </SettingForm>
  );
}

export function MachinesTab({ draft }: TabProps) {
  const words = copy.settings.machines;
  const of = { draft };
  const messages = draft.sheet.messages;
  const choices = (path: string, none: string) => {
    const now = draft.get<string>(path);
    const known = now === "" || messages.includes(now) ? messages : [...messages, now];
    return [{ value: "", label: none }, ...known.map((value) => ({ value, label: value }))];
  };
  const message = (path: string, label: string, none: string, hint?: string) => (
    <Field label={label} hint={hint} error={draft.doing.fault(path)}>
      <Select
        value={draft.get<string>(path)}
        set={(value) => draft.set(path, value)}
        options={choices(path, none)}
        disabled={draft.readOnly}
      />
    </Field>
  );
  return (
    <SettingForm draft={draft} shown={["dialer"]}>
      {messages.length === 0 && <p class="sm muted">{words.noMessages}</p>}
      {message("dialer.abandon_message", words.abandon, words.none, words.abandonHint)}
      <SwitchSetting {...of} path="dialer.amd" label={words.amd} hint={words.amdHint} />
      {draft.get<boolean>("dialer.amd") && (
        <div class="form-grid">
          <Field label={words.then} error={draft.doing.fault("dialer.machine")}>
            <Select
              value={draft.get<string>("dialer.machine")}
              set={(value) => draft.set("dialer.machine", value)}
              disabled={draft.readOnly}
              options={[
                { value: "hang_up", label: words.hang_up },
                { value: "leave_message", label: words.leave_message },
              ]}
            />
          </Field>
          {message("dialer.machine_message", words.message, words.noMessage)}
          <NumberSetting
            {...of}
            path="dialer.amd_mistaken"
            label={words.mistaken}
            hint={words.mistakenHint}
            unit="%"
            scale={0.01}
            least={0}
            most={49}
          />
        </div>
      )}
    </SettingForm>
  );
}
