/** Everybody in the space. */
import { useState } from "preact/hooks";
import { useAdmin, useQuery } from "../here";
import { Loaded, useLoad } from "../load";
import { Card, Icon, PageHead, Pager, SearchInput, Select, Table, type Column } from "../parts";
import type { TeamList, TeamRow, UserList as Listed, UserRow } from "../wire";
import { form, people as copy } from "./copy";
import { ImportDialog } from "./import";
import { AddUser, UserDrawer } from "./user";
import { Now, RoleBadges, SignInBadges, teamNames } from "./words";
import { PeopleTabs, TEAMS, USERS } from "./places";

const PAGE = 50;
/** The live states are asked for again as often as this, in seconds. */
const EVERY = 10;

const STATUS: Record<string, Record<string, string>> = {
  "": { active: "1" },
  locked: { locked: "1" },
  gone: { active: "0" },
  all: {},
};

function useFilters() {
  const [search, setSearch] = useQuery("search");
  const [team, setTeam] = useQuery("team");
  const [role, setRole] = useQuery("role");
  const [status, setStatus] = useQuery("status");
  const [skip, setSkip] = useState(0);
  const first =
    (set: (value: string) => void) =>
    (value: string): void => {
      setSkip(0);
      set(value);
    };
  return {
    search,
    team,
    role,
    status,
    skip,
    setSkip,
    setSearch: first(setSearch),
    setTeam: first(setTeam),
    setRole: first(setRole),
    setStatus: first(setStatus),
    any: Boolean(search || team || role || status),
    query: { search, team, role, ...(STATUS[status] ?? {}), limit: PAGE, skip },
  };
}

type Filters = ReturnType<typeof useFilters>;

export function UserList() {
  const { api, say, router } = useAdmin();
  const filters = useFilters();
  const [open, setOpen] = useQuery("user");
  const [adding, setAdding] = useState(false);
  const [importing, setImporting] = useState(false);
  const teams = useLoad((stop) => api.get<TeamList>(TEAMS, {}, stop), []);
  const list = useLoad(
    (stop) => api.get<Listed>(USERS, filters.query, stop),
    [JSON.stringify(filters.query)],
    { every: EVERY },
  );
  const known = teams.data?.teams ?? [];
  // What is typed in the one that is open is asked about first.
  const add = (): void =>
    router.leave(() => {
      setOpen("");
      setAdding(true);
    });
  const edit = (userId: string): void => {
    if (userId === open && !adding) return;
    router.leave(() => {
      setAdding(false);
      setOpen(userId);
    });
  };
  return (
    <>
      <PageHead title={copy.title} under={copy.under}>
        <button type="button" class="btn line sm" onClick={() => setImporting(true)}>
          <Icon name="upload" size="s" />
          {copy.import}
        </button>
        <button type="button" class="btn primary sm" onClick={add}>
          <Icon name="plus" size="s" />
          {copy.add}
        </button>
      </PageHead>
      <PeopleTabs at="users" />
      <Loaded of={list}>
        {(found) => (
          <Card flush>
            <Bar filters={filters} teams={known} />
            <People
              found={found}
              filters={filters}
              teams={known}
              open={open}
              edit={edit}
              narrow={open !== "" || adding}
            />
          </Card>
        )}
      </Loaded>
      {adding && (
        <AddUser
          teams={known}
          close={() => setAdding(false)}
          done={(user) => {
            list.again();
            say(form.added(user.name));
          }}
        />
      )}
      {open && !adding && (
        <UserDrawer
          key={open}
          userId={open}
          teams={known}
          close={() => setOpen("")}
          changed={list.again}
        />
      )}
      {importing && <ImportDialog close={() => setImporting(false)} done={list.again} />}
    </>
  );
}

function Bar({ filters, teams }: { filters: Filters; teams: readonly TeamRow[] }) {
  return (
    <div class="row wraps inset filters people-filters">
      <SearchInput label={copy.search} value={filters.search} set={filters.setSearch} />
      <Select
        small
        label={copy.filterTeam}
        value={filters.team}
        set={filters.setTeam}
        options={[
          { value: "", label: copy.anyTeam },
          ...teams.map((team) => ({ value: team.team_id, label: team.name })),
          { value: "none", label: copy.noTeam },
        ]}
      />
      <Select
        small
        label={copy.filterRole}
        value={filters.role}
        set={filters.setRole}
        options={[
          { value: "", label: copy.anyRole },
          ...Object.entries(copy.roles).map(([value, label]) => ({ value, label })),
        ]}
      />
      <Select
        small
        label={copy.filterStatus}
        value={filters.status}
        set={filters.setStatus}
        options={[
          { value: "", label: copy.status.active },
          { value: "locked", label: copy.status.locked },
          { value: "gone", label: copy.status.gone },
          { value: "all", label: copy.status.all },
        ]}
      />
    </div>
  );
}

interface PeopleProps {
  readonly found: Listed;
  readonly filters: Filters;
  readonly teams: readonly TeamRow[];
  readonly open: string;
  readonly edit: (userId: string) => void;
  /** Something is open beside it. */
  readonly narrow: boolean;
}

function People({ found, filters, teams, open, edit, narrow }: PeopleProps) {
  const { me } = useAdmin();
  const { skip, setSkip } = filters;
  const mine = (user: UserRow): boolean =>
    me.login === user.login && me.own_cloud_id === me.cloud_id;
  return (
    <>
      <Table
        label={copy.title}
        rows={found.users}
        rowKey={(user) => user.user_id}
        selected={(user) => user.user_id === open}
        empty={
          filters.any
            ? { icon: "search", title: copy.nobody, under: copy.nobodyUnder }
            : { icon: "users", title: copy.empty, under: copy.emptyUnder }
        }
        columns={[
          {
            key: "name",
            label: copy.columns.name,
            cell: (user) => (
              <>
                <b class={user.active ? "medium" : "medium faint"}>{user.name}</b>
                {mine(user) && <span class="faint"> {copy.you}</span>}
                <span class="block sm muted">{user.login}</span>
              </>
            ),
          },
          { key: "role", label: copy.columns.role, cell: (user) => <RoleBadges user={user} /> },
          ...(narrow ? [] : [teamsColumn(teams)]),
          { key: "now", label: copy.columns.now, cell: (user) => <Now state={user.state} /> },
          ...(narrow ? [] : [SIGN_IN]),
        ]}
        rowActions={(user) => (
          <button
            type="button"
            class="btn quiet sm"
            aria-label={copy.editLabel(user.name)}
            onClick={() => edit(user.user_id)}
          >
            {copy.edit}
          </button>
        )}
      />
      <Pager
        from={skip + 1}
        to={skip + found.users.length}
        total={found.total}
        back={skip > 0 ? () => setSkip(Math.max(0, skip - PAGE)) : null}
        next={skip + PAGE < found.total ? () => setSkip(skip + PAGE) : null}
        what={copy.title}
      />
    </>
  );
}

const SIGN_IN: Column<UserRow> = {
  key: "sign-in",
  label: copy.columns.signIn,
  cell: (user) => <SignInBadges user={user} />,
};

function teamsColumn(teams: readonly TeamRow[]): Column<UserRow> {
  return {
    key: "teams",
    label: copy.columns.teams,
    look: "muted",
    cell: (user) => teamNames(user.teams, teams),
  };
}
