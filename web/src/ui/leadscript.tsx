import * as copy from "../copy";
import type { LeadView, Script } from "../wire";
import { leadData } from "./card";
import { useFetch } from "./fetch";
import { ScriptText } from "./script";

interface LeadScriptProps {
  readonly lead: LeadView | null;
  /** A part of another card, and not one of its own. */
  readonly inside?: boolean;
}

/** What the agent says to this lead; nothing where its campaign has no script. */
export function LeadScript({ lead, inside = false }: LeadScriptProps) {
  return lead && <Fetched key={lead.campaign_id} lead={lead} inside={inside} />;
}

function Fetched({ lead, inside }: { lead: LeadView; inside: boolean }) {
  const path = `/dock/script?campaign_id=${encodeURIComponent(lead.campaign_id)}`;
  // Asked for again with each lead: it may have been mended meanwhile.
  const { answer } = useFetch<Script>(path, lead.lead_id);
  if (!answer?.text.trim()) return null;
  const data = { number: lead.number, ...leadData(lead) };
  return (
    <section
      class={inside ? "script inside" : "card script"}
      aria-label={copy.script.heading}
      tabIndex={inside ? undefined : 0}
    >
      <h3 class="label">{copy.script.heading}</h3>
      <ScriptText text={answer.text} data={data} />
    </section>
  );
}
