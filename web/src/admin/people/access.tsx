/** What a person signs in with, and where they are signed in. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { timeOfDay, whenOf } from "../../state/format";
import { useAdmin, useNow } from "../here";
import { Loaded, useDoing, useLoad } from "../load";
import { Badge, Confirm, Dialog, Field, Icon, Note, PasswordInput, Secret, Switch } from "../parts";
import type { PasswordTold, SessionList, SessionsEnded, UserAnswer, UserRow } from "../wire";
import { access as copy, form } from "./copy";
import { USERS } from "./places";

interface PartProps {
  readonly user: UserRow;
  readonly own: boolean;
  readonly put: (answer: UserAnswer) => void;
}

export function AccessPart(props: PartProps) {
  const { user } = props;
  const { api } = useAdmin();
  const path = `${USERS}/${encodeURIComponent(user.user_id)}`;
  const sessions = useLoad((stop) => api.get<SessionList>(`${path}/sessions`, {}, stop), [path]);
  const put = (answer: UserAnswer): void => {
    props.put(answer);
    sessions.again();
  };
  return (
    <div class="stack g4">
      {user.locked_until !== null && <Locked {...props} path={path} until={user.locked_until} />}
      <PasswordPart {...props} put={put} path={path} />
      <FactorPart {...props} path={path} />
      <Part title={copy.sessionsTitle}>
        <Loaded of={sessions}>
          {(list) => <Sessions user={user} path={path} list={list} again={sessions.again} />}
        </Loaded>
      </Part>
      {!props.own && <ActivePart {...props} put={put} path={path} />}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="stack g2 access-part" aria-label={title}>
      <h3 class="label">{title}</h3>
      {children}
    </section>
  );
}

interface PathProps extends PartProps {
  readonly path: string;
}

function Locked({ user, put, path, until }: PathProps & { readonly until: number }) {
  const { api, say } = useAdmin();
  const doing = useDoing();
  return (
    <Note tone="warn" icon="lock">
      <b>{copy.lockedTitle}</b>
      <p class="sm mb6">{copy.lockedUnder(timeOfDay(until))}</p>
      <button
        type="button"
        class="btn line sm m0"
        disabled={doing.busy}
        onClick={() =>
          void doing.run(async () => {
            put(await api.post<UserAnswer>(`${path}/unlock`));
            say(copy.unlocked(user.name));
          })
        }
      >
        {copy.unlock}
      </button>
      {doing.rest([]) && <p class="sm bad-text">{doing.rest([])}</p>}
    </Note>
  );
}

function PasswordPart({ user, own, put, path }: PathProps) {
  const [open, setOpen] = useState(false);
  return (
    <Part title={copy.passwordTitle}>
      {user.password_due && <p class="sm muted">{copy.dueNow}</p>}
      {own ? (
        <p class="sm muted">{copy.resetOwn}</p>
      ) : (
        <div>
          <button type="button" class="btn line sm" onClick={() => setOpen(true)}>
            {copy.reset}
          </button>
        </div>
      )}
      {open && <ResetDialog user={user} path={path} put={put} close={() => setOpen(false)} />}
    </Part>
  );
}

interface ResetProps {
  readonly user: UserRow;
  readonly path: string;
  readonly put: (answer: UserAnswer) => void;
  readonly close: () => void;
}

function ResetDialog({ user, path, put, close }: ResetProps) {
  const { api, say } = useAdmin();
  const doing = useDoing();
  const [password, setPassword] = useState("");
  const [due, setDue] = useState(true);
  const [made, setMade] = useState("");
  const reset = async (): Promise<void> => {
    let told: PasswordTold | undefined;
    const body = { password, password_due: due };
    await doing.run(async () => {
      told = await api.post<PasswordTold>(`${path}/password`, body);
      put(await api.get<UserAnswer>(path));
    });
    if (!told) return;
    say(copy.resetDone(user.name));
    if (told.password) setMade(told.password);
    else close();
  };
  if (made) {
    return (
      <Dialog
        title={form.onceTitle(user.name)}
        close={close}
        submit={close}
        footer={
          <button class="btn primary" data-first>
            {form.done}
          </button>
        }
      >
        <Secret label={form.onceLabel} value={made} />
        <p class="sm muted">{form.once}</p>
      </Dialog>
    );
  }
  return (
    <Dialog
      title={copy.resetTitle(user.name)}
      close={close}
      submit={() => void reset()}
      stays={doing.busy}
      footer={
        <>
          <button type="button" class="btn line" disabled={doing.busy} onClick={close}>
            {form.cancel}
          </button>
          <button class="btn primary" disabled={doing.busy}>
            {copy.reset}
          </button>
        </>
      }
    >
      <p class="sm muted">{copy.resetUnder}</p>
      <Field label={copy.typed} hint={copy.typedHint} error={doing.fault("password")}>
        <PasswordInput value={password} set={setPassword} />
      </Field>
      <Switch label={copy.due} on={due} set={setDue} />
      {doing.rest(["password"]) && (
        <Note tone="bad" alert>
          {doing.rest(["password"])}
        </Note>
      )}
    </Dialog>
  );
}

function FactorPart({ user, own, put, path }: PathProps) {
  const { api, say } = useAdmin();
  const [asks, setAsks] = useState(false);
  return (
    <Part title={copy.factorTitle}>
      <p class="sm muted">{user.second_factor ? copy.factorOn : copy.factorOff}</p>
      {user.second_factor && !own && (
        <div>
          <button type="button" class="btn line sm" onClick={() => setAsks(true)}>
            {copy.factorReset}
          </button>
        </div>
      )}
      {asks && (
        <Confirm
          title={copy.factorResetTitle(user.name)}
          yes={copy.factorReset}
          danger
          close={() => setAsks(false)}
          run={async () => {
            put(await api.del<UserAnswer>(`${path}/second-factor`));
            say(copy.factorGone(user.name));
          }}
        >
          <p class="sm muted">{copy.factorResetUnder}</p>
        </Confirm>
      )}
    </Part>
  );
}

interface SessionsProps {
  readonly user: UserRow;
  readonly path: string;
  readonly list: SessionList;
  readonly again: () => void;
}

function Sessions({ user, path, list, again }: SessionsProps) {
  const { api, say } = useAdmin();
  const now = useNow(60);
  const doing = useDoing();
  const [asks, setAsks] = useState(false);
  if (list.sessions.length === 0) return <p class="sm muted">{copy.sessionsNone}</p>;
  const end = (sessionId: string): Promise<boolean> =>
    doing.run(async () => {
      await api.del<SessionsEnded>(`${path}/sessions/${sessionId}`);
      say(copy.ended);
      again();
    });
  return (
    <>
      <ul class="session-list">
        {list.sessions.map((one) => (
          <li key={one.session_id} class="row g2">
            <div class="grow">
              <span class="medium">{one.browser || copy.unknownBrowser}</span>{" "}
              {one.current && <Badge tone="accent">{copy.current}</Badge>}
              <span class="block xs faint num">
                {[
                  one.address,
                  copy.since(whenOf(one.created_at, now)),
                  one.seen_at ? copy.seen(whenOf(one.seen_at, now)) : "",
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </div>
            {!one.current && (
              <button
                type="button"
                class="btn quiet sm"
                disabled={doing.busy}
                aria-label={copy.endLabel(one.browser || copy.unknownBrowser)}
                onClick={() => void end(one.session_id)}
              >
                {copy.end}
              </button>
            )}
          </li>
        ))}
      </ul>
      {doing.rest([]) && (
        <Note tone="bad" alert>
          {doing.rest([])}
        </Note>
      )}
      {list.sessions.some((one) => !one.current) && (
        <div>
          <button type="button" class="btn line sm" onClick={() => setAsks(true)}>
            {copy.endAll}
          </button>
        </div>
      )}
      {asks && (
        <Confirm
          title={copy.endAllTitle(user.name)}
          yes={copy.endAll}
          close={() => setAsks(false)}
          run={async () => {
            const told = await api.del<SessionsEnded>(`${path}/sessions`);
            say(copy.endedAll(told.ended));
            again();
          }}
        >
          <p class="sm muted">{copy.endAllUnder}</p>
        </Confirm>
      )}
    </>
  );
}

function ActivePart({ user, put, path }: PathProps) {
  const { api, say } = useAdmin();
  const doing = useDoing();
  const [asks, setAsks] = useState(false);
  if (!user.active) {
    return (
      <Part title={copy.activeTitle}>
        <p class="sm muted">{copy.goneUnder}</p>
        <div>
          <button
            type="button"
            class="btn line sm"
            disabled={doing.busy}
            onClick={() =>
              void doing.run(async () => {
                put(await api.patch<UserAnswer>(path, { active: true }));
                say(copy.activated(user.name));
              })
            }
          >
            {copy.activate}
          </button>
        </div>
        {doing.rest([]) && <p class="sm bad-text">{doing.rest([])}</p>}
      </Part>
    );
  }
  return (
    <Part title={copy.activeTitle}>
      <div>
        <button type="button" class="btn danger sm" onClick={() => setAsks(true)}>
          <Icon name="ban" size="s" />
          {copy.deactivate}
        </button>
      </div>
      {asks && (
        <Confirm
          title={copy.deactivateTitle(user.name)}
          yes={copy.deactivate}
          danger
          close={() => setAsks(false)}
          run={async () => {
            put(await api.patch<UserAnswer>(path, { active: false }));
            say(copy.deactivated(user.name));
          }}
        >
          <p class="sm muted">{copy.deactivateUnder}</p>
        </Confirm>
      )}
    </Part>
  );
}
