/** Cluster-wide bindings for work in one namespace. */
import { type Container, type RbacRule, rule, type Value } from "../api.js";
import { builtinGroups, inGroup } from "../lib/rbac.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "rbac/cluster-scope-unneeded",
  title: "Cluster-wide binding for one namespace",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "rbac.binding",
  of: ["ClusterRoleBinding"],
  refs: ["kubescape:C-0035"],

  *check(binding, project) {
    const { object } = binding;
    const [subject] = binding.subjects;
    const role = project.rbac.roleOf(binding);
    const kind = get(object.body, "kind");
    if (
      binding.subjects.length !== 1 ||
      subject?.account?.namespace === undefined ||
      role === undefined ||
      !role.complete ||
      kind === undefined
    )
      return;
    const { namespace } = subject.account;
    if (!role.rules.every((it) => it.nonResourceUrls.length === 0 && it.resources.every((one) => isNamespacedResource(one, it)))) return;
    const workloads = project.rbac.workloadsOf(subject.account);
    const [first] = workloads;
    if (first === undefined || !workloads.every((it) => it.containers.some(watchesOwn))) return;
    yield {
      at: kind,
      what: `\`${first.name ?? subject.account.name}\` works in its own namespace, but this grants \`${binding.roleName}\` in all of them`,
      fix: {
        title: `Bind it in \`${namespace}\` only`,
        edit: (it) => {
          it.replace(kind, "RoleBinding");
          it.set(object.body, "metadata.namespace", namespace);
        },
      },
      related: [{ at: first, what: "told to watch its own namespace" }],
    };
  },
});

const clusterScoped: ReadonlySet<string> = new Set(
  "nodes namespaces persistentvolumes clusterroles clusterrolebindings storageclasses volumeattachments csidrivers csinodes ingressclasses certificatesigningrequests customresourcedefinitions validatingwebhookconfigurations mutatingwebhookconfigurations priorityclasses".split(
    " ",
  ),
);

/** Whether a resource is certainly namespaced: built in, and not one of the cluster's own. */
function isNamespacedResource(resource: Value, rule: RbacRule): boolean {
  const name = text(resource)?.split("/")[0] ?? "";
  const groups = builtinGroups.get(name);
  return groups !== undefined && !clusterScoped.has(name) && inGroup(rule, groups) && rule.apiGroups.every((it) => text(it) !== "*");
}

/** Told by its environment or arguments to watch the namespace that it runs in. */
function watchesOwn(container: Container): boolean {
  const environment = items(get(container.body, "env")).some(
    (it) =>
      /^(?:WATCH_NAMESPACES?|OPERATOR_NAMESPACE_ONLY)$/.test(text(get(it, "name")) ?? "") &&
      text(get(it, "valueFrom.fieldRef.fieldPath")) === "metadata.namespace",
  );
  return (
    environment || items(get(container.body, "args")).some((it) => /^--(?:watch-)?namespaces?=\$\(POD_NAMESPACE\)$/.test(text(it) ?? ""))
  );
}
