/** A test call: what is dialled, how it goes, and what it means. */
import { useEffect, useState } from "preact/hooks";
import { phoneNumber, timeOfDay } from "../../state/format";
import { HttpFault } from "../api";
import { useAdmin } from "../here";
import { useDoing, useLoad } from "../load";
import { Card, Field, Icon, Note, Select, TextInput } from "../parts";
import type { EngineAnswer, Failure, TestCallAnswer, TestCallView } from "../wire";
import { test as copy } from "./copy";
import { PATH } from "./mark";

const CALL = `${PATH}/test-call`;
const LOOK_SECONDS = 0.5;

export function TestCallCard({ answer }: { answer: EngineAnswer }) {
  const { api } = useAdmin();
  const doing = useDoing();
  const [number, setNumber] = useState("");
  const [callerId, setCallerId] = useState("");
  const [running, setRunning] = useState(answer.test_call?.state !== "ended");
  const seen = useLoad((stop) => api.get<TestCallAnswer>(CALL, {}, stop), [], {
    every: running ? LOOK_SECONDS : 0,
  });
  const call = seen.data ? seen.data.test_call : answer.test_call;
  const going = call !== null && call.state !== "ended";
  useEffect(() => setRunning(going), [going]);
  const dial = async (): Promise<void> => {
    await doing.run(async () => {
      if (!number.trim()) throw refused(`number: ${copy.needsNumber}`);
      const body = { number: number.trim(), caller_id: callerId };
      const said = await api.post<TestCallAnswer | Failure>(CALL, body);
      if (!("test_call" in said)) throw refused(`number: ${said.message}`);
      seen.put(said);
      setRunning(true);
    });
  };
  return (
    <Card title={copy.title} under={copy.under}>
      <form
        class="stack g3"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void dial();
        }}
      >
        <Field label={copy.number} hint={copy.numberHint} error={doing.fault("number")}>
          <TextInput value={number} set={setNumber} kind="tel" longest={40} />
        </Field>
        {answer.caller_ids.length > 1 && (
          <Field label={copy.callerId} error={doing.fault("caller_id")}>
            <Select
              value={callerId || answer.caller_ids[0]!}
              set={setCallerId}
              options={answer.caller_ids.map((value, at) => ({
                value,
                label: at === 0 ? copy.usual(phoneNumber(value)) : phoneNumber(value),
              }))}
            />
          </Field>
        )}
        {doing.rest(["number", "caller_id"]) && (
          <Note tone="bad" alert>
            {doing.rest(["number", "caller_id"])}
          </Note>
        )}
        <div>
          <button class="btn primary" disabled={doing.busy || going || !answer.up}>
            <Icon name="phone" />
            {going ? copy.calling : copy.call}
          </button>
        </div>
      </form>
      {/* Beside a number that was refused, the call before would look like its result. */}
      {call && !doing.fault("number") && <Progress call={call} />}
    </Card>
  );
}

function refused(message: string): HttpFault {
  return new HttpFault(400, "invalid-field", message, null);
}

type Step = "dialled" | "ringing" | "answered" | "ended";

function Progress({ call }: { call: TestCallView }) {
  const over = call.state === "ended";
  const times: Readonly<Record<Step, string>> = {
    dialled: timeOfDay(Date.parse(call.dialled_at) / 1000, true),
    ringing: timesOf(call.ring_seconds, call.early_media),
    answered: timesOf(call.answer_seconds, false),
    ended: call.ended_at ? timeOfDay(Date.parse(call.ended_at) / 1000, true) : "",
  };
  const done: Readonly<Record<Step, boolean>> = {
    dialled: true,
    ringing: call.ring_seconds !== null,
    answered: call.answer_seconds !== null,
    ended: over,
  };
  // What is not done when it is over does not come any more.
  const steps = (Object.keys(times) as Step[]).filter((step) => done[step] || !over);
  const tone = !over ? "" : call.good ? "ok" : "bad";
  return (
    <section class="mt3" aria-label={copy.progress}>
      <ol class="test-steps">
        {steps.map((step) => (
          <li key={step} class={done[step] ? "done" : ""}>
            <Icon name={done[step] ? "check" : "clock"} size="s" />
            <span>{copy.steps[step]}</span>
            <span class="num muted">{done[step] ? times[step] : ""}</span>
          </li>
        ))}
      </ol>
      <div aria-live="polite" class="mt2">
        <Note tone={tone} {...(over ? {} : { icon: "clock" })}>
          {call.words} {over && call.far_end_hung_up && copy.theyHungUp}
          {call.packets_sent !== null && call.packets_received !== null && (
            <span class="block xs muted num">
              {copy.packets(call.packets_sent, call.packets_received)}
            </span>
          )}
          <span class="block xs muted">
            {copy.by(call.actor, phoneNumber(call.number), times.dialled)}
          </span>
        </Note>
      </div>
    </section>
  );
}

function timesOf(seconds: number | null, early: boolean): string {
  if (seconds === null) return "";
  return early ? `${copy.after(seconds)}, ${copy.early}` : copy.after(seconds);
}
