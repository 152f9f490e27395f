/** Rego policies with a secret key or token written in them. */
import { code, type RegoNode, rule } from "../api.js";
import { callsIn, field, nodesOf, type RegoCall } from "../lib/rego.js";

export default rule({
  id: "secrets/key-in-policy",
  title: "Secret key in a policy",
  pillar: "data",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "rego.module",
  refs: [],

  *check(module) {
    if (module.test) return;
    for (const it of module.rules)
      for (const call of callsIn(nodesOf(it), /^(?:io\.jwt\.|crypto\.hmac\.|http\.send$)/)) {
        const secret = secretIn(call);
        if (secret?.kind !== "text" || secret.known === "") continue;
        yield {
          at: secret.at,
          what: `The key of \`${call.name}\` is written in the policy: whoever reads the repository or the bundle can sign what they like`,
          ...(module.editable && call.name !== "http.send"
            ? {
                fix: {
                  title: "Read the key from the environment",
                  edit: (edit) => edit.replace(secret.at, code("opa.runtime().env.JWT_KEY")),
                },
              }
            : {}),
        };
      }
  },
});

/** The argument or field that holds a secret, when it is there. */
function secretIn({ name, args }: RegoCall): RegoNode | undefined {
  if (/^io\.jwt\.verify_hs/.test(name) || /^crypto\.hmac\.(?!equal)/.test(name)) return args[1];
  if (name === "io.jwt.decode_verify") return field(args[1], "secret");
  if (name === "io.jwt.encode_sign") return field(args[2], "k") ?? field(args[2], "d");
  if (name !== "http.send") return undefined;
  const header = field(field(args[0], "headers"), "Authorization") ?? field(field(args[0], "headers"), "authorization");
  return header?.kind === "text" && /^(?:Bearer|Basic|Token)\s+\S/i.test(header.known) ? header : undefined;
}
