/** Everything that decides on requests, as subjects: admission engines, policy languages, and the documents beside them. */
import type { Subject, SubjectKind } from "../../rules/api.js";
import type { Kubernetes } from "../kubernetes/index.js";
import type { Sources } from "../sources.js";
import type { SyntaxProblem } from "../syntax/text.js";
import type { Terraform } from "../terraform/index.js";
import { createAdmission } from "./admission/index.js";
import { createDocuments } from "./documents/index.js";
import { createPolicyText } from "./policy-text/index.js";

interface Candidate {
  readonly subject: Subject;
  readonly picks: readonly string[];
}

export function createPolicies(sources: Sources, kubernetes: Kubernetes, terraform: Terraform) {
  const admission = createAdmission(sources.graph, kubernetes);
  const texts = createPolicyText(sources, kubernetes, terraform);
  const documents = createDocuments(sources, kubernetes);
  const providers = {
    "kube.apiserver": (unit) => plain(admission.apiServers(unit)),
    "admission.control": (unit) => admission.controls(unit).map((it) => ({ subject: it, picks: [it.engine] })),
    "rego.module": (unit) => texts.modules(unit).map((it) => ({ subject: it, picks: [it.use] })),
    "cedar.policy": (unit) => plain(texts.cedar(unit)),
    "falco.entry": (unit) => plain(documents.falco(unit)),
    "chart.values": (unit) => documents.values(unit).map((it) => ({ subject: it, picks: [it.chart] })),
    "opa.config": (unit) => plain(documents.opa(unit)),
    "sops.config": (unit) => plain(documents.sops(unit)),
  } satisfies { readonly [K in SubjectKind]?: (unit: string) => readonly Candidate[] };
  return {
    providers,
    /** Syntax problems of a policy file. */
    problems: (unit: string): readonly SyntaxProblem[] => texts.problems(unit),
  };
}

function plain(subjects: readonly Subject[]): readonly Candidate[] {
  return subjects.map((subject) => ({ subject, picks: [] }));
}
