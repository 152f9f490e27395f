/** Signing keys that are fetched in plaintext. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "mesh/jwks-insecure",
  title: "Signing keys fetched over HTTP",
  pillar: "identity",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "mesh.requestAuthentication",
  refs: [],

  *check(authentication) {
    for (const { at } of authentication.jwtRules) {
      const uri = get(at, "jwksUri");
      const known = text(uri);
      const host = /^http:\/\/([^/:]+)/.exec(known ?? "")?.[1];
      // Inside the mesh the sidecar encrypts the call.
      if (
        uri === undefined ||
        known === undefined ||
        host === undefined ||
        !host.includes(".") ||
        /\.(?:svc|local|internal)(?:\.|$)/.test(host)
      )
        continue;
      yield {
        at: uri,
        what: "Whoever sits between Istio and this address may swap the keys, and then sign tokens for anybody",
        fix: {
          title: "Fetch the keys over HTTPS",
          edit: (it) => it.replace(uri, known.replace(/^http:/, "https:").replace(/^(https:\/\/[^/:]+):80(?=\/|$)/, "$1")),
        },
      };
    }
  },
});
