import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { clock } from "../state/format";
import type { AgentState } from "../wire";
import { useHere, useTicking } from "./context";

interface IconProps {
  readonly name: string;
  readonly size?: "" | "s" | "l";
  /** Something is under way. */
  readonly spin?: boolean;
}

export function Icon({ name, size = "", spin = false }: IconProps) {
  return (
    <svg class={`i ${size} ${spin ? "spin" : ""}`.trim()} aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}

export function Glyph({ state, large = "" }: { state: string; large?: string }) {
  return (
    <svg class={`glyph ${large}`} aria-hidden="true">
      <use href={`#i-st-${state}`} />
    </svg>
  );
}

/** The name of a state's hue and silhouette. */
export function stateClass(state: AgentState): string {
  if (state === "wrap_up") return "wrapup";
  return state === "dialling" ? "ringing" : state;
}

/** Seconds since a moment, ticking by itself. */
export function Elapsed({ since, until = null }: { since: number; until?: number | null }) {
  const { dock } = useHere();
  return <>{useTicking(() => clock((until ?? dock.now()) - since), [since, until])}</>;
}

/** Seconds that are left before a moment. */
export function Left({ until }: { until: number }) {
  const { dock } = useHere();
  return <>{useTicking(() => clock(Math.ceil(until - dock.now())), [until])}</>;
}

/** A thin line that empties. Under reduced motion it steps once a second. */
export function Drain({ from, until, square }: { from: number; until: number; square?: boolean }) {
  const { dock } = useHere();
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const draw = (): void => {
      const left = Math.max(0, until - dock.now());
      const share = (calm ? Math.ceil(left) : left) / Math.max(0.001, until - from);
      if (bar.current) bar.current.style.width = `${Math.min(100, share * 100).toFixed(1)}%`;
    };
    draw();
    const timer = setInterval(draw, calm ? 1000 : 100);
    return () => clearInterval(timer);
  }, [from, until]);
  return (
    <div class={square ? "drain square" : "drain"} aria-hidden="true">
      <i ref={bar} />
    </div>
  );
}

export interface MenuItem {
  readonly key: string;
  readonly label: string;
  readonly run: () => void;
  readonly state?: string;
  readonly icon?: string;
  readonly hint?: string;
  readonly checked?: boolean;
}

interface MenuProps {
  readonly buttonClass: string;
  readonly label?: string;
  readonly boxClass?: string;
  readonly menuLabel: string;
  readonly side?: "to-right" | "above" | "to-right above" | "";
  readonly items: readonly MenuItem[];
  readonly children: ComponentChildren;
}

