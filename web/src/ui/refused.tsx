import { Icon } from "./parts";

/** What the server would not do, said where the agent asked for it. */
export function Refused({ text }: { text: readonly [string, string] | null }) {
  if (!text) return null;
  return (
    <div class="banner bad note">
      <Icon name="alert" />
      <div>
        <b>{text[0]}</b> {text[1]}
      </div>
    </div>
  );
}
