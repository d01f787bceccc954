import { describe, expect, test } from "vitest";
import { createEventParser, type ServerEvent } from "@/lib/sse";

function parse(chunks: string[]): ServerEvent[] {
  const events: ServerEvent[] = [];
  const feed = createEventParser((event) => events.push(event));
  for (const chunk of chunks) feed(chunk);
  return events;
}

const STREAM =
  '\uFEFF: hello\r\n\r\nevent: sync\ndata: {"id":1}\nid: 7\n\n:comment\ndata: first\ndata:second\r\rdata\n\nevent: empty\n\n';
const EVENTS = [
  { event: "sync", data: '{"id":1}', id: "7" },
  { event: "message", data: "first\nsecond", id: "7" },
  { event: "message", data: "", id: "7" },
];

describe("server-sent events", () => {
  test("events, comments, several data lines and every line end", () => {
    expect(parse([STREAM])).toEqual(EVENTS);
  });

  test("the text may be cut anywhere", () => {
    for (let at = 0; at <= STREAM.length; at += 1) {
      expect(parse([STREAM.slice(0, at), STREAM.slice(at)]), `cut at ${at}`).toEqual(EVENTS);
    }
    expect(parse([...STREAM])).toEqual(EVENTS);
  });

  test("an event that is not finished is not told", () => {
    expect(parse(["data: half"])).toEqual([]);
  });
});
