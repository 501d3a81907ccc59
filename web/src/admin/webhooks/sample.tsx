/** What is sent, and how a receiver knows that it is from here. */
import { useState } from "preact/hooks";
import { useAdmin } from "../here";
import { Loaded, useLoad } from "../load";
import { Card, CopyBox, Field, Segments, Select } from "../parts";
import type { TypesAnswer, WebhookRow } from "../wire";
import { webhooks as copy } from "./copy";
import { CHECKS, LANGUAGES, type Language } from "./samples";
import { PATH, When } from "./words";

export function Sample({ row }: { row: WebhookRow }) {
  const { api } = useAdmin();
  const types = useLoad((stop) => api.get<TypesAnswer>(`${PATH}/types`, {}, stop), []);
  const [chosen, setChosen] = useState(row.types[0] ?? "call.ended");
  const words = copy.sample;
  return (
    <Card title={words.title} under={words.under}>
      <Loaded of={types}>
        {({ groups }) => {
          const every = groups.flatMap((group) => group.types);
          const shown = every.find((one) => one.type === chosen) ?? every[0];
          if (!shown) return null;
          return (
            <div class="stack g3">
              <Field label={words.type} hint={`${shown.about} ${said(shown.durable)}`}>
                <Select
                  value={shown.type}
                  set={setChosen}
                  options={every.map((one) => ({ value: one.type, label: one.type }))}
                />
              </Field>
              <div class="hook-sample">
                <CopyBox label={words.label} text={JSON.stringify(shown.sample, null, 2)} />
              </div>
            </div>
          );
        }}
      </Loaded>
    </Card>
  );
}

function said(durable: boolean): string {
  return durable ? copy.sample.durable : copy.sample.passing;
}

interface CheckProps {
  readonly row: WebhookRow;
  readonly change: () => void;
}

export function Check({ row, change }: CheckProps) {
  const [language, setLanguage] = useState<Language>("python");
  const words = copy.check;
  const label = LANGUAGES.find((one) => one.value === language)?.label ?? "";
  const [before = "", after = ""] = copy.secret.until("\n").split("\n");
  return (
    <Card
      title={words.title}
      under={words.under}
      toolbar={
        <button type="button" class="btn line sm" onClick={change}>
          {copy.secret.change}
        </button>
      }
    >
      <div class="stack g3">
        {row.old_secret_until !== null && (
          <p class="sm warn-text">
            {before}
            <When at={row.old_secret_until} />
            {after}
          </p>
        )}
        <Segments label={words.language} value={language} set={setLanguage} choices={LANGUAGES} />
        <CopyBox label={words.label(label)} text={CHECKS[language]} />
      </div>
    </Card>
  );
}
