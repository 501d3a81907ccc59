import { Icon } from "../ui/parts";
import { useBoard, useHere } from "./context";
import * as copy from "./copy";

/** What a supervisor has to know before the figures. */
export function Strip() {
  const { board } = useHere();
  const { figures, link, notices } = useBoard();
  const away = figures !== null && !figures.engineUp;
  const replaced = link.phase === "replaced";
  return (
    <div class="strip">
      {away && <Banner tone="bad" icon="alert" text={copy.banners.engine} />}
      {replaced && (
        <Banner tone="warn" icon="listen" text={copy.banners.replaced}>
          <button type="button" class="btn line sm" onClick={() => board.line.takeBack()}>
            {copy.banners.useThis}
          </button>
        </Banner>
      )}
      {notices.map((one) => (
        <Banner key={one.id} tone={one.tone} icon={one.icon} text={one.text}>
          <button
            type="button"
            class="iconbtn"
            aria-label={copy.banners.close}
            onClick={() => board.dismiss(one.id)}
          >
            <Icon name="x" />
          </button>
        </Banner>
      ))}
    </div>
  );
}

interface BannerProps {
  readonly tone: string;
  readonly icon: string;
  readonly text: readonly [string, string];
  readonly children?: preact.ComponentChildren;
}

function Banner({ tone, icon, text, children }: BannerProps) {
  return (
    <div class={`banner ${tone}`}>
      <Icon name={icon} />
      <div class="grow">
        <b>{text[0]}</b> {text[1]}
      </div>
      {children}
    </div>
  );
}
