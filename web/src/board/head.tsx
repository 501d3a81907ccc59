import { mayManage } from "../app/roles";
import { initials, timeOfDay } from "../state/format";
import { Icon, Menu, Radios } from "../ui/parts";
import { useBoard, useHere, useTick } from "./context";
import * as copy from "./copy";

/** All teams; no team can have this name. */
const ALL = "";

export function Head() {
  const { actions, board } = useHere();
  const { figures, team, who } = useBoard();
  const names = figures ? [...figures.teams.values()].map((row) => row.team.team_name) : [];
  const wall = team === null ? "/board?tv" : `/board?tv&team=${encodeURIComponent(team)}`;
  const name = who?.name || who?.login || "";
  return (
    <header class="head">
      <span class="mark">
        <Icon name="mark" />
      </span>
      <h1 class="head-title">{copy.board.title}</h1>
      <span class="faint cut">{who?.space_name}</span>
      {names.length > 1 && (
        <Radios
          groupClass="seg ml3 team-filter"
          label={copy.board.teamFilter}
          value={team ?? ALL}
          choices={[
            { value: ALL, label: copy.board.allTeams },
            ...names.map((one) => ({ value: one, label: one })),
          ]}
          choose={(one) => actions.lookAt(one === ALL ? null : one)}
        />
      )}
      <span class="grow" />
      <Live />
      <span class="sm muted num clock">
        <Now />
      </span>
      {figures && <Engine up={figures.engineUp} />}
      <a class="btn line sm" href={wall}>
        <Icon name="tv" size="s" />
        {copy.board.tv}
      </a>
      <Menu
        boxClass="account-box"
        buttonClass="account"
        side="to-right"
        label={copy.board.account(initials(name), who?.login ?? "")}
        menuLabel={name}
        items={[
          {
            key: "dock",
            label: copy.board.dock,
            icon: "phone",
            run: () => void window.open("/dock", "_blank", "noopener"),
          },
          ...(mayManage(who?.role ?? "")
            ? [
                {
                  key: "admin",
                  label: copy.board.admin,
                  icon: "settings",
                  run: () => void window.open("/admin", "_blank", "noopener"),
                },
              ]
            : []),
          {
            key: "out",
            label: copy.board.signOut,
            icon: "lock",
            run: () => void board.signOut(),
          },
        ]}
      >
        <span class="avatar" aria-hidden="true">
          {initials(name)}
        </span>
      </Menu>
    </header>
  );
}

/** Whether the figures are of now. */
function Live() {
  const { stale, figures } = useBoard();
  if (!figures) return <span class="badge">{copy.board.connecting}</span>;
  return (
    <>
      <span class={stale === null ? "badge ok" : "badge bad num"}>
        <span class="dot" />
        {stale === null ? copy.board.live : copy.board.stale(stale)}
      </span>
      <span class="sr" role="status">
        {stale === null ? copy.board.live : copy.board.staleSaid}
      </span>
    </>
  );
}

function Now() {
  const { board } = useHere();
  const { figures } = useBoard();
  return <>{useTick(() => (figures ? timeOfDay(board.now(), true) : ""), [figures === null])}</>;
}

function Engine({ up }: { up: boolean }) {
  return (
    <span class={up ? "badge ok" : "badge bad"}>
      <Icon name={up ? "trunk" : "alert"} size="s" />
      {up ? copy.board.engineReady : copy.board.engineAway}
    </span>
  );
}
