/** RBAC of the workspace: roles, rules and bindings by document, and who holds what in each world (SEMANTICS R). */
import type {
  Account,
  Dict,
  Grant,
  KubeObject,
  List,
  RbacBinding,
  RbacProject,
  RbacRole,
  RbacRule,
  RbacSubject,
  Value,
  Workload,
} from "../../../rules/api.js";
import { isShipped, publicRoles } from "../../../rules/lib/rbac.js";
import { entries, flag, get, isComplete, items, text, texts } from "../../../rules/lib/value.js";
import { push, sameItems } from "../../incremental.js";
import type { Kubernetes } from "../../kubernetes/index.js";
import { folderOf, pathOf, type Sources } from "../../sources.js";
import { builtinRules, isBuiltinRole } from "./builtin.js";
import { createEscalation } from "./escalation.js";

export interface Rbac {
  /** Of one document, in text order. */
  rolesIn(unit: string): readonly RbacRole[];
  /** Rules of the roles that are the workspace's own to narrow. */
  rulesIn(unit: string): readonly RbacRule[];
  bindingsIn(unit: string): readonly RbacBinding[];
  readonly project: RbacProject;
}

/** Everything of one world, indexed. Roles by `kind|namespaceKey|name`, bindings by the same of their roleRef, and by each subject's key. */
interface World {
  readonly roles: ReadonlyMap<string, RbacRole>;
  readonly bindings: ReadonlyMap<string, readonly RbacBinding[]>;
  readonly bySubject: ReadonlyMap<string, readonly RbacBinding[]>;
}

const group = "rbac.authorization.k8s.io";
const roleAnnotation = "eks.amazonaws.com/role-arn";

