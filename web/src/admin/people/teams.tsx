/** Every team of the space. */
import { useState } from "preact/hooks";
import { useAdmin } from "../here";
import { Loaded, useDoing, useLoad } from "../load";
import { Badge, Card, Drawer, Field, Icon, Note, PageHead, Table, TextInput } from "../parts";
import type { TeamAnswer, TeamList as Listed } from "../wire";
import { people, teams as copy } from "./copy";
import { HOME, PeopleTabs, TEAMS } from "./places";

const EVERY = 10;

export function TeamList() {
  const { api, go, say } = useAdmin();
  const [adding, setAdding] = useState(false);
  const list = useLoad((stop) => api.get<Listed>(TEAMS, {}, stop), [], { every: EVERY });
  return (
    <>
      <PageHead title={people.teamsTitle} under={copy.under}>
        <button type="button" class="btn primary sm" onClick={() => setAdding(true)}>
          <Icon name="plus" size="s" />
          {copy.add}
        </button>
      </PageHead>
      <PeopleTabs at="teams" />
      <Loaded of={list}>
        {({ teams }) => (
          <Card flush>
            <Table
              label={people.teamsTitle}
              rows={teams}
              rowKey={(team) => team.team_id}
              empty={{ icon: "users", title: copy.empty, under: copy.emptyUnder }}
              columns={[
                {
                  key: "name",
                  label: copy.columns.name,
                  cell: (team) => (
                    <a class="medium" href={`${HOME}/teams/${team.team_id}`}>
                      {team.name}
                    </a>
                  ),
                },
                {
                  key: "members",
                  label: copy.columns.members,
                  number: true,
                  cell: (team) => team.members,
                },
                {
                  key: "now",
                  label: copy.columns.now,
                  number: true,
                  cell: (team) => team.signed_in,
                },
                {
                  key: "numbers",
                  label: copy.columns.numbers,
                  look: "muted num",
                  cell: (team) => team.numbers.join(", ") || copy.noNumbers,
                },
                {
                  key: "hours",
                  label: copy.columns.hours,
                  look: "muted",
                  cell: (team) => (team.always_open ? copy.always : copy.byHours),
                },
                {
                  key: "chat",
                  label: copy.columns.chat,
                  cell: (team) =>
                    team.chat_open ? (
                      <Badge tone="ok">{copy.chatOn}</Badge>
                    ) : (
                      <Badge>{copy.chatOff}</Badge>
                    ),
                },
              ]}
            />
          </Card>
        )}
      </Loaded>
      {adding && (
        <AddTeam
          close={() => setAdding(false)}
          done={(answer) => {
            setAdding(false);
            say(copy.added(answer.team.name));
            go(`${HOME}/teams/${answer.team.team_id}`);
          }}
        />
      )}
    </>
  );
}

interface AddProps {
  readonly close: () => void;
  readonly done: (answer: TeamAnswer) => void;
}

function AddTeam({ close, done }: AddProps) {
  const { api } = useAdmin();
  const doing = useDoing();
  const [name, setName] = useState("");
  const [callerId, setCallerId] = useState("");
  const add = async (): Promise<void> => {
    let answer: TeamAnswer | undefined;
    const body = { name: name.trim(), caller_id: callerId.trim() };
    if (!(await doing.run(async () => (answer = await api.post<TeamAnswer>(TEAMS, body))))) return;
    if (answer) done(answer);
  };
  const rest = doing.rest(["name", "team_name", "caller_id"]);
  return (
    <Drawer
      title={copy.addTitle}
      close={close}
      unsaved={!doing.busy && (name !== "" || callerId !== "")}
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
      <Field label={copy.name} error={doing.fault("name") ?? doing.fault("team_name")}>
        <TextInput value={name} set={setName} longest={80} />
      </Field>
      <Field label={copy.callerId} hint={copy.callerIdHint} error={doing.fault("caller_id")}>
        <TextInput value={callerId} set={setCallerId} kind="tel" />
      </Field>
    </Drawer>
  );
}
