/** Identities that nothing in the workspace has. */
import { type Authorization, type Fix, type KubeObject, type Project, rule, type Value } from "../api.js";
import { matchesOf } from "../lib/mesh.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "mesh/unknown-principal",
  title: "Policy for an identity that does not exist",
  pillar: "identity",
  tenet: ["T5", "T6"],
  severity: "warning",
  fixes: "review",
  on: "mesh.authorization",
  refs: [],

  *check(policy, project) {
    for (const { attribute, values } of policy.rules.flatMap(matchesOf)) {
      if (attribute !== "source.principal" && attribute !== "source.serviceAccount") continue;
      for (const value of values) {
        const known = text(value) ?? "";
        const [, domain, namespace, account] =
          /^([^/*]+)\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(known) ??
          (attribute === "source.serviceAccount" ? [known, undefined, ...qualified(known, policy)] : []);
        if (namespace === undefined || account === undefined) continue;
        const settings = project.mesh.settings(policy);
        if (domain !== undefined && settings.trustDomainsKnown && !settings.trustDomains.includes(domain)) {
          yield { at: value, what: `The mesh's trust domain is \`${settings.trustDomains[0] ?? ""}\`: no certificate says \`${domain}\`` };
          continue;
        }
        const there = exists(policy, namespace, account, project);
        if (there.known) continue;
        yield {
          at: value,
          what: `No ServiceAccount \`${account}\` is in \`${namespace}\`: nobody has this identity, and whoever may create it gets the access`,
          fix: there.others.map(
            (other): Fix => ({ title: `Name ${other}`, edit: (it) => it.replace(value, renamed(value, account, other)) }),
          ),
        };
      }
    }
  },
});

function qualified(known: string, policy: Authorization): readonly (string | undefined)[] {
  const [namespace, account] = known.split("/");
  return account === undefined ? [policy.namespace, namespace] : [namespace, account];
}

function renamed(value: Value, account: string, other: string): string {
  const known = text(value) ?? "";
  return `${known.slice(0, known.length - account.length)}${other}`;
}

/** Whether the account may exist; the accounts that workloads of the namespace run as otherwise. */
function exists(
  policy: Authorization,
  namespace: string,
  account: string,
  { kubernetes }: Project,
): { readonly known: boolean; readonly others: readonly string[] } {
  const somewhere = { known: true, others: [] };
  const accounts = kubernetes.objects(policy, "ServiceAccount");
  const workloads = kubernetes.workloads(policy).filter((it) => it.namespace === namespace);
  const near: KubeObject | undefined = workloads[0] ?? kubernetes.objects(policy, "Namespace").find((it) => it.name === namespace);
  if (
    account === "default" ||
    near === undefined ||
    workloads.length === 0 ||
    !kubernetes.closedWorld(near) ||
    kubernetes.mayHide(near, "ServiceAccount")
  )
    return somewhere;
  const here = accounts.filter((it) => it.namespace === namespace || it.namespace === undefined);
  if (here.some((it) => it.name === undefined || it.name === account || get(it.body, "metadata.namespace")?.kind === "unknown"))
    return somewhere;
  const used = workloads.map((it) => it.serviceAccountName);
  if (used.some((it) => it === undefined || it === account)) return somewhere;
  return { known: false, others: [...new Set(used.flatMap((it) => (it === undefined || it === "default" ? [] : [it])))].slice(0, 3) };
}
