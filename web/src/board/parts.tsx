/** Small parts of the board's pages. */
import type { ComponentChildren } from "preact";
import { clock } from "../state/format";
import { Icon } from "../ui/parts";
import { usePercent, useHere, useTick } from "./context";
import { teamLevels, type Level, type TeamLevels } from "./read";
import type { TeamRow } from "./state";

/** Seconds since a moment of the server's clock, ticking by itself. */
export function Since({ at }: { at: number }) {
  const { board } = useHere();
  return <>{useTick(() => clock(board.now() - at), [at])}</>;
}

/** The same, or nothing to wait for; from an hour on the digits are smaller. */
export function Wait({ at }: { at: number | null }) {
  const { board } = useHere();
  const text = useTick(() => clock(at === null ? 0 : board.now() - at), [at]);
  return text.length > 5 ? <span class="long">{text}</span> : <>{text}</>;
}

/** A team's levels, which a wait may raise without an event. */
export function useLevels(row: TeamRow): TeamLevels {
  const { board } = useHere();
  const read = (): string => {
    const { calls, wait, chats, service } = teamLevels(row, board.now());
    return [calls, wait, chats, service].join(" ");
  };
  const [calls, wait, chats, service] = useTick(read, [row]).split(" ") as Level[];
  return { calls: calls!, wait: wait!, chats: chats!, service: service! };
}

interface FigProps {
  readonly level?: Level;
  readonly label: string;
  readonly children: ComponentChildren;
}

/** A number with its name; over its limit it has a sign beside it. */
export function Fig({ level = "normal", label, children }: FigProps) {
  return (
    <div class={level === "normal" ? "fig" : `fig ${level}`}>
      <b>
        {children}
        {level !== "normal" && <Icon name="alert" />}
      </b>
      <span>{label}</span>
    </div>
  );
}

const GAUGES: Readonly<Record<Level, string>> = { normal: "", near: "warn", over: "bad" };

interface GaugeProps {
  readonly level?: Level;
  readonly label?: string;
  readonly value: number;
  readonly end: number;
  /** In per cent of the gauge. */
  readonly width: number;
  readonly mark?: number;
  readonly plain?: boolean;
}

/** A value against a mark. Without a label it is only the picture of a number beside it. */
export function Gauge({ level = "normal", plain, label, value, end, width, mark }: GaugeProps) {
  const fill = usePercent<HTMLElement>("width", width);
  const line = usePercent<HTMLElement>("left", mark ?? 0);
  const meter = label
    ? {
        role: "meter" as const,
        "aria-label": label,
        "aria-valuenow": value,
        "aria-valuemin": 0,
        "aria-valuemax": end,
      }
    : { "aria-hidden": true };
  return (
    <div class={`gauge ${GAUGES[level]}`.trim()} {...meter}>
      <i class={plain ? "lines" : ""} ref={fill} />
      {mark !== undefined && <u ref={line} />}
    </div>
  );
}
