/** Reads Istio's security objects: what they attach to, and what they ask (SEMANTICS I2, A3, A4, A10). */
import type {
  Attached,
  Authorization,
  AuthorizationRule,
  KubeObject,
  Match,
  MatchGroup,
  MeshScope,
  MtlsMode,
  PeerAuthentication,
  PortMode,
  RequestAuthentication,
  Selector,
  Value,
} from "../../../rules/api.js";
import { entries, get, isComplete, items, text } from "../../../rules/lib/value.js";

const everything: Selector = { requirements: [], complete: true };

/** `root` is the root namespace, undefined when unknown; `parse` reads a selector's matchLabels. */
export function attached(object: KubeObject, root: string | undefined, parse: (value: Value) => Selector): Attached {
  const written = get(object.body, "spec.selector");
  const selector = written === undefined ? everything : parse(written);
  const refs = [...items(get(object.body, "spec.targetRefs")), ...items(get(object.body, "spec.targetRef"))];
  const targets = refs.map((at) => ({
    at,
    group: get(at, "group") === undefined ? "" : text(get(at, "group")),
    kind: text(get(at, "kind")),
    name: text(get(at, "name")),
  }));
  return { ...object, scope: scopeOf(object, selector, targets.length > 0, root), selector, targets };
}

function scopeOf(object: KubeObject, selector: Selector, targeted: boolean, root: string | undefined): MeshScope | undefined {
  if (targeted) return "target";
  if (get(object.body, "spec.targetRefs")?.kind === "unknown" || !selector.complete || object.namespace === undefined || root === undefined)
    return undefined;
  const isRoot = object.namespace === root;
  if (selector.requirements.length === 0) return isRoot ? "mesh" : "namespace";
  return isRoot && object.kind === "PeerAuthentication" ? "ignored" : "workload";
}

export function peerAuthentication(base: Attached): PeerAuthentication {
  const ports = entries(get(base.body, "spec.portLevelMtls")).flatMap(({ key, keyAt, value }): readonly PortMode[] =>
    /^\d+$/.test(key) ? [{ port: Number(key), keyAt, value, mode: modeOf(get(value, "mode")) }] : [],
  );
  return { ...base, mode: modeOf(get(base.body, "spec.mtls.mode")), ports };
}

function modeOf(value: Value | undefined): MtlsMode | "UNSET" | undefined {
  if (value === undefined) return "UNSET";
  const known = text(value);
  return known === "DISABLE" || known === "PERMISSIVE" || known === "STRICT" || known === "UNSET" ? known : undefined;
}

export function requestAuthentication(base: Attached): RequestAuthentication {
  const rules = get(base.body, "spec.jwtRules");
  return {
    ...base,
    jwtRules: items(rules).map((at) => ({ at, issuer: text(get(at, "issuer")) })),
    jwtRulesComplete: isComplete(rules) && items(rules).every((it) => it.kind === "dict"),
  };
}

export function authorization(base: Attached): Authorization {
  const action = get(base.body, "spec.action");
  const rules = get(base.body, "spec.rules");
  return {
    ...base,
    action: action === undefined ? "ALLOW" : actionOf(text(action)),
    dryRun: dryRun(get(base.body, ["metadata", "annotations", "istio.io/dry-run"])),
    rules: items(rules).map(ruleOf),
    rulesComplete: isComplete(rules),
  };
}

function actionOf(known: string | undefined): Authorization["action"] {
  return known === "ALLOW" || known === "DENY" || known === "CUSTOM" || known === "AUDIT" ? known : undefined;
}

/** Go's strconv.ParseBool. */
function dryRun(value: Value | undefined): boolean | undefined {
  if (value === undefined) return false;
  const known = text(value);
  return known === undefined ? undefined : /^(?:1|t|T|TRUE|true|True)$/.test(known);
}

const sourceFields: Readonly<Record<string, string>> = {
  principals: "source.principal",
  namespaces: "source.namespace",
  serviceAccounts: "source.serviceAccount",
  trustDomains: "source.trustDomain",
  ipBlocks: "source.ip",
  remoteIpBlocks: "remote.ip",
  requestPrincipals: "request.auth.principal",
};
const operationFields: Readonly<Record<string, string>> = {
  hosts: "request.host",
  paths: "request.path",
  methods: "request.method",
  ports: "destination.port",
};

function ruleOf(at: Value): AuthorizationRule {
  if (at.kind === "null") return { at, from: undefined, to: undefined, when: [], complete: true };
  const from = get(at, "from");
  const to = get(at, "to");
  const when = get(at, "when");
  return {
    at,
    from: from === undefined ? undefined : items(from).map((it) => groupOf(it, "source", sourceFields)),
    to: to === undefined ? undefined : items(to).map((it) => groupOf(it, "operation", operationFields)),
    when: items(when).flatMap(conditionOf),
    complete: isComplete(at) && isComplete(from) && isComplete(to) && isComplete(when),
  };
}

function groupOf(at: Value, field: string, known: Readonly<Record<string, string>>): MatchGroup {
  const body = get(at, field);
  const matches = entries(body).flatMap(({ key, keyAt, value }): readonly Match[] => {
    const negative = /^not[A-Z]/.test(key);
    const name = negative ? key.charAt(3).toLowerCase() + key.slice(4) : key;
    const attribute = known[name];
    return attribute === undefined ? [] : [match(attribute, key, negative, keyAt, value)];
  });
  // A field that this table does not know may ask for anything.
  const understood = entries(body).length === matches.length;
  return { at, matches, complete: understood && (body === undefined ? isComplete(at) : isComplete(body)) };
}

function conditionOf(at: Value): readonly Match[] {
  const key = get(at, "key");
  const attribute = attributeOf(text(key));
  const written = entries(at).filter((it) => it.key === "values" || it.key === "notValues");
  const found = written.map((it) => match(attribute, text(key) ?? "", it.key === "notValues", it.keyAt, it.value));
  // What is unknown here may be one more requirement.
  const open = at.kind !== "dict" || !at.complete || (written.length === 0 && key !== undefined && attribute === undefined);
  return open
    ? [...found, { attribute: undefined, field: "", negative: false, keyAt: at.at, list: at, values: [], complete: false }]
    : found;
}

/** The name of an attribute in conditions; `request.headers` are told apart by their lower-case name. */
function attributeOf(key: string | undefined): string | undefined {
  const header = /^request\.headers\[(.+)\]$/.exec(key ?? "")?.[1];
  return header === undefined ? key : `request.headers[${header.toLowerCase()}]`;
}

function match(attribute: string | undefined, field: string, negative: boolean, keyAt: Match["keyAt"], list: Value): Match {
  return { attribute, field, negative, keyAt, list, values: items(list), complete: isComplete(list) && attribute !== undefined };
}
