/** Workloads that run other people's code, in a workspace that has a sandbox for it. */
import { type KubeObject, rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "workload/unsandboxed-code",
  title: "Other people's code without the sandbox",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  refs: ["kubescape:C-0297"],

  *check(workload, project) {
    if (get(workload.pod, "runtimeClassName") !== undefined) return;
    const words = [workload.name ?? "", ...workload.podLabels.values()];
    const sign = words.find((it) =>
      /(?:^|[-_.])(?:runner|sandbox|notebook|jupyter(?:hub)?|untrusted|user-?code|code-exec(?:utor)?)(?:$|[-_.])/.test(it),
    );
    if (sign === undefined) return;
    const sandbox = project.kubernetes.objects(workload, "node.k8s.io/RuntimeClass").find(isolates);
    const name = sandbox?.name;
    if (name === undefined || sandbox === undefined) return;
    yield {
      at: workload,
      what: `\`${sign}\` looks like a place for other people's code, and it shares the kernel of its node although \`${name}\` is there to prevent that`,
      related: [{ at: sandbox, what: "the sandbox" }],
      fix: { title: `Run it in \`${name}\``, edit: (it) => it.set(workload.pod, "runtimeClassName", name) },
    };
  },
});

function isolates(runtime: KubeObject): boolean {
  return /^(?:runsc|gvisor|kata)/.test(text(get(runtime.body, "handler")) ?? "");
}
