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
  /** Subjects of one kind that are written in one unit. */
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

/** What a unit of Terraform says when it holds subjects of a kind; kinds that are not named here are in every language. */
const words: readonly (readonly [kind: RegExp, inTerraform: RegExp, elsewhere: boolean])[] = [
  [/^(?:terraform|iam|trust|network)\./, /^/, false],
  [/^(?:kube|admission|mesh|rbac)\./, /"(?:kubernetes|kubectl)_/, true],
  [/^cedar\./, /"aws_verifiedpermissions_policy"/, true],
  [/^(?:rego|falco|chart|opa|sops)\./, /(?!)/, true],
];

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
  /** Most units cannot hold most kinds, and a query that is never asked takes no memory. */
  function mayHold(kind: SubjectKind, unit: string): boolean {
    const [, inTerraform, elsewhere] = words.find(([kinds]) => kinds.test(kind)) ?? [undefined, /^/, true];
    return pathOf(unit).endsWith(".tf") ? inTerraform.test(sources.unitText(unit) ?? "") : elsewhere;
  }

  return {
    policyProblems: policies.problems,
    subjects: { of: (kind, unit) => (mayHold(kind, unit) ? providers[kind](unit) : []) },
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
