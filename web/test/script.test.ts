import { expect, test } from "vitest";
import { blocksOf, fieldsOf } from "../src/state/script";

const words = (text: string, data: Record<string, unknown> = {}) =>
  blocksOf(text, data).map((block) => {
    const flat = (runs: readonly { text: string }[]): string =>
      runs.map((one) => one.text).join("");
    switch (block.kind) {
      case "heading":
        return ["heading", flat(block.runs)];
      case "text":
        return ["text", ...block.lines.map(flat)];
      case "list":
        return [block.ordered ? "ordered" : "list", ...block.items.map(flat)];
    }
  });

test("headings, lists and paragraphs", () => {
  const text = "# Hello\nGood day.\nThis is Leap.\n\n- one\n* two\n1. first\n2) second\nend";
  expect(words(text)).toEqual([
    ["heading", "Hello"],
    ["text", "Good day.", "This is Leap."],
    ["list", "one", "two"],
    ["ordered", "first", "second"],
    ["text", "end"],
  ]);
});

test("fields stand for what the lead has, whatever the case", () => {
  const [block] = blocksOf("Am I speaking to **{Name}** of {firm}?", { name: "Sumeet" });
  expect(block?.kind === "text" && block.lines[0]).toEqual([
    { text: "Am I speaking to ", strong: false, field: "", missing: false },
    { text: "Sumeet", strong: true, field: "Name", missing: false },
    { text: " of ", strong: false, field: "", missing: false },
    { text: "firm", strong: false, field: "firm", missing: true },
    { text: "?", strong: false, field: "", missing: false },
  ]);
  expect(fieldsOf("{a} {b} {a}")).toEqual(["a", "b"]);
});

test("what looks like HTML, or like a field in the data, is only text", () => {
  const data = { name: "{other} <b>x</b> **y**", other: "no" };
  expect(words("<img src=x onerror=alert(1)> {name}", data)).toEqual([
    ["text", "<img src=x onerror=alert(1)> {other} <b>x</b> **y**"],
  ]);
  expect(words("{}{ } ** ** #no")).toEqual([["text", "{}{ } ** ** #no"]]);
});

test("a long script of odd signs is read at once", () => {
  const began = performance.now();
  blocksOf("**{".repeat(6_000), {});
  blocksOf("{".repeat(20_000), {});
  expect(performance.now() - began).toBeLessThan(1_000);
});
