/** Reading image references. */
import type { Container } from "../vocabulary/kubernetes.js";
import { remembered } from "./remembered.js";
import { get, text } from "./value.js";

export interface Image {
  /** `docker.io` where none is written. */
  readonly registry: string;
  /** As written, without tag and digest. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** The image of a container; undefined where `parseImage` is. */
export const imageOf: (container: Container) => Image | undefined = remembered((it) => parseImage(text(get(it.body, "image"))));

/** undefined for what is no reference, or stands for one (`$IMAGE`). */
export function parseImage(reference: string | undefined): Image | undefined {
  const match = /^([\w./-]+(?::\d+\/[\w./-]+)?)(?::([\w.-]+))?(?:@(\w+:\w+))?$/.exec(reference ?? "");
  const repository = match?.[1];
  if (repository === undefined) return undefined;
  const [host = ""] = repository.split("/");
  const named = repository.includes("/") && (/[.:]/.test(host) || host === "localhost");
  return { registry: named ? host : "docker.io", repository, tag: match?.[2], digest: match?.[3] };
}
