/** The service mesh as rules see it: Istio's security objects with their scope, what they decide for a workload, and Linkerd's policies. */
import type { KubeObject, Selector, Workload } from "./kubernetes.js";
import type { Place, Value } from "./value.js";

/** Where an Istio security object applies (SEMANTICS I2, A1, A14): `ignored` is a PeerAuthentication with a selector in the root namespace. */
export type MeshScope = "mesh" | "namespace" | "workload" | "target" | "ignored";

/** An Istio security object with what it attaches to. */
export interface Attached extends KubeObject {
  /** undefined where an unknown part decides. */
  readonly scope: MeshScope | undefined;
  /** `spec.selector`; absent or empty selects every workload of the namespace (S9). */
  readonly selector: Selector;
  readonly targets: readonly MeshTarget[];
}

/** An item of `targetRefs`. */
export interface MeshTarget {
  readonly at: Value;
  readonly group: string | undefined;
  readonly kind: string | undefined;
  readonly name: string | undefined;
}

export type MtlsMode = "DISABLE" | "PERMISSIVE" | "STRICT";

export interface PeerAuthentication extends Attached {
  /** `UNSET` when absent; undefined when unknown. */
  readonly mode: MtlsMode | "UNSET" | undefined;
  readonly ports: readonly PortMode[];
}

/** An entry of `portLevelMtls`. */
export interface PortMode {
  readonly port: number;
  readonly keyAt: Place;
  readonly value: Value;
  readonly mode: MtlsMode | "UNSET" | undefined;
}

export interface Authorization extends Attached {
  /** ALLOW when absent (A3); undefined when unknown. */
  readonly action: "ALLOW" | "DENY" | "CUSTOM" | "AUDIT" | undefined;
  /** A10; undefined when unknown. */
  readonly dryRun: boolean | undefined;
  readonly rules: readonly AuthorizationRule[];
  /** False when there may be more rules than the known ones. */
  readonly rulesComplete: boolean;
}

/** One item of `rules`: a request matches when one source, one operation and every condition do (A4). */
export interface AuthorizationRule {
  readonly at: Value;
  /** The alternatives of `from` and `to`; undefined where the field is absent, so that anything matches. */
  readonly from: readonly MatchGroup[] | undefined;
  readonly to: readonly MatchGroup[] | undefined;
  readonly when: readonly Match[];
  /** False when an unknown part may add a requirement. */
  readonly complete: boolean;
}

/** A source or an operation: every match must hold. */
export interface MatchGroup {
  readonly at: Value;
  readonly matches: readonly Match[];
  readonly complete: boolean;
}

/**
 * One requirement on one attribute, by the names that `when` uses: `source.principal`, `source.namespace`, `source.serviceAccount`, `source.ip`,
 * `remote.ip`, `request.auth.principal`, `request.auth.claims[x]`, `request.headers[x]`, `request.host`, `request.path`, `request.method`,
 * `destination.port`, `connection.sni`.
 */
export interface Match {
  /** undefined when the key of a condition is unknown. */
  readonly attribute: string | undefined;
  /** The name as written: `notPrincipals`, or the key of a condition. */
  readonly field: string;
  /** True when no value may match. */
  readonly negative: boolean;
  readonly keyAt: Place;
  readonly list: Value;
  readonly values: readonly Value[];
  /** False when there may be more values than the known ones. */
  readonly complete: boolean;
}

export interface RequestAuthentication extends Attached {
  readonly jwtRules: readonly JwtRule[];
  readonly jwtRulesComplete: boolean;
}

export interface JwtRule {
  readonly at: Value;
  /** undefined when unknown or absent. */
  readonly issuer: string | undefined;
}

/** A request as policies see it; what is absent is missing from the request, never unknown (A6, A7). */
export interface MeshRequest {
  /** Plain TCP has no HTTP attributes (A8). */
  readonly protocol: "http" | "tcp";
  /** `cluster.local/ns/shop/sa/web`; absent for plaintext. */
  readonly principal?: string;
  readonly ip?: string;
  readonly remoteIp?: string;
  /** `issuer/subject`; absent without a token (J6). */
  readonly requestPrincipal?: string;
  readonly claims?: ReadonlyMap<string, readonly string[]>;
  readonly headers?: ReadonlyMap<string, string>;
  readonly host?: string;
  readonly path?: string;
  readonly method?: string;
  readonly port?: number;
  readonly sni?: string;
}

