/** A team's name and number, and its end. */
import { useState } from "preact/hooks";
import { useAdmin } from "../here";
import { Card, Confirm, Field, TextInput } from "../parts";
import type { TeamGone } from "../wire";
import { team as copy, teams } from "./copy";
import type { Form } from "./teamform";
import { HOME } from "./places";

export function TeamBasics({ form, path }: { form: Form; path: string }) {
  const { draft, set, doing } = form;
  return (
    <>
      <Card title={copy.basics.title}>
        <div class="form-grid">
          <Field label={teams.name} error={doing.fault("name") ?? doing.fault("team_name")}>
            <TextInput value={draft.name} set={(name) => set({ name })} longest={80} />
          </Field>
          <Field label={teams.callerId} hint={teams.callerIdHint} error={doing.fault("caller_id")}>
            <TextInput value={draft.caller_id} set={(caller_id) => set({ caller_id })} kind="tel" />
          </Field>
        </div>
      </Card>
      <RemoveTeam form={form} path={path} />
    </>
  );
}

function RemoveTeam({ form, path }: { form: Form; path: string }) {
  const { api, go, say } = useAdmin();
  const [asks, setAsks] = useState(false);
  const { needed_for: needed, name } = form.team;
  const words = copy.basics;
  return (
    <Card title={words.remove} under={needed.length ? words.needed : words.canRemove}>
      {needed.length > 0 && (
        <ul class="needed sm">
          {needed.map((why) => (
            <li key={why}>{why[0]!.toUpperCase() + why.slice(1)}.</li>
          ))}
        </ul>
      )}
      <button
        type="button"
        class="btn danger sm"
        disabled={needed.length > 0}
        onClick={() => setAsks(true)}
      >
        {words.removeButton}
      </button>
      {asks && (
        <Confirm
          title={words.removeTitle(name)}
          yes={words.removeButton}
          danger
          close={() => setAsks(false)}
          run={async () => {
            await api.del<TeamGone>(path);
            say(words.removed(name));
            go(`${HOME}/teams`);
          }}
        >
          <p class="sm muted">{words.removeUnder}</p>
        </Confirm>
      )}
    </Card>
  );
}
