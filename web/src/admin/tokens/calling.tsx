/** Who may make an agent's phone dial. */
import { Fragment } from "preact";
import { useState } from "preact/hooks";
import { useForm } from "../form";
import { useAdmin } from "../here";
import { Loaded, useDoing, useLoad } from "../load";
import { Card, Field, SaveBar, TextList, filled } from "../parts";
import type { ClickToCall, SettingsAnswer } from "../wire";
import * as copy from "./copy";

type Policy = ClickToCall["policy"];
const POLICIES = ["open", "network", "token"] as const satisfies readonly Policy[];
const ADDRESS = "/manage/api/settings";
const NETWORKS = "click_to_call.networks";

/** `changed`: the samples follow the policy. */
export function WhoMayCall({ changed }: { changed: () => void }) {
  const { api } = useAdmin();
  const settings = useLoad((signal) => api.get<SettingsAnswer>(ADDRESS, {}, signal), []);
  return (
    <Card title={copy.calling.heading} under={copy.calling.under}>
      <Loaded of={settings}>
        {(data) => (
          <CallingForm
            kept={data.settings.click_to_call}
            put={(answer) => {
              settings.put(answer);
              changed();
            }}
          />
        )}
      </Loaded>
    </Card>
  );
}

interface FormProps {
  readonly kept: ClickToCall;
  readonly put: (answer: SettingsAnswer) => void;
}

function CallingForm({ kept, put }: FormProps) {
  const { api, say } = useAdmin();
  const { draft, set, ...form } = useForm<ClickToCall>(kept);
  const { policy, networks } = draft;
  const doing = useDoing();
  const undo = (): void => {
    form.undo();
    doing.clear();
  };
  const wanted = filled(networks);
  const dirty = policy !== kept.policy || wanted.join(" ") !== kept.networks.join(" ");
  const save = async (): Promise<void> => {
    const body = { settings: { click_to_call: { policy, networks: wanted } } };
    const send = async (): Promise<void> => {
      const answer = await api.patch<SettingsAnswer>(ADDRESS, body);
      form.saved(answer.settings.click_to_call);
      put(answer);
    };
    if (await doing.run(send)) say(copy.calling.saved);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div role="radiogroup" aria-label={copy.calling.heading}>
        {POLICIES.map((one) => (
          <Fragment key={one}>
            <label class="choice">
              <input
                type="radio"
                name="click-to-call"
                checked={policy === one}
                onChange={() => set({ policy: one })}
              />
              <b class="medium">{copy.calling.policies[one].name}</b>
              {one === "network" ? (
                <span class="mono">{wanted.join(", ") || copy.calling.noNetworks}</span>
              ) : (
                <span>{copy.calling.policies[one].told}</span>
              )}
            </label>
            {one === "network" && policy === one && (
              <Networks
                values={networks}
                set={(changed) => set({ networks: changed })}
                error={doing.fault(NETWORKS)}
              />
            )}
          </Fragment>
        ))}
      </div>
      {(dirty || doing.busy) && (
        <SaveBar
          dirty={dirty}
          busy={doing.busy}
          undo={undo}
          error={doing.rest(policy === "network" ? [NETWORKS] : [])}
        />
      )}
    </form>
  );
}

interface NetworksProps {
  readonly values: readonly string[];
  readonly set: (values: readonly string[]) => void;
  readonly error: string | undefined;
}

/** Opened only to be changed: they stand in one line above. */
function Networks({ values, set, error }: NetworksProps) {
  const [open, setOpen] = useState(false);
  if (!open && !error) {
    return (
      <div class="networks">
        <button type="button" class="btn line sm" onClick={() => setOpen(true)}>
          {copy.calling.change}
        </button>
      </div>
    );
  }
  return (
    <div class="networks">
      <Field label={copy.calling.networks} error={error} group>
        <TextList
          what={copy.calling.network}
          values={values}
          set={set}
          placeholder="10.0.0.0/8"
          mono
        />
      </Field>
    </div>
  );
}
