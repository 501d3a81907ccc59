/** Whose accounts are let in, and as what. */
import type { Doing } from "../load";
import { Card, Field, Note, Select, Switch, TextInput, TextList } from "../parts";
import type { SignOnShown } from "../wire";
import { signOn as copy } from "./copy";
import type { Draft } from "./page";

type Role = SignOnShown["newcomer_role"];

interface PeopleProps {
  readonly draft: Draft;
  readonly set: (part: Partial<Draft>) => void;
  readonly doing: Doing;
}

export function People({ draft, set, doing }: PeopleProps) {
  return (
    <Card title={copy.people}>
      <div class="stack g4">
        <Field label={copy.claim} hint={copy.claimHint} error={doing.fault("login_claim")}>
          <TextInput mono value={draft.login_claim} set={(login_claim) => set({ login_claim })} />
        </Field>
        <Field label={copy.domains} hint={copy.domainsHint} error={doing.fault("domains")} group>
          <TextList
            what={copy.domain}
            values={draft.domains}
            set={(domains) => set({ domains })}
            placeholder="example.com"
          />
        </Field>
        <Switch
          label={copy.unverified}
          hint={copy.unverifiedHint}
          on={draft.unverified_email}
          set={(unverified_email) => set({ unverified_email })}
        />
        <Switch
          label={copy.newcomers}
          hint={copy.newcomersHint}
          on={draft.newcomers}
          set={(newcomers) => set({ newcomers })}
        />
        {draft.newcomers && <Newcomers draft={draft} set={set} doing={doing} />}
        <Switch
          label={copy.passwords}
          hint={doing.fault("passwords") ?? copy.passwordsHint}
          on={draft.passwords}
          set={(passwords) => set({ passwords })}
        />
        {!draft.passwords && <Note tone="warn">{copy.passwordsWarn}</Note>}
      </div>
    </Card>
  );
}

function Newcomers({ draft, set, doing }: PeopleProps) {
  const turn = (id: string, on: boolean): void => {
    const others = draft.newcomer_teams.filter((one) => one !== id);
    set({ newcomer_teams: on ? [...others, id] : others });
  };
  return (
    <div class="stack g4 sign-on-newcomers">
      <Field label={copy.role} error={doing.fault("newcomer_role")}>
        <Select
          value={draft.newcomer_role}
          set={(role) => set({ newcomer_role: role as Role })}
          options={Object.entries(copy.roles).map(([value, label]) => ({ value, label }))}
        />
      </Field>
      <Field label={copy.teams} error={doing.fault("newcomer_teams")} group>
        {draft.teams.length === 0 && <span class="sm muted">{copy.noTeams}</span>}
        {draft.teams.map((team) => (
          <label key={team.team_id} class="row g2">
            <input
              type="checkbox"
              checked={draft.newcomer_teams.includes(team.team_id)}
              onChange={(event) => turn(team.team_id, event.currentTarget.checked)}
            />
            {team.name}
          </label>
        ))}
      </Field>
    </div>
  );
}
