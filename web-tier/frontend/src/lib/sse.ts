export interface ServerEvent {
  event: string;
  data: string;
  id: string | null;
}

/**
 * A parser of `text/event-stream` that takes the text as it arrives, cut anywhere.
 * Rules: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function createEventParser(onEvent: (event: ServerEvent) => void): (chunk: string) => void {
  let rest = "";
  let started = false;
  let name = "";
  let id: string | null = null;
  let data: string[] = [];

  const takeLine = (line: string) => {
    if (line === "") {
      if (data.length) onEvent({ event: name || "message", data: data.join("\n"), id });
      name = "";
      data = [];
      return;
    }
    if (line.startsWith(":")) return;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") name = value;
    else if (field === "data") data.push(value);
    else if (field === "id" && !value.includes("\0")) id = value;
  };

  return (chunk) => {
    rest += chunk;
    if (!started && rest) {
      started = true;
      rest = rest.replace(/^\uFEFF/, "");
    }
    for (;;) {
      const end = /\r\n|\n|\r/.exec(rest);
      // A lone CR at the end may be the first half of CRLF: wait for the next chunk.
      if (!end || (end[0] === "\r" && end.index === rest.length - 1)) return;
      takeLine(rest.slice(0, end.index));
      rest = rest.slice(end.index + end[0].length);
    }
  };
}
