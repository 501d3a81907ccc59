import { useEffect, useRef, useState } from "preact/hooks";
import type { Theme } from "../app/kept";
import * as copy from "../copy";
import { listDevices, type Device, type DeviceList } from "../phone/devices";
import { useHere } from "./context";
import { Icon, Radios } from "./parts";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

export function Devices() {
  const { state, dock, actions } = useHere();
  const [list, setList] = useState<DeviceList>({ microphones: [], speakers: [] });
  const { preferences } = dock;
  useEffect(() => {
    const read = (): void => void listDevices().then(setList);
    read();
    navigator.mediaDevices?.addEventListener("devicechange", read);
    return () => navigator.mediaDevices?.removeEventListener("devicechange", read);
  }, [state.microphone]);
  return (
    <div class="column">
      <h1 class="page-head mb2">{copy.devices.heading}</h1>
      <section class="card form" aria-label={copy.devices.heading}>
        <div class="field">
          <label for="microphone">{copy.devices.microphone}</label>
          <Choose
            id="microphone"
            all={list.microphones}
            value={preferences.microphone}
            choose={(microphone) => dock.prefer({ microphone })}
          />
          {state.microphone === "works" ? (
            <Level key={preferences.microphone} />
          ) : (
            <button
              type="button"
              class="btn line sm mt1"
              onClick={() => void actions.allowMicrophone()}
            >
              <Icon name="mic" size="s" />
              {copy.devices.allow}
            </button>
          )}
        </div>
        <div class="field">
          <label for="speaker">{copy.devices.speaker}</label>
          <div class="row">
            <Choose
              id="speaker"
              all={list.speakers}
              value={preferences.speaker}
              choose={(speaker) => dock.prefer({ speaker })}
            />
            <button
              type="button"
              class="btn line"
              aria-label={copy.devices.testSpeaker}
              onClick={() => dock.sounds.test("speaker")}
            >
              {copy.devices.test}
            </button>
          </div>
        </div>
        <div class="field">
          <label for="ring">{copy.devices.ring}</label>
          <div class="row">
            <Choose
              id="ring"
              all={list.speakers}
              value={preferences.ring}
              choose={(ring) => dock.prefer({ ring })}
            />
            <button
              type="button"
              class="btn line"
              aria-label={copy.devices.testRing}
              onClick={() => dock.sounds.test("ring")}
            >
              {copy.devices.test}
            </button>
          </div>
        </div>
        <label class="check sm">
          <input
            type="checkbox"
            checked={preferences.singleKeys}
            onChange={(event) => dock.prefer({ singleKeys: event.currentTarget.checked })}
          />
          {copy.devices.singleKeys}
        </label>
        <Notifications />
        <div class="field">
          <span class="label" id="theme">
            {copy.devices.theme}
          </span>
          <Radios<Theme>
            labelledBy="theme"
            groupClass="seg flush"
            choices={THEMES.map((theme) => ({ value: theme, label: copy.devices.themes[theme] }))}
            value={preferences.theme}
            choose={(theme) => dock.prefer({ theme })}
          />
        </div>
      </section>
    </div>
  );
}

interface ChooseProps {
  readonly id: string;
  readonly all: readonly Device[];
  readonly value: string;
  readonly choose: (id: string) => void;
}

function Choose({ id, all, value, choose }: ChooseProps) {
  const known = value === "" || all.some((device) => device.id === value);
  return (
    <select
      id={id}
      class="input"
      value={known ? value : ""}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">{copy.devices.system}</option>
      {all.map((device) => (
        <option key={device.id} value={device.id}>
          {device.label}
        </option>
      ))}
    </select>
  );
}

/** The chosen microphone's level now, measured while this page is open. */
function Level() {
  const { dock } = useHere();
  const bar = useRef<HTMLElement>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let context: AudioContext | null = null;
    let timer: ReturnType<typeof setInterval> | null = null;
    let left = false;
    void dock.speaking.measure().then(
      (stream) => {
        if (left) return;
        context = new AudioContext();
        void context.resume();
        const analyser = new AnalyserNode(context, { fftSize: 1024 });
        context.createMediaStreamSource(stream).connect(analyser);
        timer = setInterval(() => show(percent(analyser)), 100);
      },
      () => undefined,
    );
    const show = (value: number): void => {
      if (bar.current) bar.current.style.width = `${value}%`;
      box.current?.setAttribute("aria-valuenow", String(value));
    };
    return () => {
      left = true;
      if (timer) clearInterval(timer);
      void context?.close();
      dock.speaking.measured();
    };
  }, []);
  return (
    <div
      class="gauge level"
      ref={box}
      role="meter"
      aria-label={copy.devices.level}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    >
      <i ref={bar} />
    </div>
  );
}

/** Loudness of the last moment, -60 dB to 0 dB as 0 to 100. */
function percent(analyser: AnalyserNode): number {
  const samples = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(samples);
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const decibels = power > 0 ? 10 * Math.log10(power) : -100;
  return Math.round(Math.min(100, Math.max(0, ((decibels + 60) / 60) * 100)));
}

function Notifications() {
  const { dock } = useHere();
  const [blocked, setBlocked] = useState(false);
  if (!("Notification" in window)) return null;
  const choose = async (on: boolean): Promise<void> => {
    const granted = on && (await Notification.requestPermission()) === "granted";
    setBlocked(on && !granted);
    dock.prefer({ notify: granted });
  };
  return (
    <label class="check sm">
      <input
        type="checkbox"
        checked={dock.preferences.notify}
        onChange={(event) => void choose(event.currentTarget.checked)}
      />
      <span>
        {copy.devices.notify}
        {blocked && <span class="block xs bad-text">{copy.devices.notifyBlocked}</span>}
      </span>
    </label>
  );
}
