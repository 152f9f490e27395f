/** Long-lived cloud keys in the environment of workloads. */
import { rule, type Value } from "../api.js";
import { listed } from "../lib/rbac.js";
import { entries, get, isEmpty, items, text } from "../lib/value.js";

export default rule({
  id: "secrets/static-cloud-keys",
  title: "Long-lived cloud key in a workload",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["env"],
  refs: ["kubescape:C-0012"],

  *check(workload, project) {
    const all = workload.containers.flatMap((it) => items(get(it.body, "env")));
    const has = (pattern: RegExp): boolean => all.some((it) => pattern.test(nameOf(it)));
    const ofClouds = all.filter((it) => /^(?:AWS|AZURE|ARM|ALIBABA)_/.test(nameOf(it)));
    if (ofClouds.length === 0) return;
    // Stores that only speak S3 know no roles.
    if (has(/^(?:AWS_ENDPOINT_URL(?:_S3)?|S3_ENDPOINT(?:_URL)?|MINIO_.*)$/)) return;
    if (all.some((it) => get(it, "name") !== undefined && text(get(it, "name")) === undefined)) return;
    for (const [pattern, cloud, instead] of clouds) {
      const keys = ofClouds.filter((it) => pattern.test(nameOf(it)) && !isEmptyValue(it));
      const [first] = keys;
      if (first === undefined) continue;
      const account = project.kubernetes.objectsBeside(workload, "ServiceAccount").find((it) => it.name === workload.serviceAccountName);
      const federated = account !== undefined && entries(get(account.body, "metadata.annotations")).some((it) => isFederation.test(it.key));
      yield {
        at: get(first, "name") ?? first,
        what: `${listed(keys.flatMap((it) => text(get(it, "name")) ?? []))} ${keys.length === 1 ? "is a key" : "are keys"} of ${cloud} that ${keys.length === 1 ? "works" : "work"} from anywhere until somebody revokes ${keys.length === 1 ? "it" : "them"}${federated ? ", and win over the role of the service account" : `; ${instead} gives the pod short-lived ones`}`,
        fix: {
          title: keys.length === 1 ? "Remove the key" : "Remove the keys",
          edit: (it) => {
            for (const container of workload.containers) {
              const list = get(container.body, "env");
              const mine = items(list).filter((one) => keys.includes(one));
              if (list && mine.length > 0 && mine.length === items(list).length) it.remove(list);
              else for (const one of mine) it.remove(one);
            }
          },
        },
      };
    }
  },
});

const clouds: readonly (readonly [pattern: RegExp, cloud: string, instead: string])[] = [
  [/^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SECRET_KEY)$/, "AWS", "a role for its service account"],
  [/^(?:AZURE|ARM)_(?:CLIENT_SECRET|PASSWORD)$/, "Azure", "workload identity"],
  [/^ALIBABA_CLOUD_ACCESS_KEY_SECRET$/, "Alibaba Cloud", "a role for its service account"],
];
const isFederation = /^(?:eks\.amazonaws\.com\/role-arn|azure\.workload\.identity\/client-id|iam\.gke\.io\/gcp-service-account)$/;

function nameOf(variable: Value): string {
  return text(get(variable, "name")) ?? "";
}

/** An empty value switches a key off. */
function isEmptyValue(variable: Value): boolean {
  return get(variable, "valueFrom") === undefined && isEmpty(get(variable, "value"));
}
