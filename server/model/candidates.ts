/** Which subjects a unit holds, for the rules to be routed to. */
import type { Subject, SubjectKind, Subjects } from "../../rules/api.js";
import { pathOf, type Sources } from "../sources.js";

/** A subject with its kind and the words by which rules may pick it: the last is the most particular, and whoever has it has the others. */
export interface Candidate {
  readonly kind: SubjectKind;
  readonly subject: Subject;
  readonly picks: readonly string[];
}

/** Where the subjects of a kind come from. */
export interface Provider<S extends Subject = Subject> {
  /** Those that are written in one unit. */
  in(unit: string): readonly S[];
  picks?(subject: S): readonly string[];
  /** Says the words that a subject has, some of them twice; false when it may have others. */
  words?(subject: S, say: (word: string) => void): boolean;
}

export interface Candidates {
  /** All that is written in one unit and that rules may be about. */
  in(unit: string): readonly Candidate[];
  /** The same for a candidate; false also where its kind does not tell. */
  words(candidate: Candidate, say: (word: string) => void): boolean;
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

/** Any of the signs that a language has: most texts have none, and are looked through once. */
const anySign = {
  terraform: union(kindsWithSigns.map(([, it]) => it.terraform)),
  elsewhere: union(kindsWithSigns.map(([, it]) => it.elsewhere)),
};

function union(signs: readonly (RegExp | boolean)[]): RegExp {
  return new RegExp([...new Set(signs.flatMap((it) => (typeof it === "boolean" ? [] : [it.source])))].join("|"), "m");
}

function kindsOf(path: string, text: string): readonly SubjectKind[] {
  const language = path.endsWith(".tf") ? "terraform" : "elsewhere";
  const hasSigns = anySign[language].test(text);
  // Many kinds have the same sign.
  const tried = new Map<RegExp, boolean>();
  const found: SubjectKind[] = [];
  for (const [kind, sign] of kindsWithSigns) {
    const said = sign[language];
    if (sign.path?.test(path) || (typeof said === "boolean" ? said : hasSigns && matches(said))) found.push(kind);
  }
  return found;

  function matches(sign: RegExp): boolean {
    const known = tried.get(sign) ?? sign.test(text);
    tried.set(sign, known);
    return known;
  }
}

/** The subjects of a unit, from the providers of the kinds that its text has the words for. */
export function createCandidates(sources: Sources, providers: { readonly [K in SubjectKind]: Provider<Subjects[K]> }): Candidates {
  const collect = <K extends SubjectKind>(kind: K, provider: Provider<Subjects[K]>, unit: string, into: Candidate[]): void => {
    for (const subject of provider.in(unit)) into.push({ kind, subject, picks: provider.picks?.(subject) ?? none });
  };
  return {
    in: (unit) => {
      const found: Candidate[] = [];
      for (const kind of kindsOf(pathOf(unit), sources.unitText(unit) ?? "")) collect(kind, providers[kind], unit, found);
      return found;
    },
    words: ({ kind, subject }, say) => {
      // A candidate is of the kind that its provider gave it.
      const provider = providers[kind] as Provider;
      return provider.words?.(subject, say) ?? false;
    },
  };
}

const none: readonly string[] = [];
