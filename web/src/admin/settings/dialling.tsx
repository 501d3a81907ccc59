/** The guard against toll fraud: where, how much, and at what cost may be dialled. */
import { useMemo, useState } from "preact/hooks";
import {
  Card,
  Field,
  Icon,
  Note,
  NumberInput,
  Segments,
  Select,
  Switch,
  TextInput,
  TextList,
  filled,
} from "../parts";
import type { Typed } from "../patch";
import type { DialPolicy, SettingsAnswer } from "../wire";
import { codeOptions } from "../zones";
import { dialling as copy, settings } from "./copy";
import { SettingsForm, placesOf, useSettings, type Draft } from "./form";
import { linesOf, ratesOf, type RateLine } from "./rates";

const FIELDS = [
  "countries",
  "blocked_prefixes",
  "allow_premium",
  "calls_per_minute",
  "agent_calls_per_minute",
  "address_calls_per_minute",
  "spend_cap",
  "minute_rates",
].map((name) => `dial_policy.${name}`);

interface Props {
  readonly answer: SettingsAnswer;
  readonly saved: (answer: SettingsAnswer) => void;
}

export function Dialling(props: Props) {
  const [lines, setLines] = useState(linesOf(props.answer.settings.dial_policy.minute_rates));
  const [only, setOnly] = useState(props.answer.settings.dial_policy.countries.length > 0);
  const tidy = (draft: Draft): Draft => ({
    ...draft,
    dial_policy: {
      ...draft.dial_policy,
      countries: only ? draft.dial_policy.countries : [],
      blocked_prefixes: filled(draft.dial_policy.blocked_prefixes).map((one) =>
        one.replace(/[\s+]/g, ""),
      ),
      minute_rates: ratesOf(lines) as Typed<DialPolicy>["minute_rates"],
    },
  });
  const of = ({ settings: { dial_policy: policy } }: SettingsAnswer) => ({
    lines: linesOf(policy.minute_rates),
    only: policy.countries.length > 0,
  });
  return (
    <SettingsForm
      answer={props.answer}
      saved={(answer) => {
        // What was changed while it was being saved stays.
        setLines((now) => (now === lines ? of(answer).lines : now));
        setOnly((now) => (now === only ? of(answer).only : now));
        props.saved(answer);
      }}
      undone={() => {
        setLines(of(props.answer).lines);
        setOnly(of(props.answer).only);
      }}
      fields={FIELDS}
      tidy={tidy}
    >
      <Where only={only} setOnly={setOnly} />
      <Limits />
      <Spend lines={lines} setLines={setLines} />
    </SettingsForm>
  );
}

function usePolicy() {
  const { draft, set, doing, usual } = useSettings();
  const policy = draft.dial_policy;
  return {
    policy,
    usual: usual.dial_policy,
    doing,
    change: (part: Partial<Typed<DialPolicy>>) => set({ dial_policy: { ...policy, ...part } }),
    fault: (field: keyof DialPolicy) => doing.fault(`dial_policy.${field}`),
  };
}

interface WhereProps {
  readonly only: boolean;
  readonly setOnly: (only: boolean) => void;
}

function Where({ only, setOnly }: WhereProps) {
  const { policy, change, fault, doing } = usePolicy();
  return (
    <Card title={copy.where} under={copy.whereUnder}>
      <div class="stack g4">
        <Field label={copy.countries} error={fault("countries")} group>
          <div class="stack">
            <div>
              <Segments
                label={copy.countries}
                value={only ? "only" : "every"}
                set={(which) => {
                  setOnly(which === "only");
                  if (which === "every") change({ countries: [] });
                }}
                choices={[
                  { value: "every", label: copy.every },
                  { value: "only", label: copy.chosen },
                ]}
              />
            </div>
            {only ? <Countries /> : <Note tone="warn">{copy.everyWarning}</Note>}
          </div>
        </Field>
        <Field label={copy.blocked} hint={copy.blockedHint} error={fault("blocked_prefixes")} group>
          <div class="narrow-list">
            <TextList
              what={copy.blockedOne}
              values={policy.blocked_prefixes}
              set={(blocked_prefixes) => change({ blocked_prefixes })}
              placeholder="1900"
              faults={placesOf(doing, "dial_policy.blocked_prefixes")}
            />
          </div>
        </Field>
        <Switch
          label={copy.premium}
          hint={copy.premiumHint}
          on={policy.allow_premium}
          set={(allow_premium) => change({ allow_premium })}
        />
      </div>
    </Card>
  );
}

