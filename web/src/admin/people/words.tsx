/** What the lists of people have in common. */
import { Glyph, stateClass } from "../../ui/parts";
import { states } from "../../copy";
import type { AgentState } from "../../wire";
import { Badge } from "../parts";
import type { TeamRow, UserRow } from "../wire";
import { people as copy } from "./copy";
import { timeOfDay } from "../../state/format";

export function Now({ state }: { state: string }) {
  const known = state as AgentState;
  if (known === "offline") return <span class="faint">{states.offline}</span>;
  return (
    <span class={`row g6 nowrap st-${stateClass(known)}`}>
      <Glyph state={stateClass(known)} />
      {states[known] ?? state}
    </span>
  );
}

export function RoleBadges({ user }: { user: Pick<UserRow, "role" | "operator"> }) {
  return (
    <span class="row g1 wraps">
      <span>{copy.roles[user.role] ?? user.role}</span>
      {user.operator && <Badge tone="accent">{copy.operator}</Badge>}
    </span>
  );
}

export function SignInBadges({ user }: { user: UserRow }) {
  return (
    <span class="row g1 wraps">
      {!user.active && <Badge tone="warn">{copy.gone}</Badge>}
      {user.locked_until !== null && (
        <Badge tone="bad" icon="lock">
          {copy.locked(timeOfDay(user.locked_until))}
        </Badge>
      )}
      {user.second_factor && (
        <Badge tone="ok" icon="check">
          {copy.secondFactor}
        </Badge>
      )}
      {user.active && user.password_due && <Badge>{copy.passwordDue}</Badge>}
    </span>
  );
}

/** The first two by name, and how many more. */
export function teamNames(ids: readonly string[], teams: readonly TeamRow[]): string {
  const names = ids.flatMap((id) => teams.find((team) => team.team_id === id)?.name ?? []);
  if (names.length === 0) return copy.none;
  const shown = names.slice(0, 2).join(", ");
  return names.length > 2 ? `${shown} ${copy.more(names.length - 2)}` : shown;
}
