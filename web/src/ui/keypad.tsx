import * as copy from "../copy";
import type { CallView } from "../wire";
import { useHere } from "./context";
import { Keys } from "./keys";
import { Icon } from "./parts";

const spaced = (digits: string): string => [...digits].join(" ");

/** Tones: those sent, those the customer sent, and the twelve keys. */
export function KeypadPanel({ call }: { call: CallView }) {
  const { actions } = useHere();
  return (
    <section class="card form tight tones-card" aria-label={copy.keypad.section}>
      <div class="row between">
        <span class="tones num cut grow" role="log" aria-label={copy.keypad.sent}>
          {spaced(call.digits_sent.slice(-12))}
        </span>
        <button
          type="button"
          class="iconbtn"
          aria-label={copy.keypad.close}
          onClick={() => actions.show("keypad")}
        >
          <Icon name="x" />
        </button>
      </div>
      {call.digits_received && (
        <div class="row sm muted">
          <span>{copy.keypad.received}</span>
          <span class="num text received" role="log" aria-label={copy.keypad.received}>
            {spaced(call.digits_received.slice(-16))}
          </span>
        </div>
      )}
      <Keys press={(key) => actions.press(key)} />
    </section>
  );
}
