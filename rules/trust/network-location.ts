/** Rego rules that allow on the strength of an address alone. */
import { code, type RegoNode, rule } from "../api.js";
import { grants, nodesIn, reached } from "../lib/rego.js";

const address =
  /(?:source|remote|client|peer|src|forwarded|real)_?-?(?:ip|addr|address|for)\b|x-forwarded-for|x-real-ip|(?:^|\.)ip(?:_address)?$|\bhost(?:name)?$/i;
const identity =
  /claims|payload|token|jwt|user|subject|principal|\bsub\b|roles?\b|group|authenticat|verified|cert|spiffe|identity|session|api_?key|password|signature|auth|account|scope|mfa|permission|member/i;
const harmless = /(?:^|\.)(?:method|path|parsed_path|url|operation|action)$/;

export default rule({
  id: "trust/network-location",
  title: "Access granted by network location",
  pillar: "identity",
  tenet: ["T2", "T4"],
  severity: "warning",
  fixes: "review",
  on: "rego.module",
  of: ["file", "config"],
  refs: [],

  *check(module) {
    if (module.test) return;
    for (const it of module.rules) {
      if (!grants(it)) continue;
      for (const { body } of it.branches) {
        const { nodes, complete } = reached(module, ...body);
        const place = body.find((line) => isLocation(line)) ?? body.find((line) => isLocation(...reached(module, line).nodes));
        if (place === undefined || !complete) continue;
        const words = nodes.flatMap((node) => (node.kind === "ref" || node.kind === "call" ? [node.name] : []));
        if (words.some((word) => identity.test(word) && !address.test(word))) continue;
        // Anything else that is asked might be an identity.
        if (!body.every((line) => line === place || isLocation(...reached(module, line).nodes) || isHarmless(line))) continue;
        yield {
          at: place.at,
          what: `An address is all that \`${it.name}\` asks for: whoever gets a foothold in that network, or sets the header, is trusted`,
          ...(module.editable && body.includes(place) && module.rules.some((one) => one.name === "claims")
            ? {
                fix: {
                  title: "Ask for a caller as well",
                  edit: (edit) => edit.replace({ ...place.at, start: place.at.end }, code('\nclaims.sub != ""')),
                },
              }
            : {}),
        };
      }
    }
  },
});

/** A test of where a request comes from. */
function isLocation(...roots: readonly RegoNode[]): boolean {
  for (const node of nodesIn(...roots)) {
    if (node.kind === "call" && /^net\.cidr_(?:contains|intersects)/.test(node.name)) return true;
    const left =
      node.kind === "infix"
        ? [node.left, node.right]
        : node.kind === "call" && /^(?:startswith|endswith|glob\.match|regex\.match)$/.test(node.name)
          ? node.args
          : [];
    for (const it of left) {
      const word = it.kind === "ref" ? [it.name, ...it.steps.flatMap((step) => (step.kind === "text" ? [step.known] : []))].join(".") : "";
      if (word.startsWith("input") && address.test(word)) return true;
    }
  }
  return false;
}

/** Conditions that say what is asked for, not by whom. */
function isHarmless(line: RegoNode): boolean {
  return [...nodesIn(line)].every(
    (it) => it.kind !== "call" && (it.kind !== "ref" || harmless.test(it.name) || it.name === "" || it.name === "_"),
  );
}
