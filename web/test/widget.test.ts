import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ChatShown, FromVisitor, LineShown, ToVisitor, VisitorWelcome } from "../src/wire";
import { Connection, type Socket } from "../src/widget/connection";
import { Conversation } from "../src/widget/conversation";
import { fileFault } from "../src/widget/files";
import { Keeping } from "../src/widget/kept";
import { pieces } from "../src/widget/links";
import { inkOn, readOptions, type Options } from "../src/widget/options";
import { transcript } from "../src/widget/transcript";
import { FakeStorage } from "./fakes";

const options: Options = {
  origin: "https://chat.example",
  cloud: "leap",
  team: "Support team",
  theme: "light",
  accent: "",
  name: "",
  attributes: { order: 48213 },
  privacy: "",
};

function welcome(chat: ChatShown | null = null): VisitorWelcome {
  return {
    type: "welcome",
    now: 900,
    team: "Support team",
    open: true,
    text: "Hello. How can we help?",
    chat,
    attachments: true,
    attachment_bytes: 5_000_000,
    attachment_types: ["image/png", "text/plain"],
  };
}

function line(seq: number, changed: Partial<LineShown> = {}): LineShown {
  return {
    line_id: `line-${seq}`,
    seq,
    author: "agent",
    name: "siddhant",
    text: `line ${seq}`,
    attachments: [],
    at: 900 + seq,
    ...changed,
  };
}

function chat(changed: Partial<ChatShown> = {}): ChatShown {
  return {
    chat_id: "c1",
    state: "open",
    agent: "siddhant",
    place: null,
    lines: [],
    agent_typing: false,
    agent_read: 0,
    ended_by: "",
    ...changed,
  };
}

class Page {
  readonly sent: FromVisitor[] = [];
  readonly heard: string[] = [];
  readonly told: string[] = [];
  readonly keeping: Keeping;
  readonly talk: Conversation;
  private made = 0;

  constructor(readonly storage: Storage) {
    this.keeping = new Keeping(storage, "chat");
    this.talk = new Conversation(options, this.keeping, {
      send: (frame) => {
        this.sent.push(frame);
        return true;
      },
      changed: () => undefined,
      heard: ({ text }) => this.heard.push(text),
      told: (message) => this.told.push(message),
      id: () => `own-${storage.length}-${(this.made += 1)}`,
      now: () => 1_000,
    });
  }

  hear(...frames: ToVisitor[]): void {
    for (const frame of frames) this.talk.hear(frame);
  }

  /** As sent and not yet looked at. */
  take(): FromVisitor[] {
    return this.sent.splice(0);
  }
}

