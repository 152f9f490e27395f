/** Every kind of subject by name, and what rules may ask about the rest of the workspace. */
import type { KubeObject, NetworkRule, Project, Statement, SubjectKind, Subjects } from "../../rules/api.js";
import { grants } from "../../rules/lib/iam.js";
import { sameItems } from "../incremental.js";
import { createKubernetes, type Kubernetes } from "../kubernetes/index.js";
import { createTerraformObjects } from "../kubernetes/terraform.js";
import type { Sources } from "../sources.js";
import type { SyntaxProblem } from "../syntax/text.js";
import { createTerraform, pickOf, type Terraform } from "../terraform/index.js";
import { type Candidates, createCandidates, type Provider } from "./candidates.js";
import { createConnectivity } from "./connectivity/index.js";
import { createExposure } from "./exposure/index.js";
import { actionTable } from "./iam/actions.js";
import { createAudiences } from "./iam/audience.js";
import { createIam } from "./iam/index.js";
import { createPrincipals } from "./iam/principals.js";
import { createMesh } from "./mesh/index.js";
import { createPolicies } from "./policies.js";
import { createRbac } from "./rbac/index.js";
import { policyWords, statementWords, workloadWords } from "./words.js";
import { createPods } from "./workload/index.js";

export interface Model {
  /** Syntax problems of a file of Rego or Cedar. */
  policyProblems(unit: string): readonly SyntaxProblem[];
  readonly candidates: Candidates;
  readonly project: Project;
  readonly terraform: Terraform;
  readonly kubernetes: Kubernetes;
}

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

  const providers: { readonly [K in SubjectKind]: Provider<Subjects[K]> } = {
    "rbac.role": { in: rbac.rolesIn, picks: (it) => [it.object.kind] },
    "rbac.rule": { in: rbac.rulesIn, picks: (it) => [it.object.kind] },
    "rbac.binding": { in: rbac.bindingsIn, picks: (it) => [it.object.kind] },
    "terraform.block": { in: terraform.blocksIn, picks: (it) => [pickOf(it)] },
    "iam.policy": { in: iam.policies, words: policyWords },
    "iam.statement": { in: iam.statements, picks: statementPicks, words: statementWords },
    "trust.statement": { in: iam.trusts },
    "network.rule": { in: exposure.rules, picks: networkPicks },
    "kube.object": { in: kubernetes.objectsIn, picks: kindPicks },
    "kube.workload": { in: kubernetes.workloadsIn, picks: kindPicks, words: workloadWords },
    ...policies.providers,
    "mesh.peerAuthentication": { in: mesh.peerAuthentications },
    "mesh.authorization": { in: mesh.authorizations, picks: (it) => (it.action === undefined ? [] : [it.action]) },
    "mesh.requestAuthentication": { in: mesh.requestAuthentications },
    "mesh.config": { in: mesh.configs },
    "policy.rule": { in: connectivity.rulesIn, picks: (it) => [it.flavour, `${it.flavour}.${it.direction}`] },
  };

  return {
    policyProblems: policies.problems,
    candidates: createCandidates(sources, providers),
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

function networkPicks(rule: NetworkRule): readonly string[] {
  if (/_network_acl(?:_rule)?$/.test(rule.owner.type)) return [`${rule.cloud}.acl.${rule.direction}`];
  return [rule.cloud, `${rule.cloud}.${rule.direction}`];
}

/** `grant` for what gives a principal permissions. */
function statementPicks(statement: Statement): readonly string[] {
  return grants(statement) ? grant : noPicks;
}

const grant = ["grant"];
const noPicks: readonly string[] = [];

function kindPicks(object: KubeObject): readonly string[] {
  return [object.kind, `${object.group}/${object.kind}`];
}
