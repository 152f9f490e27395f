/** YAML that is no Kubernetes object but decides about security: Falco rules, values of charts, the configuration of SOPS. */
import type { Subject } from "./subject.js";
import type { Dict } from "./value.js";

/** One entry of a Falco rules file. `at` is its name. */
export interface FalcoEntry extends Subject {
  readonly what: "rule" | "macro" | "list";
  readonly name: string;
  readonly body: Dict;
}

/** Values of a Helm chart, in a file or in the object that deploys it. */
export interface ChartValues extends Subject {
  readonly chart: "gatekeeper" | "falco";
  readonly values: Dict;
}

/** `.sops.yaml`. */
export interface SopsConfig extends Subject {
  readonly body: Dict;
}

/** The configuration of an OPA server, in a file or in a ConfigMap. `at` is its first key. */
export interface OpaConfig extends Subject {
  readonly body: Dict;
  /** Whether edits may go into the text as it stands. */
  readonly editable: boolean;
}

export interface DocumentSubjects {
  "opa.config": OpaConfig;
  "falco.entry": FalcoEntry;
  /** `of` picks by chart. */
  "chart.values": ChartValues;
  "sops.config": SopsConfig;
}
