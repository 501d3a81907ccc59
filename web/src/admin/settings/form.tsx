/** One part of the settings as a form: what was typed, what is saved, what was refused. */
import { createContext, type ComponentChildren } from "preact";
import { useContext } from "preact/hooks";
import { refused } from "../api";
import { useForm } from "../form";
import { useAdmin } from "../here";
import { useDoing, type Doing } from "../load";
import { Field, NumberInput, SaveBar } from "../parts";
import { firstNothing, patchOf, type Typed } from "../patch";
import type { SettingsAnswer, SpaceSettings } from "../wire";
import { settings as copy } from "./copy";

export const PATH = "/manage/api/settings";

export interface Draft extends Typed<SpaceSettings> {
  readonly name: string;
}

export interface Settings {
  readonly draft: Draft;
  readonly usual: SpaceSettings;
  readonly set: (part: Partial<Draft>) => void;
  readonly doing: Doing;
}

const SettingsContext = createContext<Settings | null>(null);

export function useSettings(): Settings {
  const settings = useContext(SettingsContext);
  if (!settings) throw new Error("outside of the settings");
  return settings;
}

interface FormProps {
  readonly answer: SettingsAnswer;
  readonly saved: (answer: SettingsAnswer) => void;
  /** Fields that say themselves what is wrong with them. */
  readonly fields: readonly string[];
  /** The draft without what only helps the typing, or a refusal of a field. */
  readonly tidy?: (draft: Draft) => Draft;
  readonly undone?: () => void;
  readonly children: ComponentChildren;
}

/** Saves what is another than before, and nothing else: two people's changes do not undo each
 * other. */
export function SettingsForm(props: FormProps) {
  const { answer, saved, fields, tidy, undone, children } = props;
  const { api, say, session } = useAdmin();
  const doing = useDoing();
  const before: Draft = { name: answer.name, ...answer.settings };
  const { draft, set, ...form } = useForm<Draft>(before);
  const patch = patchOf({ ...before }, { ...draft });
  const save = async (): Promise<void> => {
    let told: SettingsAnswer | null = null;
    await doing.run(async () => {
      const nothing = firstNothing({ ...before }, { ...draft });
      if (nothing) throw refused(nothing, copy.needsNumber);
      const { name, ...settings } = patchOf({ ...before }, { ...(tidy ? tidy(draft) : draft) });
      told = await api.patch<SettingsAnswer>(PATH, {
        ...(name === undefined ? {} : { name }),
        ...(Object.keys(settings).length === 0 ? {} : { settings }),
      });
    });
    if (told === null) return;
    const now = told as SettingsAnswer;
    form.saved({ name: now.name, ...now.settings });
    saved(now);
    say(copy.saved);
    if (now.name !== answer.name) void session.again().catch(() => undefined);
  };
  const context: Settings = {
    draft,
    usual: answer.usual,
    set,
    doing,
  };
  return (
    <SettingsContext.Provider value={context}>
      <form
        class="form-cards"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {children}
        <SaveBar
          dirty={Object.keys(patch).length > 0}
          busy={doing.busy}
          undo={() => {
            form.undo();
            doing.clear();
            undone?.();
          }}
          error={doing.rest(fields)}
        />
      </form>
    </SettingsContext.Provider>
  );
}

interface SecondsProps {
  readonly field:
    | "ring_seconds"
    | "agent_ring_seconds"
    | "transfer_ring_seconds"
    | "wrap_up_seconds"
    | "rejoin_seconds"
    | "dock_grace_seconds"
    | "strip_seconds";
  readonly label: string;
  readonly hint: string;
}

export function SecondsField({ field, label, hint }: SecondsProps) {
  const { draft, set, usual, doing } = useSettings();
  return (
    <Field
      label={label}
      hint={`${hint} ${copy.usual(String(usual[field]))}`}
      error={doing.fault(field)}
    >
      <NumberInput
        value={draft[field]}
        set={(seconds) => set({ [field]: seconds })}
        unit={copy.seconds}
      />
    </Field>
  );
}

/** What is wrong with the entries of a list, by their places: `pause_reasons[1]`. */
export function placesOf(doing: Doing, field: string): Readonly<Record<number, string>> {
  const found: Record<number, string> = {};
  for (const [path, message] of Object.entries(doing.faults)) {
    const place = new RegExp(`^${field.replace(".", "\\.")}\\[(\\d+)\\]`).exec(path);
    if (place) found[Number(place[1])] = message;
  }
  return found;
}
