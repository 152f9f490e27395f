/** Applications of Argo CD in the project that allows everything. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "trust/argocd-default-project",
  title: "Application in the default project",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["argoproj.io/Application", "argoproj.io/ApplicationSet"],
  refs: ["kyverno:argo-application-prevent-default-project"],

  *check(application) {
    const project = get(application.body, "spec.project") ?? get(application.body, "spec.template.spec.project");
    if (project === undefined || text(project) !== "default") return;
    yield {
      at: project,
      what: "The project `default` takes any repository and deploys anywhere unless somebody narrows it: whoever changes this Application deploys into every namespace",
    };
  },
});
