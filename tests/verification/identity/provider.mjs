// A certified OpenID Connect engine (oidc-provider) set to the profile of デジタル認証アプリ, for tests alone.
// Arguments: port, address to lead back to, and as JSON the client's public key.
import { pathToFileURL } from "node:url";

const [port, redirectUri, clientKey, engine] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(engine));
const { generateKeyPairSync } = await import("node:crypto");

const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "todoke",
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: "ES256",
      id_token_signed_response_alg: "ES256",
      subject_type: "pairwise",
      response_types: ["code"],
      grant_types: ["authorization_code"],
      redirect_uris: [redirectUri],
      jwks: { keys: [JSON.parse(clientKey)] },
    },
  ],
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "one", use: "sig", alg: "ES256" }] },
  cookies: { keys: ["only-for-tests"] },
  subjectTypes: ["pairwise"],
  pairwiseIdentifier: (_, accountId) => `pairwise-${accountId}`,
  responseTypes: ["code"],
  pkce: { required: () => true },
  clientAuthMethods: ["private_key_jwt"],
  enabledJWA: { idTokenSigningAlgValues: ["ES256"], clientAuthSigningAlgValues: ["ES256"] },
  claims: { openid: ["sub"], name: ["name"], address: ["address"], birthdate: ["birthdate"], gender: ["gender"] },
  findAccount: (_, accountId) => ({
    accountId,
    claims: () => ({
      sub: accountId,
      name: "佐藤 花子",
      address: { formatted: "東京都調布市見本町1丁目2番3号" },
      birthdate: "19900412",
      gender: "2",
    }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
