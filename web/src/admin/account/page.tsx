/** One's own account: name, password, second factor, sessions. */
import { useState } from "preact/hooks";
import * as shell from "../copy";
import { useAdmin } from "../here";
import { useDoing } from "../load";
import { Card, Field, Note, PageHead, PasswordInput, TextInput, useUnsaved } from "../parts";
import type { AccountChanged, Me } from "../wire";
import { account as copy, password as words } from "./copy";
import { SecondFactor } from "./factor";
import { Sessions } from "./sessions";

export const ACCOUNT = "/manage/api/account";

export function AccountPage() {
  const [turn, setTurn] = useState(0);
  return (
    <>
      <PageHead title={copy.title} />
      <div class="pair">
        <div class="stack g4">
          <You />
          <SecondFactor />
        </div>
        <Password changed={() => setTurn(turn + 1)} />
      </div>
      <Sessions key={turn} />
    </>
  );
}

function You() {
  const { me, api, say, session } = useAdmin();
  const doing = useDoing();
  const [name, setName] = useState(me.name);
  useUnsaved(name !== me.name);
  const save = async (): Promise<void> => {
    const saved = await doing.run(async () => {
      const told = await api.patch<Me>("/manage/api/me", { name });
      // Unless it was changed again while it was being saved.
      setName((now) => (now === name ? told.name : now));
      await session.again();
    });
    if (saved) say(copy.nameSaved);
  };
  const own = me.spaces.find((one) => one.cloud_id === me.own_cloud_id);
  return (
    <Card title={copy.you}>
      <form
        class="stack g4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field
          label={copy.name}
          hint={copy.nameHint}
          error={doing.fault("name") ?? doing.rest(["name"])}
        >
          <TextInput value={name} set={setName} complete="name" />
        </Field>
        <dl class="kv">
          <dt>{copy.login}</dt>
          <dd>
            {me.login}@{me.own_cloud_id}
          </dd>
          <dt>{copy.role}</dt>
          <dd>{me.operator ? shell.admin.operator : (shell.admin.roles[me.role] ?? me.role)}</dd>
          <dt>{copy.space}</dt>
          <dd>{own?.name || me.own_cloud_id}</dd>
        </dl>
        <div>
          <button class="btn primary sm" disabled={doing.busy || name === me.name}>
            {copy.saveName}
          </button>
        </div>
      </form>
    </Card>
  );
}

function Password({ changed }: { changed: () => void }) {
  const { api, say } = useAdmin();
  const doing = useDoing();
  const [now, setNow] = useState("");
  const [next, setNext] = useState("");
  const save = async (): Promise<void> => {
    const body = { current_password: now, password: next };
    const saved = await doing.run(() => api.post<AccountChanged>(`${ACCOUNT}/password`, body));
    if (!saved) return;
    setNow("");
    setNext("");
    say(words.done);
    changed();
  };
  const rest = doing.rest(["current_password", "password"]);
  return (
    <Card title={words.title} under={words.under}>
      <form
        class="stack g4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {rest && (
          <Note tone="bad" alert>
            {rest}
          </Note>
        )}
        <Field label={words.now} error={doing.fault("current_password")}>
          <PasswordInput value={now} set={setNow} complete="current-password" />
        </Field>
        <Field label={words.next} hint={words.nextHint} error={doing.fault("password")}>
          <PasswordInput value={next} set={setNext} />
        </Field>
        <div>
          <button class="btn primary sm" disabled={doing.busy || !now || !next}>
            {words.button}
          </button>
        </div>
      </form>
    </Card>
  );
}
