/** Reading mesh objects: what a selector names, which paths are for probes, and the callers that a policy names. */
import type {
  Attached,
  Authorization,
  AuthorizationRule,
  Data,
  Editor,
  Fix,
  KubeObject,
  Match,
  MeshProject,
  Project,
  Value,
  Workload,
} from "../api.js";
import { entries, get, items, text } from "./value.js";

/** Paths that the kubelet or Prometheus calls without an identity: leaving them open is deliberate. */
const probe =
  /(?:^|[/_-])(?:health|healthz|healthcheck|ready|readyz|readiness|live|livez|liveness|alive|startup|startupz|metrics|ping|status)(?:[/*_.-]|$)/i;

export function isProbePath(path: string): boolean {
  return probe.test(path);
}

/** True when every operation of a rule is a probe's, or a preflight. */
export function onlyProbes(rule: AuthorizationRule): boolean {
  if (rule.to === undefined || rule.to.length === 0) return false;
  return rule.to.every(({ matches }) => {
    const paths = matches.filter((it) => it.attribute === "request.path" && !it.negative).flatMap((it) => it.values);
    const methods = matches.filter((it) => it.attribute === "request.method" && !it.negative).flatMap((it) => it.values);
    if (paths.length > 0) return paths.every((it) => isProbePath(text(it) ?? ""));
    return methods.length > 0 && methods.every((it) => text(it) === "OPTIONS");
  });
}

/** Every match of a rule: of its sources, its operations and its conditions. */
export function matchesOf(rule: AuthorizationRule): readonly Match[] {
  return [...(rule.from ?? []), ...(rule.to ?? [])].flatMap((it) => it.matches).concat(rule.when);
}

/** Attributes that say who calls: a peer's or a token's identity. */
export function isIdentity(attribute: string | undefined): boolean {
  return (
    attribute !== undefined &&
    (/^source\.(?:principal|namespace|serviceAccount|trustDomain)$/.test(attribute) || attribute.startsWith("request.auth."))
  );
}

/** Whether a rule names a caller in any way. */
export function namesCaller(rule: AuthorizationRule): boolean {
  return matchesOf(rule).some(
    (it) =>
      it.attribute === undefined ||
      it.attribute.startsWith("source.") ||
      it.attribute === "remote.ip" ||
      it.attribute.startsWith("request.auth."),
  );
}

/** `spec.selector.matchLabels` as data, for a new object beside this one. */
export function selectorData(object: KubeObject): { readonly [key: string]: Data } {
  const labels = entries(get(object.body, "spec.selector.matchLabels")).flatMap((it) => {
    const known = text(it.value);
    return known === undefined ? [] : [[it.key, known] as const];
  });
  return labels.length === 0 ? {} : { selector: { matchLabels: Object.fromEntries(labels) } };
}

/** Two or three names in a sentence: `a`, `b` and 3 more. */
export function listed(names: readonly string[]): string {
  const distinct = [...new Set(names)].map((it) => `\`${it}\``);
  const rest = distinct.length - 2;
  return rest > 1
    ? `${distinct.slice(0, 2).join(", ")} and ${rest} more`
    : distinct.length > 1
      ? `${distinct.slice(0, -1).join(", ")} and ${distinct.at(-1)}`
      : (distinct[0] ?? "");
}

/** Services of a workload's namespace that select it, certainly. */
export function servicesOf(workload: Workload, services: readonly KubeObject[]): readonly KubeObject[] {
  return services.filter((it) => {
    const wanted = entries(get(it.body, "spec.selector"));
    return (
      it.namespaceKey === workload.namespaceKey &&
      wanted.length > 0 &&
      wanted.every((label) => workload.podLabels.get(label.key) === text(label.value))
    );
  });
}

/** The port of the pod behind a Service's port entry; undefined when unknown. A named port is looked up in the pods. */
export function podPort(entry: Value, workload: Workload): number | undefined {
  const target = get(entry, "targetPort");
  if (target === undefined) return Number(text(get(entry, "port"))) || undefined;
  const name = text(target);
  if (name === undefined) return undefined;
  return /^\d+$/.test(name) ? Number(name) : containerPorts(workload)?.find((it) => it.name === name)?.port;
}

export interface ContainerPort {
  readonly name: string | undefined;
  readonly nameKnown: boolean;
  readonly port: number;
  /** False for UDP and SCTP, which no proxy of a mesh captures (I11), and where the protocol is unknown. */
  readonly tcp: boolean;
}

/** Declared container ports; undefined when some are unknown. */
export function containerPorts(workload: Workload): readonly ContainerPort[] | undefined {
  const found: ContainerPort[] = [];
  for (const container of workload.containers) {
    const ports = get(container.body, "ports");
    if (ports === undefined) continue;
    if (ports.kind !== "list" || !ports.complete) return undefined;
    for (const it of ports.items) {
      const port = Number(text(get(it, "containerPort")));
      if (!Number.isInteger(port)) return undefined;
      const name = get(it, "name");
      const protocol = get(it, "protocol");
      found.push({ name: text(name), nameKnown: name?.kind !== "unknown", port, tcp: protocol === undefined || text(protocol) === "TCP" });
    }
  }
  return found;
}

/** The pod's port that was meant by a Service's port; undefined when the number is right, or nobody can tell. */
export function meantPort(port: number, workloads: readonly Workload[], services: readonly KubeObject[]): number | undefined {
  const meant = new Set<number>();
  for (const workload of workloads) {
    const declared = containerPorts(workload);
    if (declared === undefined || declared.length === 0 || declared.some((it) => it.port === port)) return undefined;
    for (const service of servicesOf(workload, services))
      for (const entry of items(get(service.body, "spec.ports"))) {
        const target = Number(text(get(entry, "port"))) === port ? podPort(entry, workload) : undefined;
        if (target !== undefined && target !== port) meant.add(target);
      }
  }
  return meant.size === 1 ? [...meant][0] : undefined;
}

/** Whether a policy's own proxy is ztunnel for everything that it covers; undefined when it covers nothing, or nobody can tell. */
export function coversOnlyAmbient(policy: Authorization, mesh: MeshProject): boolean | undefined {
  const covered = mesh.covered(policy);
  return covered.length === 0 ? undefined : covered.every((it) => mesh.membership(it) === "ambient");
}

/** `from` alone, and `to` or `when` alone in the next rule: OR where AND was meant. */
export function isSplit(first: AuthorizationRule, second: AuthorizationRule): boolean {
  const keys = (rule: AuthorizationRule): readonly string[] => entries(rule.at).map((it) => it.key);
  const [source, ...more] = keys(first);
  const second_ = keys(second);
  return (
    first.complete &&
    second.complete &&
    source === "from" &&
    more.length === 0 &&
    second_.length > 0 &&
    second_.includes("to") &&
    !second_.includes("from") &&
    !namesCaller(second)
  );
}

/**
 * The principals of the workloads that call what a policy covers, as far as their environment, arguments or commands name its Services.
 * Empty when nobody is seen to call, or when a caller has no account of its own.
 */
function callers(policy: Attached, { mesh, kubernetes }: Project): readonly string[] {
  const covered = mesh.covered(policy);
  if (policy.scope !== "workload" || covered.length === 0) return [];
  const services = kubernetes.objects(policy, "Service");
  const hosts = new Set(covered.flatMap((it) => servicesOf(it, services)).flatMap((it) => (it.name === undefined ? [] : [it.name])));
  const found = new Set<string>();
  for (const workload of kubernetes.workloads(policy)) {
    if (covered.includes(workload) || !mentions(workload, hosts, policy.namespace)) continue;
    const principal = mesh.principal(workload);
    if (principal === undefined || workload.serviceAccountName === "default") return [];
    found.add(principal);
  }
  return [...found].sort();
}

function mentions(workload: Workload, services: ReadonlySet<string>, namespace: string | undefined): boolean {
  const words = workload.containers.flatMap(({ body }) => [
    ...items(get(body, "env")).map((it) => text(get(it, "value"))),
    ...[...items(get(body, "args")), ...items(get(body, "command"))].map(text),
  ]);
  return words.some((word) =>
    word?.split(/[^\w.-]+/).some((token) => {
      const [service = "", where] = token.split(".");
      return services.has(service) && (where === undefined ? workload.namespace === namespace : where === namespace);
    }),
  );
}

/** Fixes that name the callers: those seen to call, else one for each neighbour that may be the caller. */
export function narrowedTo(policy: Attached, project: Project, edit: (it: Editor, principals: readonly string[]) => void): readonly Fix[] {
  const seen = callers(policy, project);
  if (seen.length > 0) return narrowed(seen, edit);
  const covered = project.mesh.covered(policy);
  if (policy.scope !== "workload" || covered.length === 0) return [];
  const neighbours = project.kubernetes
    .workloadsBeside(policy)
    .filter((it) => !covered.includes(it) && it.serviceAccountName !== "default");
  const principals = [...new Set(neighbours.flatMap((it) => project.mesh.principal(it) ?? []))].sort().slice(0, 3);
  return principals.map((it): Fix => ({ title: `Allow only ${it.split("/").pop()}`, edit: (editor) => edit(editor, [it]) }));
}

/** The identities of the policy's own namespace, where nobody in view calls: a middle way, that a person has to judge. */
export function ownNamespace(policy: Attached, edit: (it: Editor, namespaces: readonly string[]) => void): readonly Fix[] {
  const { namespace } = policy;
  if (namespace === undefined) return [];
  return [{ title: `Allow only identities of \`${namespace}\``, edit: (it) => edit(it, [namespace]) }];
}

/** A fix that names the callers; none when nobody is seen to call. */
function narrowed(principals: readonly string[], edit: (it: Editor, principals: readonly string[]) => void): readonly Fix[] {
  if (principals.length === 0) return [];
  const names = principals.map((it) => it.split("/").slice(-1)[0] ?? it);
  return [
    {
      title: `Allow only the callers in view: ${names.slice(0, 3).join(", ")}${names.length > 3 ? ", …" : ""}`,
      edit: (it) => edit(it, principals),
    },
  ];
}
