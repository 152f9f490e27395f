/** Secrets that workloads of different identities have in common. */
import { rule, type Workload } from "../api.js";
import { listed } from "../lib/rbac.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "secrets/shared-secret",
  title: "Secret shared between identities",
  pillar: "data",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["/Secret", "ExternalSecret", "SealedSecret"],
  refs: [],

  *check(secret, project) {
    const name = text(get(secret.body, "spec.target.name")) ?? secret.name;
    const type = text(get(secret.body, "type")) ?? "";
    // What everybody may have, or has to.
    if (name === undefined || /tls|docker|helm/.test(type) || /(?:^|[-.])(?:ca|cert|certs|tls|pull|registry|public)(?:$|[-.])/.test(name))
      return;
    const users = project.kubernetes.workloadsBeside(secret).filter((it) => uses(it, name));
    const identities = new Set(users.flatMap((it) => it.serviceAccountName ?? []));
    if (identities.size < 2 || users.some((it) => it.serviceAccountName === undefined)) return;
    yield {
      at: secret,
      what: `${listed([...identities])} use \`${name}\` alike: nobody can tell who it was, or take it from one of them alone`,
      related: users.map((it) => ({ at: it, what: `used by \`${it.name ?? "?"}\`` })),
    };
  },
});

function uses(workload: Workload, name: string): boolean {
  const volumes = items(get(workload.pod, "volumes")).flatMap((it) => [
    get(it, "secret.secretName"),
    ...items(get(it, "projected.sources")).map((one) => get(one, "secret.name")),
  ]);
  const variables = workload.containers.flatMap((it) => [
    ...items(get(it.body, "env")).map((one) => get(one, "valueFrom.secretKeyRef.name")),
    ...items(get(it.body, "envFrom")).map((one) => get(one, "secretRef.name")),
  ]);
  return [...volumes, ...variables].some((it) => text(it) === name);
}
