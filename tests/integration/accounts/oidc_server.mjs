// A real OpenID Connect provider on loopback for test_oidc.py, certified software: npm's oidc-provider (MIT).
// Install it outside the repository, and say where:
//   npm install --prefix "$HOME/.cache/bangban-node" oidc-provider@9
//   export BANGBAN_TEST_NODE="$HOME/.cache/bangban-node"
// Run by the tests as: node oidc_server.mjs '{"modules": …, "redirect": …, "secret": …, "claims_in_token": true}'
// It takes any free port, prints {"issuer": …} on its first line, and ends with its standard input.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const given = JSON.parse(process.argv[2]);
const resolve = createRequire(pathToFileURL(`${given.modules}/`)).resolve;
const { Provider } = await import(pathToFileURL(resolve('oidc-provider')));

const server = createServer((request, response) => provider.callback()(request, response));
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    { client_id: 'bangban', client_secret: given.secret, redirect_uris: [given.redirect], id_token_signed_response_alg: 'RS256' },
    { client_id: 'bangban-public', token_endpoint_auth_method: 'none', redirect_uris: [given.redirect] },
  ],
  // The account is whoever types his name into the provider's own (development) sign-in form.
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id.replace(/^sub-/, ''), name: `Name of ${id}` }),
  }),
  claims: { openid: ['sub'], profile: ['preferred_username', 'name'] },
  conformIdTokenClaims: !given.claims_in_token,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  cookies: { keys: ['only for tests'] },
});

console.log(JSON.stringify({ issuer }));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