describe("a visitor's conversation", () => {
  let page: Page;
  beforeEach(() => {
    page = new Page(new FakeStorage());
  });

  test("the first line starts the chat, whose id and secret are kept", () => {
    page.hear(welcome());
    page.talk.say("Hi");
    const [first] = page.take();
    expect(first).toMatchObject({ type: "line", text: "Hi" });
    page.hear({ type: "started", chat_id: "c1", secret: "s" });
    expect(page.talk.hello("https://shop.example/")).toMatchObject({
      chat_id: "c1",
      secret: "s",
      cloud_id: "leap",
      team: "Support team",
      page: "https://shop.example/",
      attributes: { order: 48213 },
    });
    expect(page.talk.pending).toHaveLength(1);
    page.hear({ type: "line", line: line(1, { line_id: page.talk.pending[0]!.line_id }) });
    expect(page.talk.pending).toHaveLength(0);
    expect(page.talk.lines.map((one) => one.seq)).toEqual([1]);
  });

  test("a line that was not told to be there is sent again, under the same id, once", () => {
    page.hear(welcome(), { type: "started", chat_id: "c1", secret: "s" });
    page.talk.say("one");
    page.talk.say("two");
    const [one, two] = page.take() as { line_id: string }[];
    page.talk.lost();
    page.talk.say("three");
    expect(page.take()).toEqual([]);
    // The first had arrived; its answer was lost with the connection.
    page.hear(welcome(chat({ lines: [line(1, { line_id: one!.line_id, author: "visitor" })] })));
    const again = page.take() as { line_id: string; text: string }[];
    expect(again.map(({ text }) => text)).toEqual(["two", "three"]);
    expect(again[0]!.line_id).toBe(two!.line_id);
    // Said twice by the server, it is shown once.
    page.hear({ type: "line", line: line(1, { line_id: one!.line_id, author: "visitor" }) });
    expect(page.talk.lines).toHaveLength(1);
  });

  test("a page change loses nothing that was written", () => {
    page.hear(welcome(), { type: "started", chat_id: "c1", secret: "s" });
    page.talk.say("on its way");
    const [sent] = page.take() as { line_id: string }[];
    const after = new Page(page.storage);
    expect(after.talk.begun).toBe(true);
    expect(after.talk.hello("")).toMatchObject({ chat_id: "c1", secret: "s" });
    after.hear(welcome(chat({ lines: [line(1)] })));
    expect(after.take()).toEqual([
      { type: "line", line_id: sent!.line_id, text: "on its way", attachments: [] },
    ]);
    expect(after.talk.lines).toHaveLength(1);
  });

  test("what the server refuses stays, with its reason, until it is sent again", () => {
    page.hear(welcome());
    page.talk.say("too fast");
    const { line_id } = page.take()[0] as { line_id: string };
    page.hear({ type: "refused", line_id, code: "rate-limited", message: "Wait a moment." });
    expect(page.talk.pending[0]).toMatchObject({ refused: "Wait a moment." });
    // Not sent by itself: the visitor decides.
    page.talk.lost();
    page.hear(welcome());
    expect(page.take()).toEqual([]);
    page.talk.retry(line_id);
    expect(page.take()).toMatchObject([{ line_id, text: "too fast" }]);
    page.hear({ type: "refused", line_id: "", code: "chat-refused", message: "Full." });
    expect(page.told).toEqual(["Full."]);
  });

  test("unread are lines of agents that nobody has seen; seeing them is told once", () => {
    page.hear(welcome(chat({ lines: [line(1, { author: "system" }), line(2)] })));
    expect(page.talk.unread).toBe(1);
    page.hear(
      { type: "line", line: line(3) },
      { type: "line", line: line(4, { author: "visitor" }) },
    );
    expect(page.talk.unread).toBe(2);
    expect(page.heard).toEqual(["line 3"]);
    page.talk.seen();
    page.talk.seen();
    expect(page.take()).toEqual([{ type: "read", seq: 4 }]);
    expect(page.talk.unread).toBe(0);
  });

  test("a chat that is not there any more is forgotten, and the next line starts another", () => {
    page.keeping.keep({ chat_id: "old", secret: "s", seen: 9 });
    page.hear(welcome(null));
    expect(page.talk.gone).toBe(true);
    page.talk.forget();
    expect(page.talk.gone).toBe(false);
    expect(page.talk.hello("")).not.toHaveProperty("chat_id");
  });

  test("a line that crosses the end of its chat begins another, and nothing of that is hidden", () => {
    const said = [line(1, { author: "system" }), line(2, { author: "visitor" }), line(3)];
    page.hear(welcome(chat({ lines: said })));
    page.talk.seen();
    page.talk.say("One more thing");
    const { line_id } = page.take().at(-1) as { line_id: string };
    page.hear(
      { type: "chat", chat: chat({ state: "ended", ended_by: "agent" }) },
      { type: "started", chat_id: "c2", secret: "s2" },
    );
    expect([page.talk.ended, page.talk.lines]).toEqual([false, []]);
    page.hear(
      { type: "chat", chat: chat({ chat_id: "c2", state: "queued", agent: "", place: 1 }) },
      { type: "line", line: line(1, { line_id: "system-1", author: "system" }) },
      { type: "line", line: line(2, { line_id, author: "visitor", text: "One more thing" }) },
      { type: "line", line: line(3, { text: "Here again" }) },
    );
    expect(page.talk.lines.map(({ text }) => text)).toEqual([
      "line 1",
      "One more thing",
      "Here again",
    ]);
    expect([page.talk.pending.length, page.talk.unread]).toEqual([0, 1]);
    expect(page.talk.hello("")).toMatchObject({ chat_id: "c2", secret: "s2" });
  });

  test("a line that is older than the last one heard is there after a lost connection", () => {
    page.hear(welcome(chat()));
    page.talk.say("mine");
    const { line_id } = page.take()[0] as { line_id: string };
    // Others' lines come at once, one's own when it is on disk.
    page.hear({ type: "line", line: line(2) });
    page.talk.lost();
    const mine = line(1, { line_id, author: "visitor", text: "mine" });
    page.hear(welcome(chat({ lines: [mine, line(2)] })));
    expect(page.talk.pending).toEqual([]);
    expect(page.talk.lines.map(({ text }) => text)).toEqual(["mine", "line 2"]);
  });

  test("a chat that is ended while the connection is away ends when it is back, once", () => {
    page.hear(welcome(chat()));
    page.talk.lost();
    page.talk.end();
    expect(page.take()).toEqual([]);
    page.hear(welcome(chat()));
    expect(page.take()).toEqual([{ type: "end" }]);
    page.talk.lost();
    page.hear(welcome(chat()));
    expect(page.take()).toEqual([]);
    page.talk.end();
    expect(page.take()).toEqual([{ type: "end" }]);
    page.talk.lost();
    page.talk.end();
    page.talk.say("One more thing");
    page.hear(welcome(chat()));
    expect(page.take()).toMatchObject([{ type: "line", text: "One more thing" }]);
  });

  test("an ended chat is told, and a new one begins empty", () => {
    page.hear(welcome(chat({ state: "ended", ended_by: "agent", lines: [line(1)] })));
    expect(page.talk.ended).toBe(true);
    page.talk.forget();
    expect([page.talk.ended, page.talk.lines, page.talk.unread]).toEqual([false, [], 0]);
  });

  test("a storage that is refused, full or full of rubbish does not end the chat", () => {
    const storage = new FakeStorage();
    storage.setItem("chat", "{not json");
    storage.setItem = () => {
      throw new Error("full");
    };
    const keeping = new Keeping(storage, "chat");
    keeping.keep({ chat_id: "c1" });
    expect(keeping.kept.chat_id).toBe("c1");
    expect(new Keeping(null, "chat").kept.chat_id).toBe("");
  });
});

