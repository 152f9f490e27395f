/** Sets of (protocol, port) pairs on one line: TCP, then UDP, then SCTP. Protocols without ports are outside of this model. */
import { intersect, type Spans, subtract, union } from "./spans.js";

export type Ports = Spans<number>;

/** What is certainly in a set, and what possibly is. */
export interface Bounds {
  readonly sure: Ports;
  readonly maybe: Ports;
}

export const protocols = ["TCP", "UDP", "SCTP"] as const;
export type Protocol = (typeof protocols)[number];

const width = 65536;
export const noPorts: Ports = [];
export const allPorts: Ports = [[0, protocols.length * width]];
export const nothing: Bounds = { sure: noPorts, maybe: noPorts };
export const everything: Bounds = { sure: allPorts, maybe: allPorts };
export const anybodysGuess: Bounds = { sure: noPorts, maybe: allPorts };

export function isProtocol(text: string | undefined): text is Protocol {
  return text === "TCP" || text === "UDP" || text === "SCTP";
}

/** An inclusive range of one protocol; the whole protocol without numbers. */
export function portsOf(protocol: Protocol, from = 0, to = from === 0 ? width - 1 : from): Ports {
  const base = protocols.indexOf(protocol) * width;
  return from > to || from < 0 || to >= width ? noPorts : [[base + from, base + to + 1]];
}

export function joined(a: Bounds, b: Bounds): Bounds {
  return { sure: union(a.sure, b.sure), maybe: union(a.maybe, b.maybe) };
}

export function both(a: Bounds, b: Bounds): Bounds {
  return { sure: intersect(a.sure, b.sure), maybe: intersect(a.maybe, b.maybe) };
}

/** What is left of `a`: certainly, where `b` possibly takes nothing; possibly, where it does not certainly take. */
export function without(a: Bounds, b: Bounds): Bounds {
  return { sure: subtract(a.sure, b.maybe), maybe: subtract(a.maybe, b.sure) };
}

/** `TCP 80, 443; UDP 53`, for messages. */
export function describePorts(ports: Ports): string {
  if (ports.length === 1 && ports[0]?.[0] === 0 && ports[0]?.[1] === protocols.length * width) return "every port";
  return protocols
    .flatMap((protocol, i) => {
      const own = intersect(ports, [[i * width, (i + 1) * width]]);
      if (own.length === 0) return [];
      const texts = own.map(([from, to]) => {
        const first = from - i * width;
        const last = to - 1 - i * width;
        return first === last ? String(first) : first === 0 && last === width - 1 ? "every port" : `${first}-${last}`;
      });
      return [`${protocol} ${texts.slice(0, 6).join(", ")}${texts.length > 6 ? ", ..." : ""}`];
    })
    .join("; ");
}
