/** The settings of the space, in parts. */
import { useAdmin } from "../here";
import { Loaded, useLoad } from "../load";
import { PageHead, Tabs } from "../parts";
import type { PageProps } from "../registry";
import { Missing } from "../missing";
import type { SettingsAnswer } from "../wire";
import { Chats } from "./chats";
import { Choices } from "./choices";
import { settings as copy } from "./copy";
import { Dialling } from "./dialling";
import { PATH } from "./form";
import { General } from "./general";

const PARTS = { general: General, choices: Choices, dialling: Dialling, chats: Chats };

type Part = keyof typeof PARTS;

function isPart(name: string): name is Part {
  return name in PARTS;
}

export function SettingsPage({ rest }: PageProps) {
  const { api } = useAdmin();
  const at = rest || "general";
  const load = useLoad((stop) => api.get<SettingsAnswer>(PATH, {}, stop), []);
  if (!isPart(at)) return <Missing />;
  const Form = PARTS[at];
  return (
    <>
      <PageHead title={copy.title} under={copy.under} />
      <Tabs
        label={copy.tabs}
        at={at}
        tabs={(Object.keys(PARTS) as Part[]).map((part) => ({
          key: part,
          label: copy.tab[part],
          href: part === "general" ? "/admin/settings" : `/admin/settings/${part}`,
        }))}
      />
      <Loaded of={load}>{(answer) => <Form key={at} answer={answer} saved={load.put} />}</Loaded>
    </>
  );
}