describe("the connection", () => {
  const away = { code: 1006, reason: "" };

  class Sockets {
    readonly all: (Socket & { sent: string[]; closed: boolean })[] = [];
    readonly waits: number[] = [];
    runs: (() => void)[] = [];
    lost = 0;
    readonly reasons: string[] = [];
    time = 0;
    readonly connection = new Connection(
      {
        connect: () => {
          const socket = {
            sent: [] as string[],
            closed: false,
            send: (text: string) => void socket.sent.push(text),
            close: () => void (socket.closed = true),
            onopen: null,
            onmessage: null,
            onclose: null,
          };
          this.all.push(socket);
          return socket;
        },
        later: (milliseconds, run) => {
          this.waits.push(milliseconds);
          this.runs = [run];
          return () => void (this.runs = this.runs.filter((one) => one !== run));
        },
        random: () => 1,
        now: () => this.time,
      },
      {
        hello: () => ({ type: "hello", cloud_id: "leap", team: "Support team" }),
        hear: () => undefined,
        lost: () => void (this.lost += 1),
        barred: (reason) => void this.reasons.push(reason),
      },
    );
    get last() {
      return this.all.at(-1)!;
    }
    pass(): void {
      this.runs.splice(0).forEach((run) => run());
    }
  }

  test("says hello first, then a beat by itself", () => {
    const sockets = new Sockets();
    sockets.connection.start();
    expect(sockets.connection.send({ type: "beat" })).toBe(false);
    sockets.last.onopen?.();
    sockets.pass();
    expect(sockets.last.sent.map((text) => (JSON.parse(text) as FromVisitor).type)).toEqual([
      "hello",
      "beat",
    ]);
  });

  test("comes back with growing pauses, at once when the network is back, and stays away when told", () => {
    const sockets = new Sockets();
    sockets.connection.start();
    for (let turn = 0; turn < 9; turn += 1) {
      sockets.last.onclose?.(away);
      sockets.pass();
    }
    expect(sockets.waits).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
    sockets.last.onclose?.(away);
    const before = sockets.all.length;
    sockets.connection.tryNow();
    expect(sockets.all.length).toBe(before + 1);
    // One that lasted starts the pauses over.
    sockets.last.onopen?.();
    sockets.time += 6_000;
    sockets.last.onclose?.(away);
    expect(sockets.waits.at(-1)).toBe(500);
    sockets.connection.stop();
    sockets.pass();
    expect(sockets.all.length).toBe(before + 1);
  });

  test.each([4400, 4403, 4404])("is not tried again after %i, until it is asked for", (code) => {
    const sockets = new Sockets();
    sockets.connection.start();
    sockets.last.onclose?.({ code, reason: "There is no such team." });
    sockets.pass();
    sockets.connection.tryNow();
    expect([sockets.all.length, sockets.reasons]).toEqual([1, ["There is no such team."]]);
    sockets.connection.start();
    expect(sockets.all.length).toBe(2);
  });

  test("renewed, the old socket is closed and heard no more", () => {
    const sockets = new Sockets();
    sockets.connection.start();
    const old = sockets.last;
    old.onopen?.();
    sockets.connection.renew();
    expect([old.closed, old.onclose, sockets.lost]).toEqual([true, null, 1]);
    expect(sockets.last).not.toBe(old);
  });
});

