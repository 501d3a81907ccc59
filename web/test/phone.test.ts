import { describe, expect, it } from "vitest";
import { loudest } from "../src/phone/figures";
import { answersItself } from "../src/phone/phone";

describe("an arriving leg", () => {
  const headers = (given: Record<string, string>) => (name: string) => given[name];

  it.each([
    [{ "X-Dockline-Answer": "auto" }, true],
    [{ "X-Dockline-Answer": " Auto " }, true],
    [{ "X-Dockline-Answer": "manual", "Alert-Info": ";info=alert-autoanswer" }, false],
    [{ "Alert-Info": ";info=alert-autoanswer" }, true],
    [{ "Alert-Info": '<http://x>;info="alert-autoanswer"' }, true],
    [{ "Alert-Info": "<http://x>" }, false],
    [{}, false],
  ] as [Record<string, string>, boolean][])("with %j answers itself: %s", (given, answers) => {
    expect(answersItself(headers(given))).toBe(answers);
  });
});

describe("the loudest frequency", () => {
  it("lies between two bins where it must", () => {
    const spectrum = new Float32Array(512).fill(-100);
    spectrum.set([-60, -20, -26, -70], 39);
    const found = loudest(spectrum, 10);
    expect(found).toBeGreaterThan(400);
    expect(found).toBeLessThan(405);
  });

  it("of silence is nothing", () => {
    expect(loudest(new Float32Array(512).fill(-100), 10)).toBe(0);
    expect(loudest(new Float32Array(512).fill(-Infinity), 10)).toBe(0);
  });
});
