/** RBAC as a graph: unions, aggregation, implicit groups, tokens and escalation. Names refer to SEMANTICS R. */
import { describe, expect, test } from "vitest";
import type { Account, Grant } from "../../rules/api.js";
import { createEngine } from "../../server/engine/index.js";
import { createModel } from "../../server/model/index.js";
import { grants } from "../../server/model/rbac/escalation.js";
import { Sources } from "../../server/sources.js";

function modelOf(text: string) {
  const sources = new Sources();
  sources.change([["main.yaml", text]]);
  const { project, kubernetes } = createModel(sources);
  const objects = kubernetes.objects("main.yaml");
  const near = objects[0];
  if (!near) throw new Error("no objects");
  const account = (namespace: string, name: string): Account => ({
    world: near.world,
    namespaceKey: `${near.world}|${namespace}`,
    namespace,
    name,
  });
  const may = (who: Account, verb: string, what: string, namespace?: string): boolean =>
    project.rbac
      .grantsTo(who)
      .some(
        (it) =>
          grants(it, verb, what) &&
          (it.namespaceKey === undefined || (namespace !== undefined && it.namespaceKey === `${near.world}|${namespace}`)),
      );
  return { project, kubernetes, sources, account, may, workloads: kubernetes.workloads("main.yaml") };
}

/** What a rule says on the text. */
function told(rule: string, text: string | Readonly<Record<string, string>>, file = "main.yaml"): readonly string[] {
  const engine = createEngine();
  engine.configure({ preset: "strict" });
  engine.change(typeof text === "string" ? [[file, text]] : Object.entries(text));
  return engine.findings(file).flatMap((it) => (it.rule === rule ? [it.message] : []));
}