/** A button and the menu it opens: arrows move, Enter chooses, Esc closes and gives focus back. */
export function Menu(props: MenuProps) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useClickOutside(box, open, () => setOpen(false));
  useEffect(() => {
    const all = open ? entries(box.current) : [];
    (all.find((entry) => entry.ariaChecked === "true") ?? all[0])?.focus();
  }, [open]);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!open) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        setOpen(true);
      }
      return;
    }
    event.stopPropagation();
    const all = entries(box.current);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: all.length - 1,
    };
    const to = moves[event.key];
    if (event.key === "Escape") close();
    else if (event.key === "Tab") setOpen(false);
    else if (to !== undefined) {
      event.preventDefault();
      all[(to + all.length) % all.length]?.focus();
    }
  };

  return (
    <span class={`menu-box ${props.boxClass ?? ""}`} ref={box} onKeyDown={onKeyDown}>
      <button
        type="button"
        ref={button}
        class={props.buttonClass}
        aria-haspopup="menu"
        aria-expanded={open}
        {...(props.label ? { "aria-label": props.label, title: props.label } : {})}
        onClick={() => setOpen(!open)}
      >
        {props.children}
      </button>
      {open && (
        <div class={`menu card lift ${props.side ?? ""}`} role="menu" aria-label={props.menuLabel}>
          {props.items.map((item) => (
            <button
              key={item.key}
              type="button"
              class={`opt ${item.state ? `st-${item.state}` : ""}`}
              tabIndex={-1}
              {...(item.checked === undefined
                ? { role: "menuitem" as const }
                : { role: "menuitemradio" as const, "aria-checked": item.checked })}
              onClick={() => {
                close();
                item.run();
              }}
            >
              {item.state && <Glyph state={item.state} />}
              {item.icon && <Icon name={item.icon} size="s" />}
              <span class="grow">{item.label}</span>
              {item.hint && <span class="faint">{item.hint}</span>}
              {item.checked && <Icon name="check" size="s" />}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}

function entries(box: HTMLElement | null): HTMLElement[] {
  return [...(box?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
}

export function useClickOutside(
  box: { readonly current: HTMLElement | null },
  active: boolean,
  run: () => void,
): void {
  useEffect(() => {
    if (!active) return;
    const told = (event: PointerEvent): void => {
      if (!box.current?.contains(event.target as Node)) run();
    };
    addEventListener("pointerdown", told);
    return () => removeEventListener("pointerdown", told);
  }, [active]);
}

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** A class of its own, and what stands before and behind the label. */
  readonly look?: string;
  readonly before?: ComponentChildren;
  readonly behind?: ComponentChildren;
}

interface RadioProps<Value extends string> {
  readonly label?: string;
  readonly labelledBy?: string;
  readonly groupClass: string;
  readonly itemClass?: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value | null;
  readonly tick?: boolean;
  readonly choose: (value: Value) => void;
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Chips or segments as one radio group: one stop for Tab, arrows choose. */
export function Radios<Value extends string>(props: RadioProps<Value>) {
  const group = useRef<HTMLDivElement>(null);
  const chosen = props.choices.findIndex((choice) => choice.value === props.value);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined || props.choices.length === 0) return;
    event.preventDefault();
    const buttons = [...(group.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to = (Math.max(at, 0) + step + buttons.length) % buttons.length;
    const choice = props.choices[to];
    buttons[to]?.focus();
    if (choice) props.choose(choice.value);
  };
  return (
    <div
      class={props.groupClass}
      role="radiogroup"
      ref={group}
      onKeyDown={onKeyDown}
      {...(props.label ? { "aria-label": props.label } : {})}
      {...(props.labelledBy ? { "aria-labelledby": props.labelledBy } : {})}
    >
      {props.choices.map((choice, at) => (
        <button
          key={choice.value}
          type="button"
          role="radio"
          class={choice.look ?? props.itemClass ?? ""}
          aria-checked={choice.value === props.value}
          tabIndex={at === Math.max(chosen, 0) ? 0 : -1}
          onClick={() => props.choose(choice.value)}
        >
          {props.tick && choice.value === props.value && <Icon name="check" size="s" />}
          {choice.before}
          {choice.label}
          {choice.behind}
        </button>
      ))}
    </div>
  );
}

export function Empty({ icon, title, under }: { icon: string; title: string; under: string }) {
  return (
    <div class="card empty">
      <span class="disc mb6">
        <Icon name={icon} />
      </span>
      <b>{title}</b>
      <span class="sm muted">{under}</span>
    </div>
  );
}

/** Grey shapes, but only once the answer has kept people waiting for 300 ms. */
export function Loading() {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 300);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <div class="card skeleton" aria-busy="true">
      <div class="sk w55 tall-line" />
      <div class="sk w80" />
      <div class="sk w68" />
    </div>
  );
}

export function Failed({
  title,
  under,
  again,
}: {
  title: string;
  under: string;
  again: () => void;
}) {
  return (
    <div class="card row inset-s">
      <span class="bad-text">
        <Icon name="alert" />
      </span>
      <span class="grow sm">
        <b>{title}</b>
        <br />
        <span class="muted">{under}</span>
      </span>
      <button type="button" class="btn line sm" onClick={again}>
        Try again
      </button>
    </div>
  );
}
