/** The space's name and place, the numbers its calls show, and its times. */
import { Card, Field, Segments, Select, TextInput, TextList, filled } from "../parts";
import type { SettingsAnswer } from "../wire";
import { useCountries, useZones } from "../zones";
import { general as copy } from "./copy";
import { SecondsField, SettingsForm, placesOf, useSettings } from "./form";

const FIELDS = [
  "name",
  "time_zone",
  "default_country",
  "caller_id",
  "caller_ids",
  "ring_seconds",
  "agent_ring_seconds",
  "transfer_ring_seconds",
  "wrap_up_seconds",
  "rejoin_seconds",
  "dock_grace_seconds",
  "strip_seconds",
  "recording",
];

interface Props {
  readonly answer: SettingsAnswer;
  readonly saved: (answer: SettingsAnswer) => void;
}

export function General(props: Props) {
  return (
    <SettingsForm
      {...props}
      fields={FIELDS}
      tidy={(draft) => ({ ...draft, caller_ids: filled(draft.caller_ids) })}
    >
      <Place />
      <Numbers />
      <Times />
      <Recording />
    </SettingsForm>
  );
}

function Place() {
  const { draft, set, doing } = useSettings();
  const zones = useZones(draft.time_zone);
  const countries = useCountries();
  return (
    <Card title={copy.space}>
      <div class="form-grid">
        <Field label={copy.name} hint={copy.nameHint} error={doing.fault("name")}>
          <TextInput value={draft.name} set={(name) => set({ name })} />
        </Field>
        <Field label={copy.zone} hint={copy.zoneHint} error={doing.fault("time_zone")}>
          <Select value={draft.time_zone} set={(time_zone) => set({ time_zone })} options={zones} />
        </Field>
        <Field label={copy.country} hint={copy.countryHint} error={doing.fault("default_country")}>
          <Select
            value={draft.default_country}
            set={(default_country) => set({ default_country })}
            options={[{ value: "", label: copy.noCountry }, ...countries]}
          />
        </Field>
      </div>
    </Card>
  );
}

function Numbers() {
  const { draft, set, doing } = useSettings();
  return (
    <Card title={copy.numbers}>
      <div class="form-grid">
        <Field label={copy.callerId} hint={copy.callerIdHint} error={doing.fault("caller_id")}>
          <TextInput
            value={draft.caller_id}
            set={(caller_id) => set({ caller_id })}
            kind="tel"
            placeholder="+44 20 7946 0018"
          />
        </Field>
        <Field
          label={copy.callerIds}
          hint={copy.callerIdsHint}
          error={doing.fault("caller_ids")}
          group
        >
          <TextList
            what={copy.callerId}
            values={draft.caller_ids}
            set={(caller_ids) => set({ caller_ids })}
            placeholder="+44 20 7946 0018"
            faults={placesOf(doing, "caller_ids")}
          />
        </Field>
      </div>
    </Card>
  );
}

function Times() {
  return (
    <Card title={copy.times}>
      <div class="form-grid">
        <SecondsField field="ring_seconds" label={copy.ring} hint={copy.ringHint} />
        <SecondsField field="agent_ring_seconds" label={copy.agentRing} hint={copy.agentRingHint} />
        <SecondsField
          field="transfer_ring_seconds"
          label={copy.transferRing}
          hint={copy.transferRingHint}
        />
        <SecondsField field="wrap_up_seconds" label={copy.wrapUp} hint={copy.wrapUpHint} />
        <SecondsField field="rejoin_seconds" label={copy.rejoin} hint={copy.rejoinHint} />
        <SecondsField field="dock_grace_seconds" label={copy.grace} hint={copy.graceHint} />
        <SecondsField field="strip_seconds" label={copy.strip} hint={copy.stripHint} />
      </div>
    </Card>
  );
}

function Recording() {
  const { draft, set } = useSettings();
  return (
    <Card title={copy.recording} under={copy.recordingHint}>
      <Segments
        label={copy.recording}
        value={draft.recording}
        set={(recording) => set({ recording })}
        choices={[
          { value: "off", label: copy.recordings.off },
          { value: "on_demand", label: copy.recordings.on_demand },
          { value: "always", label: copy.recordings.always },
        ]}
      />
    </Card>
  );
}
