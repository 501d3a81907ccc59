/** How far a campaign or a dial list is. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { LeadProgress } from "../wire";
import * as copy from "./copy";
import { daysWord, donePercent, whole } from "./words";

const PARTS = ["done", "fresh", "again", "callbacks", "never"] as const;

/** A part of a bar, as wide as its share; the page's policy lets no attribute say it. */
function Part({ look, share }: { look: string; share: number }) {
  const box = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (box.current) box.current.style.width = `${share * 100}%`;
  }, [share]);
  return <i ref={box} class={look} />;
}

/** One colour for each part. */
export function PartsBar({ leads }: { leads: LeadProgress }) {
  const said = PARTS.map((part) => `${copy.progress.parts[part]} ${leads[part]}`).join(", ");
  return (
    <div class="bar" role="img" aria-label={said}>
      {PARTS.filter((part) => leads[part] > 0).map((part) => (
        <Part key={part} look={`part-${part}`} share={leads[part] / leads.total} />
      ))}
    </div>
  );
}

/** In a row of a table. */
export function SmallBar({ leads }: { leads: LeadProgress }) {
  const percent = donePercent(leads);
  return (
    <div class="row small-bar">
      <div class="bar grow" aria-hidden="true">
        <Part look="" share={percent / 100} />
      </div>
      <span class="num muted nowrap">{percent} %</span>
    </div>
  );
}

export function ProgressCard({ leads, days }: { leads: LeadProgress; days: number | null }) {
  const left = leads.total - leads.done - leads.never;
  const pace =
    leads.total > 0 && left === 0
      ? copy.progress.all
      : days !== null
        ? copy.progress.pace(daysWord(days))
        : "";
  const under = leads.total
    ? [copy.progress.leads(whole(leads.total)), pace].filter(Boolean).join(" · ")
    : copy.progress.none;
  return (
    <div class="progress rule">
      <div class="row between wraps">
        <h3>{copy.progress.heading(donePercent(leads))}</h3>
        <span class="sm muted num">{under}</span>
      </div>
      <PartsBar leads={leads} />
      <ul class="legend">
        {PARTS.map((part) => (
          <li key={part} class={`of-${part}`}>
            <b>{whole(leads[part])}</b>
            {copy.progress.parts[part]}
          </li>
        ))}
      </ul>
    </div>
  );
}
