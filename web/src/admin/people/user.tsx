/** One person, beside the list. */
import { useState } from "preact/hooks";
import { useForm } from "../form";
import { useAdmin } from "../here";
import { Loaded, useDoing, useLoad } from "../load";
import { Drawer, Field, Note, PasswordInput, Secret, Segments, Switch } from "../parts";
import type { TeamRow, UserAnswer, UserMade, UserRow } from "../wire";
import { AccessPart } from "./access";
import { form as copy } from "./copy";
import { draftOf, NEW, PersonFields, SHOWN, wishOf, type Draft } from "./fields";
import { USERS } from "./places";

interface AddProps {
  readonly teams: readonly TeamRow[];
  readonly close: () => void;
  readonly done: (user: UserRow) => void;
}

export function AddUser({ teams, close, done }: AddProps) {
  const { api } = useAdmin();
  const doing = useDoing();
  const [draft, setDraft] = useState<Draft>(NEW);
  const [password, setPassword] = useState("");
  const [due, setDue] = useState(true);
  const [made, setMade] = useState<UserMade | null>(null);
  const add = async (): Promise<void> => {
    const body = { ...wishOf(draft), password, password_due: due };
    let answer: UserMade | undefined;
    if (!(await doing.run(async () => (answer = await api.post<UserMade>(USERS, body))))) return;
    if (!answer) return;
    done(answer.user);
    if (answer.password) setMade(answer);
    else close();
  };
  if (made) return <Once title={made.user.name} password={made.password} close={close} />;
  const rest = doing.rest([...SHOWN, "password"]);
  return (
    <Drawer
      title={copy.addTitle}
      close={close}
      unsaved={JSON.stringify(draft) !== JSON.stringify(NEW) || password !== ""}
      submit={() => void add()}
      footer={
        <button class="btn primary sm grow" disabled={doing.busy}>
          {copy.add}
        </button>
      }
    >
      {rest && (
        <Note tone="bad" alert>
          {rest}
        </Note>
      )}
      <PersonFields
        draft={draft}
        set={(part) => setDraft((before) => ({ ...before, ...part }))}
        teams={teams}
        doing={doing}
      />
      <Field label={copy.password} hint={copy.passwordHint} error={doing.fault("password")}>
        <PasswordInput value={password} set={setPassword} />
      </Field>
      <Switch label={copy.passwordDue} on={due} set={setDue} />
    </Drawer>
  );
}

interface OnceProps {
  readonly title: string;
  readonly password: string;
  readonly close: () => void;
}

function Once({ title, password, close }: OnceProps) {
  return (
    <Drawer
      title={copy.onceTitle(title)}
      close={close}
      footer={
        <button type="button" class="btn primary sm grow" onClick={close}>
          {copy.done}
        </button>
      }
    >
      <Secret label={copy.onceLabel} value={password} />
      <p class="sm muted">{copy.once}</p>
    </Drawer>
  );
}

interface UserProps {
  readonly userId: string;
  readonly teams: readonly TeamRow[];
  readonly close: () => void;
  readonly changed: () => void;
}

export function UserDrawer({ userId, teams, close, changed }: UserProps) {
  const { api } = useAdmin();
  const path = `${USERS}/${encodeURIComponent(userId)}`;
  const one = useLoad((stop) => api.get<UserAnswer>(path, {}, stop), [path]);
  const user = one.data?.user;
  if (!user) {
    return (
      <Drawer title={copy.person} close={close}>
        <Loaded of={one}>{() => null}</Loaded>
      </Drawer>
    );
  }
  const put = (answer: UserAnswer): void => {
    one.put(answer);
    changed();
  };
  return <Editor user={user} teams={teams} close={close} put={put} />;
}

type Part = "person" | "access";

interface EditorProps {
  readonly user: UserRow;
  readonly teams: readonly TeamRow[];
  readonly close: () => void;
  readonly put: (answer: UserAnswer) => void;
}

/** What is typed stays while the lists behind it are loaded anew. */
function Editor({ user, teams, close, put }: EditorProps) {
  const { api, me, say } = useAdmin();
  const doing = useDoing();
  const [part, setPart] = useState<Part>("person");
  const { draft, set, saved } = useForm(draftOf(user));
  const own = me.login === user.login && me.own_cloud_id === me.cloud_id;
  const before = wishOf(draftOf(user));
  const wish = wishOf(draft);
  const changes = Object.fromEntries(
    Object.entries(wish).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Draft]),
    ),
  );
  const dirty = Object.keys(changes).length > 0;
  const save = async (): Promise<void> => {
    let answer: UserAnswer | undefined;
    const path = `${USERS}/${encodeURIComponent(user.user_id)}`;
    if (!(await doing.run(async () => (answer = await api.patch<UserAnswer>(path, changes)))))
      return;
    if (!answer) return;
    saved(draftOf(answer.user));
    put(answer);
    say(copy.saved(answer.user.name));
  };
  const rest = doing.rest(SHOWN);
  return (
    <Drawer
      title={user.name}
      crumb={user.login}
      close={close}
      unsaved={dirty}
      {...(part === "person"
        ? {
            submit: () => void save(),
            footer: (
              <button class="btn primary sm grow" disabled={doing.busy || !dirty}>
                {copy.save}
              </button>
            ),
          }
        : {})}
    >
      <div class="row">
        <Segments<Part>
          label={copy.parts}
          value={part}
          set={setPart}
          choices={[
            { value: "person", label: copy.person },
            { value: "access", label: copy.access },
          ]}
        />
      </div>
      {part === "person" ? (
        <>
          {rest && (
            <Note tone="bad" alert>
              {rest}
            </Note>
          )}
          <PersonFields draft={draft} set={set} teams={teams} doing={doing} own={own} />
        </>
      ) : (
        <AccessPart user={user} own={own} put={put} />
      )}
    </Drawer>
  );
}
