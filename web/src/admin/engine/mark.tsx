/** The dot of the menu: nothing while all is well. */
import { useAdmin } from "../here";
import { useLoad } from "../load";
import type { EngineAnswer } from "../wire";
import { engine as copy } from "./copy";

export const PATH = "/manage/api/engine";

/** What is wrong, where something is. */
export function troubleOf(answer: EngineAnswer): "away" | "trunk" | null {
  if (!answer.up) return "away";
  const trunk = answer.trunk;
  if (trunk === null) return answer.trunk_known ? "trunk" : null;
  const registered = trunk.registration === "none" || trunk.registration === "registered";
  return registered && trunk.reachable !== false ? null : "trunk";
}

export function EngineMark() {
  const { api, me } = useAdmin();
  const seen = useLoad((stop) => api.get<EngineAnswer>(PATH, {}, stop), [me.cloud_id], {
    every: 60,
  });
  const trouble = seen.data && troubleOf(seen.data);
  if (!trouble) return null;
  return (
    <>
      <span class={trouble === "away" ? "dot bad-text" : "dot warn-text"} />
      <span class="sr">: {copy.marks[trouble]}</span>
    </>
  );
}
