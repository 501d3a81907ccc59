/** The drawer in which a webhook is made or edited. */
import { useId, useState } from "preact/hooks";
import { useAdmin } from "../here";
import { Loaded, useDoing, useLoad } from "../load";
import { Drawer, Field, Note, TextInput } from "../parts";
import { patchOf } from "../patch";
import type { EventGroup, TypesAnswer, WebhookAnswer, WebhookMade, WebhookRow } from "../wire";
import { webhooks as copy } from "./copy";
import { PATH, pathOf } from "./words";

interface Wish {
  readonly name: string;
  readonly url: string;
  readonly every: boolean;
  readonly types: readonly string[];
}

interface Props {
  /** The one that is edited; none: a new one. */
  readonly row?: WebhookRow;
  readonly close: () => void;
  readonly made?: (answer: WebhookMade) => void;
  readonly saved?: (answer: WebhookAnswer) => void;
}

const words = copy.form;

function bodyOf({ name, url, every, types }: Wish) {
  return { name, url, types: every ? null : types };
}

export function WebhookDrawer({ row, close, made, saved }: Props) {
  const { api } = useAdmin();
  const doing = useDoing();
  const [before] = useState<Wish>({
    name: row?.name ?? "",
    url: row?.url ?? "",
    every: (row?.types.length ?? 0) === 0,
    types: row?.types ?? [],
  });
  const [wish, setWish] = useState(before);
  const [none, setNone] = useState(false);
  const set = (part: Partial<Wish>): void => {
    setNone(false);
    setWish({ ...wish, ...part });
  };
  const send = async (): Promise<void> => {
    if (!wish.every && wish.types.length === 0) {
      setNone(true);
      return;
    }
    await doing.run(async () => {
      // Of one that is there, what was changed: two people's changes do not undo each other.
      const changed = patchOf(bodyOf(before), bodyOf(wish));
      if (row) saved?.(await api.patch<WebhookAnswer>(pathOf(row.webhook_id), changed));
      else made?.(await api.post<WebhookMade>(PATH, bodyOf(wish)));
    });
  };
  const rest = doing.rest(["name", "url", "types"]);
  return (
    <Drawer
      title={row ? words.edit : words.fresh}
      close={close}
      unsaved={JSON.stringify(wish) !== JSON.stringify(before)}
      submit={() => void send()}
      footer={
        <button class="btn primary sm grow" disabled={doing.busy}>
          {row ? words.save : words.make}
        </button>
      }
    >
      {rest && (
        <Note tone="bad" alert>
          {rest}
        </Note>
      )}
      <Field label={words.name} error={doing.fault("name")}>
        <TextInput value={wish.name} set={(name) => set({ name })} placeholder="CRM" />
      </Field>
      <Field label={words.url} hint={words.urlHint} error={doing.fault("url")}>
        <TextInput
          kind="url"
          value={wish.url}
          set={(url) => set({ url })}
          placeholder="https://crm.example/hooks"
          mono
        />
      </Field>
      <Field label={words.events} group error={none ? words.noTypes : doing.fault("types")}>
        <Choice label={words.every} on={wish.every} choose={() => set({ every: true })} />
        <Choice label={words.some} on={!wish.every} choose={() => set({ every: false })} />
      </Field>
      {!wish.every && <Types chosen={wish.types} set={(types) => set({ types })} />}
    </Drawer>
  );
}

function Choice({ label, on, choose }: { label: string; on: boolean; choose: () => void }) {
  return (
    <label class="check hook-choice">
      <input type="radio" name="hook-events" checked={on} onChange={choose} />
      <span>{label}</span>
    </label>
  );
}

interface TypesProps {
  readonly chosen: readonly string[];
  readonly set: (types: readonly string[]) => void;
}

/** Every type, in groups; a group is chosen whole by its own box. */
function Types({ chosen, set }: TypesProps) {
  const { api } = useAdmin();
  const types = useLoad((stop) => api.get<TypesAnswer>(`${PATH}/types`, {}, stop), []);
  return (
    <Loaded of={types}>
      {({ groups }) => (
        <div class="stack g3">
          {groups.map((group) => (
            <Group key={group.group} group={group} chosen={chosen} set={set} />
          ))}
        </div>
      )}
    </Loaded>
  );
}

function Group({ group, chosen, set }: TypesProps & { group: EventGroup }) {
  const heading = useId();
  const own = group.types.map((one) => one.type);
  const on = own.filter((type) => chosen.includes(type)).length;
  const others = chosen.filter((type) => !own.includes(type));
  const toggle = (type: string): void =>
    set(chosen.includes(type) ? chosen.filter((one) => one !== type) : [...chosen, type]);
  return (
    <div class="hook-group" role="group" aria-labelledby={heading}>
      <label class="check">
        <input
          type="checkbox"
          checked={on === own.length}
          ref={(box) => {
            if (box) box.indeterminate = on > 0 && on < own.length;
          }}
          onChange={() => set(on === own.length ? others : [...others, ...own])}
        />
        <span class="medium" id={heading}>
          {group.name}
        </span>
      </label>
      {group.types.map((one) => (
        <label class="check hook-type" key={one.type}>
          <input
            type="checkbox"
            checked={chosen.includes(one.type)}
            onChange={() => toggle(one.type)}
          />
          <span>
            <span class="mono">{one.type}</span>
            <span class="xs faint block">{one.about}</span>
          </span>
        </label>
      ))}
    </div>
  );
}
