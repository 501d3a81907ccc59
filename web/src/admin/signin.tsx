import { SignInForm } from "../ui/signin";
import * as copy from "./copy";
import type { AdminState, Session } from "./session";

export function SignIn({ session, state }: { session: Session; state: AdminState }) {
  return (
    <SignInForm
      heading={copy.admin.signIn.heading}
      under={state.me ? copy.admin.signIn.again : copy.admin.signIn.under}
      error={state.signInError}
      phone={false}
      cloud={state.me?.own_cloud_id ?? ""}
      enter={() => session.entered()}
    />
  );
}
