/** How the Terraform provider spells the fields of Kubernetes objects: singular blocks for lists, snake case, plain text for secrets. */
import type { Data } from "../../rules/api.js";
import type { HclDialect } from "../syntax/edit/hcl.js";

/** Blocks that may repeat, by their own name or by `parent/name` where the name alone says too little, and the field they are the items of. */
const lists: ReadonlyMap<string, string> = new Map(
  Object.entries({
    container: "containers",
    init_container: "initContainers",
    "container/port": "ports",
    "init_container/port": "ports",
    "spec/port": "ports",
    "subset/port": "ports",
    volume_mount: "volumeMounts",
    volume_device: "volumeDevices",
    env: "env",
    env_from: "envFrom",
    toleration: "tolerations",
    host_aliases: "hostAliases",
    image_pull_secrets: "imagePullSecrets",
    image_pull_secret: "imagePullSecrets",
    topology_spread_constraint: "topologySpreadConstraints",
    readiness_gate: "readinessGates",
    sysctl: "sysctls",
    volume: "volumes",
    volume_claim_template: "volumeClaimTemplates",
    items: "items",
    sources: "sources",
    match_expressions: "matchExpressions",
    match_expression: "matchExpressions",
    match_fields: "matchFields",
    node_selector_term: "nodeSelectorTerms",
    preferred_during_scheduling_ignored_during_execution: "preferredDuringSchedulingIgnoredDuringExecution",
    "pod_affinity/required_during_scheduling_ignored_during_execution": "requiredDuringSchedulingIgnoredDuringExecution",
    "pod_anti_affinity/required_during_scheduling_ignored_during_execution": "requiredDuringSchedulingIgnoredDuringExecution",
    http_header: "httpHeaders",
    subject: "subjects",
    rule: "rules",
    cluster_role_selectors: "clusterRoleSelectors",
    "spec/ingress": "ingress",
    "spec/egress": "egress",
    from: "from",
    to: "to",
    ports: "ports",
    tls: "tls",
    "http/path": "paths",
    webhook: "webhooks",
    "/secret": "secrets",
    limit: "limits",
    metric: "metrics",
    subset: "subsets",
    address: "addresses",
    allowed_host_paths: "allowedHostPaths",
    allowed_flex_volumes: "allowedFlexVolumes",
    host_ports: "hostPorts",
    range: "ranges",
  }),
);

/** Attributes that are maps of the user's own keys. */
const maps: ReadonlySet<string> = new Set([
  "labels",
  "annotations",
  "match_labels",
  "node_selector",
  "selector",
  "data",
  "binary_data",
  "limits",
  "requests",
]);

/** Names that no rule of letters gives. */
const irregular: ReadonlyMap<string, string> = new Map(
  Object.entries({
    host_pid: "hostPID",
    host_ipc: "hostIPC",
    host_ip: "hostIP",
    cluster_ip: "clusterIP",
    cluster_ips: "clusterIPs",
    external_ips: "externalIPs",
    load_balancer_ip: "loadBalancerIP",
    non_resource_urls: "nonResourceURLs",
    ceph_fs: "cephfs",
  }),
);
const irregularBack: ReadonlyMap<string, string> = new Map([...irregular].map(([snake, camel]) => [camel, snake]));

/** Fields that the provider's resources have, of those that fixes write: a name that is not here is not written. */
const known: ReadonlySet<string> = new Set(
  `metadata spec template labels annotations match_labels node_selector data name namespace
  container init_container volume volume_mount env security_context capabilities add drop seccomp_profile type localhost_profile
  allow_privilege_escalation privileged read_only_root_filesystem run_as_non_root run_as_user run_as_group fs_group
  host_network host_pid host_ipc automount_service_account_token share_process_namespace enable_service_links service_account_name
  image image_pull_policy dns_policy runtime_class_name path mount_path read_only empty_dir medium size_limit secret default_mode
  policy_types pod_selector namespace_selector ingress egress from to ports protocol port end_port ip_block cidr except
  rule api_groups resources resource_names verbs role_ref subject kind api_group
  load_balancer_source_ranges external_traffic_policy cluster_ip`.split(/\s+/),
);

/** The field that a block is the item of; undefined when it stands alone. `parent` is the block around it, `""` for the resource. */
export function listField(parent: string, block: string): string | undefined {
  return lists.get(`${parent}/${block}`) ?? lists.get(block);
}

/** `allow_privilege_escalation` as `allowPrivilegeEscalation`. */
export function camel(name: string): string {
  return irregular.get(name) ?? name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

export function isMapAttribute(name: string): boolean {
  return maps.has(name);
}

/** The dialect of a resource type. A kubernetes_manifest holds objects as they are. */
export function kubernetesDialect(type: string): HclDialect | undefined {
  return type.startsWith("kubernetes_") && type !== "kubernetes_manifest" ? dialect : undefined;
}

const dialect: HclDialect = {
  spell: (path, value) => {
    const spelled: string[] = [];
    for (const [i, step] of path.entries()) {
      const name = blockName(step);
      if (name === undefined) return undefined;
      spelled.push(name);
      if (isMapAttribute(name)) return { path: [...spelled, ...path.slice(i + 1)], value };
    }
    const written = write(spelled.at(-1) ?? "", value);
    return written === undefined ? undefined : { path: spelled, value: written };
  },
  isMap: isMapAttribute,
};

function blockName(field: string): string | undefined {
  const item = [...lists].find(([block, list]) => list === field && block !== "image_pull_secret")?.[0];
  const name = field === "stringData" ? "data" : (item?.slice(item.indexOf("/") + 1) ?? irregularBack.get(field) ?? snake(field));
  // A name of the provider's own is taken as it is.
  return known.has(name) ? name : undefined;
}

function snake(name: string): string {
  return name.replace(/[A-Z]+(?![a-z])|[A-Z]/g, (it) => `_${it.toLowerCase()}`);
}

/** A value as the provider wants it: dicts as blocks, modes as octal text. undefined when it cannot be said, or in several blocks only. */
function write(name: string, value: Data): Data | undefined {
  if (typeof value === "number" && /(?:^|_)mode$/.test(name)) return `0${value.toString(8)}`;
  if (typeof value !== "object" || value === null || isMapAttribute(name) || "code" in value) return value;
  if (isList(value)) {
    const [only] = value;
    if (value.every((it) => typeof it !== "object" || it === null)) return value;
    return value.length === 1 && only !== undefined ? write(name, only) : undefined;
  }
  const body: { [key: string]: Data } = {};
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const field = blockName(key);
    const written = field === undefined ? undefined : writeAll(field, inner);
    if (field === undefined || written === undefined) return undefined;
    body[field] = written;
  }
  return { type: name, labels: [], body };
}

function writeAll(name: string, value: Data): Data | undefined {
  if (typeof value !== "object" || value === null || !isList(value) || value.length < 2) return write(name, value);
  const all = value.map((it) => write(name, it));
  return all.every((it) => it !== undefined) ? all.map((it) => it ?? null) : undefined;
}

function isList(value: Data): value is readonly Data[] {
  return Array.isArray(value);
}
