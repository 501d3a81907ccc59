/** API: tokens, samples, and who may click to call. */
import { useState } from "preact/hooks";
import { useAdmin } from "../here";
import { Loaded, useLoad } from "../load";
import { Card, Icon, PageHead, Secret } from "../parts";
import type { SamplesAnswer, TokenMade, TokenRow, TokensAnswer, UsageAnswer } from "../wire";
import { ChangeToken, NewToken, ResetToken, RevokeToken } from "./boxes";
import { WhoMayCall } from "./calling";
import * as copy from "./copy";
import { TokenList } from "./list";
import { Samples } from "./samples";
import { LastHour, WhereToSend } from "./side";

type Box =
  | { readonly kind: "new" }
  | { readonly kind: "change" | "reset" | "revoke"; readonly token: TokenRow };

export function ApiPage() {
  const { api } = useAdmin();
  const tokens = useLoad((signal) => api.get<TokensAnswer>("/manage/api/tokens", {}, signal), [], {
    every: 30,
  });
  const usage = useLoad((signal) => api.get<UsageAnswer>("/manage/api/usage", {}, signal), [], {
    every: 15,
  });
  const samples = useLoad(
    (signal) => api.get<SamplesAnswer>("/manage/api/samples", {}, signal),
    [],
  );
  const [box, setBox] = useState<Box | null>(null);
  // Those that were made and not put away: none is lost because another one is made.
  const [secrets, setSecrets] = useState<readonly TokenMade[]>([]);
  const close = (): void => setBox(null);
  const made = (one: TokenMade): void => {
    setSecrets((before) => [one, ...before]);
    tokens.again();
  };
  const gone = (one: TokenMade): void =>
    setSecrets((before) => before.filter((other) => other !== one));
  return (
    <>
      <PageHead title={copy.page.title} under={copy.page.under}>
        <a class="btn line sm" href="/openapi.json" download="dockline-openapi.json">
          <Icon name="down-tray" size="s" />
          {copy.page.openapi}
        </a>
        <button type="button" class="btn primary sm" onClick={() => setBox({ kind: "new" })}>
          <Icon name="plus" size="s" />
          {copy.page.create}
        </button>
      </PageHead>
      {secrets.map((one) => (
        <Made key={one.token.token_id} one={one} done={() => gone(one)} />
      ))}
      <div class="two api-two">
        <TokenList of={tokens} act={(kind, token) => setBox({ kind, token })} />
        <div class="stack g4 api-samples">
          {samples.data ? (
            <Samples data={samples.data} />
          ) : (
            <Card title={copy.samples.heading}>
              <Loaded of={samples}>{() => null}</Loaded>
            </Card>
          )}
        </div>
        <div class="stack g4 api-side">
          {samples.data && <WhereToSend data={samples.data} />}
          <WhoMayCall changed={samples.again} />
          <LastHour of={usage} />
        </div>
      </div>
      {box?.kind === "new" && <NewToken made={made} close={close} />}
      {box?.kind === "change" && (
        <ChangeToken token={box.token} done={tokens.again} close={close} />
      )}
      {box?.kind === "reset" && <ResetToken token={box.token} made={made} close={close} />}
      {box?.kind === "revoke" && (
        <RevokeToken token={box.token} done={tokens.again} close={close} />
      )}
    </>
  );
}

function Made({ one, done }: { one: TokenMade; done: () => void }) {
  return (
    <div class="banner ok note inset made-token" role="status">
      <Icon name="lock" />
      <div class="grow">
        <p class="mb6">
          <b>{copy.made.heading(one.token.name)}</b> {copy.made.under}
        </p>
        <Secret label={copy.made.label(one.token.name)} value={one.auth_token} done={done} asks />
      </div>
    </div>
  );
}
