/** Policies that a caller gets around by not presenting an identity. */
import {
  type Authorization,
  type AuthorizationRule,
  type Fix,
  type Match,
  type MeshRequest,
  type Project,
  rule,
  type Workload,
} from "../api.js";
import { isIdentity, matchesOf } from "../lib/mesh.js";
import { text } from "../lib/value.js";

export default rule({
  id: "mesh/bypass-by-plaintext",
  title: "Policy bypassed without mTLS",
  pillar: "identity",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "mesh.authorization",
  of: ["ALLOW", "DENY"],
  refs: [],

  *check(policy, project) {
    for (const it of policy.rules) {
      const field = matchesOf(it).find(
        (one) => one.attribute?.startsWith("source.") && isIdentity(one.attribute) && one.negative === (policy.action === "ALLOW"),
      );
      const known = field?.values.map(text).find((one) => one !== undefined);
      if (field === undefined || known === undefined) continue;
      const open = bypassed(policy, it, field, known, project);
      if (open === undefined) continue;
      const deciding = project.mesh.mtls(open.workload, open.request.port).by.slice(0, 1);
      yield {
        at: field.keyAt,
        what: `\`${known}\` is kept out only while it shows its certificate: \`${open.workload.name ?? ""}\` takes plaintext, too, and without an identity the same call gets in`,
        related: deciding.map((one) => ({ at: one, what: "does not set STRICT" })),
        fix: deciding.map(
          (one): Fix => ({ title: `Set mTLS to STRICT in ${one.label}`, edit: (edit) => edit.set(one.body, "spec.mtls.mode", "STRICT") }),
        ),
      };
    }
  },
});

interface Bypass {
  readonly workload: Workload;
  readonly request: MeshRequest;
}

/** A workload that refuses a request with the identity and admits the same one without it. */
function bypassed(policy: Authorization, rule: AuthorizationRule, field: Match, known: string, { mesh }: Project): Bypass | undefined {
  for (const workload of mesh.covered(policy)) {
    const asked = mesh.witness(rule);
    const principal = policy.action === "DENY" ? asked.principal : identity(field, known, policy);
    const { principal: _, ...request } = asked;
    const mode = mesh.mtls(workload, request.port);
    // Istio's own default may be overridden out of view.
    if (mode.weakest === undefined || mode.weakest === "STRICT" || mode.by.length === 0 || principal === undefined) continue;
    if (mesh.decide(workload, { ...request, principal }).verdict !== "deny") continue;
    const without = mesh.decide(workload, request).verdict;
    if (without === "allow" || without === "external") return { workload, request };
  }
  return undefined;
}

/** Somebody whom a negative field means. */
function identity(field: Match, known: string, policy: Authorization): string | undefined {
  const filled = known.replace(/^\*$/, "x").replace(/\*/g, "x");
  if (field.attribute === "source.principal") return /^[^/]+\/ns\/[^/]+\/sa\/[^/]+$/.test(filled) ? filled : undefined;
  if (field.attribute === "source.namespace") return `cluster.local/ns/${filled}/sa/default`;
  const [namespace, account] = known.includes("/") ? known.split("/") : [policy.namespace, known];
  return field.attribute === "source.serviceAccount" ? `cluster.local/ns/${namespace}/sa/${account}` : undefined;
}
