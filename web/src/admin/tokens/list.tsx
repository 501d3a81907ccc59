/** The tokens that work now. */
import { useAdmin, useNow } from "../here";
import { Loaded, type Loading } from "../load";
import { Badge, Card, Icon, Table, type Column } from "../parts";
import type { TokenRow, TokensAnswer } from "../wire";
import * as copy from "./copy";
import { endsIn, left, madeWord, scopesWord, usedWord } from "./words";

type Act = "change" | "reset" | "revoke";

interface ListProps {
  readonly of: Loading<TokensAnswer>;
  readonly act: (kind: Act, token: TokenRow) => void;
}

export function TokenList({ of, act }: ListProps) {
  useNow();
  const now = useAdmin().now();
  return (
    <Card title={copy.tokens.heading} flush>
      <Loaded of={of}>
        {(data) => (
          <Table
            label={copy.tokens.list}
            columns={columns(now)}
            rows={data.tokens.filter((token) => endsIn(token, now) !== 0)}
            rowKey={(token) => token.token_id}
            rowActions={(token) => <Actions token={token} act={act} />}
            empty={{ icon: "lock", title: copy.tokens.empty, under: copy.tokens.emptyUnder }}
          />
        )}
      </Loaded>
    </Card>
  );
}

function columns(now: number): readonly Column<TokenRow>[] {
  return [
    { key: "name", label: copy.tokens.name, cell: (token) => <Name token={token} /> },
    { key: "begins", label: copy.tokens.begins, look: "mono", cell: (token) => begins(token) },
    { key: "made", label: copy.tokens.made, look: "muted", cell: (token) => madeWord(token, now) },
    {
      key: "used",
      label: copy.tokens.used,
      look: "muted",
      cell: (token) => usedWord(token, now),
    },
    { key: "state", label: copy.tokens.state, cell: (token) => <State token={token} now={now} /> },
  ];
}

function Name({ token }: { token: TokenRow }) {
  return (
    <>
      <b class="medium">{token.name}</b>
      {token.ends_at !== null && <span class="faint"> {copy.tokens.old}</span>}
      <span class="xs faint block">{scopesWord(token)}</span>
    </>
  );
}

function begins(token: TokenRow) {
  if (token.begins) return `${token.begins}…`;
  return (
    <>
      <span aria-hidden="true">…</span>
      <span class="sr">{copy.tokens.unknown}</span>
    </>
  );
}

function State({ token, now }: { token: TokenRow; now: number }) {
  const seconds = endsIn(token, now);
  if (seconds === null) return <Badge tone="ok">{copy.tokens.inUse}</Badge>;
  return (
    <Badge tone="warn" icon="clock">
      {copy.tokens.ends(left(seconds))}
    </Badge>
  );
}

function Actions({ token, act }: { token: TokenRow; act: ListProps["act"] }) {
  const spoken = token.ends_at === null ? token.name : `${token.name} ${copy.tokens.old}`;
  return (
    <>
      {token.ends_at === null && (
        <>
          <button
            type="button"
            class="btn quiet icon sm"
            aria-label={copy.tokens.change(token.name)}
            onClick={() => act("change", token)}
          >
            <Icon name="settings" size="s" />
          </button>
          <button type="button" class="btn quiet sm" onClick={() => act("reset", token)}>
            {copy.tokens.reset}
            <span class="sr"> {spoken}</span>
          </button>
        </>
      )}
      <button type="button" class="btn quiet sm bad-text" onClick={() => act("revoke", token)}>
        {copy.tokens.revoke}
        <span class="sr"> {spoken}</span>
      </button>
    </>
  );
}
