/** The spaces of the server, for its operators. */
import { useState } from "preact/hooks";
import { useAdmin } from "../here";
import { Loaded, useDoing, useLoad } from "../load";
import {
  Cancel,
  Badge,
  Card,
  Dialog,
  Drawer,
  Field,
  Icon,
  Note,
  PageHead,
  Select,
  Table,
  TextInput,
} from "../parts";
import type { NewSpace, SpaceAnswer, SpaceRow, SpacesAnswer } from "../wire";
import { useCountries, useZones, zoneHere } from "../zones";
import { spaces as copy } from "./copy";

const PATH = "/manage/api/spaces";

export function SpacesPage() {
  const { api, me, session, router, say } = useAdmin();
  const list = useLoad((stop) => api.get<SpacesAnswer>(PATH, {}, stop), []);
  const [fresh, setFresh] = useState(false);
  const [renamed, setRenamed] = useState<SpaceRow | null>(null);
  const done = (sentence: string): void => {
    say(sentence);
    list.again();
    // The switcher lists them, too.
    void session.again().catch(() => undefined);
  };
  return (
    <>
      <PageHead title={copy.title} under={copy.under}>
        <button type="button" class="btn primary sm" onClick={() => setFresh(true)}>
          <Icon name="plus" size="s" />
          {copy.fresh}
        </button>
      </PageHead>
      <Loaded of={list}>
        {({ spaces }) => (
          <Card flush>
            <Table
              label={copy.title}
              rows={spaces}
              rowKey={(row) => row.cloud_id}
              empty={{ icon: "space", title: copy.empty, under: copy.emptyUnder }}
              columns={[
                {
                  key: "name",
                  label: copy.columns.name,
                  cell: (row) => (
                    <>
                      <b class="medium">{row.name}</b>{" "}
                      <span class="mono faint">{row.cloud_id}</span>
                    </>
                  ),
                },
                { key: "zone", label: copy.columns.zone, look: "muted", cell: zoneOf },
                { key: "users", label: copy.columns.users, number: true, cell: (r) => r.users },
                { key: "teams", label: copy.columns.teams, number: true, cell: (r) => r.teams },
                {
                  key: "calls",
                  label: copy.columns.calls,
                  number: true,
                  cell: (row) => row.calls_today.toLocaleString("en-GB"),
                },
              ]}
              rowActions={(row) => (
                <>
                  {row.cloud_id === me.cloud_id ? (
                    <Badge tone="accent">{copy.here}</Badge>
                  ) : (
                    <button
                      type="button"
                      class="btn quiet sm"
                      aria-label={copy.openLabel(row.name)}
                      onClick={() => router.leave(() => void session.chooseSpace(row.cloud_id))}
                    >
                      {copy.open}
                    </button>
                  )}
                  <button
                    type="button"
                    class="btn quiet sm"
                    aria-label={copy.renameLabel(row.name)}
                    onClick={() => setRenamed(row)}
                  >
                    {copy.rename}
                  </button>
                </>
              )}
            />
          </Card>
        )}
      </Loaded>
      {fresh && (
        <NewSpaceDrawer
          close={() => setFresh(false)}
          made={(row) => {
            setFresh(false);
            done(copy.made(row.name));
          }}
        />
      )}
      {renamed && (
        <Rename
          row={renamed}
          close={() => setRenamed(null)}
          done={(row) => {
            setRenamed(null);
            done(copy.renamed(row.name));
          }}
        />
      )}
    </>
  );
}

function zoneOf(row: SpaceRow): string {
  return row.time_zone.replaceAll("_", " ");
}

interface NewProps {
  readonly close: () => void;
  readonly made: (row: SpaceRow) => void;
}

function NewSpaceDrawer({ close, made }: NewProps) {
  const { api } = useAdmin();
  const doing = useDoing();
  const countries = useCountries();
  const [wish, setWish] = useState<Required<NewSpace>>({
    cloud_id: "",
    name: "",
    time_zone: zoneHere(),
    default_country: "",
  });
  const zones = useZones(wish.time_zone);
  const set = (part: Partial<NewSpace>): void => setWish({ ...wish, ...part });
  const make = async (): Promise<void> => {
    let answer: SpaceAnswer | null = null;
    const named = { ...wish, name: wish.name.trim() || wish.cloud_id };
    await doing.run(async () => (answer = await api.post<SpaceAnswer>(PATH, named)));
    if (answer) made((answer as SpaceAnswer).space);
  };
  const words = copy.drawer;
  const rest = doing.rest(["cloud_id", "name", "time_zone", "default_country"]);
  return (
    <Drawer
      title={words.title}
      close={close}
      unsaved={wish.cloud_id !== "" || wish.name !== ""}
      submit={() => void make()}
      footer={
        <button class="btn primary sm grow" disabled={doing.busy}>
          {words.make}
        </button>
      }
    >
      {rest && (
        <Note tone="bad" alert>
          {rest}
        </Note>
      )}
      <Field label={words.cloudId} hint={words.cloudIdHint} error={doing.fault("cloud_id")}>
        <TextInput
          value={wish.cloud_id}
          set={(cloud_id) => set({ cloud_id })}
          placeholder="novanet"
          mono
        />
      </Field>
      <Field label={words.name} hint={words.nameHint} error={doing.fault("name")}>
        <TextInput value={wish.name} set={(name) => set({ name })} placeholder="NovaNet" />
      </Field>
      <Field label={words.zone} error={doing.fault("time_zone")}>
        <Select value={wish.time_zone} set={(time_zone) => set({ time_zone })} options={zones} />
      </Field>
      <Field label={words.country} hint={words.countryHint} error={doing.fault("default_country")}>
        <Select
          value={wish.default_country}
          set={(default_country) => set({ default_country })}
          options={[{ value: "", label: words.noCountry }, ...countries]}
        />
      </Field>
    </Drawer>
  );
}

interface RenameProps {
  readonly row: SpaceRow;
  readonly close: () => void;
  readonly done: (row: SpaceRow) => void;
}

function Rename({ row, close, done }: RenameProps) {
  const { api } = useAdmin();
  const doing = useDoing();
  const [name, setName] = useState(row.name);
  const save = async (): Promise<void> => {
    let answer: SpaceAnswer | null = null;
    const path = `${PATH}/${encodeURIComponent(row.cloud_id)}`;
    await doing.run(async () => (answer = await api.patch<SpaceAnswer>(path, { name })));
    if (answer) done((answer as SpaceAnswer).space);
  };
  return (
    <Dialog
      title={copy.renameTitle}
      close={close}
      submit={() => void save()}
      footer={
        <>
          <Cancel close={close} />
          <button class="btn primary" disabled={doing.busy}>
            {copy.renameSave}
          </button>
        </>
      }
    >
      <Field label={copy.drawer.name} error={doing.fault("name") ?? doing.rest(["name"])}>
        <TextInput value={name} set={setName} />
      </Field>
    </Dialog>
  );
}
