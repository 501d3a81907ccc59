/** `/admin/campaigns`, one of them, and its settings. */
import type { PageProps } from "../registry";
import { CampaignPage } from "./campaign";
import { CampaignList } from "./list";
import { SettingsPage } from "./settings";

export function CampaignsPage({ rest }: PageProps) {
  const [id = "", part = "", tab = ""] = rest.split("/");
  if (!id) return <CampaignList />;
  if (part === "settings") return <SettingsPage key={id} id={id} tab={tab} />;
  return <CampaignPage key={id} id={id} />;
}
