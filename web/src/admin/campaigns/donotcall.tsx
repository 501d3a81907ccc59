/** `/admin/do-not-call`: numbers that are never dialled. */
import { useEffect, useState } from "preact/hooks";
import { phoneNumber, whenOf } from "../../state/format";
import { useAdmin, useNow, useQuery } from "../here";
import { Loaded, useDoing, useLoad } from "../load";
import {
  Cancel,
  Card,
  Confirm,
  Dialog,
  Field,
  Icon,
  Note,
  PageHead,
  Pager,
  SearchInput,
  Segments,
  Select,
  Table,
  TextInput,
  type Column,
} from "../parts";
import type {
  CampaignLines,
  NeverCalled,
  NeverCalledPage,
  NumberChecked,
  NumberDropped,
  NumbersImported,
  NumbersTaken,
} from "../wire";
import { Faults, FileInput } from "./addleads";
import * as copy from "./copy";
import { API } from "./list";
import { lastWord, whole } from "./words";

const NEVER = "/manage/api/do-not-call";
const LIMIT = 50;
const words = copy.dnc;

export function DoNotCallPage() {
  const { api } = useAdmin();
  const now = useNow(60);
  const [find, setFind] = useQuery("find");
  const [scope, setScope] = useQuery("campaign");
  const [trail, setTrail] = useState<readonly string[]>([""]);
  useEffect(() => setTrail([""]), [find, scope]);
  const after = trail[trail.length - 1] ?? "";
  const loading = useLoad(
    (stop) =>
      api.get<NeverCalledPage>(NEVER, { find, campaign_id: scope, after, limit: LIMIT }, stop),
    [find, scope, after],
    { every: 30 },
  );
  const campaigns = useLoad((stop) => api.get<CampaignLines>(API, {}, stop), []);
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<NeverCalled | null>(null);
  const scopes = [
    { value: "", label: words.space },
    ...(campaigns.data?.campaigns ?? []).map((one) => ({
      value: one.campaign_id,
      label: one.name,
    })),
  ];
  return (
    <>
      <PageHead title={words.title} under={words.under}>
        <button type="button" class="btn primary sm" onClick={() => setAdding(true)}>
          <Icon name="plus" size="s" />
          {words.add}
        </button>
      </PageHead>
      <CheckNumber scope={scope} />
      <Card
        flush
        title={scopes.find((one) => one.value === scope)?.label ?? words.space}
        toolbar={
          <>
            <SearchInput label={words.find} value={find} set={setFind} />
            <Select small label={words.scope} value={scope} set={setScope} options={scopes} />
          </>
        }
      >
        <Loaded of={loading}>
          {(data) => (
            <>
              <Table
                label={words.title}
                columns={columns(now)}
                rows={data.entries}
                rowKey={(one) => `${one.number} ${one.campaign_id}`}
                rowActions={(one) => (
                  <button
                    type="button"
                    class="btn quiet sm"
                    aria-label={words.remove(phoneNumber(one.number))}
                    onClick={() => setRemoving(one)}
                  >
                    {words.removeYes}
                  </button>
                )}
                empty={{ icon: "ban", ...(find ? words.nothing : words.empty) }}
              />
              <Pager
                what={words.title}
                from={(trail.length - 1) * LIMIT + 1}
                to={(trail.length - 1) * LIMIT + data.entries.length}
                total={null}
                back={trail.length > 1 ? () => setTrail(trail.slice(0, -1)) : null}
                next={
                  data.next_after === null
                    ? null
                    : () => setTrail([...trail, data.next_after ?? ""])
                }
              />
            </>
          )}
        </Loaded>
      </Card>
      {adding && (
        <AddNumbers
          scope={scope}
          scopes={scopes}
          close={() => setAdding(false)}
          done={loading.again}
        />
      )}
      {removing && <Remove entry={removing} close={() => setRemoving(null)} done={loading.again} />}
    </>
  );
}

function columns(now: number): readonly Column<NeverCalled>[] {
  return [
    {
      key: "number",
      label: words.columns.number,
      look: "num",
      cell: (one) => <b class="medium">{phoneNumber(one.number)}</b>,
    },
    { key: "reason", label: words.columns.reason, cell: (one) => one.reason },
    {
      key: "since",
      label: words.columns.since,
      look: "num muted",
      cell: (one) => lastWord(one.at, now),
    },
  ];
}

