/** The fields of one person, for adding and for changing. */
import { useAdmin } from "../here";
import type { Doing } from "../load";
import { Field, Icon, NumberInput, Select, Switch, TextInput } from "../parts";
import type { Role, TeamRow, UserRow } from "../wire";
import { form as copy, people } from "./copy";

/** What is typed. */
export interface Draft {
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly operator: boolean;
  readonly teams: readonly string[];
  readonly skills: readonly SkillDraft[];
  readonly chat_limit: number | null;
}

export interface SkillDraft {
  readonly name: string;
  readonly level: number;
}

export const NEW: Draft = {
  login: "",
  name: "",
  role: "agent",
  operator: false,
  teams: [],
  skills: [],
  chat_limit: null,
};

export const SHOWN = ["login", "name", "role", "teams", "skills", "chat_limit", "operator"];

export function draftOf(user: UserRow): Draft {
  return {
    login: user.login,
    name: user.name,
    role: user.role,
    operator: user.operator,
    teams: user.teams,
    skills: Object.entries(user.skills).map(([name, level]) => ({ name, level })),
    chat_limit: user.chat_limit,
  };
}

/** As the server takes it; skills without a name are none. */
export function wishOf(draft: Draft) {
  const named = draft.skills.filter((skill) => skill.name.trim());
  return {
    ...draft,
    login: draft.login.trim(),
    name: draft.name.trim() || draft.login.trim(),
    skills: Object.fromEntries(named.map((skill) => [skill.name.trim(), skill.level])),
  };
}

interface FieldsProps {
  readonly draft: Draft;
  readonly set: (part: Partial<Draft>) => void;
  readonly teams: readonly TeamRow[];
  readonly doing: Doing;
  /** Their own role is not for them to change. */
  readonly own?: boolean;
}

export function PersonFields({ draft, set, teams, doing, own = false }: FieldsProps) {
  const { me } = useAdmin();
  return (
    <>
      <Field label={copy.login} hint={copy.loginHint} error={doing.fault("login")}>
        <TextInput value={draft.login} set={(login) => set({ login })} longest={190} />
      </Field>
      <Field label={copy.name} hint={copy.nameHint} error={doing.fault("name")}>
        <TextInput value={draft.name} set={(name) => set({ name })} longest={80} />
      </Field>
      <Field label={copy.role} hint={people.roleHints[draft.role]} error={doing.fault("role")}>
        <Select
          value={draft.role}
          set={(role) => set({ role: role as Role })}
          disabled={own}
          options={Object.entries(people.roles).map(([value, label]) => ({ value, label }))}
        />
      </Field>
      {me.operator && (
        <Switch
          label={copy.operator}
          hint={copy.operatorHint}
          on={draft.operator}
          disabled={own}
          set={(operator) => set({ operator })}
        />
      )}
      <TeamPick
        picked={draft.teams}
        set={(picked) => set({ teams: picked })}
        teams={teams}
        error={doing.fault("teams")}
      />
      <SkillRows
        skills={draft.skills}
        set={(skills) => set({ skills })}
        error={doing.fault("skills")}
      />
      <Field label={copy.chatLimit} hint={copy.chatLimitHint} error={doing.fault("chat_limit")}>
        <NumberInput value={draft.chat_limit} set={(chat_limit) => set({ chat_limit })} most={50} />
      </Field>
    </>
  );
}

interface PickProps {
  readonly picked: readonly string[];
  readonly set: (picked: readonly string[]) => void;
  readonly teams: readonly TeamRow[];
  readonly error?: string | undefined;
}

function TeamPick({ picked, set, teams, error }: PickProps) {
  const named = picked.flatMap((id) => teams.filter((team) => team.team_id === id));
  return (
    <>
      <Field
        group
        label={copy.teams}
        hint={teams.length ? copy.teamsHint : undefined}
        error={error}
      >
        {teams.length === 0 && <span class="sm muted">{copy.noTeams}</span>}
        <div class="pick-list">
          {teams.map((team) => (
            <label class="check sm" key={team.team_id}>
              <input
                type="checkbox"
                checked={picked.includes(team.team_id)}
                onChange={(event) =>
                  set(
                    event.currentTarget.checked
                      ? [...picked, team.team_id]
                      : picked.filter((id) => id !== team.team_id),
                  )
                }
              />
              <span>{team.name}</span>
            </label>
          ))}
        </div>
      </Field>
      {named.length > 1 && (
        <Field label={copy.main} hint={copy.mainHint}>
          <Select
            value={picked[0] ?? ""}
            set={(first) => set([first, ...picked.filter((id) => id !== first)])}
            options={named.map((team) => ({ value: team.team_id, label: team.name }))}
          />
        </Field>
      )}
    </>
  );
}

const LEVELS = Array.from({ length: 10 }, (_, at) => String(at + 1));

interface SkillProps {
  readonly skills: readonly SkillDraft[];
  readonly set: (skills: readonly SkillDraft[]) => void;
  readonly error?: string | undefined;
}

function SkillRows({ skills, set, error }: SkillProps) {
  const change = (at: number, part: Partial<SkillDraft>): void =>
    set(skills.map((one, place) => (place === at ? { ...one, ...part } : one)));
  return (
    <Field group label={copy.skills} hint={copy.skillsHint} error={error}>
      <div class="stack g1">
        {skills.map((skill, at) => (
          <div class="row g1 list-line" key={at}>
            <TextInput
              small
              label={copy.skill(at + 1)}
              value={skill.name}
              longest={40}
              set={(name) => change(at, { name })}
            />
            <Select
              small
              label={copy.level(skill.name)}
              value={String(skill.level)}
              set={(level) => change(at, { level: Number(level) })}
              options={LEVELS.map((level) => ({ value: level, label: level }))}
            />
            <button
              type="button"
              class="btn quiet icon sm"
              aria-label={copy.removeSkill(skill.name)}
              onClick={() => set(skills.filter((_, place) => place !== at))}
            >
              <Icon name="x" size="s" />
            </button>
          </div>
        ))}
        <div>
          <button
            type="button"
            class="btn line sm"
            onClick={() => set([...skills, { name: "", level: 5 }])}
          >
            <Icon name="plus" size="s" />
            {copy.addSkill}
          </button>
        </div>
      </div>
    </Field>
  );
}
