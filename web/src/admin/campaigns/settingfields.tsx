/** Fields of settings, each by its path. */
import type { ComponentChildren } from "preact";
import { Field, NumberInput, SaveBar, Switch } from "../parts";
import * as copy from "./copy";
import type { Draft } from "./draft";

interface SettingProps {
  readonly draft: Draft;
  readonly path: string;
  readonly label: string;
  readonly hint?: ComponentChildren;
}

interface NumberProps extends SettingProps {
  readonly unit?: string;
  /** What is shown is the setting divided by this: 60 for minutes of seconds. */
  readonly scale?: number;
  readonly least?: number;
  readonly most?: number;
  /** Nothing may be said, which is null. */
  readonly optional?: boolean;
}

export function NumberSetting(props: NumberProps) {
  const { draft, path, label, hint, unit, scale = 1, optional = false } = props;
  const kept = draft.get<number | null | "">(path);
  const value = kept === "" ? null : kept;
  const { least, most } = props;
  const refused = draft.doing.fault(path);
  // The server speaks of seconds and shares of 1, and not of what is typed here.
  const bounds = scale !== 1 && least !== undefined && most !== undefined;
  const error = refused && bounds ? copy.settings.bounds(least, most, unit ?? "") : refused;
  return (
    <Field label={label} hint={hint} error={error}>
      <NumberInput
        value={value === null ? null : rounded(value / scale)}
        set={(typed) => {
          // Nothing where something is needed: the server says so, by the field's name.
          if (typed === null) draft.set(path, optional ? null : "");
          else draft.set(path, rounded(typed * scale));
        }}
        disabled={draft.readOnly}
        {...(unit ? { unit } : {})}
        {...(props.least === undefined ? {} : { least: props.least })}
        {...(props.most === undefined ? {} : { most: props.most })}
      />
    </Field>
  );
}

/** Without what binary fractions leave behind. */
const rounded = (value: number): number => Math.round(value * 1e9) / 1e9;

export function SwitchSetting({ draft, path, label, hint }: SettingProps) {
  return (
    <Switch
      label={label}
      {...(hint ? { hint } : {})}
      on={draft.get<boolean>(path)}
      set={(on) => draft.set(path, on)}
      disabled={draft.readOnly}
    />
  );
}

/** Around a tab: what is in it is saved together. */
export function SettingForm(props: {
  readonly draft: Draft;
  /** Paths whose faults a field says. */
  readonly shown: readonly string[];
  readonly children: ComponentChildren;
}) {
  const { draft, shown } = props;
  return (
    <section class="card inset-b">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          draft.save();
        }}
      >
        <div class="stack g4">{props.children}</div>
        {!draft.readOnly && (
          <SaveBar
            dirty={draft.dirty}
            busy={draft.doing.busy}
            undo={draft.undo}
            error={draft.doing.rest(shown)}
          />
        )}
      </form>
    </section>
  );
}
