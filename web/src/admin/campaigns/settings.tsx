/** `/admin/campaigns/<id>/settings/<tab>` */
import { useAdmin } from "../here";
import { Loaded, useLoad, type Loading } from "../load";
import { Note, PageHead, Tabs } from "../parts";
import type { CampaignSheet } from "../wire";
import * as copy from "./copy";
import { DispositionsTab } from "./dispositions";
import { useDraft, type Draft } from "./draft";
import { API, PLACE, StateBadge } from "./list";
import { cautionList } from "./run";
import { ScriptTab } from "./scripttab";
import { AttemptsTab, HoursTab, MachinesTab, NumbersTab, PacingTab } from "./tabs";

const words = copy.settings;
const VIEWS = {
  pacing: PacingTab,
  hours: HoursTab,
  attempts: AttemptsTab,
  dispositions: DispositionsTab,
  script: ScriptTab,
  numbers: NumbersTab,
  machines: MachinesTab,
} as const;
type TabKey = keyof typeof VIEWS;
const KEYS = Object.keys(VIEWS) as readonly TabKey[];

export function SettingsPage({ id, tab }: { id: string; tab: string }) {
  const { api } = useAdmin();
  const loading = useLoad((stop) => api.get<CampaignSheet>(`${API}/${id}`, {}, stop), [id]);
  const at = KEYS.find((key) => key === tab) ?? "pacing";
  return (
    <>
      {!loading.data && <PageHead title={words.title} />}
      <Loaded of={loading}>{(sheet) => <Shown sheet={sheet} loading={loading} at={at} />}</Loaded>
    </>
  );
}

interface ShownProps {
  readonly sheet: CampaignSheet;
  readonly loading: Loading<CampaignSheet>;
  readonly at: TabKey;
}

function Shown({ sheet, loading, at }: ShownProps) {
  const place = `${PLACE}/${sheet.campaign_id}`;
  const draft = useDraft(sheet, loading.put);
  return (
    <>
      <PageHead
        title={words.title}
        crumb={{ label: sheet.name, href: place }}
        badge={<StateBadge campaign={sheet} />}
      />
      <Tabs
        label={words.title}
        at={at}
        tabs={KEYS.map((key) => ({
          key,
          label: words.tabs[key],
          href: `${place}/settings/${key}`,
        }))}
      />
      {draft.readOnly && <Note>{words.readOnly}</Note>}
      {sheet.cautions.length > 0 && <Note tone="warn">{cautionList(sheet.cautions)}</Note>}
      <View at={at} draft={draft} />
    </>
  );
}

function View({ at, draft }: { at: TabKey; draft: Draft }) {
  const Tab = VIEWS[at];
  return <Tab draft={draft} />;
}
