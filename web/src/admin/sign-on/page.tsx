/** The space's own provider of identities. */
import { useState } from "preact/hooks";
import { useForm } from "../form";
import { useAdmin } from "../here";
import { Loaded, useDoing, useLoad } from "../load";
import {
  Badge,
  Card,
  CopyBox,
  Field,
  Note,
  PageHead,
  PasswordInput,
  SaveBar,
  TextInput,
  filled,
} from "../parts";
import { patchOf } from "../patch";
import type { SignOnShown, SignOnTested, Untied } from "../wire";
import { signOn as copy } from "./copy";
import { People } from "./people";

const PATH = "/manage/api/sign-on";
const FIELDS = ["issuer", "client_id", "client_secret", "label", "login_claim", "domains"];
const MORE = ["unverified_email", "newcomers", "newcomer_role", "newcomer_teams", "passwords"];

export type Draft = SignOnShown & { readonly client_secret: string };

export function SignOnPage() {
  const { api, can } = useAdmin();
  const load = useLoad((stop) => api.get<SignOnShown>(PATH, {}, stop), []);
  const issuer = load.data?.issuer;
  return (
    <>
      <PageHead
        title={copy.title}
        under={copy.under}
        badge={
          issuer !== undefined && (
            <Badge tone={issuer ? "ok" : ""} dot>
              {issuer ? copy.on : copy.off}
            </Badge>
          )
        }
      />
      <Loaded of={load}>
        {(answer) => (
          <>
            <Form answer={answer} saved={load.put} />
            {can("keep_users") && answer.issuer && <Untying />}
          </>
        )}
      </Loaded>
    </>
  );
}

function Form({ answer, saved }: { answer: SignOnShown; saved: (now: SignOnShown) => void }) {
  const { api, say } = useAdmin();
  const doing = useDoing();
  const before: Draft = { ...answer, client_secret: "" };
  const { draft, set, ...form } = useForm<Draft>(before);
  const patch = patchOf({ ...before }, { ...draft });
  const save = async (): Promise<void> => {
    let now: SignOnShown | null = null;
    await doing.run(async () => {
      const tidy = {
        ...draft,
        issuer: draft.issuer.trim(),
        client_id: draft.client_id.trim(),
        domains: filled(draft.domains).map((one) => one.toLowerCase()),
      };
      now = await api.patch<SignOnShown>(PATH, patchOf({ ...before }, tidy));
    });
    if (now === null) return;
    form.saved({ ...(now as SignOnShown), client_secret: "" });
    saved(now);
    say(copy.saved);
  };
  return (
    <form
      class="form-cards"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Card title={copy.provider} under={copy.providerUnder}>
        <div class="stack g4">
          <Field label={copy.redirect} group>
            <CopyBox label={copy.redirect} text={answer.redirect_uri} wrap />
          </Field>
          <Field label={copy.issuer} hint={copy.issuerHint} error={doing.fault("issuer")}>
            <TextInput
              kind="url"
              value={draft.issuer}
              set={(issuer) => set({ issuer })}
              placeholder="https://id.example.com/realms/acme"
            />
          </Field>
          <Field label={copy.clientId} error={doing.fault("client_id")}>
            <TextInput value={draft.client_id} set={(client_id) => set({ client_id })} />
          </Field>
          <Field
            label={copy.secret}
            hint={answer.has_secret ? copy.secretKept : copy.secretNone}
            error={doing.fault("client_secret")}
          >
            <PasswordInput
              value={draft.client_secret}
              set={(client_secret) => set({ client_secret })}
            />
          </Field>
          <Field label={copy.label} hint={copy.labelHint} error={doing.fault("label")}>
            <TextInput value={draft.label} set={(label) => set({ label })} />
          </Field>
          <Trial draft={draft} set={set} />
        </div>
      </Card>
      <People draft={draft} set={set} doing={doing} />
      {answer.issuer && (
        <Card title={copy.page}>
          <CopyBox label={copy.page} text={answer.sign_in_page} wrap />
        </Card>
      )}
      <SaveBar
        dirty={Object.keys(patch).length > 0}
        busy={doing.busy}
        undo={() => {
          form.undo();
          doing.clear();
        }}
        error={doing.rest([...FIELDS, ...MORE, "private"])}
      />
    </form>
  );
}

/** Asks the provider, as a sign-in would. */
function Trial({ draft, set }: { draft: Draft; set: (part: Partial<Draft>) => void }) {
  const { api } = useAdmin();
  const doing = useDoing();
  const [told, setTold] = useState<SignOnTested | null>(null);
  const test = async (): Promise<void> => {
    setTold(null);
    const body = { issuer: draft.issuer.trim(), private: draft.private };
    await doing.run(async () => setTold(await api.post<SignOnTested>(`${PATH}/test`, body)));
  };
  const refused = Object.values(doing.faults)[0];
  return (
    <div class="stack g3">
      {(draft.may_set_private || draft.private) && (
        <label class="row g2">
          <input
            type="checkbox"
            checked={draft.private}
            disabled={!draft.may_set_private && !draft.private}
            onChange={(event) => set({ private: event.currentTarget.checked })}
          />
          <span>
            {copy.private}
            <span class="xs faint block">{copy.privateHint}</span>
          </span>
        </label>
      )}
      <div class="row wraps">
        <button
          type="button"
          class="btn line sm"
          disabled={doing.busy || !draft.issuer.trim()}
          onClick={() => void test()}
        >
          {doing.busy ? copy.testing : copy.test}
        </button>
      </div>
      {refused && (
        <Note tone="bad" alert>
          {refused}
        </Note>
      )}
      {told && (
        <Note tone={told.works ? "ok" : "bad"} alert>
          {told.works ? copy.works(told.keys, told.algorithms) : told.why}
        </Note>
      )}
    </div>
  );
}

function Untying() {
  const { api, say } = useAdmin();
  const doing = useDoing();
  const [login, setLogin] = useState("");
  const untie = async (): Promise<void> => {
    const named = login.trim();
    await doing.run(async () => {
      const told = await api.post<Untied>(`${PATH}/untie`, { login: named });
      say(copy.untied(named, told.accounts));
      setLogin("");
    });
  };
  return (
    <Card title={copy.untie} under={copy.untieUnder}>
      <form
        class="row wraps sign-on-untie"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void untie();
        }}
      >
        <Field label={copy.login} error={Object.values(doing.faults)[0]}>
          <TextInput small value={login} set={setLogin} />
        </Field>
        <button class="btn line sm" disabled={doing.busy || !login.trim()}>
          {copy.untieButton}
        </button>
      </form>
    </Card>
  );
}