function Countries() {
  const { policy, change } = usePolicy();
  const options = useMemo(codeOptions, []);
  const nameOf = (code: string): string =>
    options.find((one) => one.value === code)?.label ?? `+${code}`;
  const left = options.filter((one) => !policy.countries.includes(one.value));
  return (
    <div class="stack">
      {policy.countries.length === 0 && <Note>{copy.noCountry}</Note>}
      <ul class="chips">
        {policy.countries.map((code) => (
          <li key={code} class="chip still">
            {nameOf(code)}
            <button
              type="button"
              class="chip-x"
              aria-label={copy.removeCountry(nameOf(code))}
              onClick={() => change({ countries: policy.countries.filter((one) => one !== code) })}
            >
              <Icon name="x" size="s" />
            </button>
          </li>
        ))}
      </ul>
      <div class="narrow-list">
        <Select
          label={copy.pick}
          small
          value=""
          set={(code) => code && change({ countries: [...policy.countries, code] })}
          options={[{ value: "", label: copy.pick }, ...left]}
        />
      </div>
    </div>
  );
}

function Limits() {
  const { policy, usual, change, fault } = usePolicy();
  const limit = (
    field: "calls_per_minute" | "agent_calls_per_minute" | "address_calls_per_minute",
    label: string,
  ) => (
    <Field label={label} hint={settings.usual(String(usual[field]))} error={fault(field)}>
      <NumberInput
        value={policy[field]}
        set={(calls) => change({ [field]: calls })}
        unit={copy.calls}
        least={1}
      />
    </Field>
  );
  return (
    <Card title={copy.limits} under={copy.limitsUnder}>
      <div class="form-grid">
        {limit("calls_per_minute", copy.space)}
        {limit("agent_calls_per_minute", copy.agent)}
        {limit("address_calls_per_minute", copy.address)}
      </div>
    </Card>
  );
}

interface SpendProps {
  readonly lines: readonly RateLine[];
  readonly setLines: (lines: readonly RateLine[]) => void;
}

function Spend({ lines, setLines }: SpendProps) {
  const { policy, change, fault } = usePolicy();
  const put = (next: readonly RateLine[]): void => {
    setLines(next);
    // So that the form knows of it; twice the same is told when it is saved.
    change({
      minute_rates: Object.fromEntries(
        next.map(({ prefix, rate }) => [prefix.replace(/[\s+]/g, ""), rate ?? 0]),
      ),
    });
  };
  const set = (at: number, part: Partial<RateLine>): void =>
    put(lines.map((line, place) => (place === at ? { ...line, ...part } : line)));
  const useless = (policy.spend_cap ?? 0) > 0 && lines.length === 0;
  return (
    <Card title={copy.spend} under={copy.spendUnder}>
      <div class="stack g4">
        <Field label={copy.cap} hint={copy.capHint} error={fault("spend_cap")}>
          <NumberInput value={policy.spend_cap} set={(spend_cap) => change({ spend_cap })} />
        </Field>
        {useless && <Note tone="warn">{copy.capUseless}</Note>}
        <Field label={copy.rates} hint={copy.ratesHint} error={fault("minute_rates")} group>
          <ul class="stack g1 narrow-list">
            {lines.length === 0 && <li class="sm faint">{copy.noRates}</li>}
            {lines.map((line, at) => (
              <li key={at} class="row g1 rate-line">
                <TextInput
                  label={copy.prefixLabel(at + 1)}
                  value={line.prefix}
                  set={(prefix) => set(at, { prefix })}
                  placeholder="44"
                  small
                />
                <NumberInput
                  label={copy.rateLabel(line.prefix, at + 1)}
                  value={line.rate}
                  set={(rate) => set(at, { rate })}
                />
                <button
                  type="button"
                  class="btn quiet icon sm"
                  aria-label={copy.removeRate(line.prefix)}
                  onClick={() => put(lines.filter((_, place) => place !== at))}
                >
                  <Icon name="x" size="s" />
                </button>
              </li>
            ))}
          </ul>
          <div class="mt1">
            <button
              type="button"
              class="btn line sm"
              onClick={() => put([...lines, { prefix: "", rate: null }])}
            >
              <Icon name="plus" size="s" />
              {copy.addRate}
            </button>
          </div>
        </Field>
      </div>
    </Card>
  );
}
