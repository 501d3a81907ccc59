/** What agents choose from: reasons to pause, what a call came to. */
import { Card, Field, TextList, filled } from "../parts";
import type { SettingsAnswer } from "../wire";
import { choices as copy } from "./copy";
import { SettingsForm, placesOf, useSettings } from "./form";

interface Props {
  readonly answer: SettingsAnswer;
  readonly saved: (answer: SettingsAnswer) => void;
}

export function Choices(props: Props) {
  return (
    <SettingsForm
      {...props}
      fields={["pause_reasons", "dispositions"]}
      tidy={(draft) => ({
        ...draft,
        pause_reasons: filled(draft.pause_reasons),
        dispositions: filled(draft.dispositions),
      })}
    >
      <div class="pair">
        <Names
          field="pause_reasons"
          title={copy.pause}
          under={copy.pauseUnder}
          what={copy.pauseOne}
        />
        <Names
          field="dispositions"
          title={copy.outcome}
          under={copy.outcomeUnder}
          what={copy.outcomeOne}
        />
      </div>
    </SettingsForm>
  );
}

interface NamesProps {
  readonly field: "pause_reasons" | "dispositions";
  readonly title: string;
  readonly under: string;
  readonly what: string;
}

function Names({ field, title, under, what }: NamesProps) {
  const { draft, set, doing } = useSettings();
  return (
    <Card>
      <Field label={title} hint={under} error={doing.fault(field)} group>
        <TextList
          what={what}
          values={draft[field]}
          set={(values) => set({ [field]: values })}
          ordered
          faults={placesOf(doing, field)}
        />
      </Field>
    </Card>
  );
}
