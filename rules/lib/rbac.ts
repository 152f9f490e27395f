/** Reading roles and bindings, and the edits that narrow them. */
import type { Editor, Fix, Project } from "../api.js";
import type { RbacRule } from "../vocabulary/rbac.js";
import type { Value } from "../vocabulary/value.js";
import { remembered } from "./remembered.js";
import { get, text } from "./value.js";

export interface Granted {
  /** The first written resource. */
  readonly resource: Value;
  /** All written resources of those asked for. */
  readonly resources: readonly Value[];
  /** The first written verb that grants it. */
  readonly verb: Value;
  /** All written verbs that grant it, `*` among them. */
  readonly verbs: readonly Value[];
}

/**
 * What a rule grants on one of the resources (R3, R4), as written. A `*` verb counts; wildcards of resources are left to the rules about
 * wildcards, so that one cause is said once.
 */
export function granted(
  rule: RbacRule,
  groups: string | readonly string[],
  resources: readonly string[],
  verbs: readonly string[],
): Granted | undefined {
  if (!inGroup(rule, typeof groups === "string" ? [groups] : groups)) return undefined;
  const named = rule.resources.filter((it) => resources.includes(text(it) ?? ""));
  const [resource] = named;
  const found = rule.verbs.filter((it) => text(it) === "*" || verbs.includes(text(it) ?? ""));
  const [verb] = found;
  return resource && verb ? { resource, resources: named, verb, verbs: found } : undefined;
}

/** Whether the rule is certainly for one of the API groups. */
export function inGroup(rule: RbacRule, groups: readonly string[]): boolean {
  return rule.apiGroups.some((it) => text(it) === "*" || groups.includes(text(it) ?? " "));
}

/** What was found in a role: each of its rules asks for the same, and a role may have thousands. */
const looked = remembered((all: readonly RbacRule[]) => remembered((holds: (it: RbacRule) => boolean) => all.filter(holds)));

/** The rules of the whole role for which something holds. `holds` is one function for all of them, so that a role is looked through once. */
export function siblingsThat(holds: (it: RbacRule) => boolean, rule: RbacRule): readonly RbacRule[] {
  return looked(rule.siblings())(holds);
}

/**
 * The rules of a role for which something holds, given its first such rule: so that one role is told once. undefined for the others.
 * `holds` is one function for all of them.
 */
export function firstOf(rule: RbacRule, holds: (it: RbacRule) => boolean): readonly RbacRule[] | undefined {
  // Most rules are none of these: the others of a role are looked at only for those that are.
  if (!holds(rule)) return undefined;
  const found = siblingsThat(holds, rule);
  return found[0] === rule ? found : undefined;
}

/** What a message says of the rules beside the first: ` and in 2 more rules`. */
export function besides(rules: readonly RbacRule[]): string {
  const more = rules.length - 1;
  return more === 0 ? "" : ` and in ${more} more rule${more === 1 ? "" : "s"} of this role`;
}

export const readingVerbs = ["get", "list", "watch"] as const;
export const writingVerbs = ["create", "update", "patch"] as const;
/** Every verb but those that only few resources know. */
export const usualVerbs = ["get", "list", "watch", "create", "update", "patch", "delete"] as const;
export const changingVerbs = ["create", "update", "patch", "delete", "deletecollection"] as const;

/** `create`, `update` and `patch` as a message lists them. */
export function listed(words: readonly (Value | string)[]): string {
  const known = words.flatMap((it) => (typeof it === "string" ? it : (text(it) ?? []))).map((it) => `\`${it}\``);
  return known.length < 2 ? known.join("") : `${known.slice(0, -1).join(", ")} and ${known[known.length - 1]}`;
}

/** The `s` that a message's verb takes after one word, and not after several. */
export function ending(words: readonly unknown[]): string {
  return words.length === 1 ? "s" : "";
}

/**
 * `the cluster` or `the namespace`: how far a rule of this role reaches at most. With the project, a ClusterRole that is certainly bound in
 * namespaces only reaches no further than those.
 */
export function reach(rule: RbacRule, project?: Project): string {
  if (rule.object.kind !== "ClusterRole") return "the namespace";
  const bindings = project?.rbac.bindingsOf(rule.object) ?? [];
  if (bindings.length === 0 || project?.rbac.sure(rule.object) !== true || bindings.some((it) => it.object.kind !== "RoleBinding"))
    return "the cluster";
  return bindings.length === 1 ? "the namespace in which it is bound" : "the namespaces in which it is bound";
}

