/** The frame of a page: its head, cards, badges, tabs. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "../../ui/parts";
import { useAdmin } from "../here";
import * as copy from "../copy";

export type BadgeTone = "" | "ok" | "warn" | "bad" | "accent";

interface BadgeProps {
  readonly tone?: BadgeTone;
  readonly icon?: string;
  readonly dot?: boolean;
  readonly children: ComponentChildren;
}

export function Badge({ tone = "", icon, dot, children }: BadgeProps) {
  return (
    <span class={`badge ${tone}`.trim()}>
      {dot && <span class="dot" />}
      {icon && <Icon name={icon} size="s" />}
      {children}
    </span>
  );
}

interface HeadProps {
  readonly title: string;
  readonly under?: ComponentChildren;
  /** What this page is a part of, with its address. */
  readonly crumb?: { readonly label: string; readonly href: string };
  readonly badge?: ComponentChildren;
  /** Its buttons. */
  readonly children?: ComponentChildren;
}

/** The page's name, which is the window's too, and its buttons. */
export function PageHead({ title, under, crumb, badge, children }: HeadProps) {
  const { me } = useAdmin();
  useEffect(() => {
    document.title = copy.admin.page(title, me.space_name || me.cloud_id);
  }, [title, me.space_name]);
  return (
    <div class="page-top">
      {crumb && (
        <p class="crumb">
          <a href={crumb.href}>{crumb.label}</a>
        </p>
      )}
      <div class="row between wraps">
        <div>
          <div class="row">
            <h1>{title}</h1>
            {badge}
          </div>
          {under && <p class="muted sm">{under}</p>}
        </div>
        {children && <div class="toolbar">{children}</div>}
      </div>
    </div>
  );
}

interface CardProps {
  readonly title?: string;
  readonly under?: ComponentChildren;
  readonly toolbar?: ComponentChildren;
  /** Without padding of its own: for a table. */
  readonly flush?: boolean;
  readonly children?: ComponentChildren;
}

export function Card({ title, under, toolbar, flush = false, children }: CardProps) {
  const head = title !== undefined || toolbar !== undefined;
  return (
    <section
      class={flush ? "card clip" : "card inset-b"}
      {...(title ? { "aria-label": title } : {})}
    >
      {head && (
        <div class={flush ? "row between wraps inset" : "row between wraps mb3"}>
          <div>
            {title && <h2>{title}</h2>}
            {under && <p class="sm muted">{under}</p>}
          </div>
          {toolbar && <div class="toolbar">{toolbar}</div>}
        </div>
      )}
      {children}
    </section>
  );
}

export interface Tab {
  readonly key: string;
  readonly label: string;
  readonly href: string;
  readonly count?: number;
}

/** Parts of a page that have addresses of their own. */
export function Tabs({ label, tabs, at }: { label: string; tabs: readonly Tab[]; at: string }) {
  return (
    <nav class="tabs scrolls" aria-label={label}>
      {tabs.map((tab) => (
        <a key={tab.key} href={tab.href} {...(tab.key === at ? { "aria-current": "page" } : {})}>
          {tab.label}
          {tab.count !== undefined && <span class="faint num">{tab.count}</span>}
        </a>
      ))}
    </nav>
  );
}

interface NoteProps {
  readonly tone?: "" | "ok" | "warn" | "bad";
  readonly icon?: string;
  readonly children: ComponentChildren;
  /** Said at once: for what went wrong. */
  readonly alert?: boolean;
}

/** A sentence on coloured ground, in the place it belongs to. */
export function Note({ tone = "", icon, children, alert = false }: NoteProps) {
  const sign = icon ?? { "": "info", ok: "check", warn: "alert", bad: "alert" }[tone];
  return (
    <div class={`banner ${tone} note`} {...(alert ? { role: "alert" } : {})}>
      <Icon name={sign} />
      <div class="grow">{children}</div>
    </div>
  );
}
