/** Kubernetes objects that Terraform creates, as values that keep their places in the .tf file. */
import type { Dict, Entry, Place, TerraformBlock, Value } from "../../rules/api.js";
import { entries, get, reference, text, unknown } from "../../rules/lib/value.js";
import { sameItems } from "../incremental.js";
import type { Sources } from "../sources.js";
import { parseYaml } from "../syntax/yaml/parse.js";
import type { Terraform } from "../terraform/index.js";
import { attribute } from "../terraform/modules.js";
import { isNamespaced } from "./kinds.js";
import { groupOf, type Placement, type Written, writtenIn } from "./objects.js";
import { camel, isMapAttribute, listField } from "./terraform-spelling.js";

/** An object of a .tf file with where it lives, and the address by which people call it. */
export interface TerraformObject {
  readonly written: Written;
  readonly placement: Placement;
  readonly label: string;
}

export interface TerraformObjects {
  /** Those of one unit. */
  objects(unit: string): readonly TerraformObject[];
  /** Whether something contributes to a world of Terraform that is not in view: a Helm release, a manifest that only apply time knows. */
  isOpen(world: string): boolean;
}

/** The world of a root module: its objects see each other. */
const prefix = "terraform:";

export function createTerraformObjects(sources: Sources, terraform: Terraform): TerraformObjects {
  const { graph } = sources;

  const objects = graph.query<readonly TerraformObject[]>(
    "terraformObjects",
    (unit) => (/"(?:kubernetes|kubectl)_/.test(sources.unitText(unit) ?? "") ? terraform.blocksIn(unit).flatMap(objectsOf) : []),
    { equal: sameItems },
  );

  /** Roots to which a file contributes what is not in view. */
  const opens = graph.query<readonly string[]>("terraformOpens", (path) => [...new Set(sources.unitIds(path).flatMap(opensIn))], {
    equal: sameItems,
  });
  const opensIn = graph.query<readonly string[]>(
    "terraformOpensIn",
    (unit) =>
      /"(?:helm_|kubectl_|kubernetes_manifest|argocd_|flux_)|^[ \t]*module\s/m.test(sources.unitText(unit) ?? "")
        ? terraform.blocksIn(unit).flatMap((it) => (hides(it) ? [it.root] : []))
        : [],
    { equal: sameItems },
  );

  const openRoots = graph.query<ReadonlySet<string>>(
    "terraformOpenRoots",
    () => new Set(sources.paths().flatMap((path) => (path.endsWith(".tf") ? opens(path) : []))),
    { equal: (a, b) => a?.size === b.size && [...a].every((it) => b.has(it)) },
  );

  /** A block that creates objects which nobody can see here. */
  function hides(block: TerraformBlock): boolean {
    if (block.mode === "module") {
      const source = text(get(block.body, "source"));
      return source !== undefined && !source.startsWith(".") && /kube|k8s|helm|addon|blueprint|argo|flux|istio/i.test(source);
    }
    if (block.mode !== "resource") return false;
    if (block.type === "kubernetes_manifest" || block.type === "kubectl_manifest") return objectsOf(block).length === 0;
    return /^(?:helm_|argocd_|flux_|kustomization_)/.test(block.type);
  }

  function objectsOf(block: TerraformBlock): readonly TerraformObject[] {
    if (block.mode !== "resource") return [];
    return writtenBy(block).map((written) => ({ written, placement: placementOf(block, written), label: block.label }));
  }

  function writtenBy(block: TerraformBlock): readonly Written[] {
    const resolve = (value: Value): Value => resolved(value, block, terraform);
    if (block.type === "kubernetes_manifest") {
      const manifest = get(block.body, "manifest");
      return manifest === undefined ? [] : writtenIn(resolve(manifest), block.full);
    }
    if (block.type === "kubectl_manifest") {
      const body = get(block.body, "yaml_body");
      const encoded = body?.kind === "text" || body?.kind === "unknown" ? body.json : undefined;
      return writtenIn(encoded ? resolve(encoded) : heredoc(block, "yaml_body"), block.full);
    }
    const type = kinds.get(block.type.replace(/^kubernetes_/, "").replace(/_v\d+(?:(?:alpha|beta)\d+)?$/, ""));
    if (type === undefined || !block.type.startsWith("kubernetes_")) return [];
    const [apiVersion, kind] = type;
    const body = withSource(bodyOf(block.body, "", kind, resolve));
    return [{ apiVersion, group: groupOf(apiVersion), kind, body, full: block.full }];
  }

  /** The YAML of a heredoc, in place; what is interpolated is unknown. An object that stands in a file of its own is read there. */
  function heredoc(block: TerraformBlock, name: string): Value | undefined {
    const { unit, start } = block.full;
    const source = sources.unitText(unit);
    const node = terraform.tree(unit)?.body.items.find((it) => it.start === start);
    const value = node?.kind === "block" ? attribute(node, name)?.value : undefined;
    const first = value?.kind === "template" && value.form === "heredoc" ? value.parts[0] : undefined;
    if (value?.kind !== "template" || source === undefined || first === undefined) return undefined;
    let yaml = "";
    for (const part of value.parts) {
      const raw = source.slice(part.start, part.end);
      yaml += part.kind === "text" ? raw : `{{${raw.slice(2, -2).replace(/[^\n]/g, " ")}}}`;
    }
    const parsed = parseYaml(yaml, unit).value;
    return parsed && shifted(parsed, first.start);
  }

  return { objects, isOpen: (world) => world.startsWith(prefix) && openRoots("").has(world.slice(prefix.length)) };
}

function shifted(value: Value, by: number): Value {
  const move = (it: Place): Place => ({ unit: it.unit, start: it.start + by, end: it.end + by });
  const base = { at: move(value.at), origin: move(value.origin) };
  if (value.kind === "list") return { ...value, ...base, items: value.items.map((it) => shifted(it, by)) };
  if (value.kind !== "dict") return { ...value, ...base };
  return { ...value, ...base, entries: value.entries.map((it) => ({ ...it, keyAt: move(it.keyAt), value: shifted(it.value, by) })) };
}

function placementOf(block: TerraformBlock, { body, group, kind }: Written): Placement {
  const namespace = get(body, "metadata.namespace");
  const to = reference(namespace);
  return {
    world: `${prefix}${block.root}`,
    override: undefined,
    // The provider's own default; a manifest goes through kubectl's context.
    fallback: block.type.includes("manifest") || isNamespaced(group, kind) === false ? undefined : "default",
    // Two objects whose namespace is the same reference are in the same one, and so are two manifests that one provider places.
    unknownKey: to
      ? `${to.scope}.${to.address}.${to.attribute.join(".")}`
      : namespace === undefined && get(block.body, "provider") === undefined
        ? block.scope
        : `${block.label}[${block.key ?? ""}]`,
    release: false,
  };
}

/** Arguments of Terraform's own. */
const meta: ReadonlySet<string> = new Set([
  "count",
  "for_each",
  "provider",
  "depends_on",
  "lifecycle",
  "timeouts",
  "wait_for_rollout",
  "wait_for_load_balancer",
  "wait_for_completion",
  "wait_for_default_service_account",
  "wait_until_bound",
  "wait_for_service_account_token",
  "provisioner",
  "connection",
  "id",
]);

function bodyOf(dict: Dict, parent: string, kind: string, resolve: (value: Value) => Value): Dict {
  return {
    ...dict,
    entries: dict.entries.flatMap((it): readonly Entry[] => {
      if (parent === "" && meta.has(it.key)) return [];
      if (it.value.kind !== "list" || !it.value.blocks) {
        const value = resolve(it.value);
        if (value.kind === "null") return [];
        // Older code writes blocks as objects (`security_context = { ... }`).
        if (value.kind === "dict" && !isMapAttribute(it.key)) return [{ ...it, ...asBlock(it.key, value, parent, kind) }];
        const field = value.kind === "list" ? listField(parent, it.key) : undefined;
        if (value.kind === "list" && field !== undefined && value.items.some((one) => one.kind === "dict"))
          return [
            {
              ...it,
              key: field,
              value: { ...value, items: value.items.map((one) => (one.kind === "dict" ? bodyOf(one, it.key, kind, (same) => same) : one)) },
            },
          ];
        if (parent === "" && kind === "Secret" && it.key === "data") return [{ ...it, key: "stringData", value }];
        return [{ ...it, key: camel(it.key), value: /(?:^|_)mode$/.test(it.key) ? octal(value) : value }];
      }
      const { items, complete } = it.value;
      const inner = items.map((item) => (item.kind === "dict" ? bodyOf(item, it.key, kind, resolve) : item));
      const field = listField(parent, it.key);
      if (field !== undefined) return [{ ...it, key: field, value: { ...it.value, items: inner, blocks: false } }];
      const [only] = inner;
      // A block that may not be there is unknown as a whole.
      if (!complete || inner.length > 1) return [{ ...it, key: camel(it.key), value: unknown(it.value) }];
      return only === undefined ? [] : [{ ...it, key: camel(it.key), value: only }];
    }),
  };
}

/** An object that is written where a block belongs, as that block. */
function asBlock(name: string, value: Dict, parent: string, kind: string): { readonly key: string; readonly value: Value } {
  const inner = bodyOf(value, name, kind, (it) => it);
  const field = listField(parent, name);
  if (field === undefined) return { key: camel(name), value: inner };
  return {
    key: field,
    value: { kind: "list", known: undefined, items: [inner], complete: true, blocks: false, at: value.at, origin: value.origin },
  };
}

/** File modes are octal texts here, and numbers in the API. */
function octal(value: Value): Value {
  if (value.kind !== "text" || !/^0?[0-7]{3}$/.test(value.known)) return value;
  return { kind: "number", known: Number.parseInt(value.known, 8), at: value.at, origin: value.origin };
}

/** A PersistentVolume's source stands in the spec itself. */
function withSource(body: Dict): Dict {
  const spec = get(body, "spec");
  if (spec?.kind !== "dict" || !spec.entries.some((it) => it.key === "persistentVolumeSource")) return body;
  const flat = { ...spec, entries: spec.entries.flatMap((it) => (it.key === "persistentVolumeSource" ? entries(it.value) : [it])) };
  return { ...body, entries: body.entries.map((it) => (it.key === "spec" ? { ...it, value: flat } : it)) };
}

/** References to what other resources of the workspace write (`kubernetes_namespace.shop.metadata[0].name`) as those texts. */
function resolved(value: Value, block: TerraformBlock, terraform: Terraform): Value {
  if (value.kind === "list") return { ...value, items: value.items.map((it) => resolved(it, block, terraform)) };
  if (value.kind === "dict")
    return { ...value, entries: value.entries.map((it) => ({ ...it, value: resolved(it.value, block, terraform) })) };
  const to = reference(value);
  if (to === undefined || !/(?:^|\.)kubernetes_/.test(to.address)) return value;
  const target = terraform.project.resolve(to, block);
  const found = target && get(target.body, to.attribute.map(String));
  if (found === undefined || found.kind === "unknown" || found.kind === "dict" || found.kind === "list") return value;
  return at(found, value.at);
}

function at<V extends Value>(value: V, place: Place): V {
  return { ...value, at: place };
}

/** Resource types without `kubernetes_` and version, and the kinds that they create. */
const kinds: ReadonlyMap<string, readonly [apiVersion: string, kind: string]> = new Map([
  ["namespace", ["v1", "Namespace"]],
  ["pod", ["v1", "Pod"]],
  ["deployment", ["apps/v1", "Deployment"]],
  ["stateful_set", ["apps/v1", "StatefulSet"]],
  ["daemonset", ["apps/v1", "DaemonSet"]],
  ["daemon_set", ["apps/v1", "DaemonSet"]],
  ["replication_controller", ["v1", "ReplicationController"]],
  ["job", ["batch/v1", "Job"]],
  ["cron_job", ["batch/v1", "CronJob"]],
  ["service", ["v1", "Service"]],
  ["service_account", ["v1", "ServiceAccount"]],
  ["default_service_account", ["v1", "ServiceAccount"]],
  ["secret", ["v1", "Secret"]],
  ["config_map", ["v1", "ConfigMap"]],
  ["endpoints", ["v1", "Endpoints"]],
  ["persistent_volume", ["v1", "PersistentVolume"]],
  ["persistent_volume_claim", ["v1", "PersistentVolumeClaim"]],
  ["limit_range", ["v1", "LimitRange"]],
  ["resource_quota", ["v1", "ResourceQuota"]],
  ["network_policy", ["networking.k8s.io/v1", "NetworkPolicy"]],
  ["ingress", ["networking.k8s.io/v1", "Ingress"]],
  ["ingress_class", ["networking.k8s.io/v1", "IngressClass"]],
  ["role", ["rbac.authorization.k8s.io/v1", "Role"]],
  ["role_binding", ["rbac.authorization.k8s.io/v1", "RoleBinding"]],
  ["cluster_role", ["rbac.authorization.k8s.io/v1", "ClusterRole"]],
  ["cluster_role_binding", ["rbac.authorization.k8s.io/v1", "ClusterRoleBinding"]],
  ["pod_disruption_budget", ["policy/v1", "PodDisruptionBudget"]],
  ["pod_security_policy", ["policy/v1beta1", "PodSecurityPolicy"]],
  ["horizontal_pod_autoscaler", ["autoscaling/v2", "HorizontalPodAutoscaler"]],
  ["priority_class", ["scheduling.k8s.io/v1", "PriorityClass"]],
  ["runtime_class", ["node.k8s.io/v1", "RuntimeClass"]],
  ["storage_class", ["storage.k8s.io/v1", "StorageClass"]],
  ["csi_driver", ["storage.k8s.io/v1", "CSIDriver"]],
  ["certificate_signing_request", ["certificates.k8s.io/v1", "CertificateSigningRequest"]],
  ["api_service", ["apiregistration.k8s.io/v1", "APIService"]],
  ["mutating_webhook_configuration", ["admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"]],
  ["validating_webhook_configuration", ["admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"]],
]);