const role = (kind: string, name: string, rules: string, extra = ""): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: {name: ${name}${kind === "Role" ? ", namespace: shop" : ""}${extra}}\nrules: ${rules}\n---\n`;
const binding = (kind: string, name: string, roleKind: string, roleName: string, subject: string, namespace = "shop"): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: {name: ${name}${kind === "RoleBinding" ? `, namespace: ${namespace}` : ""}}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${roleKind}, name: ${roleName}}\nsubjects: [${subject}]\n---\n`;
const api = "{kind: ServiceAccount, name: api, namespace: shop}";
const readPods = '[{apiGroups: [""], resources: [pods], verbs: [get]}]';
const readSecrets = '[{apiGroups: [""], resources: [secrets], verbs: [get]}]';
const pod = (name: string, account: string, extra = ""): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop}\nspec: {serviceAccountName: ${account}${extra}, containers: [{name: c, image: c}]}\n---\n`;

describe("grants", () => {
  test("R1: rights of all bindings add up", () => {
    const { may, account } = modelOf(
      role("Role", "a", readPods) +
        role("Role", "b", readSecrets) +
        binding("RoleBinding", "a", "Role", "a", api) +
        binding("RoleBinding", "b", "Role", "b", api),
    );
    expect(may(account("shop", "api"), "get", "/pods", "shop")).toBe(true);
    expect(may(account("shop", "api"), "get", "/secrets", "shop")).toBe(true);
    expect(may(account("shop", "api"), "list", "/pods", "shop")).toBe(false);
  });

  test("R2: a RoleBinding to a ClusterRole reaches its namespace only, a ClusterRoleBinding all", () => {
    const text = role("ClusterRole", "pods", readPods);
    const local = modelOf(text + binding("RoleBinding", "pods", "ClusterRole", "pods", api));
    expect(local.may(local.account("shop", "api"), "get", "/pods", "shop")).toBe(true);
    expect(local.may(local.account("shop", "api"), "get", "/pods", "other")).toBe(false);
    const wide = modelOf(text + binding("ClusterRoleBinding", "pods", "ClusterRole", "pods", api));
    expect(wide.may(wide.account("shop", "api"), "get", "/pods", "other")).toBe(true);
  });

  const grant = (resources: readonly string[], apiGroups: readonly string[] = [""]): Pick<Grant, "verbs" | "apiGroups" | "resources"> => ({
    verbs: ["get"],
    apiGroups,
    resources,
  });
  test("R3: a subresource is not its resource; `*` and `*/sub` are honoured, `pods/*` is not", () => {
    expect(grants(grant(["pods"]), "get", "/pods/exec")).toBe(false);
    expect(grants(grant(["pods/exec"]), "get", "/pods")).toBe(false);
    expect(grants(grant(["*/exec"]), "get", "/pods/exec")).toBe(true);
    expect(grants(grant(["*"]), "get", "/pods/exec")).toBe(true);
    expect(grants(grant(["pods/*"]), "get", "/pods/exec")).toBe(false);
  });
  test("R4: without API groups a rule grants nothing", () => {
    expect(grants(grant(["pods"], []), "get", "/pods")).toBe(false);
    expect(grants(grant(["deployments"], ["apps"]), "get", "apps/deployments")).toBe(true);
  });

  test("R5: names do not limit create, which has no name yet, but that of an owner's subresource", () => {
    const without = (verbs: string, resources = "configmaps") =>
      told(
        "rbac/names-without-effect",
        role("Role", "r", `[{apiGroups: [""], resources: [${resources}], resourceNames: [a], verbs: [${verbs}]}]`),
      );
    expect(without("create")).toHaveLength(1);
    expect(without("get, deletecollection")).toHaveLength(1);
    expect(without("get, update")).toEqual([]);
    expect(without("create", "serviceaccounts/token")).toEqual([]);
    const secrets = (names: string) =>
      told("rbac/secrets-read", role("Role", "r", `[{apiGroups: [""], resources: [secrets]${names}, verbs: [list]}]`));
    // Only who asks for this one by name may list it.
    expect([secrets("").length, secrets(", resourceNames: [a]").length]).toEqual([1, 0]);
  });

  test("R6: implicit groups and user names of service accounts", () => {
    const { may, account } = modelOf(
      role("Role", "a", readPods) +
        binding("RoleBinding", "a", "Role", "a", "{kind: Group, name: 'system:serviceaccounts:shop'}") +
        role("Role", "b", readSecrets) +
        binding("RoleBinding", "b", "Role", "b", "{kind: User, name: 'system:serviceaccount:shop:api'}"),
    );
    expect(may(account("shop", "worker"), "get", "/pods", "shop")).toBe(true);
    expect(may(account("other", "worker"), "get", "/pods", "shop")).toBe(false);
    expect(may(account("shop", "api"), "get", "/secrets", "shop")).toBe(true);
    expect(may(account("shop", "worker"), "get", "/secrets", "shop")).toBe(false);
  });

  test("R8: an aggregated role is the union of the roles it selects, without its own rules", () => {
    const { may, account } = modelOf(
      role("ClusterRole", "part", readSecrets, ', labels: {into: "all"}') +
        `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: all}\naggregationRule: {clusterRoleSelectors: [{matchLabels: {into: "all"}}]}\nrules: ${readPods}\n---\n` +
        binding("ClusterRoleBinding", "all", "ClusterRole", "all", api),
    );
    expect(may(account("shop", "api"), "get", "/secrets")).toBe(true);
    expect(may(account("shop", "api"), "get", "/pods")).toBe(false);
  });
  test("R8: built-in roles take in what asks for it by label", () => {
    const { may, account } = modelOf(
      role(
        "ClusterRole",
        "leases",
        "[{apiGroups: [x.dev], resources: [leases], verbs: [get]}]",
        ', labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}',
      ) + binding("RoleBinding", "edit", "ClusterRole", "edit", api),
    );
    expect(may(account("shop", "api"), "get", "x.dev/leases", "shop")).toBe(true);
    expect(may(account("shop", "api"), "create", "/pods/exec", "shop")).toBe(true);
    expect(may(account("shop", "api"), "create", "rbac.authorization.k8s.io/roles", "shop")).toBe(false);
  });
});

test("R9: the pod decides on its token, then the account, then yes; a projected token counts always", () => {
  const account = (name: string, extra: string): string =>
    `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ${name}, namespace: shop}\n${extra}---\n`;
  const { project, workloads } = modelOf(
    account("quiet", "automountServiceAccountToken: false\n") +
      account("plain", "") +
      pod("a", "quiet") +
      pod("b", "quiet", ", automountServiceAccountToken: true") +
      pod("c", "plain") +
      pod("d", "plain", ", automountServiceAccountToken: false") +
      pod("e", "quiet", ", volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: token}}]}}]"),
  );
  expect(workloads.map((it) => project.rbac.mountsToken(it))).toEqual([false, true, true, false, true]);
});