export interface MeshDecision {
  /** `external`: a CUSTOM policy hands the decision to its provider. undefined when an unknown part decides. */
  readonly verdict: "allow" | "deny" | "external" | undefined;
  /** The policy whose match decides, if one does. */
  readonly by: Authorization | undefined;
}

/** What PeerAuthentications come to for a workload port (I1-I5). */
export interface Mtls {
  /** The weakest and the strictest mode that may be in force: they differ where policies compete (I4). undefined when unknown. */
  readonly weakest: MtlsMode | undefined;
  readonly strictest: MtlsMode | undefined;
  /** The policies that decide; none for Istio's own default. */
  readonly by: readonly PeerAuthentication[];
}

/** Whose proxy holds a workload's traffic (I8, I9). */
export type Membership = "sidecar" | "ambient" | "outside";

/** MeshConfig, from the ConfigMap `istio`, an IstioOperator or Helm values; Istio's defaults where nothing is written (I12). */
export interface MeshSettings {
  /** Where MeshConfig is written: absence of a field may be said only where this is defined. */
  readonly written: Value | undefined;
  /** undefined when unknown. */
  readonly rootNamespace: string | undefined;
  readonly trustDomains: readonly string[];
  /** Whether `trustDomains` is all of them. */
  readonly trustDomainsKnown: boolean;
}

/** Linkerd's inbound default for a workload (L1), with where it is written. */
export interface LinkerdDefault {
  readonly policy: string;
  /** undefined for the cluster's own default. */
  readonly at: Value | undefined;
}

export interface MeshSubjects {
  "mesh.peerAuthentication": PeerAuthentication;
  /** `of` picks by action. */
  "mesh.authorization": Authorization;
  "mesh.requestAuthentication": RequestAuthentication;
  /** An object that holds MeshConfig. */
  "mesh.config": MeshConfig;
}

/** The object that holds a MeshConfig: the ConfigMap `istio`, an IstioOperator, or a HelmRelease of istiod. */
export interface MeshConfig extends KubeObject {
  /** The configuration itself, in places of the object's document also where it is YAML inside a block scalar. */
  readonly config: Value;
  /** The whole text, where the configuration is one: an edit replaces it. */
  readonly text: Value | undefined;
}

/** Questions about the mesh, each about the world of the object at hand. */
export interface MeshProject {
  settings(near: KubeObject): MeshSettings;
  peerAuthentications(near: KubeObject): readonly PeerAuthentication[];
  authorizations(near: KubeObject): readonly Authorization[];
  requestAuthentications(near: KubeObject): readonly RequestAuthentication[];
  /** I8, I9; undefined when namespace labels are unknown. */
  membership(workload: Workload): Membership | undefined;
  /** Whether an object with a selector or namespace scope applies to a workload's own proxy (A1). */
  applies(policy: Attached, workload: Workload): boolean | undefined;
  /** The workloads of the world that it applies to, certainly. */
  covered(policy: Attached): readonly Workload[];
  /** I1-I5 for a port, or for ports without an entry of their own. */
  mtls(workload: Workload, port?: number): Mtls;
  /** A1-A9 at the workload's own proxy. */
  decide(workload: Workload, request: MeshRequest): MeshDecision;
  /** Whether a rule matches a request as `policy` would have it judged there. */
  ruleMatches(policy: Authorization, rule: AuthorizationRule, request: MeshRequest, at?: Membership): boolean | undefined;
  /** A request that satisfies a rule, as far as positive matches say. */
  witness(rule: AuthorizationRule): MeshRequest;
  /** `cluster.local/ns/<namespace>/sa/<account>`; undefined when a part is unknown. */
  principal(workload: Workload): string | undefined;
  /** The name of the waypoint that a workload or Service is behind (I10); `none` without one, undefined when unknown. */
  waypoint(near: KubeObject): string | undefined;
  /** L1; undefined when unknown. */
  linkerdDefault(workload: Workload): LinkerdDefault | undefined;
  /** L8: whether Linkerd's proxy is in the pod; undefined when unknown. */
  inLinkerd(workload: Workload): boolean | undefined;
}
