/** Erasing a number everywhere: counted first, then typed again. */
import { useState } from "preact/hooks";
import { phoneNumber } from "../../state/format";
import { HttpFault } from "../api";
import { parts } from "../copy";
import { useAdmin } from "../here";
import { useDoing } from "../load";
import { Card, Dialog, Field, Icon, Note, Switch, TextInput } from "../parts";
import type { EraseAnswer } from "../wire";
import { erase as copy } from "./copy";

const PATH = "/manage/api/erase";

export function EraseCard() {
  const { api } = useAdmin();
  const doing = useDoing();
  const [number, setNumber] = useState("");
  const [never, setNever] = useState(true);
  const [found, setFound] = useState<EraseAnswer | null>(null);
  const [asking, setAsking] = useState(false);
  const look = async (): Promise<void> => {
    setFound(null);
    await doing.run(async () => {
      if (!number.trim()) throw new HttpFault(400, "", `number: ${copy.needsNumber}`, null);
      setFound(await api.post<EraseAnswer>(PATH, { number: number.trim() }));
    });
  };
  const places = found && !found.erased ? placesOf(found) : [];
  return (
    <Card title={copy.title} under={copy.under}>
      <form
        class="stack g3 narrow-list"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
      >
        <Field label={copy.number} hint={copy.numberHint} error={doing.fault("number")}>
          <TextInput
            value={number}
            set={(value) => {
              setNumber(value);
              setFound(null);
            }}
            kind="tel"
            longest={40}
          />
        </Field>
        {doing.rest(["number"]) && (
          <Note tone="bad" alert>
            {doing.rest(["number"])}
          </Note>
        )}
        <div>
          <button class="btn line" disabled={doing.busy}>
            <Icon name="search" />
            {copy.look}
          </button>
        </div>
      </form>
      <div aria-live="polite">
        {found?.erased && <Erased answer={found} />}
        {found && !found.erased && (
          <div class="mt3 stack g3 narrow-list">
            {places.length === 0 ? (
              <Note>{copy.nowhere(phoneNumber(found.number))}</Note>
            ) : (
              <section aria-label={copy.found(phoneNumber(found.number))}>
                <p class="medium mb2">{copy.found(phoneNumber(found.number))}</p>
                <dl class="found-list sm">
                  {places.map(([name, words, count]) => (
                    <div key={name}>
                      <dt>
                        {words[0]} <span class="muted">{words[1]}</span>
                      </dt>
                      <dd class="num medium">{count.toLocaleString("en-GB")}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            )}
            <Switch label={copy.never} hint={copy.neverHint} on={never} set={setNever} />
            <div>
              <button type="button" class="btn danger" onClick={() => setAsking(true)}>
                {copy.erase}
              </button>
            </div>
          </div>
        )}
      </div>
      {asking && found && (
        <Sure
          number={number.trim()}
          shown={phoneNumber(found.number)}
          never={never}
          close={() => setAsking(false)}
          done={(answer) => {
            setAsking(false);
            setFound(answer);
            setNumber("");
          }}
        />
      )}
    </Card>
  );
}

function placesOf(found: EraseAnswer): [string, readonly [string, string], number][] {
  const counts = found as unknown as Readonly<Record<string, number>>;
  return Object.entries(copy.places)
    .map(([name, words]): [string, readonly [string, string], number] => [
      name,
      words,
      counts[name] ?? 0,
    ])
    .filter(([, , count]) => count > 0);
}

function Erased({ answer }: { answer: EraseAnswer }) {
  return (
    <div class="mt3 narrow-list">
      <Note tone="ok">
        <b>{copy.done(phoneNumber(answer.number))}</b> {copy.doneUnder(answer.fingerprint)}
        <span class="block mt1">{answer.scrubbed ? copy.scrubbed : copy.notScrubbed}</span>
        <span class="block mt1">{copy.backups}</span>
      </Note>
    </div>
  );
}

interface SureProps {
  readonly number: string;
  readonly shown: string;
  readonly never: boolean;
  readonly close: () => void;
  readonly done: (answer: EraseAnswer) => void;
}

function Sure({ number, shown, never, close, done }: SureProps) {
  const { api } = useAdmin();
  const doing = useDoing();
  const [typed, setTyped] = useState("");
  const press = async (): Promise<void> => {
    await doing.run(async () => {
      const body = { number, confirm: typed.trim() || "-", never_call: never };
      done(await api.post<EraseAnswer>(PATH, body));
    });
  };
  const rest = doing.rest(["confirm"]);
  return (
    <Dialog
      title={copy.title2(shown)}
      close={close}
      submit={() => void press()}
      footer={
        <>
          <button type="button" class="btn line" onClick={close}>
            {parts.cancel}
          </button>
          <button class="btn danger" disabled={doing.busy}>
            {copy.yes}
          </button>
        </>
      }
    >
      <p class="sm">{copy.sure}</p>
      <Field label={copy.again} error={doing.fault("confirm")}>
        <TextInput value={typed} set={setTyped} kind="tel" longest={40} />
      </Field>
      {rest && (
        <Note tone="bad" alert>
          {rest}
        </Note>
      )}
    </Dialog>
  );
}