describe("a network that went without a word", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  class Line {
    readonly all: Socket[] = [];
    lost = 0;
    readonly connection = new Connection(
      {
        connect: () => {
          const socket: Socket = {
            send: () => undefined,
            close: () => undefined,
            onopen: null,
            onmessage: null,
            onclose: null,
          };
          this.all.push(socket);
          return socket;
        },
        later: (milliseconds, run) => {
          const timer = setTimeout(run, milliseconds);
          return () => clearTimeout(timer);
        },
        random: () => 1,
        now: () => Date.now(),
      },
      {
        hello: () => ({ type: "hello", cloud_id: "leap", team: "Support team" }),
        hear: () => undefined,
        lost: () => void (this.lost += 1),
        barred: () => undefined,
      },
    );
    constructor() {
      this.connection.start();
      this.all.at(-1)!.onopen?.();
    }
    say(): void {
      this.connection.send({ type: "line", line_id: "l1", text: "Hello?", attachments: [] });
    }
    hear(): void {
      this.all.at(-1)!.onmessage?.({ data: JSON.stringify({ type: "chat", chat: chat() }) });
    }
  }

  test("is found out by a line that nobody answers, and another socket is opened", () => {
    const going = new Line();
    going.say();
    vi.advanceTimersByTime(19_000);
    going.say();
    expect(going.all).toHaveLength(1);
    vi.advanceTimersByTime(2_000);
    expect([going.all.length, going.lost]).toEqual([2, 1]);
  });

  test("is not suspected where something is heard, or nothing was said", () => {
    const heard = new Line();
    const silent = new Line();
    heard.say();
    vi.advanceTimersByTime(10_000);
    heard.hear();
    vi.advanceTimersByTime(120_000);
    expect([heard.all.length, silent.all.length]).toEqual([1, 1]);
  });

  test("is not waited for by a chat that was closed", () => {
    const line = new Line();
    line.say();
    line.connection.stop();
    vi.advanceTimersByTime(120_000);
    expect(line.all).toHaveLength(1);
  });
});

