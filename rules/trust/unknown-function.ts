/** Rego calls of functions that OPA does not have where it matters most: the policy does not compile, and so decides nothing. */
import { code, rule } from "../api.js";
import { callsIn, nodesOf } from "../lib/rego.js";

/** Namespaces whose functions are all known. */
const known: Readonly<Record<string, RegExp>> = {
  jwt: /^$/,
  io: /^io\.jwt\.(?:decode|decode_verify|encode_sign|encode_sign_raw|verify_(?:(?:rs|ps|es|hs)(?:256|384|512)|eddsa))$/,
  http: /^http\.send$/,
  crypto: /^crypto\.(?:md5|sha1|sha256|parse_private_keys|hmac\.(?:md5|sha1|sha256|sha512|equal)|x509\.(?:parse_\w+))$/,
  net: /^net\.(?:cidr_(?:contains|contains_matches|expand|intersects|is_valid|merge|overlap)|lookup_ip_addr)$/,
};

/** What was probably meant. */
const meant: ReadonlyMap<string, string> = new Map([
  ["jwt.decode", "io.jwt.decode_verify"],
  ["jwt.decode_verify", "io.jwt.decode_verify"],
  ["jwt.verify", "io.jwt.decode_verify"],
  ["io.jwt.verify", "io.jwt.decode_verify"],
  ["http.get", "http.send"],
  ["net.cidr_match", "net.cidr_contains"],
]);

export default rule({
  id: "trust/unknown-function",
  title: "Function that OPA does not have",
  pillar: "identity",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "rego.module",
  refs: [],

  *check(module) {
    const own = new Set([...module.imports.map((it) => it.name), ...module.rules.map((it) => it.name.split(".")[0] ?? "")]);
    for (const it of module.rules)
      for (const call of callsIn(nodesOf(it), /\./)) {
        const space = call.name.split(".")[0] ?? "";
        const functions = Object.hasOwn(known, space) ? known[space] : undefined;
        if (functions === undefined || functions.test(call.name) || own.has(space)) continue;
        const better = meant.get(call.name) ?? (space === "jwt" ? `io.${call.name}` : undefined);
        // `verify` and `decode` answer something else than what is meant: only names that differ in their namespace are renamed.
        const renamed = better !== undefined && better === `io.${call.name}` && known.io?.test(better) === true;
        yield {
          at: call.nameAt,
          what: `There is no built-in \`${call.name}\`: the policy does not compile, so nothing here is enforced${better === undefined ? "" : `; \`${better}\` is meant`}`,
          ...(renamed && better !== undefined && module.editable
            ? { fix: { title: `Call \`${better}\``, edit: (edit) => edit.replace(call.nameAt, code(better)) } }
            : {}),
        };
      }
  },
});
