/** Certificates that are renewed with the key they had. */
import { rule } from "../api.js";
import { get, number, text } from "../lib/value.js";

export default rule({
  id: "rotation/private-key-reused",
  title: "Private key never rotated",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["cert-manager.io/Certificate", "networking.k8s.io/Ingress", "gateway.networking.k8s.io/Gateway"],
  refs: [],

  *check(object) {
    const policy =
      object.kind === "Certificate"
        ? get(object.body, "spec.privateKey.rotationPolicy")
        : get(object.body, ["metadata", "annotations", "cert-manager.io/private-key-rotation-policy"]);
    if (policy && text(policy) === "Never")
      yield {
        at: policy,
        what: "Each renewal keeps the old private key: whoever copied it once reads and signs for as long as the service lives",
        fix: { title: "Make a new key at each renewal", edit: (it) => it.replace(policy, "Always") },
      };
    const size = get(object.body, "spec.privateKey.size");
    if (
      object.kind === "Certificate" &&
      size &&
      (text(get(object.body, "spec.privateKey.algorithm")) ?? "RSA") === "RSA" &&
      (number(size) ?? 2048) < 2048
    )
      yield {
        at: size,
        what: `RSA keys of ${number(size)} bits are broken with rented machines`,
        fix: { title: "Use 2048 bits", edit: (it) => it.replace(size, 2048) },
      };
  },
});