export function createRbac(sources: Sources, kubernetes: Kubernetes): Rbac {
  const { graph } = sources;
  const rolesIn = graph.query<readonly RbacRole[]>(
    "rbacRoles",
    (unit) => kubernetes.objectsIn(unit).flatMap((it) => (it.group === group && isRole(it.kind) ? [roleFrom(it)] : [])),
    { equal: sameItems },
  );
  const bindingsIn = graph.query<readonly RbacBinding[]>(
    "rbacBindings",
    (unit) => kubernetes.objectsIn(unit).flatMap((it) => (it.group === group && isBinding(it.kind) ? [bindingFrom(it)] : [])),
    { equal: sameItems },
  );

  const world = graph.query<World>("rbacWorld", (name) => {
    const roles = new Map<string, RbacRole>();
    const bindings = new Map<string, RbacBinding[]>();
    const bySubject = new Map<string, RbacBinding[]>();
    for (const kind of ["ClusterRole", "Role"])
      for (const object of kubernetes.ofKind(name, kind)) {
        const role = rolesIn(object.full.unit).find((it) => it.object === object);
        if (role && object.name !== undefined) roles.set(roleKey(object, kind, object.name), role);
      }
    for (const kind of ["ClusterRoleBinding", "RoleBinding"])
      for (const object of kubernetes.ofKind(name, kind)) {
        const binding = bindingsIn(object.full.unit).find((it) => it.object === object);
        if (!binding) continue;
        if (binding.roleKind !== undefined && binding.roleName !== undefined)
          push(bindings, roleKey(object, binding.roleKind, binding.roleName), binding);
        for (const subject of binding.subjects) for (const key of subjectKeys(subject)) push(bySubject, key, binding);
      }
    return { roles, bindings, bySubject };
  });

  /** Whether a world has bindings at all: without any there is nothing to be looked up for each account. */
  const binds = (name: string): boolean => kubernetes.holds(name, "ClusterRoleBinding") || kubernetes.holds(name, "RoleBinding");

  const allRead = graph.query<boolean>("rbacSure", (name) =>
    ["ClusterRoleBinding", "RoleBinding"].every((kind) =>
      kubernetes
        .ofKind(name, kind)
        .every((object) =>
          bindingsIn(object.full.unit).every((it) => it.complete && it.roleKind !== undefined && it.roleName !== undefined),
        ),
    ),
  );

  const sure = (name: string): boolean => !binds(name) || allRead(name);

  /** Names of all service accounts that bindings mention. */
  const boundNames = graph.query<readonly string[]>(
    "boundNames",
    (name) => [
      ...new Set(
        ["ClusterRoleBinding", "RoleBinding"].flatMap((kind) =>
          kubernetes
            .ofKind(name, kind)
            .flatMap((object) => bindingsIn(object.full.unit).flatMap((it) => it.subjects.flatMap((subject) => subject.name ?? []))),
        ),
      ),
    ],
    { equal: sameItems },
  );

  const clusterRoles = graph.query<readonly RbacRole[]>(
    "clusterRoles",
    (name) => [...world(name).roles.values()].filter((it) => it.object.kind === "ClusterRole"),
    { equal: sameItems },
  );

  function roleOf(binding: RbacBinding): RbacRole | undefined {
    const { roleKind, roleName, object } = binding;
    if (roleKind === undefined || roleName === undefined) return undefined;
    return world(object.world).roles.get(roleKey(object, roleKind, roleName));
  }

  /** R8: the rules of an aggregated role are those of the ClusterRoles that any of its selectors matches. */
  function effectiveRules(role: RbacRole, seen: readonly RbacRole[] = []): readonly RbacRule[] {
    const selectors = get(role.object.body, "aggregationRule.clusterRoleSelectors");
    if (selectors === undefined) return role.rules;
    if (selectors.kind !== "list" || seen.includes(role)) return [];
    const parsed = selectors.items.map((it) => kubernetes.project.selector(it));
    return clusterRoles(role.object.world)
      .filter(
        (it) => it !== role && parsed.some((one) => kubernetes.project.matches(one, it.object.labels, it.object.labelsComplete) === true),
      )
      .flatMap((it) => effectiveRules(it, [...seen, role]));
  }

  function grantsOf(binding: RbacBinding): readonly Grant[] {
    const namespaceKey = binding.object.kind === "RoleBinding" ? binding.object.namespaceKey : undefined;
    const role = roleOf(binding);
    const { roleName, roleKind } = binding;
    if (role) return effectiveRules(role).flatMap((it) => grantFrom(it, binding, namespaceKey) ?? []);
    if (roleKind !== "ClusterRole" || roleName === undefined) return [];
    // The built-in roles take in every ClusterRole that asks for it by label.
    const aggregated = clusterRoles(binding.object.world).filter((it) =>
      (aggregatesInto[roleName] ?? []).some((to) => it.object.labels.get(`${group}/aggregate-to-${to}`) === "true"),
    );
    return [
      ...builtinRules(roleName).map((it) => ({
        ...it,
        binding,
        rule: undefined,
        role: roleName,
        at: binding.roleAt?.at ?? binding.at,
        namespaceKey,
        resourceNames: [],
      })),
      ...aggregated.flatMap((it) => it.rules.flatMap((rule) => grantFrom(rule, binding, namespaceKey) ?? [])),
    ];
  }

  /** Keyed by `world|namespace` and name, which hold no line breaks. */
  const held = graph.query<readonly RbacBinding[]>(
    "bindingsTo",
    (key) => {
      const [name = "", namespaceKey = "", itsWorld = "", namespace = ""] = key.split("\n");
      const { bySubject } = world(itsWorld);
      const found = [
        `account ${namespaceKey} ${name}`,
        "group system:serviceaccounts",
        "group system:authenticated",
        ...(namespace === "" ? [] : [`group system:serviceaccounts:${namespace}`]),
      ].flatMap((it) => bySubject.get(it) ?? []);
      return [...new Set(found)].filter((it) => !publicRoles.has(it.roleName ?? ""));
    },
    { equal: sameItems },
  );

  const bindingsTo = (it: Account): readonly RbacBinding[] =>
    binds(it.world) ? held([it.name, it.namespaceKey, it.world, it.namespace ?? ""].join("\n")) : [];
  const grantsTo = (it: Account): readonly Grant[] => bindingsTo(it).flatMap(grantsOf);

  function accountOf(workload: Workload): Account | undefined {
    const name = workload.serviceAccountName;
    return name === undefined
      ? undefined
      : { world: workload.world, namespaceKey: workload.namespaceKey, namespace: workload.namespace, name };
  }

  /** Names are known only where the workload is; the same account is the same namespace and name. */
  const runners = graph.query<ReadonlyMap<string, readonly Workload[]>>("runners", (name) => {
    const found = new Map<string, Workload[]>();
    for (const it of kubernetes.workloadsOf(name))
      if (it.serviceAccountName !== undefined) push(found, `${it.namespaceKey} ${it.serviceAccountName}`, it);
    return found;
  });

  /** Service accounts by the name of the AWS role that they are annotated with. */
  const federated = graph.query<ReadonlyMap<string, readonly KubeObject[]>>("federatedAccounts", () => {
    const found = new Map<string, KubeObject[]>();
    for (const path of sources.paths())
      for (const it of federatedIn(path)) {
        const role = /:role\/(?:.*\/)?([^/]+)$/.exec(it.annotations.get(roleAnnotation) ?? "")?.[1];
        if (role !== undefined) push(found, role, it);
      }
    return found;
  });
  const federatedIn = graph.query<readonly KubeObject[]>(
    "federatedAccountsIn",
    (path) => kubernetes.objects(path).filter((it) => it.kind === "ServiceAccount" && it.annotations.has(roleAnnotation)),
    { equal: sameItems },
  );

  const workloadsOf = (it: Account): readonly Workload[] => runners(it.world).get(`${it.namespaceKey} ${it.name}`) ?? [];

  function declared(account: Account): KubeObject | undefined {
    return kubernetes.objectsAt(account.namespaceKey, "ServiceAccount").find((it) => it.name === account.name);
  }

  function mountsToken(workload: Workload): boolean | undefined {
    const volumes = get(workload.pod, "volumes");
    if (items(volumes).some((it) => items(get(it, "projected.sources")).some(isApiToken))) return true;
    const own = get(workload.pod, "automountServiceAccountToken");
    if (own !== undefined) return flag(own);
    const account = accountOf(workload);
    const its = account && get(declared(account)?.body, "automountServiceAccountToken");
    return its === undefined ? true : flag(its);
  }

  /** Every account that a world declares or binds: those that a creator of pods may choose from. */
  const accounts = graph.query<readonly Account[]>("accountsOfWorld", (name) => {
    const found = new Map<string, Account>();
    for (const it of kubernetes.ofKind(name, "ServiceAccount"))
      if (it.name !== undefined)
        found.set(`${it.namespaceKey} ${it.name}`, { world: name, namespaceKey: it.namespaceKey, namespace: it.namespace, name: it.name });
    for (const kind of ["ClusterRoleBinding", "RoleBinding"])
      for (const object of kubernetes.ofKind(name, kind))
        for (const binding of bindingsIn(object.full.unit))
          if (binding.object === object)
            for (const { account } of binding.subjects)
              if (account && !found.has(`${account.namespaceKey} ${account.name}`))
                found.set(`${account.namespaceKey} ${account.name}`, account);
    return [...found.values()];
  });

  const escalation = createEscalation(graph, {
    accounts,
    grantsTo,
    workloadsOf,
    mountsToken,
    secrets: (name) => kubernetes.ofKind(name, "Secret"),
    foldersOf: (account) => [
      ...new Set(
        [declared(account), ...workloadsOf(account), ...bindingsTo(account)].flatMap((it) => (it ? [folderOf(pathOf(it.full.unit))] : [])),
      ),
    ],
  });

  return {
    rolesIn,
    rulesIn: (unit) => rolesIn(unit).flatMap((it) => (it.object.kind === "ClusterRole" && isShipped(it.object.name) ? [] : it.rules)),
    bindingsIn,
    project: {
      bindingsOf: (object) =>
        object.name === undefined ? [] : (world(object.world).bindings.get(roleKey(object, object.kind, object.name)) ?? []),
      holdsNothing: (account, near) =>
        sure(near.world) &&
        !kubernetes.project.mayHide(near, "RoleBinding") &&
        bindingsTo(account).length === 0 &&
        // Whoever applies a manifest without a namespace decides where it goes.
        !(account.namespace === undefined && boundNames(account.world).includes(account.name)),
      sure: (near) => sure(near.world) && !kubernetes.project.mayHide(near, "RoleBinding"),
      roleOf,
      isBuiltin: isBuiltinRole,
      grantsOf,
      bindingsTo,
      grantsTo,
      accountOf,
      accountsOfRole: (role) => federated("").get(role) ?? [],
      workloadsOf,
      mountsToken,
      escalation: (workload) => {
        const account = accountOf(workload);
        return account && bindingsTo(account).length > 0 && mountsToken(workload) === true ? escalation(account) : undefined;
      },
    },
  };
}

