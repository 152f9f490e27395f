/** Rego rules that allow sensitive actions on a token alone, however its holder logged in. */
import { code, type RegoNode, rule } from "../api.js";
import { grants, reached } from "../lib/rego.js";

const sensitive = /^(?:admin|administrator|root|superuser|owner|delete|write|drop|payment|payments|transfer|refund|approve|impersonate)$/i;
const claims = /(?:^|\.)(?:claims|payload|token|user|identity|principal|subject|roles?|groups)(?:\.|$)/;
const strength = /(?:^|[._\W])(?:amr|acr|mfa|otp|totp|webauthn|auth_time|step_?up|2fa|second_factor|aal\d?)/i;
const machine = /(?:^|\.)(?:azp|client_id|appid|service_account|serviceAccount|spiffe\w*)$/;

export default rule({
  id: "trust/admin-without-mfa",
  title: "Sensitive action allowed without MFA",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "warning",
  fixes: "review",
  on: "rego.module",
  of: ["file", "config"],
  refs: [],

  *check(module) {
    if (module.test) return;
    for (const it of module.rules) {
      if (!grants(it) || it.isDefault) continue;
      for (const branch of it.branches) {
        const { nodes, complete } = reached(module, ...branch.body);
        const own = branch.body.flatMap((line) => [...compared(line)]);
        const action = own.find((node) => node.kind === "text" && sensitive.test(node.known));
        const source = nodes.find((node) => node.kind === "ref" && claims.test(node.name));
        if (action?.kind !== "text" || source?.kind !== "ref" || !complete) continue;
        if (
          nodes.some(
            (node) =>
              (node.kind === "ref" && (strength.test(node.name) || machine.test(node.name))) ||
              (node.kind === "text" && strength.test(node.known)),
          )
        )
          continue;
        if (nodes.some((node) => node.kind === "call" && strength.test(node.name))) continue;
        const [first] = branch.body;
        const holder = source.name.split(".").slice(0, -1).join(".");
        const modern = module.imports.some((one) => one.path === "rego.v1" || one.path.startsWith("future.keywords"));
        const condition = modern ? `"mfa" in ${holder}.amr` : `${holder}.amr[_] == "mfa"`;
        yield {
          at: it.headAt,
          what: `\`${it.name}\` lets \`${action.known}\` pass on a token alone: a stolen session is enough, no second factor is asked for`,
          ...(module.editable && first !== undefined && holder !== ""
            ? {
                fix: {
                  title: "Ask for a second factor",
                  edit: (edit) => edit.replace({ ...first.at, end: first.at.start }, code(`${condition}\n`)),
                },
              }
            : {}),
        };
      }
    }
  },
});

/** The nodes of a line that states something; what is only computed decides nothing by itself. */
function* compared(node: RegoNode): Iterable<RegoNode> {
  if (node.kind === "infix") {
    yield* compared(node.left);
    yield* compared(node.right);
  } else if (node.kind === "array" || node.kind === "set") for (const it of node.items) yield* compared(it);
  else if (node.kind === "ref") {
    for (const it of node.steps) yield* compared(it);
  } else if (node.kind === "text") yield node;
}