/** Whether one number may be called, and by whose word not. */
function CheckNumber({ scope }: { scope: string }) {
  const { api, now } = useAdmin();
  const doing = useDoing();
  const [number, setNumber] = useState("");
  const [told, setTold] = useState<NumberChecked | null>(null);
  const said = words.check;
  const check = (): void =>
    void doing.run(async () =>
      setTold(await api.get<NumberChecked>(`${NEVER}/check`, { number, campaign_id: scope })),
    );
  const shown = told && phoneNumber(told.number);
  return (
    <Card title={said.heading}>
      <form
        class="row check-number wraps"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          check();
        }}
      >
        <Field label={said.label} error={doing.fault("number") ?? doing.rest(["number"])}>
          <TextInput
            kind="tel"
            value={number}
            set={(text) => {
              setNumber(text);
              setTold(null);
            }}
            placeholder="+44 20 7946 0110"
          />
        </Field>
        <button class="btn line" disabled={doing.busy || !number.trim()}>
          {said.button}
        </button>
      </form>
      {told && shown && (
        <div role="status" class="mt2">
          <Note tone={told.listed ? "bad" : told.entries.length ? "warn" : "ok"}>
            <b>
              {told.listed
                ? said.listed(shown)
                : told.entries.length
                  ? said.only(shown)
                  : said.free(shown)}
            </b>
            <ul class="sm">
              {told.entries.map((one) => (
                <li key={one.campaign_id}>
                  {said.entry(one.campaign || words.space, whenOf(one.at, now()), one.reason)}
                </li>
              ))}
            </ul>
          </Note>
        </div>
      )}
    </Card>
  );
}

interface AddProps {
  readonly scope: string;
  readonly scopes: readonly { readonly value: string; readonly label: string }[];
  readonly close: () => void;
  readonly done: () => void;
}

type From = "typed" | "file";

function AddNumbers({ scope: at, scopes, close, done }: AddProps) {
  const { api } = useAdmin();
  const doing = useDoing();
  const [from, setFrom] = useState<From>("typed");
  const [scope, setScope] = useState(at);
  const [numbers, setNumbers] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [column, setColumn] = useState("");
  const [reason, setReason] = useState("");
  const [taken, setTaken] = useState<NumbersTaken | NumbersImported | null>(null);
  const said = words.dialog;
  const listed = numbers
    .split(/[\n,;\t]+/)
    .map((one) => one.trim())
    .filter(Boolean);
  const save = (): void =>
    void doing.run(async () => {
      if (from === "typed") {
        const body = { numbers: listed, campaign_id: scope, reason };
        setTaken(await api.post<NumbersTaken>(NEVER, body));
      } else if (file) {
        const query = { campaign_id: scope, reason, file_name: file.name, column: column.trim() };
        const path = `${NEVER}/import`;
        setTaken(await api.upload<NumbersImported>(path, file, undefined, query));
      }
      done();
    });
  const ready = from === "typed" ? listed.length > 0 : file !== null;
  const shown = ["reason"];
  return (
    <Dialog
      title={said.heading}
      close={close}
      wide
      submit={() => (taken ? close() : save())}
      footer={
        <>
          {!taken && <Cancel close={close} />}
          <button class="btn primary" disabled={doing.busy || (!taken && !ready)}>
            {taken ? copy.add.done : said.button}
          </button>
        </>
      }
    >
      {taken ? (
        <Taken told={taken} numbers={listed} />
      ) : (
        <>
          <Segments<From>
            label={said.from}
            value={from}
            set={setFrom}
            choices={[
              { value: "typed", label: said.typed },
              { value: "file", label: said.file },
            ]}
          />
          {from === "typed" ? (
            <Field label={said.numbers} hint={said.numbersHint}>
              <TextInput value={numbers} set={setNumbers} lines={5} mono />
            </Field>
          ) : (
            <>
              <Field label={said.fileLabel} hint={said.fileHint}>
                <FileInput set={setFile} />
              </Field>
              <Field label={said.column} hint={said.columnHint}>
                <TextInput value={column} set={setColumn} />
              </Field>
            </>
          )}
          <Field label={words.scope}>
            <Select value={scope} set={setScope} options={scopes} />
          </Field>
          <Field label={said.reason} error={doing.fault("reason")}>
            <TextInput value={reason} set={setReason} longest={200} />
          </Field>
        </>
      )}
      {doing.rest(shown) && (
        <Note tone="bad" alert>
          {doing.rest(shown)}
        </Note>
      )}
    </Dialog>
  );
}

function Taken({
  told,
  numbers,
}: {
  told: NumbersTaken | NumbersImported;
  numbers: readonly string[];
}) {
  const rows = told.errors.map((one) =>
    "row" in one
      ? one
      : {
          row: one.index + 1,
          number: one.number,
          code: one.code,
          message: `${numbers[one.index] ?? one.number}: ${one.message}`,
        },
  );
  return (
    <>
      <Note tone={told.added || told.known ? "ok" : "warn"}>
        {words.dialog.result(whole(told.added), whole(told.known))}
      </Note>
      {told.failed > 0 && (
        <Faults
          title={copy.add.failed(whole(told.failed))}
          tone="bad"
          faults={rows}
          count={told.failed}
          rejected={"rejected" in told ? told.rejected : ""}
        />
      )}
    </>
  );
}

interface RemoveProps {
  readonly entry: NeverCalled;
  readonly close: () => void;
  readonly done: () => void;
}

function Remove({ entry, close, done }: RemoveProps) {
  const { api, say } = useAdmin();
  const number = phoneNumber(entry.number);
  return (
    <Confirm
      title={words.removeTitle(number)}
      yes={words.removeYes}
      close={close}
      run={async () => {
        const query = { campaign_id: entry.campaign_id };
        await api.del<NumberDropped>(`${NEVER}/${entry.number}`, query);
        say(words.removed(number));
        done();
      }}
    >
      <p>{words.removeUnder}</p>
    </Confirm>
  );
}
