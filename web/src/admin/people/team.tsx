/** One team: its people, its queues, its alerts. */
import { useEffect, useState } from "preact/hooks";
import { useForm } from "../form";
import { useAdmin } from "../here";
import { Loaded, useDoing, useLoad, type Loading } from "../load";
import { PageHead, SaveBar, Segments } from "../parts";
import type { TeamAnswer, TeamList, TeamView } from "../wire";
import { CallsPart } from "./calls";
import { AlertsPart, ChatsPart } from "./chats";
import { people, team as copy } from "./copy";
import { MembersPart } from "./members";
import { TeamBasics } from "./teambasics";
import { partOf, teamDraftOf, teamPatch, type Form, type TeamPart } from "./teamform";
import { HOME, TEAMS } from "./places";

export function TeamPage({ teamId }: { teamId: string }) {
  const { api } = useAdmin();
  const path = `${TEAMS}/${encodeURIComponent(teamId)}`;
  const one = useLoad((stop) => api.get<TeamAnswer>(path, {}, stop), [path]);
  const others = useLoad((stop) => api.get<TeamList>(TEAMS, {}, stop), []);
  return (
    <>
      <PageHead
        title={one.data?.team.name ?? people.teamsTitle}
        crumb={{ label: people.teamsTitle, href: `${HOME}/teams` }}
      />
      <Loaded of={one}>
        {({ team }) => (
          <Loaded of={others}>
            {(list) => <Editor team={team} one={one} path={path} list={list} />}
          </Loaded>
        )}
      </Loaded>
    </>
  );
}

interface EditorProps {
  readonly team: TeamView;
  readonly one: Loading<TeamAnswer>;
  readonly path: string;
  readonly list: TeamList;
}

function Editor({ team, one, path, list }: EditorProps) {
  const { api, say } = useAdmin();
  const doing = useDoing();
  const [part, setPart] = useState<TeamPart>("people");
  const { draft, set, change, undo, saved } = useForm(teamDraftOf(team));
  const wish = teamPatch(teamDraftOf(team), draft);
  const dirty = Object.keys(wish).length > 0;
  const refused = Object.keys(doing.faults)[0];
  useEffect(() => {
    const at = refused === undefined ? null : partOf(refused);
    if (at) setPart(at);
  }, [doing.faults]);
  const settings = <Name extends keyof TeamView["settings"]>(name: Name) => {
    return (some: Partial<TeamView["settings"][Name]>): void =>
      change((kept) => ({
        ...kept,
        settings: { ...kept.settings, [name]: { ...kept.settings[name], ...some } },
      }));
  };
  const form: Form = {
    draft,
    team,
    others: list.teams.filter((other) => other.team_id !== team.team_id),
    doing,
    set,
    queue: settings("queue"),
    chat: settings("chat"),
    alerts: settings("alerts"),
  };
  const save = async (): Promise<void> => {
    await doing.run(async () => {
      const answer = await api.patch<TeamAnswer>(path, wish);
      saved(teamDraftOf(answer.team));
      one.put(answer);
      say(copy.saved);
    });
  };
  return (
    <>
      <div class="team-parts">
        <Segments<TeamPart>
          label={copy.sections}
          value={part}
          set={setPart}
          choices={(Object.keys(copy.tabs) as TeamPart[]).map((value) => ({
            value,
            label: copy.tabs[value],
          }))}
        />
      </div>
      {part === "people" && <MembersPart team={team} path={path} put={one.put} />}
      <form
        class="stack g4 team-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {part === "calls" && <CallsPart form={form} />}
        {part === "chats" && <ChatsPart form={form} />}
        {part === "alerts" && <AlertsPart form={form} />}
        {part === "team" && <TeamBasics form={form} path={path} />}
        {(part !== "people" || dirty) && (
          <SaveBar
            dirty={dirty}
            busy={doing.busy}
            undo={() => {
              doing.clear();
              undo();
            }}
            error={
              refused === undefined
                ? undefined
                : doing.rest(["queue", "chat", "alerts", "name", "team_name", "caller_id"])
            }
          />
        )}
      </form>
    </>
  );
}
