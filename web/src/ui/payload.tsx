import * as copy from "../copy";
import { payloadRows, recordAddress } from "../state/format";
import { namedIn } from "../state/named";
import { Icon } from "./parts";

type Custom = Readonly<Record<string, unknown>>;

/** The CRM's data as text. Web addresses are links; nothing in it is ever read as HTML. */
export function PayloadList({ custom }: { custom: Custom }) {
  return (
    <dl class="kv">
      {payloadRows(withoutHead(custom), copy.payload).map((row, at) => [
        <dt key={`k${at}`}>{row.key}</dt>,
        <dd key={`v${at}`}>
          {row.link ? (
            <a href={row.link} target="_blank" rel="noopener noreferrer">
              {row.text}
            </a>
          ) : (
            row.text
          )}
        </dd>,
      ])}
    </dl>
  );
}

export function hasRows(custom: Custom): boolean {
  return Object.keys(withoutHead(custom)).length > 0;
}

/** Without what is said in the call's head already. */
function withoutHead(custom: Custom): Custom {
  const { fields } = namedIn(custom);
  return Object.fromEntries(Object.entries(custom).filter(([key]) => !fields.has(key)));
}

export function OpenRecord({ custom }: { custom: Custom }) {
  const address = recordAddress(custom);
  if (!address) return null;
  return (
    <a class="btn quiet sm" href={address} target="_blank" rel="noopener noreferrer">
      {copy.payload.open}
      <Icon name="out" size="s" />
    </a>
  );
}

/** The card of the narrow dock; it is the part that shrinks when the page is low. */
export function PayloadCard({ custom }: { custom: Custom }) {
  const empty = !hasRows(custom);
  return (
    <section class="card payload grow" aria-label={copy.payload.heading}>
      <header>
        <h3>{copy.payload.heading}</h3>
        <OpenRecord custom={custom} />
      </header>
      {empty ? (
        <p class="sm muted inset-s">{copy.payload.empty}</p>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label={copy.payload.region}>
          <PayloadList custom={custom} />
        </div>
      )}
    </section>
  );
}
