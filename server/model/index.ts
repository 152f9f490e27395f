/** Every kind of subject by name, and what rules may ask about the rest of the workspace. */
import type { KubeObject, NetworkRule, Project, Statement, Subject, SubjectKind } from "../../rules/api.js";
import { sameItems } from "../incremental.js";
import { createKubernetes, type Kubernetes } from "../kubernetes/index.js";
import { createTerraformObjects } from "../kubernetes/terraform.js";
import { pathOf, type Sources } from "../sources.js";
import type { SyntaxProblem } from "../syntax/text.js";
import { createTerraform, pickOf, type Terraform } from "../terraform/index.js";
import { createConnectivity } from "./connectivity/index.js";
import { createExposure } from "./exposure/index.js";
import { actionTable } from "./iam/actions.js";
import { createAudiences } from "./iam/audience.js";
import { createIam } from "./iam/index.js";
import { createPrincipals } from "./iam/principals.js";
import { createMesh } from "./mesh/index.js";
import { createPolicies } from "./policies.js";
import { createRbac } from "./rbac/index.js";
import { createPods } from "./workload/index.js";

/** A subject with the words by which rules may pick it. */
export interface Candidate {
  readonly subject: Subject;
  readonly picks: readonly string[];
}

export interface Subjects {
  /** The kinds of subjects that a unit could hold, by a look at its text. */
  kinds(unit: string): readonly SubjectKind[];
  /** Subjects of one kind that are written in one unit; ask `kinds` first. */
  of(kind: SubjectKind, unit: string): readonly Candidate[];
}

export interface Model {
  /** Syntax problems of a file of Rego or Cedar. */
  policyProblems(unit: string): readonly SyntaxProblem[];
  readonly subjects: Subjects;
  readonly project: Project;
  readonly terraform: Terraform;
  readonly kubernetes: Kubernetes;
}

/** Where a unit could hold a subject at all: what its path or its text says then, in Terraform and elsewhere. */
interface Sign {
  readonly terraform: RegExp | boolean;
  readonly elsewhere: RegExp | boolean;
  /** Paths that hold such subjects whatever they say. */
  readonly path?: RegExp;
}

const objects = /"(?:kubernetes|kubectl)_/;
/** A module may be handed a policy that is written elsewhere. */
const policyText = /[Pp]olic|^[ \t]*module\b/m;

/** Most units cannot hold most kinds, and a query that is never asked takes neither time nor memory. */
const signs: { readonly [K in SubjectKind]: Sign } = {
  "terraform.block": { terraform: true, elsewhere: false },
  "iam.policy": { terraform: policyText, elsewhere: false },
  "iam.statement": { terraform: policyText, elsewhere: false },
  "trust.statement": { terraform: policyText, elsewhere: false },
  "network.rule": {
    terraform: /_security_(?:group|rule)|_network_acl|google_compute_firewall|^[ \t]*module\b/m,
    elsewhere: false,
  },
  "kube.object": { terraform: objects, elsewhere: true },
  "kube.workload": { terraform: objects, elsewhere: true },
  "kube.apiserver": { terraform: objects, elsewhere: /kube-apiserver|ClusterConfiguration/ },
  "rbac.role": { terraform: objects, elsewhere: /Role/ },
  "rbac.rule": { terraform: objects, elsewhere: /Role/ },
  "rbac.binding": { terraform: objects, elsewhere: /RoleBinding/ },
  "mesh.peerAuthentication": { terraform: objects, elsewhere: /PeerAuthentication/ },
  "mesh.authorization": { terraform: objects, elsewhere: /AuthorizationPolicy/ },
  "mesh.requestAuthentication": { terraform: objects, elsewhere: /RequestAuthentication/ },
  "mesh.config": { terraform: objects, elsewhere: /ConfigMap|IstioOperator|HelmRelease/ },
  "policy.rule": { terraform: objects, elsewhere: /NetworkPolicy/ },
  "admission.control": { terraform: objects, elsewhere: /kyverno\.io|gatekeeper\.sh|admissionregistration\.k8s\.io/ },
  "rego.module": { terraform: false, elsewhere: /ConstraintTemplate|ConfigMap/, path: /\.rego$/ },
  "cedar.policy": { terraform: /"aws_verifiedpermissions_policy"/, elsewhere: /cedar\.k8s\.aws|ConfigMap/, path: /\.cedar$/ },
  "falco.entry": { terraform: false, elsewhere: /^- *(?:rule|macro|list):|customRules:|ConfigMap/m },
  "chart.values": {
    terraform: false,
    elsewhere:
      /HelmRelease|^(?:validatingWebhookFailurePolicy|constraintViolationsLimit|validatingWebhookExemptNamespacesLabels|falco|customRules):/m,
  },
  "opa.config": { terraform: false, elsewhere: /ConfigMap|^services:/m },
  "sops.config": { terraform: false, elsewhere: false, path: /(?:^|\/)\.sops\.ya?ml$/ },
};

const kindsWithSigns = Object.entries(signs) as readonly (readonly [SubjectKind, Sign])[];