/** Labels of the built-in roles that each one takes in: admin takes what edit takes, edit what view takes. */
const aggregatesInto: Readonly<Record<string, readonly string[]>> = {
  view: ["view"],
  edit: ["edit", "view"],
  admin: ["admin", "edit", "view"],
};

function isRole(kind: string): boolean {
  return kind === "Role" || kind === "ClusterRole";
}

function isBinding(kind: string): boolean {
  return kind === "RoleBinding" || kind === "ClusterRoleBinding";
}

/** A Role is looked for in the namespace of who refers to it. */
function roleKey(near: KubeObject, kind: string, name: string): string {
  return kind === "Role" ? `Role|${near.namespaceKey}|${name}` : `${kind}||${name}`;
}

function roleFrom(object: KubeObject): RbacRole {
  const written = get(object.body, "rules");
  const aggregated = get(object.body, "aggregationRule") !== undefined;
  const rules: RbacRule[] = aggregated
    ? []
    : items(written).flatMap((it) => (it.kind === "dict" ? [ruleFrom(object, it, () => rules)] : []));
  return {
    at: object.at,
    full: object.full,
    label: object.label,
    object,
    rules,
    complete: !aggregated && isComplete(written) && rules.every((it) => it.complete),
  };
}

function ruleFrom(object: KubeObject, body: Dict, siblings: () => readonly RbacRule[]): RbacRule {
  const list = (field: string): Value | undefined => get(body, field);
  const names = list("resourceNames");
  return {
    at: body.at,
    full: object.full,
    label: object.label,
    object,
    siblings,
    body,
    verbs: items(list("verbs")),
    apiGroups: items(list("apiGroups")),
    resources: items(list("resources")),
    resourceNames: items(names),
    nonResourceUrls: items(list("nonResourceURLs") ?? list("nonResourceUrls")),
    // An empty list names nothing, and so does not narrow.
    named: names === undefined ? false : names.kind === "list" ? names.items.length > 0 || (names.complete ? false : undefined) : undefined,
    complete:
      body.complete &&
      ["verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs", "nonResourceUrls"].every((it) => isComplete(list(it))),
  };
}

