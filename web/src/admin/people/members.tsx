/** Who is in a team. */
import { useState } from "preact/hooks";
import { useAdmin } from "../here";
import { useDoing, useLoad, type Doing } from "../load";
import { Card, Field, Icon, Note, Select, Table } from "../parts";
import type { Member, TeamAnswer, TeamView } from "../wire";
import { people, team as copy } from "./copy";
import { everybodyActive } from "./everybody";
import { Now, RoleBadges } from "./words";
import { HOME } from "./places";

interface MembersProps {
  readonly team: TeamView;
  readonly path: string;
  readonly put: (answer: TeamAnswer) => void;
}

export function MembersPart({ team, path, put }: MembersProps) {
  const { api, say } = useAdmin();
  const doing = useDoing();
  const words = copy.people;
  const change = (body: unknown, said: string): Promise<boolean> =>
    doing.run(async () => {
      put(await api.patch<TeamAnswer>(path, body));
      say(said);
    });
  const active = team.members.filter((member) => member.active);
  return (
    <Card flush title={words.title} under={words.under}>
      {doing.rest([]) && (
        <Note tone="bad" alert>
          {doing.rest([])}
        </Note>
      )}
      <Table<Member>
        label={words.title}
        rows={active}
        rowKey={(member) => member.user_id}
        empty={{ icon: "users", title: words.empty, under: words.emptyUnder }}
        columns={[
          {
            key: "name",
            label: words.columns.name,
            cell: (member) => (
              <>
                <a class="medium" href={`${HOME}?user=${encodeURIComponent(member.user_id)}`}>
                  {member.name}
                </a>
                <span class="block sm muted">{member.login}</span>
              </>
            ),
          },
          {
            key: "role",
            label: words.columns.role,
            cell: (member) => <RoleBadges user={{ role: member.role, operator: false }} />,
          },
          {
            key: "skills",
            label: words.columns.skills,
            look: "muted",
            cell: (member) =>
              Object.entries(member.skills)
                .map(([name, level]) => `${name} ${level}`)
                .join(", ") || people.none,
          },
          {
            key: "now",
            label: words.columns.now,
            cell: (member) => <Now state={member.state} />,
          },
        ]}
        rowActions={(member) => (
          <button
            type="button"
            class="btn quiet sm"
            disabled={doing.busy}
            aria-label={words.removeLabel(member.name)}
            onClick={() => void change({ remove: [member.user_id] }, words.removed(member.name))}
          >
            {words.remove}
          </button>
        )}
      />
      <AddMember team={team} doing={doing} change={change} />
    </Card>
  );
}

interface AddProps {
  readonly team: TeamView;
  readonly doing: Doing;
  readonly change: (body: unknown, said: string) => Promise<boolean>;
}

function AddMember({ team, doing, change }: AddProps) {
  const { api } = useAdmin();
  const words = copy.people;
  const [chosen, setChosen] = useState("");
  const everybody = useLoad((stop) => everybodyActive(api, stop), []);
  const inside = new Set(team.members.map((member) => member.user_id));
  const outside = (everybody.data ?? []).filter((user) => !inside.has(user.user_id));
  if (everybody.data && outside.length === 0) {
    return <p class="inset sm muted rule">{words.everybody}</p>;
  }
  return (
    <form
      class="row wraps inset rule add-member"
      onSubmit={(event) => {
        event.preventDefault();
        const user = outside.find((one) => one.user_id === chosen);
        if (!user) return;
        void change({ add: [user.user_id] }, words.added(user.name)).then((done) => {
          if (done) setChosen("");
        });
      }}
    >
      <Field label={words.addLabel}>
        <Select
          small
          value={chosen}
          set={setChosen}
          disabled={everybody.data === null}
          options={[
            { value: "", label: words.choose },
            ...outside.map((user) => ({
              value: user.user_id,
              label: user.name === user.login ? user.name : `${user.name} (${user.login})`,
            })),
          ]}
        />
      </Field>
      <button class="btn line sm" disabled={doing.busy || chosen === ""}>
        <Icon name="plus" size="s" />
        {words.add}
      </button>
    </form>
  );
}