function kindsOf(path: string, text: string): readonly SubjectKind[] {
  const isTerraform = path.endsWith(".tf");
  // Many kinds have the same sign.
  const tried = new Map<RegExp, boolean>();
  const found: SubjectKind[] = [];
  for (const [kind, sign] of kindsWithSigns) {
    const said = isTerraform ? sign.terraform : sign.elsewhere;
    if (sign.path?.test(path) || (typeof said === "boolean" ? said : matches(said))) found.push(kind);
  }
  return found;

  function matches(sign: RegExp): boolean {
    const known = tried.get(sign) ?? sign.test(text);
    tried.set(sign, known);
    return known;
  }
}

/** Units of one sort share one list, so that it is the same one as long as the sort is. */
function oneList(kinds: readonly SubjectKind[]): readonly SubjectKind[] {
  const key = kinds.join();
  const known = lists.get(key) ?? kinds;
  lists.set(key, known);
  return known;
}

const lists = new Map<string, readonly SubjectKind[]>();

/** Builds every analysis over the sources; nothing is computed until it is asked for. */
export function createModel(sources: Sources): Model {
  const terraform = createTerraform(sources);
  const kubernetes = createKubernetes(sources, { terraform: createTerraformObjects(sources, terraform) });
  const rbac = createRbac(sources, kubernetes);
  const iam = createIam(sources.graph, terraform);
  const principals = createPrincipals(sources.graph, terraform, iam);
  const exposure = createExposure(sources.graph, terraform);
  const policies = createPolicies(sources, kubernetes, terraform);
  const mesh = createMesh(sources, kubernetes);
  const connectivity = createConnectivity(sources.graph, kubernetes);

  const trustsOfFile = sources.graph.query<readonly Statement[]>("fileTrusts", (path) => sources.unitIds(path).flatMap(iam.trusts), {
    equal: sameItems,
  });
  const trusts = sources.graph.query<readonly Statement[]>(
    "allTrusts",
    () => sources.paths().flatMap((it) => (it.endsWith(".tf") ? trustsOfFile(it) : [])),
    { equal: sameItems },
  );

  const providers: { readonly [K in SubjectKind]: (unit: string) => readonly Candidate[] } = {
    "rbac.role": (unit) => rbac.rolesIn(unit).map((it) => ({ subject: it, picks: [it.object.kind] })),
    "rbac.rule": (unit) => rbac.rulesIn(unit).map((it) => ({ subject: it, picks: [it.object.kind] })),
    "rbac.binding": (unit) => rbac.bindingsIn(unit).map((it) => ({ subject: it, picks: [it.object.kind] })),
    "terraform.block": (unit) => terraform.blocksIn(unit).map((it) => ({ subject: it, picks: [pickOf(it)] })),
    "iam.policy": (unit) => plain(iam.policies(unit)),
    "iam.statement": (unit) => plain(iam.statements(unit)),
    "trust.statement": (unit) => plain(iam.trusts(unit)),
    "network.rule": (unit) => exposure.rules(unit).map((it) => ({ subject: it, picks: networkPicks(it) })),
    "kube.object": (unit) => kubernetes.objectsIn(unit).map((it) => ({ subject: it, picks: kindPicks(it) })),
    ...policies.providers,
    "kube.workload": (unit) => kubernetes.workloadsIn(unit).map((it) => ({ subject: it, picks: kindPicks(it) })),
    "mesh.peerAuthentication": (unit) => plain(mesh.peerAuthentications(unit)),
    "mesh.authorization": (unit) =>
      mesh.authorizations(unit).map((it) => ({ subject: it, picks: it.action === undefined ? [] : [it.action] })),
    "mesh.requestAuthentication": (unit) => plain(mesh.requestAuthentications(unit)),
    "mesh.config": (unit) => plain(mesh.configs(unit)),
    "policy.rule": (unit) =>
      connectivity.rulesIn(unit).map((it) => ({ subject: it, picks: [it.flavour, `${it.flavour}.${it.direction}`] })),
  };
  const kinds = sources.graph.query<readonly SubjectKind[]>("kinds", (unit) =>
    oneList(kindsOf(pathOf(unit), sources.unitText(unit) ?? "")),
  );

  return {
    policyProblems: policies.problems,
    subjects: { kinds, of: (kind, unit) => providers[kind](unit) },
    project: {
      rbac: rbac.project,
      terraform: terraform.project,
      kubernetes: kubernetes.project,
      mesh: mesh.project,
      pods: createPods(kubernetes.workloadsAt),
      network: exposure.project,
      actions: actionTable,
      iam: principals,
      trusts: () => trusts(""),
      ...createAudiences(terraform),
      connectivity: connectivity.project,
    },
    terraform,
    kubernetes,
  };
}

function plain(subjects: readonly Subject[]): readonly Candidate[] {
  return subjects.map((subject) => ({ subject, picks: [] }));
}

function networkPicks(rule: NetworkRule): readonly string[] {
  if (/_network_acl(?:_rule)?$/.test(rule.owner.type)) return [`${rule.cloud}.acl.${rule.direction}`];
  return [rule.cloud, `${rule.cloud}.${rule.direction}`];
}

function kindPicks(object: KubeObject): readonly string[] {
  return [object.kind, `${object.group}/${object.kind}`];
}
