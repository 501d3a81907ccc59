/** People from a CSV file: tried first, then taken. */
import { useRef, useState } from "preact/hooks";
import { useAdmin } from "../here";
import { useDoing } from "../load";
import { CopyBox, Dialog, Icon, Note, Switch, Table } from "../parts";
import type { ImportAnswer, ImportFault, ImportRow } from "../wire";
import { importing as copy, people } from "./copy";
import { USERS } from "./places";

const EXAMPLE =
  "login,name,role,teams,skills\n" +
  "rishi,Rishi Kapoor,agent,Support team;Sales,german=7\n" +
  "anita@example.com,Anita Rao,supervisor,Support team,";
const SHOWN = 8;

interface ImportProps {
  readonly close: () => void;
  readonly done: () => void;
}

export function ImportDialog({ close, done }: ImportProps) {
  const { api } = useAdmin();
  const doing = useDoing();
  const [file, setFile] = useState<File | null>(null);
  const [tried, setTried] = useState<ImportAnswer | null>(null);
  const [made, setMade] = useState<ImportAnswer | null>(null);
  const [taking, setTaking] = useState(false);
  const [due, setDue] = useState(true);
  const [partial, setPartial] = useState(false);

  const send = (chosen: File, dryRun: boolean): Promise<ImportAnswer> => {
    // What a browser takes a CSV file for depends on the programs of its machine.
    const csv = new File([chosen], chosen.name, { type: "text/csv" });
    const query = {
      dry_run: dryRun ? "1" : "0",
      partial: partial ? "1" : "0",
      password_due: due ? "1" : "0",
    };
    return api.upload<ImportAnswer>(`${USERS}/import`, csv, undefined, query);
  };
  const choose = (chosen: File): void => {
    setFile(chosen);
    setTried(null);
    setPartial(false);
    void doing.run(async () => setTried(await send(chosen, true)));
  };
  const run = (): void => {
    if (!file || !tried) return;
    setTaking(true);
    void doing
      .run(async () => {
        const answer = await send(file, false);
        // Somebody has changed something since it was tried.
        if (answer.made === 0) return setTried(answer);
        setMade(answer);
        done();
      })
      .finally(() => setTaking(false));
  };
  if (made) return <Made answer={made} close={close} />;
  const ready = tried !== null && tried.rows.length > 0 && (partial || tried.errors.length === 0);
  return (
    <Dialog
      wide
      title={copy.title}
      close={close}
      submit={run}
      // The passwords that are made are told once.
      stays={taking}
      footer={
        <>
          <button type="button" class="btn line" disabled={taking} onClick={close}>
            {copy.close}
          </button>
          {tried && (
            <button class="btn primary" disabled={!ready || doing.busy}>
              {copy.run(tried.rows.length)}
            </button>
          )}
        </>
      }
    >
      <p class="sm muted">{copy.under}</p>
      {!tried && <CopyBox label={copy.example} text={EXAMPLE} />}
      <FileButton file={file} busy={doing.busy} choose={choose} />
      {doing.rest([]) && (
        <Note tone="bad" alert>
          {doing.rest([])}
        </Note>
      )}
      {tried && <Tried answer={tried} />}
      {tried && tried.errors.length > 0 && tried.rows.length > 0 && (
        <Switch label={copy.partial} on={partial} set={setPartial} />
      )}
      {ready && <Switch label={copy.due} on={due} set={setDue} />}
    </Dialog>
  );
}

interface FileProps {
  readonly file: File | null;
  readonly busy: boolean;
  readonly choose: (file: File) => void;
}

function FileButton({ file, busy, choose }: FileProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div class="row wraps">
      <input
        ref={input}
        type="file"
        class="sr"
        tabIndex={-1}
        accept=".csv,text/csv"
        aria-label={copy.file}
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? [];
          // So that the same file may be chosen again once it was changed.
          event.currentTarget.value = "";
          if (chosen) choose(chosen);
        }}
      />
      <button
        type="button"
        class="btn line sm"
        data-first
        disabled={busy}
        onClick={() => input.current?.click()}
      >
        <Icon name="upload" size="s" />
        {file ? copy.again : copy.choose}
      </button>
      {file && (
        <span class="sm">
          {file.name} {busy && <span class="faint">{copy.checking}</span>}
        </span>
      )}
    </div>
  );
}

function Tried({ answer }: { answer: ImportAnswer }) {
  const wrong = new Set(answer.errors.map((one) => one.line)).size;
  return (
    <>
      {wrong > 0 && (
        <>
          <Note tone="warn" alert>
            <b>{copy.wrong(wrong)}</b> {copy.wrongUnder}
          </Note>
          <div class="card clip import-rows">
            <Table<ImportFault>
              label={copy.errorsLabel}
              rows={answer.errors}
              rowKey={(one) => `${one.line} ${one.column} ${one.message}`}
              empty={{ icon: "check", title: "", under: "" }}
              columns={[
                { key: "line", label: copy.errorColumns.line, number: true, cell: (r) => r.line },
                {
                  key: "column",
                  label: copy.errorColumns.column,
                  cell: (row) => row.column || copy.wholeRow,
                },
                { key: "says", label: copy.errorColumns.message, cell: (row) => row.message },
              ]}
            />
          </div>
        </>
      )}
      {answer.rows.length > 0 && (
        <>
          <p class="sm ok-text row g1">
            <Icon name="check" size="s" />
            {copy.right(answer.rows.length)}
          </p>
          <div class="card clip import-rows">
            <Table<ImportRow>
              label={copy.rowsLabel}
              rows={answer.rows.slice(0, SHOWN)}
              rowKey={(row) => String(row.line)}
              empty={{ icon: "users", title: copy.nothing, under: "" }}
              columns={[
                { key: "line", label: copy.columns.line, number: true, cell: (r) => r.line },
                {
                  key: "name",
                  label: copy.columns.name,
                  cell: (row) => (
                    <>
                      <b class="medium">{row.name}</b>
                      <span class="block sm muted">{row.login}</span>
                    </>
                  ),
                },
                {
                  key: "role",
                  label: copy.columns.role,
                  cell: (row) => people.roles[row.role] ?? row.role,
                },
                {
                  key: "teams",
                  label: copy.columns.teams,
                  look: "muted",
                  cell: (row) => row.teams.join(", ") || people.none,
                },
              ]}
            />
          </div>
          {answer.rows.length > SHOWN && (
            <p class="xs faint">{people.more(answer.rows.length - SHOWN)}</p>
          )}
        </>
      )}
    </>
  );
}

function Made({ answer, close }: { answer: ImportAnswer; close: () => void }) {
  const download = (): void => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([answer.passwords], { type: "text/csv" }));
    link.download = copy.fileName;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <Dialog
      title={copy.done(answer.made)}
      close={close}
      submit={close}
      footer={
        <button class="btn primary" {...(answer.passwords ? {} : { "data-first": true })}>
          {copy.close}
        </button>
      }
    >
      {answer.passwords && (
        <>
          <Note>{copy.passwords}</Note>
          <div>
            <button type="button" class="btn line" data-first onClick={download}>
              <Icon name="down-tray" />
              {copy.download}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