/** Takes resources out of a rule: the items, or the whole rule when nothing else is in it. */
export function removeResources(it: Editor, rule: RbacRule, resources: readonly Value[]): void {
  const left = rule.resources.filter((resource) => !resources.includes(resource));
  const list = get(rule.body, "resources");
  if (left.length === 0) it.remove(rule.body);
  else if (resources.length === 1 && resources[0]) it.remove(resources[0]);
  else if (list)
    it.replace(
      list,
      left.flatMap((resource) => text(resource) ?? []),
    );
}

/** Takes verbs out of a rule: the items, or the whole rule when nothing else is in it. */
export function removeVerbs(it: Editor, rule: RbacRule, verbs: readonly Value[]): void {
  const left = rule.verbs.filter((verb) => !verbs.includes(verb));
  const list = get(rule.body, "verbs");
  if (left.length === 0) it.remove(rule.body);
  else if (verbs.length === 1 && verbs[0]) it.remove(verbs[0]);
  else if (list)
    it.replace(
      list,
      left.flatMap((verb) => text(verb) ?? []),
    );
}

/**
 * Keeps only these verbs on some resources. Where the rule covers others too, these move to a rule of their own, so that the others keep
 * theirs; without any verb to keep they go.
 */
export function keepVerbs(it: Editor, rule: RbacRule, resources: readonly Value[], keep: readonly string[]): void {
  const verbs = rule.verbs.some((verb) => text(verb) === "*")
    ? keep
    : rule.verbs.flatMap((verb) => (keep.includes(text(verb) ?? "") ? [text(verb) ?? ""] : []));
  const list = get(rule.body, "verbs");
  const rules = get(rule.object.body, "rules");
  if (verbs.length === 0) removeResources(it, rule, resources);
  else if (rule.resources.length === resources.length && list) it.replace(list, verbs);
  else if (rules) {
    removeResources(it, rule, resources);
    it.append(rules, {
      apiGroups: rule.apiGroups.flatMap((group) => text(group) ?? []),
      resources: resources.flatMap((resource) => text(resource) ?? []),
      ...(rule.named ? { resourceNames: rule.resourceNames.flatMap((name) => text(name) ?? []) } : {}),
      verbs,
    });
  }
}

/** The fix that leaves resources readable and nothing else. */
export function onlyRead(rule: RbacRule, resources: readonly Value[]): Fix {
  const kept = rule.verbs.some((it) => text(it) === "*" || readingVerbs.some((verb) => verb === text(it)));
  return {
    title: kept ? `Only read ${listed(resources)}` : `Remove ${listed(resources)} from the rule`,
    edit: (it) => keepVerbs(it, rule, resources, readingVerbs),
  };
}

/** The fix that limits a rule to named objects; it must grant nothing but what can be named (R5). */
export function onlyNamed(rule: RbacRule, names: readonly string[], title: string): Fix {
  return { title, edit: (it) => it.set(rule.body, "resourceNames", names) };
}

/** The API group of each resource that Kubernetes itself serves, by plural name; several where the name is served twice. */
export const builtinGroups: ReadonlyMap<string, readonly string[]> = new Map(
  (
    [
      [
        "",
        "pods services configmaps secrets endpoints persistentvolumeclaims persistentvolumes serviceaccounts nodes namespaces replicationcontrollers resourcequotas limitranges podtemplates bindings",
      ],
      ["apps", "deployments statefulsets daemonsets replicasets controllerrevisions"],
      ["batch", "jobs cronjobs"],
      ["autoscaling", "horizontalpodautoscalers"],
      ["policy", "poddisruptionbudgets"],
      ["networking.k8s.io", "ingresses ingressclasses networkpolicies"],
      ["rbac.authorization.k8s.io", "roles rolebindings clusterroles clusterrolebindings"],
      ["storage.k8s.io", "storageclasses volumeattachments csidrivers csinodes"],
      ["coordination.k8s.io", "leases"],
      ["discovery.k8s.io", "endpointslices"],
      ["certificates.k8s.io", "certificatesigningrequests"],
      ["apiextensions.k8s.io", "customresourcedefinitions"],
      ["admissionregistration.k8s.io", "validatingwebhookconfigurations mutatingwebhookconfigurations"],
      ["scheduling.k8s.io", "priorityclasses"],
    ] as const
  )
    .flatMap(([group, names]) => names.split(" ").map((name): readonly [string, readonly string[]] => [name, [group]]))
    .concat([["events", ["", "events.k8s.io"]]]),
);

