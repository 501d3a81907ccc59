/** What is asked before a token is made, changed, reset or revoked. */
import { useState } from "preact/hooks";
import { whenOf } from "../../state/format";
import { useAdmin } from "../here";
import { useDoing, type Doing } from "../load";
import { Confirm, Dialog, Field, Note, TextInput } from "../parts";
import { patchOf } from "../patch";
import type { NewToken as NewTokenBody, TokenMade, TokenRow, TokenScope } from "../wire";
import * as copy from "./copy";
import { secondsOf } from "./words";

const SCOPES = Object.keys(copy.scopes) as readonly TokenScope[];

interface FieldsProps {
  readonly title: string;
  readonly yes: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly send: (body: NewTokenBody) => Promise<unknown>;
  readonly close: () => void;
}

/** Name and scopes of a new token, or of one that is there. */
function TokenForm({ title, yes, send, close, ...before }: FieldsProps) {
  const [name, setName] = useState(before.name);
  const [scopes, setScopes] = useState(before.scopes);
  const doing = useDoing();
  const submit = async (): Promise<void> => {
    if (await doing.run(() => send({ name, scopes }))) close();
  };
  return (
    <Dialog
      title={title}
      close={close}
      submit={() => void submit()}
      footer={<Feet doing={doing} yes={yes} close={close} />}
    >
      <Field label={copy.form.name} hint={copy.form.nameHint} error={doing.fault("name")}>
        <TextInput value={name} set={setName} longest={80} />
      </Field>
      <Field label={copy.form.scopes} error={doing.fault("scopes")} group>
        <div class="scope-list">
          {SCOPES.map((scope) => (
            <label key={scope} class="choice">
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={(event) => {
                  const on = event.currentTarget.checked;
                  setScopes(SCOPES.filter((one) => (one === scope ? on : scopes.includes(one))));
                }}
              />
              <b class="medium">{copy.scopes[scope].name}</b>
              <span>{copy.scopes[scope].told}</span>
            </label>
          ))}
        </div>
      </Field>
      <Fault doing={doing} shown={["name", "scopes"]} />
    </Dialog>
  );
}

function Feet({ doing, yes, close }: { doing: Doing; yes: string; close: () => void }) {
  return (
    <>
      <button type="button" class="btn line" onClick={close}>
        {copy.form.cancel}
      </button>
      <button class="btn primary" disabled={doing.busy}>
        {yes}
      </button>
    </>
  );
}

function Fault({ doing, shown }: { doing: Doing; shown: readonly string[] }) {
  const rest = doing.rest(shown);
  return rest ? (
    <Note tone="bad" alert>
      {rest}
    </Note>
  ) : null;
}

interface NewProps {
  readonly made: (one: TokenMade) => void;
  readonly close: () => void;
}

export function NewToken({ made, close }: NewProps) {
  const { api } = useAdmin();
  const send = async (body: NewTokenBody): Promise<void> =>
    made(await api.post<TokenMade>("/manage/api/tokens", body));
  return (
    <TokenForm
      title={copy.form.create}
      yes={copy.form.make}
      name=""
      scopes={[]}
      send={send}
      close={close}
    />
  );
}

interface OneProps {
  readonly token: TokenRow;
  readonly done: () => void;
  readonly close: () => void;
}

const addressOf = (token: TokenRow): string => `/manage/api/tokens/${token.token_id}`;

export function ChangeToken({ token, done, close }: OneProps) {
  const { api, say } = useAdmin();
  const send = async (body: NewTokenBody): Promise<void> => {
    // Nothing else: what another admin took from it in the meantime stays taken.
    const before = { name: token.name, scopes: token.scopes };
    await api.patch(addressOf(token), patchOf(before, { ...body }));
    say(copy.form.changed(body.name.trim()));
    done();
  };
  return (
    <TokenForm
      title={copy.form.change(token.name)}
      yes={copy.form.save}
      name={token.name}
      scopes={token.scopes}
      send={send}
      close={close}
    />
  );
}

const USUAL_GRACE = 14_400;

export function ResetToken({ token, made, close }: Omit<OneProps, "done"> & NewProps) {
  const { api } = useAdmin();
  const [grace, setGrace] = useState(USUAL_GRACE);
  const doing = useDoing();
  const submit = async (): Promise<void> => {
    const asked = async (): Promise<void> =>
      made(await api.post<TokenMade>(`${addressOf(token)}/reset`, { grace_seconds: grace }));
    if (await doing.run(asked)) close();
  };
  return (
    <Dialog
      title={copy.reset.heading(token.name)}
      close={close}
      submit={() => void submit()}
      footer={<Feet doing={doing} yes={copy.reset.yes} close={close} />}
    >
      <p class="sm muted">{copy.reset.under}</p>
      <Field label={copy.reset.until} error={doing.fault("grace_seconds")} group>
        <div class="scope-list">
          {copy.reset.graces.map(({ value, label, told }) => (
            <label key={value} class="choice">
              <input
                type="radio"
                name="grace"
                checked={grace === value}
                onChange={() => setGrace(value)}
              />
              <b class="medium">{label}</b>
              {told && <span>{told}</span>}
            </label>
          ))}
        </div>
      </Field>
      <Fault doing={doing} shown={["grace_seconds"]} />
    </Dialog>
  );
}

export function RevokeToken({ token, done, close }: OneProps) {
  const { api, say, now } = useAdmin();
  const old = token.ends_at !== null;
  const run = async (): Promise<void> => {
    await api.del(addressOf(token));
    say(copy.revoke.done(token.name));
    done();
  };
  const used = token.last_used_at;
  return (
    <Confirm
      title={copy.revoke.heading(token.name, old)}
      yes={copy.revoke.yes}
      danger
      run={run}
      close={close}
    >
      <p class="sm">{copy.revoke.under}</p>
      <p class="sm muted">
        {used === null
          ? copy.revoke.unused
          : copy.revoke.used(whenOf(secondsOf(used), now()), token.last_used_for)}
      </p>
    </Confirm>
  );
}
