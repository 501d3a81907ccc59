/** A list of short texts: reasons, numbers, countries. */
import { useRef } from "preact/hooks";
import { Icon } from "../../ui/parts";
import * as copy from "../copy";

interface TextListProps {
  /** What one of them is: a pause reason. */
  readonly what: string;
  readonly values: readonly string[];
  readonly set: (values: readonly string[]) => void;
  /** Their order is shown elsewhere, and may be changed. */
  readonly ordered?: boolean;
  readonly placeholder?: string;
  readonly mono?: boolean;
  /** What is wrong with one of them, by its place. */
  readonly faults?: Readonly<Record<number, string>>;
}

/** Each in a line of its own; a last, empty line is for the next one. */
export function TextList(props: TextListProps) {
  const { what, values, set, ordered = false, placeholder = "", mono = false } = props;
  const box = useRef<HTMLUListElement>(null);
  const change = (at: number, value: string): void =>
    set(values.map((one, place) => (place === at ? value : one)));
  const move = (at: number, to: number): void => {
    const moved = [...values];
    const [one = ""] = moved.splice(at, 1);
    moved.splice(to, 0, one);
    set(moved);
  };
  const add = (): void => {
    set([...values, ""]);
    requestAnimationFrame(() => {
      const all = box.current?.querySelectorAll("input");
      all?.[all.length - 1]?.focus();
    });
  };
  return (
    <div class="stack g1">
      <ul class="stack g1" ref={box}>
        {values.map((value, at) => (
          <li key={at} class="row g1 list-line">
            <input
              class={mono ? "input sm mono" : "input sm"}
              aria-label={`${what} ${at + 1}`}
              aria-invalid={props.faults?.[at] !== undefined}
              placeholder={placeholder}
              autocomplete="off"
              value={value}
              onInput={(event) => change(at, event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter") {
                  event.preventDefault();
                  if (value.trim()) add();
                }
              }}
            />
            {ordered && (
              <>
                <Step
                  icon="up"
                  label={copy.parts.up(value || what)}
                  off={at === 0}
                  run={() => move(at, at - 1)}
                />
                <Step
                  icon="down"
                  label={copy.parts.down(value || what)}
                  off={at === values.length - 1}
                  run={() => move(at, at + 1)}
                />
              </>
            )}
            <Step
              icon="x"
              label={copy.parts.remove(value || what)}
              off={false}
              run={() => set(values.filter((_, place) => place !== at))}
            />
          </li>
        ))}
      </ul>
      <div>
        <button type="button" class="btn line sm" onClick={add}>
          <Icon name="plus" size="s" />
          {copy.parts.add}
          <span class="sr"> {what}</span>
        </button>
      </div>
    </div>
  );
}

interface StepProps {
  readonly icon: string;
  readonly label: string;
  readonly off: boolean;
  readonly run: () => void;
}

function Step({ icon, label, off, run }: StepProps) {
  return (
    <button
      type="button"
      class={icon === "up" ? "btn quiet icon sm flip" : "btn quiet icon sm"}
      aria-label={label}
      disabled={off}
      onClick={run}
    >
      <Icon name={icon === "up" ? "down" : icon} size="s" />
    </button>
  );
}

/** The lines that have something in them, without spaces around. */
export function filled(values: readonly string[]): string[] {
  return values.map((one) => one.trim()).filter(Boolean);
}