describe("what is shown", () => {
  test("only http and https addresses become links, without the sentence's own marks", () => {
    expect(pieces("See https://shop.example/a_(b), or http://x.example.")).toEqual([
      { text: "See ", href: null },
      { text: "https://shop.example/a_(b)", href: "https://shop.example/a_(b)" },
      { text: ", or ", href: null },
      { text: "http://x.example", href: "http://x.example/" },
      { text: ".", href: null },
    ]);
    for (const text of [
      "javascript:alert(1)",
      "data:text/html,x",
      "<a href=x>",
      "ftp://x.example",
      "https://",
    ]) {
      expect(pieces(text)).toEqual([{ text, href: null }]);
    }
    expect(pieces("")).toEqual([]);
  });

  test.each([
    ["rgb(11, 100, 114)", "#fff"],
    ["rgb(255, 209, 102)", "#000"],
    ["rgb(0, 0, 0)", "#fff"],
    ["rgba(255, 255, 255, 1)", "#000"],
  ])("on %s one writes in %s", (rgb, ink) => expect(inkOn(rgb)).toBe(ink));

  test("options that cannot be used are told, and left out", () => {
    const faults: string[] = [];
    const given: Record<string, string> = { cloud: "leap", theme: "pink", attributes: "[1]" };
    const read = readOptions(
      (name) => given[name] ?? null,
      "https://h",
      (one) => faults.push(one),
    );
    expect(read).toMatchObject({ cloud: "leap", team: "", theme: "light", attributes: {} });
    expect(faults).toEqual([
      "data-team is missing",
      "data-theme must be light, dark or auto",
      "data-attributes must be a JSON object",
    ]);
    const whole = { cloud: "leap", team: "T", theme: "auto", attributes: '{"order": 1}' };
    expect(
      readOptions(
        (name) => whole[name as keyof typeof whole] ?? null,
        "https://h",
        () => {
          throw new Error("nothing is wrong");
        },
      ),
    ).toMatchObject({ theme: "auto", attributes: { order: 1 } });
  });

  test("limits of files are told with what is allowed", () => {
    const file = { name: "a.mov", type: "video/quicktime", size: 10 };
    expect(fileFault(file, welcome())).toBe("a.mov cannot be sent. Allowed: png, txt.");
    const large = { name: "a.png", type: "image/png", size: 5_000_001 };
    expect(fileFault(large, welcome())).toBe("a.png is too large. At most 5 MB.");
    expect(fileFault({ ...large, size: 5_000_000 }, welcome())).toBe("");
  });

  test("the transcript says who said what, files by their names", () => {
    const file = { name: "lamp.png", media_type: "image/png", size: 1, url: "/x" };
    const text = transcript("Support team", [
      line(1, { author: "visitor", name: "", text: "Hi", attachments: [file] }),
      line(2),
    ]);
    expect(text).toMatch(/^Chat with Support team\n\n\S+ \S+ {2}You: Hi \[lamp\.png\]\n.*siddhant/);
  });
});

test("the built script is one file of under 15 kB compressed", async () => {
  const built = await build({
    configFile: new URL("../vite.widget.config.ts", import.meta.url).pathname,
    logLevel: "silent",
    build: { write: false },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) =>
    "output" in one ? one.output : [],
  );
  expect(outputs.map((one) => one.fileName)).toEqual(["widget.js"]);
  const [script] = outputs;
  const code = script?.type === "chunk" ? script.code : "";
  expect(code).toContain("dockline-chat");
  expect(gzipSync(code, { level: 6 }).length).toBeLessThan(15 * 1024);
  // Nothing that is typed is ever taken for markup.
  expect(code).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/);
  expect(readFileSync(new URL("../src/widget/element.ts", import.meta.url), "utf8")).not.toMatch(
    /document\.cookie|localStorage/,
  );
});
