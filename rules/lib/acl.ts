/** Network ACLs are ordered: what an entry allows, an earlier one may refuse. */
import type { NetworkRule, PortRange, Project } from "../api.js";
import { worldAddresses } from "./network.js";
import { text } from "./value.js";

/** Whether an earlier entry refuses, or may refuse, the same traffic: the lowest number that matches decides. */
export function mayBeHidden(entry: NetworkRule, wanted: readonly PortRange[], project: Project): boolean {
  const acl = project.network.ownerOf(entry);
  const others = acl ? project.network.rules(acl).found : [];
  return others.some((it) => {
    if (it.direction !== "ingress" || it.allow === true || it.place === entry.place) return false;
    if (it.order !== undefined && entry.order !== undefined && it.order > entry.order) return false;
    if (
      it.complete &&
      it.addresses.length > 0 &&
      it.addresses.every((one) => text(one) !== undefined) &&
      worldAddresses(it.addresses).length === 0
    )
      return false;
    return it.ports === undefined || wanted.every((want) => it.ports?.some((range) => range.from <= want.from && want.to <= range.to));
  });
}
