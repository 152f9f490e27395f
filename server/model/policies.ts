/** Everything that decides on requests, as subjects: admission engines, policy languages, and the documents beside them. */
import type { SubjectKind, Subjects } from "../../rules/api.js";
import type { Kubernetes } from "../kubernetes/index.js";
import type { Sources } from "../sources.js";
import type { SyntaxProblem } from "../syntax/text.js";
import type { Terraform } from "../terraform/index.js";
import { createAdmission } from "./admission/index.js";
import type { Provider } from "./candidates.js";
import { createDocuments } from "./documents/index.js";
import { createPolicyText } from "./policy-text/index.js";

export function createPolicies(sources: Sources, kubernetes: Kubernetes, terraform: Terraform) {
  const admission = createAdmission(sources.graph, kubernetes);
  const texts = createPolicyText(sources, kubernetes, terraform);
  const documents = createDocuments(sources, kubernetes);
  const providers = {
    "kube.apiserver": { in: admission.apiServers },
    "admission.control": { in: admission.controls, picks: (it) => [it.engine] },
    "rego.module": { in: texts.modules, picks: (it) => [it.use] },
    "cedar.policy": { in: texts.cedar },
    "falco.entry": { in: documents.falco },
    "chart.values": { in: documents.values, picks: (it) => [it.chart] },
    "opa.config": { in: documents.opa },
    "sops.config": { in: documents.sops },
  } satisfies { readonly [K in SubjectKind]?: Provider<Subjects[K]> };
  return {
    providers,
    /** Syntax problems of a policy file. */
    problems: (unit: string): readonly SyntaxProblem[] => texts.problems(unit),
  };
}
