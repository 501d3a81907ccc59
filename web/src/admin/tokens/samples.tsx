/** Requests that work as they stand, in three languages. */
import { useState } from "preact/hooks";
import { useAdmin, useQuery } from "../here";
import { useDoing } from "../load";
import { Badge, Card, CopyBox, Icon, Note, Segments } from "../parts";
import type { DryRunAnswer, ReadySample, SamplesAnswer } from "../wire";
import * as copy from "./copy";
import { marked } from "./words";

type Language = "curl" | "python" | "apex";

const LANGUAGES = [
  { value: "curl", label: "curl" },
  { value: "python", label: "Python" },
  { value: "apex", label: "Apex" },
] as const;
const FIRST = "add";

export function Samples({ data }: { data: SamplesAnswer }) {
  const [name, setName] = useQuery("sample");
  const [written, setWritten] = useQuery("in");
  const language = LANGUAGES.find((one) => one.value === written) ?? LANGUAGES[0];
  const usual = data.samples.find((one) => one.name === FIRST) ?? data.samples[0];
  const sample = data.samples.find((one) => one.name === name) ?? usual;
  if (!sample) return null;
  return (
    <Card
      title={copy.samples.heading}
      toolbar={
        <Segments<Language>
          label={copy.samples.language}
          value={language.value}
          set={(value) => setWritten(value === "curl" ? "" : value)}
          choices={LANGUAGES}
        />
      }
    >
      <nav class="tabs scrolls sample-tabs" aria-label={copy.samples.which}>
        {data.samples.map((one) => (
          <a
            key={one.name}
            href={`/admin/api?sample=${one.name}`}
            {...(one === sample ? { "aria-current": "true" as const } : {})}
            onClick={(event) => {
              // Only another part of this page: what is typed elsewhere on it stays.
              event.preventDefault();
              setName(one.name);
            }}
          >
            {one.title}
          </a>
        ))}
      </nav>
      {data.missing.map((what) => (
        <p key={what} class="row sm warn-text mb2">
          <Icon name="alert" size="s" />
          {copy.samples.missing[what] ?? what}
        </p>
      ))}
      <CopyBox label={copy.samples.code(language.label)} text={sample[language.value]}>
        {marked(sample[language.value])}
      </CopyBox>
      <div class="row answer-head top-line">
        <Badge tone="ok">{sample.status}</Badge>
        <span class="sm muted">
          {sample.told} {needs(sample)}
        </span>
      </div>
      <Answer text={sample.answer} label={copy.samples.answer} />
      {sample.dry_run && <DryRun key={sample.name} sample={sample} />}
    </Card>
  );
}

function needs(sample: ReadySample): string {
  if (!sample.needs_token) return copy.samples.noToken;
  return sample.scope ? copy.samples.needs(sample.scope) : copy.samples.anyToken;
}

function Answer({ text, label }: { text: string; label: string }) {
  return (
    <pre class="code wrap sample-answer" tabIndex={0} aria-label={label}>
      {marked(text)}
    </pre>
  );
}

function DryRun({ sample }: { sample: ReadySample }) {
  const { api } = useAdmin();
  const [told, setTold] = useState<DryRunAnswer | null>(null);
  const doing = useDoing();
  const run = async (): Promise<void> => {
    const body = { sample: sample.name };
    setTold(await api.post<DryRunAnswer>("/manage/api/samples/dry_run", body));
  };
  const fault = doing.rest([]);
  return (
    <div class="mt3" aria-live="polite">
      <p class="row sm wraps">
        <button
          type="button"
          class="btn line sm"
          disabled={doing.busy}
          onClick={() => void doing.run(run)}
        >
          <Icon name="play" size="s" />
          {copy.samples.dry}
        </button>
        <span class="muted">{copy.samples.dryUnder}</span>
      </p>
      {fault && (
        <Note tone="bad" alert>
          {fault}
        </Note>
      )}
      {told && !fault && (
        <>
          <div class="row answer-head top-line">
            <Badge tone={told.status === 200 ? "ok" : "bad"}>{told.status}</Badge>
            <span class="sm muted">
              {told.status === 200 ? copy.samples.triedOk : copy.samples.triedNot}
            </span>
          </div>
          <Answer text={JSON.stringify(told.answer, null, 2)} label={copy.samples.tried} />
        </>
      )}
    </div>
  );
}
