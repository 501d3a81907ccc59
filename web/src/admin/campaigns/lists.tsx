/** A campaign's dial lists. */
import { useState } from "preact/hooks";
import { sentence } from "../api";
import { useAdmin } from "../here";
import { useDoing } from "../load";
import {
  Cancel,
  Badge,
  Card,
  Dialog,
  Field,
  Icon,
  Note,
  NumberInput,
  Table,
  TextInput,
  type Column,
} from "../parts";
import { patchOf } from "../patch";
import type { CampaignSheet, DialListShown } from "../wire";
import * as copy from "./copy";
import { API } from "./list";
import { SmallBar } from "./progress";
import { whole } from "./words";

interface ListsProps {
  readonly sheet: CampaignSheet;
  readonly put: (sheet: CampaignSheet) => void;
  readonly runs: boolean;
}

const words = copy.lists;
const COLUMNS: readonly Column<DialListShown>[] = [
  {
    key: "name",
    label: words.columns.name,
    cell: (one) => <b class="medium">{one.name}</b>,
  },
  { key: "leads", label: words.columns.leads, number: true, cell: (one) => whole(one.leads.total) },
  {
    key: "progress",
    label: words.columns.progress,
    look: "wide-cell",
    cell: (one) => <SmallBar leads={one.leads} />,
  },
  {
    key: "state",
    label: words.columns.state,
    cell: (one) =>
      one.paused ? (
        <Badge>{words.paused}</Badge>
      ) : one.weight === 0 ? (
        <Badge tone="warn">{words.rests}</Badge>
      ) : (
        <Badge tone="ok">{words.started}</Badge>
      ),
  },
];

export function ListsCard({ sheet, put, runs }: ListsProps) {
  const { api, say } = useAdmin();
  const doing = useDoing();
  const [editing, setEditing] = useState<DialListShown | null>(null);
  const tell = (one: DialListShown): void =>
    void doing.run(async () => {
      try {
        const path = `${API}/${sheet.campaign_id}/lists/${one.list_id}`;
        put(await api.patch<CampaignSheet>(path, { paused: !one.paused }));
        say(one.paused ? words.startedNow(one.name) : words.pausedNow(one.name));
      } catch (error) {
        say(sentence(error), "warn");
      }
    });
  return (
    <Card flush>
      <Table
        label={words.title}
        columns={COLUMNS}
        rows={sheet.lists}
        rowKey={(one) => one.list_id}
        {...(runs
          ? {
              rowActions: (one: DialListShown) => (
                <>
                  <button
                    type="button"
                    class="btn quiet icon sm"
                    aria-label={words.edit(one.name)}
                    onClick={() => setEditing(one)}
                  >
                    <Icon name="settings" size="s" />
                  </button>
                  <button
                    type="button"
                    class="btn quiet icon sm"
                    aria-label={one.paused ? words.start(one.name) : words.pause(one.name)}
                    disabled={doing.busy}
                    onClick={() => tell(one)}
                  >
                    <Icon name={one.paused ? "play" : "pause"} size="s" />
                  </button>
                </>
              ),
            }
          : {})}
        empty={{ icon: "list", ...words.empty }}
      />
      {editing && (
        <ChangeList sheet={sheet} one={editing} put={put} close={() => setEditing(null)} />
      )}
    </Card>
  );
}

interface ChangeProps {
  readonly sheet: CampaignSheet;
  readonly one: DialListShown;
  readonly put: (sheet: CampaignSheet) => void;
  readonly close: () => void;
}

function ChangeList({ sheet, one, put, close }: ChangeProps) {
  const { api } = useAdmin();
  const doing = useDoing();
  const [name, setName] = useState(one.name);
  const [weight, setWeight] = useState<number | null>(one.weight);
  const said = copy.lists.change;
  const save = async (): Promise<void> => {
    const path = `${API}/${sheet.campaign_id}/lists/${one.list_id}`;
    const changed = patchOf({ name: one.name, weight: one.weight }, { name, weight });
    if (await doing.run(async () => put(await api.patch(path, changed)))) close();
  };
  const rest = doing.rest(["name", "weight"]);
  return (
    <Dialog
      title={said.heading}
      close={close}
      submit={() => void save()}
      footer={
        <>
          <Cancel close={close} />
          <button class="btn primary" disabled={doing.busy || !name.trim()}>
            {said.save}
          </button>
        </>
      }
    >
      <Field label={said.name} hint={said.nameHint} error={doing.fault("name")}>
        <TextInput value={name} set={setName} longest={120} />
      </Field>
      <Field label={said.weight} hint={said.weightHint} error={doing.fault("weight")}>
        <NumberInput value={weight} set={setWeight} least={0} most={1000} />
      </Field>
      {rest && (
        <Note tone="bad" alert>
          {rest}
        </Note>
      )}
    </Dialog>
  );
}
