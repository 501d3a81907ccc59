/** Leads out of a file or out of what was pasted: checked first, then added. */
import { useRef, useState } from "preact/hooks";
import { useAdmin } from "../here";
import { useDoing } from "../load";
import { Cancel, Dialog, Field, Icon, Note, Segments, TextInput, useField } from "../parts";
import type { CampaignSheet, LeadsTaken, RowFault } from "../wire";
import * as copy from "./copy";
import { Columns, type Mapping } from "./leadcolumns";
import { API } from "./list";
import { whole } from "./words";

type From = "file" | "paste";
const words = copy.add;

interface AddProps {
  readonly sheet: CampaignSheet;
  readonly close: () => void;
  readonly done: () => void;
}

export function AddLeads({ sheet, close, done }: AddProps) {
  const { api } = useAdmin();
  const doing = useDoing();
  const [from, setFrom] = useState<From>("file");
  const [file, setFile] = useState<File | null>(null);
  const [text, setText] = useState("");
  const [source, setSource] = useState(sheet.lists[0]?.name ?? "");
  const [mapping, setMapping] = useState<Mapping>({});
  const [checked, setChecked] = useState<LeadsTaken | null>(null);
  // The columns stay while one after the other is said to be something else.
  const [seen, setSeen] = useState<LeadsTaken | null>(null);
  const [share, setShare] = useState(0);
  const table = from === "file" ? file : text.trim() ? pasted(text) : null;

  const turn = useRef(0);
  // What was checked, or is being checked, is not what would be added any more.
  const anew = (change: () => void): void => {
    turn.current += 1;
    change();
    setChecked(null);
    doing.clear();
  };
  // Another table has other columns.
  const other = (change: () => void): void =>
    anew(() => {
      change();
      setMapping({});
      setSeen(null);
    });
  const send = async (dryRun: boolean): Promise<void> => {
    if (!table) return;
    const query = {
      source: source.trim(),
      file_name: table.name,
      dry_run: dryRun,
      columns: Object.keys(mapping).length ? JSON.stringify(mapping) : "",
    };
    const place = `${API}/${sheet.campaign_id}/leads/import`;
    const asked = turn.current;
    await doing.run(async () => {
      const told = await api.upload<LeadsTaken>(place, table, setShare, query);
      if (dryRun && turn.current !== asked) return;
      setChecked(told);
      setSeen(told);
      if (!dryRun) done();
    });
  };
  const finished = checked !== null && !checked.dry_run;
  const ready = checked !== null && checked.dry_run;
  const count = checked ? checked.added + checked.updated : 0;
  return (
    <Dialog
      title={words.heading}
      close={close}
      wide
      submit={() => (finished ? close() : void send(!ready))}
      footer={
        finished ? (
          <button class="btn primary" data-first>
            {words.done}
          </button>
        ) : (
          <>
            {doing.busy && share > 0 && share < 1 && (
              <span class="sm muted num grow">{Math.round(share * 100)} %</span>
            )}
            <Cancel close={close} />
            <button
              class="btn primary"
              disabled={doing.busy || !table || !source.trim() || (ready && count === 0)}
            >
              {doing.busy
                ? ready
                  ? words.adding
                  : words.checking
                : ready
                  ? words.add(whole(count))
                  : words.check}
            </button>
          </>
        )
      }
    >
      {!finished && (
        <>
          <Segments<From>
            label={words.from}
            value={from}
            set={(value) => other(() => setFrom(value))}
            choices={[
              { value: "file", label: words.file },
              { value: "paste", label: words.paste },
            ]}
          />
          {from === "file" ? (
            <Field label={words.chooseLabel} hint={words.choose}>
              <FileInput set={(one) => other(() => setFile(one))} />
            </Field>
          ) : (
            <Field label={words.pasteLabel} hint={words.pasteHint}>
              <TextInput
                value={text}
                set={(one) => (headOf(one) === headOf(text) ? anew : other)(() => setText(one))}
                lines={6}
                mono
              />
            </Field>
          )}
          <Field label={words.source} hint={words.sourceHint} error={doing.fault("source")}>
            <SourceInput
              value={source}
              set={(one) => anew(() => setSource(one))}
              known={sheet.lists.map((one) => one.name)}
            />
          </Field>
        </>
      )}
      {doing.rest(["source"]) && (
        <Note tone="bad" alert>
          {doing.rest(["source"])}
        </Note>
      )}
      {checked && <Result told={checked} />}
      {!finished && seen && (
        <Columns told={seen} mapping={mapping} set={(changed) => anew(() => setMapping(changed))} />
      )}
    </Dialog>
  );
}

/** The row that names the columns. */
function headOf(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}

/** What was copied out of a spreadsheet, or typed, as a file. */
function pasted(text: string): File {
  return new File([text.trim()], "pasted.csv", { type: "text/csv" });
}

export function FileInput({ set }: { set: (file: File | null) => void }) {
  return (
    <input
      {...useField()}
      type="file"
      class="file-field"
      accept=".csv,.tsv,.txt,.xlsx,.xlsm"
      onChange={(event) => set(event.currentTarget.files?.[0] ?? null)}
    />
  );
}

interface SourceProps {
  readonly value: string;
  readonly set: (name: string) => void;
  readonly known: readonly string[];
}

function SourceInput({ value, set, known }: SourceProps) {
  return (
    <>
      <input
        {...useField()}
        class="input"
        list="lists-known"
        autocomplete="off"
        maxLength={120}
        value={value}
        onInput={(event) => set(event.currentTarget.value)}
      />
      <datalist id="lists-known">
        {known.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </>
  );
}

function Result({ told }: { told: LeadsTaken }) {
  if (told.columns.every((one) => one.field !== "number")) {
    return <Note tone="warn">{words.noNumber}</Note>;
  }
  const say = told.dry_run ? words.would : words.did;
  const good = told.added + told.updated;
  return (
    <>
      <Note tone={good ? "ok" : "warn"}>
        {good ? say(whole(told.added), whole(told.updated)) : words.nothing}
      </Note>
      {told.failed > 0 && (
        <Faults
          title={words.failed(whole(told.failed))}
          tone="bad"
          faults={told.errors}
          count={told.failed}
          rejected={told.rejected}
        />
      )}
      {told.warned > 0 && (
        <Faults
          title={words.warned(whole(told.warned))}
          tone="warn"
          faults={told.warnings}
          count={told.warned}
          rejected=""
        />
      )}
    </>
  );
}

const SHOWN = 5;

interface FaultsProps {
  readonly title: string;
  readonly tone: "bad" | "warn";
  readonly faults: readonly RowFault[];
  readonly count: number;
  readonly rejected: string;
}

export function Faults({ title, tone, faults, count, rejected }: FaultsProps) {
  return (
    <Note tone={tone}>
      <b>{title}</b>
      <ul class="sm">
        {faults.slice(0, SHOWN).map((one) => (
          <li key={`${one.row} ${one.code}`}>
            {words.row(one.row)}: {one.message}
          </li>
        ))}
        {count > SHOWN && <li>{words.more(whole(count - SHOWN))}</li>}
      </ul>
      {rejected && (
        <p class="mt2">
          <button type="button" class="btn line sm" onClick={() => download(rejected)}>
            <Icon name="down-tray" size="s" />
            {words.rejects}
          </button>
        </p>
      )}
    </Note>
  );
}

function download(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "rejected.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
