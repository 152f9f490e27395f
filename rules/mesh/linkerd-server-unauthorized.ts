/** Linkerd Servers that no policy opens to anybody. */
import { type KubeObject, rule } from "../api.js";
import { entries, get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/linkerd-server-unauthorized",
  title: "Server that nobody may call",
  pillar: "identity",
  tenet: ["T6"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["policy.linkerd.io/Server"],
  refs: [],

  *check(server, { kubernetes }) {
    const access = get(server.body, "spec.accessPolicy");
    if (
      server.name === undefined ||
      server.namespace === undefined ||
      (access !== undefined && text(access) !== "deny") ||
      !kubernetes.closedWorld(server)
    )
      return;
    const kinds = ["policy.linkerd.io/AuthorizationPolicy", "policy.linkerd.io/ServerAuthorization", "policy.linkerd.io/HTTPRoute"];
    if (kinds.some((it) => kubernetes.mayHide(server, it))) return;
    const targets = new Set([server.name, ...routesOf(server, (pick) => kubernetes.objects(server, pick))]);
    const opened = [
      ...kubernetes.objects(server, "policy.linkerd.io/AuthorizationPolicy"),
      ...kubernetes.objects(server, "policy.linkerd.io/ServerAuthorization"),
    ].some((it) => {
      if (it.namespace !== undefined && it.namespace !== server.namespace) return false;
      const target = get(it.body, "spec.targetRef");
      const kind = text(get(target, "kind"));
      const name = get(target, "name") ?? get(it.body, "spec.server.name");
      return kind === "Namespace" || name === undefined || name.kind === "unknown" || targets.has(text(name) ?? "");
    });
    if (opened) return;
    const labels = Object.fromEntries(
      entries(get(server.body, "spec.podSelector.matchLabels")).map((it) => [it.key, text(it.value) ?? ""]),
    );
    const account = kubernetes
      .workloads(server)
      .find(
        (it) =>
          it.namespace === server.namespace &&
          it.serviceAccountName !== "default" &&
          Object.entries(labels).some(([key, value]) => it.podLabels.get(key) !== value),
      );
    yield {
      at: server,
      what: `No policy admits anybody to \`${server.name}\`: every call to this port is refused`,
      fix:
        account?.serviceAccountName === undefined
          ? []
          : {
              title: `Admit the ServiceAccount ${account.serviceAccountName}`,
              edit: (it) =>
                it.createObject(server, {
                  apiVersion: "policy.linkerd.io/v1alpha1",
                  kind: "AuthorizationPolicy",
                  metadata: { name: server.name ?? "", namespace: server.namespace ?? "" },
                  spec: {
                    targetRef: { group: "policy.linkerd.io", kind: "Server", name: server.name ?? "" },
                    requiredAuthenticationRefs: [{ kind: "ServiceAccount", name: account.serviceAccountName ?? "" }],
                  },
                }),
            },
    };
  },
});

/** Names of the routes attached to a Server. */
function routesOf(server: KubeObject, objects: (pick: string) => readonly KubeObject[]): readonly string[] {
  return ["HTTPRoute", "GRPCRoute"].flatMap((pick) =>
    objects(pick).flatMap((it) =>
      items(get(it.body, "spec.parentRefs")).some(
        (parent) => text(get(parent, "kind")) === "Server" && text(get(parent, "name")) === server.name,
      )
        ? (it.name ?? [])
        : [],
    ),
  );
}
