/** The side menu: the space, the pages one may see, and the person. */
import { initials } from "../state/format";
import { Icon, Menu } from "../ui/parts";
import { mayWatch } from "../app/roles";
import * as copy from "./copy";
import { useAdmin } from "./here";
import { PAGES, type PageSpec } from "./registry";

interface SideProps {
  readonly at: string | null;
  readonly open: boolean;
  readonly close: () => void;
}

export function SideMenu({ at, open, close }: SideProps) {
  const { can } = useAdmin();
  const seen = PAGES.filter((page) => can(page.right));
  return (
    <nav
      class={open ? "menu side open" : "menu side"}
      aria-label={copy.admin.label}
      id="admin-menu"
      onKeyDown={(event) => {
        if (event.key === "Escape" && open) close();
      }}
    >
      <div class="brand">
        <span class="mark">
          <Icon name="mark" />
        </span>
        Dockline
        <button
          type="button"
          class="iconbtn push only-narrow"
          aria-label={copy.admin.closeMenu}
          onClick={close}
        >
          <Icon name="x" />
        </button>
      </div>
      <SpaceSwitch />
      <Group name="run" pages={seen} at={at} close={close} />
      <Group name="setup" pages={seen} at={at} close={close} />
      <Person />
    </nav>
  );
}

interface GroupProps {
  readonly name: "run" | "setup";
  readonly pages: readonly PageSpec[];
  readonly at: string | null;
  readonly close: () => void;
}

function Group({ name, pages, at, close }: GroupProps) {
  const mine = pages.filter((page) => page.group === name);
  if (mine.length === 0) return null;
  return (
    <>
      <div class="label" id={`menu-${name}`}>
        {copy.admin.groups[name]}
      </div>
      <ul aria-labelledby={`menu-${name}`} class="menu-list">
        {mine.map((page) => (
          <li key={page.path}>
            <a
              href={page.path}
              {...(page.path === at ? { "aria-current": "page" } : {})}
              onClick={close}
            >
              <Icon name={page.icon} />
              {page.label}
              {page.mark && <page.mark />}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

/** For operators with more than one space; for everybody else it only says where they are. */
function SpaceSwitch() {
  const { me, session, router } = useAdmin();
  const name = me.space_name || me.cloud_id;
  if (!me.operator || me.spaces.length < 2) {
    return (
      <div class="row g2 space-name">
        <Icon name="space" size="s" />
        <span class="cut medium sm">{name}</span>
      </div>
    );
  }
  const spaces = [...me.spaces].sort((one, other) => one.name.localeCompare(other.name));
  return (
    <Menu
      boxClass="space-box"
      buttonClass="btn line sm between wide"
      label={copy.admin.space(name)}
      menuLabel={copy.admin.spaces}
      items={spaces.map((one) => ({
        key: one.cloud_id,
        label: one.name || one.cloud_id,
        hint: one.cloud_id,
        checked: one.cloud_id === me.cloud_id,
        run: () => router.leave(() => void session.chooseSpace(one.cloud_id)),
      }))}
    >
      <span class="row g2 grow">
        <Icon name="space" size="s" />
        <span class="cut">{name}</span>
      </span>
      <Icon name="down" size="s" />
    </Menu>
  );
}

function Person() {
  const { me, go, session, router } = useAdmin();
  const name = me.name || me.login;
  const role = copy.admin.roles[me.role] ?? me.role;
  const opens = (path: string) => () => void window.open(path, "_blank", "noopener");
  const account = PAGES.find((page) => page.path === "/admin/account");
  return (
    <div class="row me">
      <span class="avatar" aria-hidden="true">
        {initials(name)}
      </span>
      <span class="grow">
        <b class="cut block medium">{name}</b>
        <span class="xs muted">{me.operator ? copy.admin.operator : role}</span>
      </span>
      <Menu
        boxClass="person-box"
        buttonClass="btn quiet icon sm"
        side="to-right above"
        label={copy.admin.account(me.login)}
        menuLabel={name}
        items={[
          ...(account
            ? [
                {
                  key: "account",
                  label: copy.admin.yourAccount,
                  icon: "user",
                  run: () => go(account.path),
                },
              ]
            : []),
          ...(mayWatch(me.role)
            ? [{ key: "board", label: copy.admin.board, icon: "chart", run: opens("/board") }]
            : []),
          { key: "dock", label: copy.admin.dock, icon: "phone", run: opens("/dock") },
          {
            key: "out",
            label: copy.admin.signOut,
            icon: "lock",
            run: () => router.leave(() => void session.signOut()),
          },
        ]}
      >
        <Icon name="more" />
      </Menu>
    </div>
  );
}