describe("R10: escalation", () => {
  const boss =
    "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: boss, namespace: shop}\n---\n" +
    binding("ClusterRoleBinding", "boss", "ClusterRole", "cluster-admin", "{kind: ServiceAccount, name: boss, namespace: shop}");
  const by = (rules: string, more = ""): readonly string[] | undefined => {
    const { project, workloads } = modelOf(
      boss + role("Role", "r", rules) + binding("RoleBinding", "r", "Role", "r", api) + more + pod("api", "api"),
    );
    const [first] = workloads.filter((it) => it.name === "api");
    return first && project.rbac.escalation(first)?.map((it) => it.how);
  };

  test.each([
    ['[{apiGroups: [""], resources: [pods], verbs: [create]}]', "can create pods that run as"],
    ["[{apiGroups: [apps], resources: [deployments], verbs: [patch]}]", "can create workloads that run as"],
    ['[{apiGroups: [""], resources: [serviceaccounts/token], resourceNames: [boss], verbs: [create]}]', "can issue tokens of"],
    ['[{apiGroups: [""], resources: [serviceaccounts], verbs: [impersonate]}]', "can impersonate"],
  ])("%s", (rules, how) => {
    expect(by(rules)).toEqual([how, "may do everything"]);
  });
  test("shells need a pod of the account, tokens in Secrets need the Secret", () => {
    const exec = '[{apiGroups: [""], resources: [pods/exec], verbs: [get]}]';
    expect(by(exec)).toBeUndefined();
    expect(by(exec, pod("boss", "boss"))).toEqual(["can run commands in pods of", "may do everything"]);
    const token =
      "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/service-account-token\nmetadata: {name: t, namespace: shop, annotations: {kubernetes.io/service-account.name: boss}}\n---\n";
    expect(by(readSecrets)).toBeUndefined();
    expect(by(readSecrets, token)).toEqual(["can read the token Secret of", "may do everything"]);
  });
  test("who lives in another folder is in the cluster only where something says so", () => {
    const starts = "[{apiGroups: [''], resources: [pods], verbs: [create]}]";
    const everywhere = role("ClusterRole", "r", starts) + binding("ClusterRoleBinding", "r", "ClusterRole", "r", api) + pod("api", "api");
    const elsewhere = boss.replaceAll("namespace: shop", "namespace: default");
    const leads = (mine: Readonly<Record<string, string>>, more: Readonly<Record<string, string>>): boolean =>
      told("rbac/escalation-path", { ...mine, ...more }, Object.keys(mine)[0]).length > 0;
    expect(leads({ "config/core/api.yaml": everywhere }, { "config/core/boss.yaml": elsewhere })).toBe(true);
    expect(leads({ "config/core/api.yaml": everywhere }, { "config/boss.yaml": elsewhere })).toBe(true);
    expect(leads({ "config/core/api.yaml": everywhere }, { "test/load/boss.yaml": elsewhere })).toBe(false);
    // The same namespace, but not the one that everybody has.
    expect(leads({ "config/core/api.yaml": everywhere }, { "test/load/boss.yaml": boss })).toBe(true);
    const inDefault = everywhere.replaceAll("namespace: shop", "namespace: default");
    expect(leads({ "config/core/api.yaml": inDefault }, { "test/load/boss.yaml": elsewhere })).toBe(false);
    // One kustomization, or a name that the role itself gives.
    const both = { "kustomization.yaml": "resources: [config/core/api.yaml, test/load/boss.yaml]\n", "test/load/boss.yaml": elsewhere };
    expect(leads({ "config/core/api.yaml": everywhere }, both)).toBe(true);
    const named = everywhere.replace(
      starts,
      "[{apiGroups: [''], resources: [serviceaccounts], resourceNames: [boss], verbs: [impersonate]}]",
    );
    expect(leads({ "config/core/api.yaml": named }, { "test/load/boss.yaml": elsewhere })).toBe(true);
  });
  test("other names, other namespaces and unmounted tokens open no way", () => {
    expect(by('[{apiGroups: [""], resources: [serviceaccounts/token], resourceNames: [else], verbs: [create]}]')).toBeUndefined();
    const { project, workloads } = modelOf(
      boss +
        role("Role", "r", '[{apiGroups: [""], resources: [pods], verbs: [create]}]') +
        binding("RoleBinding", "r", "Role", "r", api) +
        pod("api", "api", ", automountServiceAccountToken: false"),
    );
    expect(workloads.map((it) => project.rbac.escalation(it))).toEqual([undefined]);
  });
});

test("R7: system:masters is everything, whatever its role grants, and no service account is in it", () => {
  const little = (subject: string): string =>
    role("ClusterRole", "pods", readPods) + binding("ClusterRoleBinding", "b", "ClusterRole", "pods", subject);
  const masters = "{kind: Group, name: 'system:masters'}";
  expect(told("rbac/system-masters", little(masters))).toEqual([expect.stringContaining("without any rule being asked")]);
  expect(told("rbac/system-masters", little("{kind: Group, name: admins}"))).toEqual([]);
  expect(told("rbac/system-masters", little("{kind: User, name: 'system:masters'}"))).toEqual([]);
  const { may, account } = modelOf(little(masters));
  expect(may(account("shop", "api"), "get", "/pods")).toBe(false);
});

