/** The mesh room: Istio's and Linkerd's objects as subjects, and what they come to for each workload. */
import type {
  Attached,
  Authorization,
  AuthorizationRule,
  KubeObject,
  MeshConfig,
  MeshProject,
  MeshRequest,
  MeshSettings,
  PeerAuthentication,
  RequestAuthentication,
  Workload,
} from "../../../rules/api.js";
import { remembered } from "../../../rules/lib/remembered.js";
import { text } from "../../../rules/lib/value.js";
import { type Graph, sameItems } from "../../incremental.js";
import type { Kubernetes } from "../../kubernetes/index.js";
import type { Sources } from "../../sources.js";
import { meshConfigOf, settingsOf } from "./config.js";
import { decide, ruleMatches, seenIn } from "./evaluate.js";
import { inLinkerd, linkerdDefault, membership, waypoint } from "./membership.js";
import { resolveMtls } from "./mtls.js";
import { attached, authorization, peerAuthentication, requestAuthentication } from "./read.js";

export interface Mesh {
  peerAuthentications(unit: string): readonly PeerAuthentication[];
  authorizations(unit: string): readonly Authorization[];
  requestAuthentications(unit: string): readonly RequestAuthentication[];
  configs(unit: string): readonly MeshConfig[];
  readonly project: MeshProject;
}

const group = "security.istio.io";
const configKinds = ["ConfigMap", "IstioOperator", "HelmRelease"] as const;

export function createMesh(sources: Sources, kubernetes: Kubernetes): Mesh {
  const graph: Graph = sources.graph;
  const { project } = kubernetes;

  const configOf = remembered((object: KubeObject) => meshConfigOf(object, sources.unitText(object.full.unit)));

  const settings = graph.query<MeshSettings>(
    "mesh.settings",
    (world) => {
      const configs = configKinds.flatMap((kind) => kubernetes.ofKind(world, kind).flatMap((it) => configOf(it) ?? []));
      return settingsOf(configs, false);
    },
    {
      equal: (a, b) =>
        a?.written === b.written &&
        JSON.stringify([a?.rootNamespace, a?.trustDomains]) === JSON.stringify([b.rootNamespace, b.trustDomains]),
    },
  );

  /** Parses an object of a world once, as long as it and the root namespace stay. */
  function parser<T extends Attached>(kind: string, finish: (base: Attached) => T) {
    const parse = remembered((object: KubeObject) => {
      const byRoot = new Map<string | undefined, T>();
      return (root: string | undefined): T => {
        let found = byRoot.get(root);
        if (found === undefined) {
          found = finish(attached(object, root, project.selector));
          byRoot.set(root, found);
        }
        return found;
      };
    });
    const read = (objects: readonly KubeObject[]): readonly T[] =>
      objects.flatMap((it) => (it.group === group && it.kind === kind ? [parse(it)(settings(it.world).rootNamespace)] : []));
    const ofWorld = graph.query<readonly T[]>(`mesh.${kind}`, (world) => read(kubernetes.ofKind(world, kind)), { equal: sameItems });
    /** Those that a namespace or the root namespace holds, and those of unknown place: what may apply to a workload there. */
    const near = graph.query<readonly T[]>(
      `mesh.${kind}.near`,
      (key) => {
        const world = key.slice(0, key.lastIndexOf("|"));
        const root = settings(world).rootNamespace;
        return ofWorld(world).filter(
          (it) => it.namespaceKey === key || it.namespace === undefined || root === undefined || it.namespace === root,
        );
      },
      { equal: sameItems },
    );
    const inUnit = graph.query<readonly T[]>(`mesh.${kind}.unit`, (unit) => read(kubernetes.objectsIn(unit)), { equal: sameItems });
    return { ofWorld, near, inUnit };
  }

  const peers = parser("PeerAuthentication", peerAuthentication);
  const policies = parser("AuthorizationPolicy", authorization);
  const requests = parser("RequestAuthentication", requestAuthentication);

  const configsIn = graph.query<readonly MeshConfig[]>(
    "mesh.configs",
    (unit) => kubernetes.objectsIn(unit).flatMap((it) => (configKinds.some((kind) => kind === it.kind) ? (configOf(it) ?? []) : [])),
    { equal: sameItems },
  );

  function applies(policy: Attached, workload: Workload): boolean | undefined {
    if (policy.world !== workload.world || policy.scope === "target" || policy.scope === "ignored") return false;
    const root = settings(workload.world).rootNamespace;
    const here = policy.namespaceKey === workload.namespaceKey;
    const isRoot = root !== undefined && policy.namespace === root;
    if (!here && !isRoot && policy.namespace !== undefined && root !== undefined) return false;
    const selected = project.matches(policy.selector, workload.podLabels, workload.podLabelsComplete);
    if (selected === false) return false;
    return (here || isRoot) && policy.scope !== undefined ? selected : undefined;
  }

  /** The workloads of one namespace: an edit elsewhere leaves its policies alone. */
  const workloadsIn = kubernetes.workloadsAt;

  /** Those that a policy may certainly apply to: of its namespace, or of all for the root namespace. */
  function within(policy: Attached): readonly Workload[] {
    const isRoot = policy.namespace !== undefined && policy.namespace === settings(policy.world).rootNamespace;
    return isRoot ? kubernetes.workloadsOf(policy.world) : workloadsIn(policy.namespaceKey);
  }

  const namespaceOf = (near: KubeObject): KubeObject | undefined =>
    near.namespace === undefined ? undefined : kubernetes.namespaceAt(near.world, near.namespace);

  const memberOf = (workload: Workload) => membership(workload, project.namespaceLabels(workload));

  const pairs = <T extends Attached>(near: readonly T[], workload: Workload) =>
    near.map((policy) => ({ policy, applies: applies(policy, workload) }));

  return {
    peerAuthentications: peers.inUnit,
    authorizations: policies.inUnit,
    requestAuthentications: requests.inUnit,
    configs: configsIn,
    project: {
      settings: (near) => settings(near.world),
      peerAuthentications: (near) => peers.ofWorld(near.world),
      authorizations: (near) => policies.ofWorld(near.world),
      requestAuthentications: (near) => requests.ofWorld(near.world),
      membership: memberOf,
      applies,
      covered: (policy) => within(policy).filter((it) => applies(policy, it) === true),
      mtls: (workload, port) =>
        resolveMtls(pairs(peers.near(workload.namespaceKey), workload), port, {
          open: project.mayHide(workload, `${group}/PeerAuthentication`),
          ambient: memberOf(workload) === "ambient",
        }),
      decide: (workload, request) => {
        const at = memberOf(workload);
        return at === undefined || at === "outside"
          ? { verdict: at === undefined ? undefined : "allow", by: undefined }
          : decide(pairs(policies.near(workload.namespaceKey), workload), seenIn(request, settings(workload.world).trustDomains), at);
      },
      ruleMatches: (policy, rule, request, at) =>
        ruleMatches(policy, rule, seenIn(request, settings(policy.world).trustDomains), at === "ambient" ? "ztunnel" : request.protocol),
      witness,
      principal: (workload) =>
        workload.namespace === undefined || workload.serviceAccountName === undefined
          ? undefined
          : `${settings(workload.world).trustDomains[0] ?? "cluster.local"}/ns/${workload.namespace}/sa/${workload.serviceAccountName}`,
      waypoint: (near) => {
        const pods = "podLabels" in near ? (near as Workload) : undefined;
        return waypoint(
          near,
          pods?.podLabels ?? near.labels,
          pods?.podLabelsComplete ?? near.labelsComplete,
          project.namespaceLabels(near),
        );
      },
      linkerdDefault: (workload) => linkerdDefault(workload, namespaceOf(workload)),
      inLinkerd: (workload) => inLinkerd(workload, namespaceOf(workload)),
    },
  };
}

