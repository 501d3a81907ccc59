// A provider of OpenID Connect on the loopback, for tests: people sign in with any name, which is
// their account. Started with the client's redirect address and what is to be odd about it, as
// JSON; writes one line of JSON with its issuer once it listens. It ends with its parent.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const {
  redirect,
  email_verified = true,
  client = {},
  claims_apart = false,
} = JSON.parse(process.argv[2]);

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "dockline",
        client_secret: "a s%cret +/ of the client",
        redirect_uris: [redirect],
        ...client,
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "nickname"] },
    // In the ID token itself, as most providers have it; apart: at the UserInfo endpoint alone.
    conformIdTokenClaims: claims_apart,
    pkce: { required: () => true },
    cookies: { keys: ["for tests alone"] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: id.includes("@") ? id : `${id}@example.com`,
        email_verified,
        name: id[0].toUpperCase() + id.slice(1),
        nickname: id,
      }),
    }),
  });
  server.on("request", provider.callback());
  console.log(JSON.stringify({ issuer }));
});
process.stdin.on("end", () => process.exit(0)).resume();