/** The API groups that Kubernetes itself serves or served. Others below `k8s.io` are installed: gateways, snapshots, metrics, autoscalers. */
const kubernetesGroups: ReadonlySet<string> = new Set([
  "",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "extensions",
  "flowcontrol.apiserver.k8s.io",
  "internal.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
  "storagemigration.k8s.io",
]);

/** Whether an API group as a rule writes it is, or covers, one that Kubernetes brings along, rather than what a package declares. */
export function isOfKubernetes(group: string): boolean {
  return group === "*" || kubernetesGroups.has(group);
}

/** What people mean by “everything” of a group, without tokens, secrets, shells and the kinds that give rights. */
export const usualResources: ReadonlyMap<string, readonly string[]> = new Map([
  ["", ["configmaps", "endpoints", "events", "persistentvolumeclaims", "pods", "pods/log", "services"]],
  ["apps", ["daemonsets", "deployments", "replicasets", "statefulsets"]],
  ["batch", ["cronjobs", "jobs"]],
  ["autoscaling", ["horizontalpodautoscalers"]],
  ["networking.k8s.io", ["ingresses", "networkpolicies"]],
  ["policy", ["poddisruptionbudgets"]],
  ["discovery.k8s.io", ["endpointslices"]],
  ["coordination.k8s.io", ["leases"]],
  ["rbac.authorization.k8s.io", ["rolebindings", "roles"]],
  ["storage.k8s.io", ["storageclasses", "volumeattachments"]],
]);

/** ClusterRoles and bindings that Kubernetes or a distribution ships: not the workspace's to narrow. */
export function isShipped(name: string | undefined): boolean {
  return name !== undefined && /^(?:(?:system|kubeadm|gce|gke|eks|aks):|(?:cluster-admin|admin|edit|view)$)/.test(name);
}

/** The resources that end as pods, by API group. */
const starters: readonly (readonly [group: string, resources: readonly string[]])[] = [
  ["", ["pods", "replicationcontrollers"]],
  ["apps", ["deployments", "statefulsets", "daemonsets", "replicasets"]],
  ["extensions", ["deployments", "daemonsets", "replicasets"]],
  ["batch", ["jobs", "cronjobs"]],
  ["argoproj.io", ["workflows", "cronworkflows", "rollouts"]],
  ["tekton.dev", ["taskruns", "pipelineruns"]],
];

/** What lets a rule start pods of its holder's making. Updating a pod changes no more than its images, and is counted with the rest. */
export function startsPods(rule: RbacRule): Granted | undefined {
  return grantedIn(rule, starters, writingVerbs);
}

/** Whether the rule starts pods of any name. */
export function startsAnyPods(rule: RbacRule): boolean {
  return rule.named === false && startsPods(rule) !== undefined;
}

/** What starting pods means: who may only update pods swaps the image of those that run. */
export function meansOf(found: Granted, resources: readonly Value[], where: string, secrets: string): string {
  const swaps = resources.every((it) => text(it) === "pods") && !found.verbs.some((it) => text(it) === "create" || text(it) === "*");
  const subject = `${listed(found.verbs)} on ${listed(resources.slice(0, 3))}${where}`;
  return swaps
    ? `${subject} swap${ending(found.verbs)} the images of running pods: other code then acts as their service accounts`
    : `${subject} start${ending(found.verbs)} pods as any service account and with any secret${secrets}`;
}

/** As `granted`, over resources of several groups: all of them are in `resources`. */
export function grantedIn(
  rule: RbacRule,
  wanted: readonly (readonly [group: string, resources: readonly string[]])[],
  verbs: readonly string[],
): Granted | undefined {
  const found = wanted.flatMap(([group, resources]) => granted(rule, group, resources, verbs) ?? []);
  const [first] = found;
  return first && { ...first, resources: rule.resources.filter((it) => found.some((one) => one.resources.includes(it))) };
}

/** One edit for several rules of a role. */
export function together(title: string, fixes: readonly Fix[]): Fix {
  return {
    title,
    edit: (it) => {
      for (const fix of fixes) fix.edit(it);
    },
  };
}

/** Roles that everyone with a token holds anyhow: discovery, health and version. */
export const publicRoles: ReadonlySet<string> = new Set([
  "system:public-info-viewer",
  "system:discovery",
  "system:basic-user",
  "system:service-account-issuer-discovery",
]);