test("R11: all on all, escalate or bind on cluster roles, and acting as any group end the way", () => {
  const ends = (rules: string): string | undefined => {
    const { project, workloads } = modelOf(
      role("ClusterRole", "end", rules) +
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: boss, namespace: shop}\n---\n" +
        binding("ClusterRoleBinding", "boss", "ClusterRole", "end", "{kind: ServiceAccount, name: boss, namespace: shop}") +
        role("Role", "r", '[{apiGroups: [""], resources: [pods], verbs: [create]}]') +
        binding("RoleBinding", "r", "Role", "r", api) +
        pod("api", "api"),
    );
    return workloads.flatMap((it) => project.rbac.escalation(it) ?? []).at(-1)?.how;
  };
  const rbac = "rbac.authorization.k8s.io";
  expect(ends('[{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]')).toBe("may do everything");
  expect(ends(`[{apiGroups: [${rbac}], resources: [clusterroles], verbs: [escalate, update]}]`)).toBe("can write any right into a role");
  expect(ends(`[{apiGroups: [${rbac}], resources: [clusterroles, clusterrolebindings], verbs: [bind, create]}]`)).toBe(
    "can bind itself to any role",
  );
  expect(ends('[{apiGroups: [""], resources: [groups], verbs: [impersonate]}]')).toBe("can act as any group");
  // To act as one group ends nothing, nor does escalate without a right to write roles.
  expect(ends('[{apiGroups: [""], resources: [groups], resourceNames: [dev], verbs: [impersonate]}]')).toBeUndefined();
  expect(ends(`[{apiGroups: [${rbac}], resources: [clusterroles], verbs: [escalate]}]`)).toBeUndefined();
});

describe("R12: a role for service accounts names the cluster's issuer, the account and the audience", () => {
  const host = "oidc.eks.eu-west-1.amazonaws.com/id/ABC";
  const trust = (conditions: Readonly<Record<string, Readonly<Record<string, string>>>>): string => {
    const document = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRoleWithWebIdentity",
          Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` },
          Condition: conditions,
        },
      ],
    };
    return `resource "aws_iam_role" "web" {\n  name               = "web"\n  assume_role_policy = jsonencode(${JSON.stringify(document).replaceAll('":', '" = ')})\n}\n`;
  };
  const sub = `${host}:sub`;
  const aud = { [`${host}:aud`]: "sts.amazonaws.com" };
  const rules = ["trust/oidc-without-subject", "trust/oidc-without-audience", "trust/wide-service-account"];
  for (const [name, conditions, expected] of [
    ["exact", { StringEquals: { [sub]: "system:serviceaccount:shop:web", ...aud } }, []],
    ["no subject", { StringEquals: aud }, ["trust/oidc-without-subject"]],
    ["no audience", { StringEquals: { [sub]: "system:serviceaccount:shop:web" } }, ["trust/oidc-without-audience"]],
    [
      "every account of a namespace",
      { StringLike: { [sub]: "system:serviceaccount:shop:*" }, StringEquals: aud },
      ["trust/wide-service-account"],
    ],
  ] as const)
    test(name, () => expect(rules.filter((it) => told(it, trust(conditions), "main.tf").length > 0)).toEqual(expected));
  test("the account is the one that names the role", () => {
    const { project } = modelOf(
      "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: shop, annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::111122223333:role/team/web'}}\n",
    );
    expect([project.rbac.accountsOfRole("web").map((it) => it.name), project.rbac.accountsOfRole("team")]).toEqual([["web"], []]);
  });
});

test("an edit elsewhere re-judges no world", () => {
  const { project, sources, workloads, account } = modelOf(
    role("Role", "a", readPods) + binding("RoleBinding", "a", "Role", "a", api) + pod("api", "api"),
  );
  sources.change([["other.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\ndata: {a: b}\n"]]);
  const ask = (): unknown => [workloads.map((it) => project.rbac.escalation(it)), project.rbac.grantsTo(account("shop", "api"))];
  ask();
  sources.graph.resetRuns();
  sources.change([["other.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\ndata: {a: c}\n"]]);
  ask();
  expect(sources.graph.runs.get("rbacWorld")).toBeUndefined();
  expect(sources.graph.runs.get("escalation")).toBeUndefined();
});
