/** Playing a recording: place, speed, skips. Nothing is asked of the server before Play is. */
import { useEffect, useRef, useState } from "preact/hooks";
import { clock } from "../../state/format";
import { useAdmin } from "../here";
import { Icon, Note, Segments } from "../parts";
import { player as copy } from "./copy";

const SKIP = 10;
const SPEEDS = ["1", "1.5", "2"] as const;

interface PlayerProps {
  readonly callId: string;
  readonly place: number;
  readonly total: number;
  /** About how long it is, until it is known. */
  readonly seconds: number;
  /** Begin at once. */
  readonly begin: boolean;
}

export function Player({ callId, place, total, seconds, begin }: PlayerProps) {
  const { api } = useAdmin();
  const audio = useRef<HTMLAudioElement>(null);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState<number | null>(null);
  const [playing, setPlaying] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [failed, setFailed] = useState(false);
  const [speed, setSpeed] = useState<(typeof SPEEDS)[number]>("1");
  const path = `/manage/api/calls/${encodeURIComponent(callId)}/recording`;
  const whole = length ?? seconds;

  const toggle = (): void => {
    const box = audio.current;
    if (!box) return;
    if (playing) {
      box.pause();
      return;
    }
    if (!box.src || failed) {
      setFailed(false);
      setWaiting(true);
      box.src = api.url(path, { n: place });
    }
    box.playbackRate = Number(speed);
    // What goes wrong is told by the element's own error.
    box.play().catch(() => setWaiting(false));
  };
  const seek = (to: number): void => {
    const box = audio.current;
    if (!box || length === null) return;
    box.currentTime = Math.min(length, Math.max(0, to));
    setAt(box.currentTime);
  };
  useEffect(() => {
    if (begin) toggle();
    return () => audio.current?.pause();
  }, []);
  useEffect(() => {
    if (audio.current) audio.current.playbackRate = Number(speed);
  }, [speed]);

  return (
    <div class="player" role="group" aria-label={copy.of(place + 1, total)}>
      <audio
        ref={audio}
        preload="none"
        onLoadedMetadata={(event) => setLength(event.currentTarget.duration)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onPlaying={() => {
          setPlaying(true);
          setWaiting(false);
        }}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
        onError={() => {
          if (!audio.current?.src) return;
          setFailed(true);
          setPlaying(false);
          setWaiting(false);
        }}
      />
      <div class="row">
        <button
          type="button"
          class="btn primary icon"
          aria-label={playing ? copy.pause : copy.play}
          aria-busy={waiting}
          onClick={toggle}
        >
          <Icon name={playing ? "pause" : "play"} />
        </button>
        <div class="grow">
          <input
            class="seek"
            type="range"
            min={0}
            max={Math.max(1, Math.round(whole * 10) / 10)}
            step={0.1}
            value={at}
            disabled={length === null}
            aria-label={copy.place}
            aria-valuetext={copy.placeText(clock(at), clock(whole))}
            onInput={(event) => seek(Number(event.currentTarget.value))}
          />
          <div class="row between xs muted num">
            <span>{clock(at)}</span>
            <span>{waiting ? copy.loading : clock(whole)}</span>
          </div>
        </div>
      </div>
      <div class="row wraps between">
        <div class="row g1">
          <Skip label={copy.back} icon="back" off={length === null} run={() => seek(at - SKIP)} />
          <Skip
            label={copy.forward}
            icon="skip"
            off={length === null}
            run={() => seek(at + SKIP)}
          />
          <Segments
            label={copy.speed}
            value={speed}
            set={setSpeed}
            choices={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
          />
        </div>
        <a class="btn line sm" href={api.url(path, { n: place, download: 1 })} download>
          <Icon name="down-tray" size="s" />
          {copy.download}
        </a>
      </div>
      {failed && (
        <Note tone="bad" alert>
          {copy.failed}
        </Note>
      )}
    </div>
  );
}

interface SkipProps {
  readonly label: string;
  readonly icon: string;
  readonly off: boolean;
  readonly run: () => void;
}

function Skip({ label, icon, off, run }: SkipProps) {
  return (
    <button
      type="button"
      class="btn quiet icon sm"
      aria-label={label}
      title={label}
      disabled={off}
      onClick={run}
    >
      <Icon name={icon} size="s" />
    </button>
  );
}
