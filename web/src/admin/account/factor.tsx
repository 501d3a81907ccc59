/** The second factor: an authenticator app, and codes for when it is not at hand. */
import { useEffect, useRef, useState } from "preact/hooks";
import { whenOf } from "../../state/format";
import { AppPicture, CodeList } from "../../ui/signinsteps";
import { useAdmin } from "../here";
import { Loaded, useDoing, useLoad } from "../load";
import {
  Cancel,
  Badge,
  Card,
  Dialog,
  Drawer,
  Field,
  Note,
  PasswordInput,
  TextInput,
  useCopy,
} from "../parts";
import type { RecoveryCodes, SecondFactorSetUp, SecondFactorState } from "../wire";
import { factor as copy } from "./copy";

const PATH = "/manage/api/account/second-factor";
const FEW = 3;

type Asked = "set-up" | "renew" | "off" | null;

export function SecondFactor() {
  const { api, say } = useAdmin();
  const load = useLoad((stop) => api.get<SecondFactorState>(PATH, {}, stop), []);
  const [asked, setAsked] = useState<Asked>(null);
  const done = (sentence: string): void => {
    setAsked(null);
    say(sentence);
    load.again();
  };
  return (
    <>
      <Loaded of={load}>{(state) => <State state={state} ask={setAsked} />}</Loaded>
      {asked === "set-up" && (
        <SetUp close={() => setAsked(null)} on={() => load.again()} done={() => done(copy.done)} />
      )}
      {asked === "renew" && <Renew close={() => setAsked(null)} done={() => done(copy.renewed)} />}
      {asked === "off" && <Off close={() => setAsked(null)} done={() => done(copy.ended)} />}
    </>
  );
}

interface StateProps {
  readonly state: SecondFactorState;
  readonly ask: (what: Asked) => void;
}

function State({ state, ask }: StateProps) {
  const { now } = useAdmin();
  const left = state.recovery_codes_left;
  return (
    <Card
      title={copy.title}
      toolbar={
        <Badge tone={state.on ? "ok" : "warn"} dot>
          {state.on ? copy.on : copy.off}
        </Badge>
      }
    >
      <div class="stack g3">
        {state.on ? (
          <>
            <p class="sm">
              {state.since !== null && copy.since(whenOf(state.since, now()))} {copy.left(left)}
            </p>
            {left < FEW && <Note tone="warn">{copy.few}</Note>}
          </>
        ) : (
          <p class="sm">
            {state.required && <b>{copy.required} </b>}
            {copy.offUnder}
          </p>
        )}
        {state.on && state.required && <p class="xs faint">{copy.mustStay}</p>}
        <div class="row wraps">
          {!state.on && (
            <button type="button" class="btn primary sm" onClick={() => ask("set-up")}>
              {copy.setUp}
            </button>
          )}
          {state.on && (
            <button type="button" class="btn line sm" onClick={() => ask("renew")}>
              {copy.renew}
            </button>
          )}
          {state.on && !state.required && (
            <button type="button" class="btn quiet sm bad-text" onClick={() => ask("off")}>
              {copy.switchOff}
            </button>
          )}
        </div>
      </div>
    </Card>
  );
}

interface StepProps {
  readonly close: () => void;
  readonly done: () => void;
}

