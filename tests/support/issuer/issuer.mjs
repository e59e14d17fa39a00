// An OpenID Connect issuer that others wrote and certified (npm's oidc-provider), as a program: `node issuer.mjs FOLDER SETTINGS`.
// FOLDER is where npm installed it; SETTINGS (JSON) says who may sign in and what stands in the tokens (foreign.py writes them).
// It prints "listening ISSUER", and ends when its standard input does, so that it never outlives the tests.

import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, json] = process.argv.slice(2);
const settings = JSON.parse(json);
const { accounts, algorithm, client, skew_seconds: skew } = settings;

const trueNow = Date.now;
Date.now = () => trueNow() + skew * 1000; // the clock of the whole issuer, before anything of it has read the time
console.info = console.error; // standard output has one line
const { Provider } = await import(pathToFileURL(createRequire(`${folder}/`).resolve("oidc-provider")));

const API = "urn:kundval:api"; // oidc-provider knows a service by an address; what a token says of it is `audience`
const KEYS = { RS256: ["rsa", { modulusLength: 2048 }], ES256: ["ec", { namedCurve: "P-256" }] };
const KEY_ID = randomUUID();
const PAGES = {
  login: (names) => ["Who are you?", names],
  consent: () => ["May Kundval see who you are?", ["Allow"]],
};

/** Whether a request asks for a token for our service: by its scope (Entra), by a parameter (Auth0), or by asking at all. */
function isForApi({ oidc: { params } }) {
  const { scope, parameters } = settings.asked;
  const isAsked = !scope || params.scope?.split(" ").includes(scope);
  return isAsked && Object.entries(parameters).every(([name, value]) => params[name] === value);
}

/** Write an access token as the product does. The library insists on an `aud`: one that is not enumerable is not written. */
function shape(_ctx, _token, token) {
  const { payload } = token;
  Object.assign(payload, { aud: settings.token_audience, iss: tokenIssuer });
  for (const name of settings.without) Object.defineProperty(payload, name, { enumerable: false });
  if (settings.key_named_by !== "kid") token.header = { kid: undefined, [settings.key_named_by]: KEY_ID };
}

function configuration() {
  const [type, options] = KEYS[algorithm];
  const key = generateKeyPairSync(type, options).privateKey.export({ format: "jwk" });
  return {
    clients: [
      {
        client_id: client.id,
        redirect_uris: client.redirect_uris,
        token_endpoint_auth_method: "none", // a public client: the library then requires PKCE
        id_token_signed_response_alg: algorithm,
      },
    ],
    clientBasedCORS: (_ctx, origin) => client.origins.includes(origin),
    jwks: { keys: [{ ...key, kid: KEY_ID, alg: algorithm, use: "sig" }] },
    cookies: { names: { session: `s${port}`, interaction: `i${port}`, resume: `r${port}` } }, // a cookie knows no port
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx) => (isForApi(ctx) ? API : undefined),
        getResourceServerInfo: () => ({
          scope: settings.asked.scope,
          audience: API,
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: algorithm } },
        }),
        useGrantedResource: () => true,
      },
    },
    extraParams: Object.keys(settings.asked.parameters).filter((name) => name !== "resource"), // which the library knows
    scopes: ["openid", "profile"],
    extraTokenClaims: (_ctx, { accountId }) => accounts[accountId],
    findAccount: (_ctx, id) => accounts[id] && { accountId: id, claims: () => ({ sub: id }) },
    formats: { customizers: { jwt: shape } },
    interactions: { url: (_ctx, { uid }) => `${prefix}/interaction/${uid}` },
    ttl: { AccessToken: 3600, IdToken: 3600, Session: 3600, Grant: 3600, Interaction: 3600 },
  };
}

/** Move the endpoints, and not the issuer, to the machine's other name: Cognito's are on another host than their issuer. */
function withEndpoints(discovery) {
  const move = ([name, value]) => [name, name.endsWith("_endpoint") ? value?.replace("127.0.0.1", settings.endpoint_host) : value];
  return Object.fromEntries(Object.entries(discovery).map(move));
}

async function readForm(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

/** Show the buttons of the sign-in or of the consent, or pass the one that was pressed on to the library. */
async function interact(request, response) {
  const details = await provider.interactionDetails(request, response);
  if (request.method === "POST") {
    const pressed = (await readForm(request)).get("pressed");
    return provider.interactionFinished(request, response, await result(details, pressed));
  }
  const [heading, names] = PAGES[details.prompt.name](Object.keys(accounts));
  const buttons = [...names, "Refuse"].map((name) => `<button name="pressed" value="${name}">${name}</button>`);
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  const form = `<form method="post">${buttons.join(" ")}</form>`;
  response.end(`<!doctype html><html lang="en"><title>${heading}</title><h1>${heading}</h1>${form}</html>`);
}

/** Return what the library does next: refuse, go on with an account, or keep what was consented to. */
async function result({ prompt, params, session, grantId }, pressed) {
  if (pressed === "Refuse") return { error: "access_denied", error_description: settings.refusal };
  if (prompt.name === "login") return { login: { accountId: pressed } };
  const parties = { accountId: session.accountId, clientId: params.client_id };
  const grant = grantId ? await provider.Grant.find(grantId) : new provider.Grant(parties);
  grant.addOIDCScope(prompt.details.missingOIDCScope?.join(" ") ?? "");
  for (const [api, scopes] of Object.entries(prompt.details.missingResourceScopes ?? {})) grant.addResourceScope(api, scopes.join(" "));
  return { consent: { grantId: await grant.save() } };
}

const server = createServer();
await new Promise((listening) => server.listen(settings.port, "127.0.0.1", listening));
const { port } = server.address();
const prefix = settings.path.replace(/\/$/, "");
const issuer = `http://127.0.0.1:${port}${settings.path}`;
const tokenIssuer = settings.token_issuer_path ? `http://127.0.0.1:${port}${settings.token_issuer_path}` : issuer;
const provider = new Provider(issuer, configuration());
provider.use(async (ctx, next) => {
  await next();
  if (ctx.oidc?.route === "discovery") ctx.body = { ...withEndpoints(ctx.body), ...settings.discovery };
});
provider.on("server_error", (_ctx, error) => console.error(error));
server.on("request", (request, response) => {
  request.originalUrl = request.url; // as any framework does that mounts an issuer below a path
  if (!request.url.startsWith(`${prefix}/`)) return response.writeHead(404).end();
  request.url = request.url.slice(prefix.length);
  if (!request.url.startsWith("/interaction/")) return provider.callback()(request, response);
  interact(request, response).catch((error) => response.writeHead(400).end(String(error)));
});
process.stdin.on("end", () => process.exit()).resume();
console.log(`listening ${issuer}`);