/** A request that a rule's first source and operation ask for; negative matches are left to chance. */
function witness(rule: AuthorizationRule): MeshRequest {
  const wanted = new Map<string, string>();
  const matches = [...(rule.from?.[0]?.matches ?? []), ...(rule.to?.[0]?.matches ?? []), ...rule.when];
  for (const it of matches) {
    const value = it.negative ? undefined : text(it.values[0]);
    if (it.attribute !== undefined && value !== undefined) wanted.set(it.attribute, value);
  }
  const sample = (attribute: string, filler: string): string | undefined =>
    wanted
      .get(attribute)
      ?.replace(/\{\*{1,2}\}/g, filler)
      .replace(/^\*$|^\*|\*$/g, filler);
  const namespace = sample("source.namespace", "other");
  const account = wanted.get("source.serviceAccount");
  const principal = wanted.get("source.principal");
  const claims = [...wanted].flatMap(([key, value]) => {
    const name = /^request\.auth\.claims\[(.+)\]$/.exec(key)?.[1];
    return name === undefined ? [] : [[name, [value.replace("*", "x")]] as const];
  });
  const headers = [...wanted].flatMap(([key, value]) => {
    const name = /^request\.headers\[(.+)\]$/.exec(key)?.[1];
    return name === undefined ? [] : [[name, value.replace("*", "x")] as const];
  });
  const identity =
    principal !== undefined
      ? principalLike(principal, namespace)
      : account !== undefined
        ? `cluster.local/ns/${account.includes("/") ? account.split("/")[0] : (namespace ?? "other")}/sa/${account.split("/").pop()}`
        : namespace === undefined
          ? undefined
          : `cluster.local/ns/${namespace}/sa/default`;
  const optional = {
    principal: identity,
    ip: sample("source.ip", "0")?.split("/")[0],
    remoteIp: sample("remote.ip", "0")?.split("/")[0],
    requestPrincipal: sample("request.auth.principal", "https://issuer.example/user"),
    host: sample("request.host", "example"),
    sni: sample("connection.sni", "example"),
  };
  return {
    protocol: "http",
    path: sample("request.path", "/x") ?? "/",
    method: sample("request.method", "GET") ?? "GET",
    port: Number(wanted.get("destination.port") ?? 8080),
    claims: new Map(claims),
    headers: new Map(headers),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

/** An identity that a pattern of principals admits. */
function principalLike(pattern: string, namespace: string | undefined): string {
  const whole = `cluster.local/ns/${namespace ?? "other"}/sa/other`;
  if (pattern === "*") return whole;
  if (pattern.endsWith("*")) {
    const given = pattern.slice(0, -1).split("/");
    return [given[0] || "cluster.local", "ns", given[2] || namespace || "other", "sa", given[4] || "other"].join("/");
  }
  if (!pattern.startsWith("*")) return pattern;
  const given = pattern.slice(1).split("/").reverse();
  return ["cluster.local", "ns", given[2] || namespace || "other", "sa", given[0] || "other"].join("/");
}
