/** Rego policies that decide on answers whose sender is not verified. */
import { code, type RegoNode, rule } from "../api.js";
import { callsIn, field, nodesIn, nodesOf } from "../lib/rego.js";

export default rule({
  id: "trust/unverified-http-send",
  title: "Policy data fetched without verification",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "rego.module",
  refs: [],

  *check(module) {
    if (module.test) return;
    for (const it of module.rules)
      for (const call of callsIn(nodesOf(it), /^http\.send$/)) {
        const [request] = call.args;
        const skip = field(request, "tls_insecure_skip_verify");
        if (skip?.kind === "flag" && skip.known)
          yield {
            at: skip.at,
            what: "The certificate of the server is not checked: whoever is on the way answers for it, and so decides",
            ...(module.editable
              ? {
                  fix: {
                    title: "Check the certificate",
                    level: (field(request, "tls_ca_cert_file") ?? field(request, "tls_ca_cert")) ? "safe" : "review",
                    edit: (edit) => edit.replace(skip.at, code("false")),
                  },
                }
              : {}),
          };
        const url = plaintext(field(request, "url"));
        if (url?.kind === "text")
          yield {
            at: url.at,
            what: `\`${url.known}\` is fetched in the clear: whoever is on the way can change the answer that this policy decides on`,
            ...(module.editable
              ? {
                  fix: {
                    title: "Fetch it over HTTPS",
                    edit: (edit) => edit.replace(url.at, code(JSON.stringify(url.known.replace(/^http:/, "https:")))),
                  },
                }
              : {}),
          };
      }
  },
});

/** The literal that makes a URL one in plaintext; nothing for the machine itself. */
function plaintext(url: RegoNode | undefined): RegoNode | undefined {
  if (url === undefined) return undefined;
  const first = [...nodesIn(url)].find((it) => it.kind === "text");
  if (first?.kind !== "text" || !/^http:\/\//i.test(first.known)) return undefined;
  return /^http:\/\/(?:localhost|127\.|\[::1\])/i.test(first.known) ? undefined : first;
}
