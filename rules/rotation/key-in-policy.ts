/** Rego policies with the key that tokens are checked with written in them. */
import { code, type RegoNode, rule } from "../api.js";
import { callsIn, field, nodesOf, type RegoCall } from "../lib/rego.js";

export default rule({
  id: "rotation/key-in-policy",
  title: "Verification key written in a policy",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "rego.module",
  refs: [],

  *check(module) {
    if (module.test) return;
    for (const it of module.rules)
      for (const call of callsIn(nodesOf(it), /(?:^|\.)jwt\.(?:verify|decode_verify)/)) {
        const key = keyIn(call);
        if (key?.kind !== "text" || key.known === "") continue;
        yield {
          at: key.at,
          what: `\`${shown(key.known)}\` is a key written in the policy: when the issuer rotates its keys, valid tokens fail, and a stolen key stays good until someone ships new code`,
          ...(module.editable
            ? { fix: { title: "Read the keys from data", edit: (edit) => edit.replace(key.at, code("data.idp.jwks")) } }
            : {}),
        };
      }
  },
});

/** The public key or key set; HMAC keys are secrets, and another rule's. */
function keyIn({ name, args }: RegoCall): RegoNode | undefined {
  if (name === "io.jwt.decode_verify") return field(args[1], "cert");
  return /verify_hs/.test(name) ? undefined : args[1];
}

function shown(key: string): string {
  const line = key.trim().split("\n")[0] ?? "";
  return line.length > 30 ? `${line.slice(0, 27)}...` : line;
}