function bindingFrom(object: KubeObject): RbacBinding {
  const reference = get(object.body, "roleRef");
  const written = get(object.body, "subjects");
  const subjects =
    written?.kind === "list" ? written.items.flatMap((it) => (it.kind === "dict" ? [subjectFrom(object, it, written)] : [])) : [];
  return {
    at: object.at,
    full: object.full,
    label: object.label,
    object,
    roleKind: text(get(reference, "kind")),
    roleName: text(get(reference, "name")),
    roleAt: get(reference, "name") ?? reference,
    subjects,
    complete:
      object.body.complete &&
      isComplete(written) &&
      subjects.every((it) => it.kind !== undefined && it.name !== undefined && (it.kind !== "ServiceAccount" || it.account !== undefined)),
  };
}

function subjectFrom(object: KubeObject, body: Dict, list: List): RbacSubject {
  const kind = text(get(body, "kind"));
  const nameAt = get(body, "name");
  const name = text(nameAt);
  const written = get(body, "namespace");
  const own = written === undefined || text(written) === "";
  const namespace = own ? (object.kind === "RoleBinding" ? object.namespace : undefined) : text(written);
  const namespaceKey =
    namespace !== undefined ? `${object.world}|${namespace}` : own && object.kind === "RoleBinding" ? object.namespaceKey : undefined;
  const user = kind === "User" ? /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name ?? "") : undefined;
  const account =
    kind === "ServiceAccount" && name !== undefined && namespaceKey !== undefined
      ? { world: object.world, namespaceKey, namespace, name }
      : user?.[1] !== undefined && user[2] !== undefined
        ? { world: object.world, namespaceKey: `${object.world}|${user[1]}`, namespace: user[1], name: user[2] }
        : undefined;
  return { kind, name, nameAt: nameAt ?? body, body, list, namespace, account };
}

function subjectKeys(subject: RbacSubject): readonly string[] {
  if (subject.account) return [`account ${subject.account.namespaceKey} ${subject.account.name}`];
  return subject.kind === "Group" && subject.name !== undefined ? [`group ${subject.name}`] : [];
}

/** What is certain of a rule; an unknown name could be any, and proves no grant. */
function grantFrom(rule: RbacRule, binding: RbacBinding, namespaceKey: string | undefined): Grant | undefined {
  if (rule.named === undefined || rule.resourceNames.some((it) => text(it) === undefined)) return undefined;
  return {
    binding,
    rule,
    role: rule.object.name ?? "",
    at: rule.at,
    namespaceKey,
    verbs: rule.verbs.flatMap((it) => text(it) ?? []),
    apiGroups: rule.apiGroups.flatMap((it) => text(it) ?? []),
    resources: rule.resources.flatMap((it) => text(it) ?? []),
    resourceNames: rule.resourceNames.flatMap((it) => text(it) ?? []),
  };
}

/** A projected token that the API server takes: one without an audience of its own. */
function isApiToken(source: Value): boolean {
  const token = entries(source).find((it) => it.key === "serviceAccountToken")?.value;
  return (
    token?.kind === "dict" &&
    (get(token, "audience") === undefined || texts(get(token, "audience")).some((it) => it === "" || /kubernetes\.default/.test(it)))
  );
}
