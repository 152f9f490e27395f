/** Reads policies of every kind into one form: whom they select, what they isolate, and ordered rules (SEMANTICS N, T, C). */
import type { KubeObject, PolicyFlavour } from "../../../../rules/api.js";
import { adminPolicy } from "./admin.js";
import { calicoPolicy } from "./calico.js";
import { ciliumPolicies } from "./cilium.js";
import { networkPolicy } from "./network.js";
import type { Policy } from "./policy.js";

export { all, any, type Policy, type SolverRule, type Trit } from "./policy.js";

export const policyKinds: ReadonlyMap<string, PolicyFlavour> = new Map([
  ["networking.k8s.io/NetworkPolicy", "kubernetes"],
  ["policy.networking.k8s.io/AdminNetworkPolicy", "admin"],
  ["policy.networking.k8s.io/BaselineAdminNetworkPolicy", "admin"],
  ["policy.networking.k8s.io/ClusterNetworkPolicy", "admin"],
  ["cilium.io/CiliumNetworkPolicy", "cilium"],
  ["cilium.io/CiliumClusterwideNetworkPolicy", "cilium"],
  ["projectcalico.org/NetworkPolicy", "calico"],
  ["projectcalico.org/GlobalNetworkPolicy", "calico"],
  ["crd.projectcalico.org/NetworkPolicy", "calico"],
  ["crd.projectcalico.org/GlobalNetworkPolicy", "calico"],
]);

export function flavourOf(object: KubeObject): PolicyFlavour | undefined {
  return policyKinds.get(`${object.group}/${object.kind}`);
}

/** The policies that an object is; none for other kinds. */
export function policiesOf(object: KubeObject): readonly Policy[] {
  switch (flavourOf(object)) {
    case "kubernetes":
      return [networkPolicy(object)];
    case "admin":
      return [adminPolicy(object)];
    case "cilium":
      return ciliumPolicies(object);
    case "calico":
      return [calicoPolicy(object)];
    default:
      return [];
  }
}