/** The password, then the picture and a code, then the recovery codes. */
function SetUp({ close, on, done }: StepProps & { readonly on: () => void }) {
  const { api } = useAdmin();
  const doing = useDoing();
  const [password, setPassword] = useState("");
  const [app, setApp] = useState<SecondFactorSetUp | null>(null);
  const [code, setCode] = useState("");
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (app) form.current?.querySelector("input")?.focus();
  }, [app]);
  const words = copy.drawer;
  const begin = (): void =>
    void doing.run(async () => {
      setApp(await api.post<SecondFactorSetUp>(`${PATH}/set-up`, { password }));
    });
  const confirm = (): void =>
    void doing.run(async () => {
      const body = { code: code.replace(/\s/g, "") };
      setCodes((await api.post<RecoveryCodes>(`${PATH}/confirm`, body)).codes);
      // It is on already, whatever becomes of the codes.
      on();
    });
  if (codes) return <Codes title={words.setUp} codes={codes} done={done} />;
  return (
    <Drawer
      title={words.setUp}
      close={close}
      submit={app ? confirm : begin}
      footer={
        <button class="btn primary sm grow" disabled={doing.busy || !(app ? code : password)}>
          {app ? words.confirm : words.goOn}
        </button>
      }
    >
      <Refused sentence={doing.rest(["password", "code"])} />
      {app ? (
        <>
          <p class="sm">{words.scan}</p>
          <AppPicture app={app} />
          <div ref={form}>
            <Field label={words.code} error={doing.fault("code")}>
              <TextInput value={code} set={setCode} complete="one-time-code" longest={7} />
            </Field>
          </div>
        </>
      ) : (
        <PasswordField value={password} set={setPassword} error={doing.fault("password")} />
      )}
    </Drawer>
  );
}

function Renew({ close, done }: StepProps) {
  const { api } = useAdmin();
  const doing = useDoing();
  const [password, setPassword] = useState("");
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const words = copy.drawer;
  const make = (): void =>
    void doing.run(async () => {
      setCodes((await api.post<RecoveryCodes>(`${PATH}/recovery-codes`, { password })).codes);
    });
  if (codes) return <Codes title={words.renew} codes={codes} done={done} />;
  return (
    <Drawer
      title={words.renew}
      close={close}
      submit={make}
      footer={
        <button class="btn primary sm grow" disabled={doing.busy || !password}>
          {words.make}
        </button>
      }
    >
      <p class="sm">{words.renewUnder}</p>
      <Refused sentence={doing.rest(["password"])} />
      <PasswordField value={password} set={setPassword} error={doing.fault("password")} />
    </Drawer>
  );
}

interface CodesProps {
  readonly title: string;
  readonly codes: readonly string[];
  readonly done: () => void;
}

/** They are shown once; so it takes the button to put them away. */
function Codes({ title, codes, done }: CodesProps) {
  const take = useCopy();
  const words = copy.drawer;
  return (
    <Drawer
      title={title}
      close={done}
      unsaved
      footer={
        <>
          <button
            type="button"
            class="btn line sm grow"
            onClick={() => void take(codes.join("\n"))}
          >
            {words.copyAll}
          </button>
          <button type="button" class="btn primary sm grow" data-first onClick={done}>
            {words.kept}
          </button>
        </>
      }
    >
      <p class="sm">{words.codes}</p>
      <CodeList codes={codes} />
    </Drawer>
  );
}

function Off({ close, done }: StepProps) {
  const { api } = useAdmin();
  const doing = useDoing();
  const [password, setPassword] = useState("");
  const end = async (): Promise<void> => {
    if (await doing.run(() => api.post(`${PATH}/off`, { password }))) done();
  };
  return (
    <Dialog
      title={copy.offTitle}
      close={close}
      submit={() => void end()}
      footer={
        <>
          <Cancel close={close} />
          <button class="btn danger" disabled={doing.busy || !password}>
            {copy.switchOff}
          </button>
        </>
      }
    >
      <p class="sm">{copy.offSays}</p>
      <Refused sentence={doing.rest(["password"])} />
      <PasswordField value={password} set={setPassword} error={doing.fault("password")} />
    </Dialog>
  );
}

interface PasswordProps {
  readonly value: string;
  readonly set: (value: string) => void;
  readonly error: string | undefined;
}

function PasswordField({ value, set, error }: PasswordProps) {
  const words = copy.drawer;
  return (
    <Field label={words.password} hint={words.passwordHint} error={error}>
      <PasswordInput value={value} set={set} complete="current-password" />
    </Field>
  );
}

function Refused({ sentence }: { sentence: string | undefined }) {
  if (!sentence) return null;
  return (
    <Note tone="bad" alert>
      {sentence}
    </Note>
  );
}
