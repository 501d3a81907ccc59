/** What is kept of people, and for how long. */
import { useAdmin } from "../here";
import { Loaded, useLoad } from "../load";
import { PageHead } from "../parts";
import type { RetentionAnswer } from "../wire";
import { care as copy } from "./copy";
import { EraseCard } from "./erase";
import { HoldsCard } from "./holds";
import { KeepCard, PATH } from "./keep";

export function CarePage() {
  const { api } = useAdmin();
  const seen = useLoad((stop) => api.get<RetentionAnswer>(PATH, {}, stop), []);
  return (
    <>
      <PageHead title={copy.title} under={copy.under} />
      <Loaded of={seen}>
        {(answer) => (
          <>
            <KeepCard answer={answer} saved={seen.put} />
            <HoldsCard kept={answer.kept_calls} changed={seen.again} />
            <EraseCard />
          </>
        )}
      </Loaded>
    </>
  );
}
