/** Rego policies that read a token whose signature nobody has checked. */
import { code, type Editor, type RegoModule, type RegoNode, type RegoRule, rule } from "../api.js";
import { callsIn, nodesIn, nodesOf, type RegoCall } from "../lib/rego.js";

export default rule({
  id: "trust/token-not-verified",
  title: "Token read without checking its signature",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "review",
  on: "rego.module",
  refs: [],

  *check(module) {
    if (module.test) return;
    const verified = module.rules.some((it) => [...callsIn(nodesOf(it), /^io\.jwt\.(?:verify_|decode_verify$)/)].length > 0);
    for (const it of module.rules) {
      const written = [...nodesOf(it)];
      if (!verified)
        for (const call of callsIn(written, /^io\.jwt\.decode$/)) {
          if (verifiedUpstream(call)) continue;
          const fix = module.editable ? verifying(written, call) : undefined;
          yield {
            at: call.at,
            what: "`io.jwt.decode` only takes the token apart: anyone can write one that says what this policy wants to read",
            ...(fix === undefined ? {} : { fix }),
          };
        }
      for (const { left, call } of unpacked(written, /^io\.jwt\.decode_verify$/)) {
        const [valid] = left;
        if (valid?.kind !== "ref" || isUsed(valid, it, module)) continue;
        yield {
          at: valid.at,
          what: `\`${call.name}\` says here whether the token is valid, and nothing asks: a forged token passes`,
        };
      }
    }
  },
});

/** Envoy hands over claims that its own filter has verified. */
function verifiedUpstream(call: RegoCall): boolean {
  return [...nodesIn(...call.args)].some((it) => it.kind === "ref" && /metadata_?[cC]ontext|filter_?[mM]etadata|verified/.test(it.name));
}

/** Assignments that take the result of a call apart. */
function unpacked(nodes: readonly RegoNode[], name: RegExp): readonly { node: RegoNode; left: readonly RegoNode[]; call: RegoCall }[] {
  return nodes.flatMap((node) => {
    if (node.kind !== "infix" || !/^:?=$/.test(node.operator) || node.left.kind !== "array" || node.right.kind !== "call") return [];
    return name.test(node.right.name) ? [{ node, left: node.left.items, call: node.right }] : [];
  });
}

/** Named, and named again. */
function isUsed(valid: RegoNode & { readonly kind: "ref" }, rule: RegoRule, module: RegoModule): boolean {
  if (valid.name === "_") return false;
  if (!module.complete) return true;
  return [...nodesOf(rule)].some((it) => it.kind === "ref" && it.name.split(".")[0] === valid.name && it.at !== valid.at);
}

/** `[header, payload, _] := io.jwt.decode(t)` becomes a decode_verify whose verdict counts. */
function verifying(nodes: readonly RegoNode[], call: RegoCall) {
  const found = unpacked(nodes, /^io\.jwt\.decode$/).find((it) => it.call === call);
  const names = found?.left.map((it) => (it.kind === "ref" ? it.name : undefined)) ?? [];
  const [header, payload] = names;
  const last = call.args[call.args.length - 1];
  if (found === undefined || found.node.kind !== "infix" || header === undefined || payload === undefined || last === undefined)
    return undefined;
  const { left } = found.node;
  const end = found.node.at.end;
  return {
    title: "Verify the token against the issuer's keys",
    edit: (it: Editor) => {
      it.replace(left.at, code(`[valid, ${header}, ${payload}]`));
      it.replace(call.nameAt, code("io.jwt.decode_verify"));
      it.replace({ ...last.at, start: last.at.end }, code(', {"cert": data.idp.jwks, "iss": data.idp.issuer, "aud": data.idp.audience}'));
      it.replace({ ...call.at, start: end, end }, code("\nvalid"));
    },
  };
}
