/** Which devices the agent chose, and the microphone itself. */

export interface Choices {
  /** Device ids; empty: the system's own choice. */
  readonly microphone: string;
  readonly speaker: string;
  readonly ring: string;
}

export interface Device {
  readonly id: string;
  readonly label: string;
}

export interface DeviceList {
  readonly microphones: readonly Device[];
  readonly speakers: readonly Device[];
}

export type MicrophoneState = "unknown" | "works" | "blocked" | "missing";

/** Why a microphone could not be had. */
export function microphoneFault(error: unknown): MicrophoneState {
  const name = error instanceof DOMException ? error.name : "";
  return name === "NotAllowedError" || name === "SecurityError" ? "blocked" : "missing";
}

/** Browsers give devices (and setSinkId) only to pages of a secure address. */
export function devicesReachable(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === "function";
}

export async function listDevices(): Promise<DeviceList> {
  if (!devicesReachable()) return { microphones: [], speakers: [] };
  const found = await navigator.mediaDevices.enumerateDevices();
  const of = (kind: MediaDeviceKind, word: string): Device[] =>
    found
      .filter((one) => one.kind === kind && one.deviceId !== "" && one.deviceId !== "default")
      .map((one, at) => ({ id: one.deviceId, label: one.label || `${word} ${at + 1}` }));
  return { microphones: of("audioinput", "Microphone"), speakers: of("audiooutput", "Speaker") };
}

/** Opens the microphone when a call comes, and closes it when none is left. */
export class Microphone {
  private opening: Promise<MediaStream> | null = null;
  private stream: MediaStream | null = null;
  /** Somebody is to be heard: it stays open until it is closed. */
  private wanted = false;
  /** How often it was closed: what was asked for before the last time is not kept. */
  private closings = 0;

  /** `lost`: the open one went away by itself; it is not open any more. */
  constructor(
    private readonly chosen: () => string,
    private readonly told: (state: MicrophoneState, label: string) => void,
    private readonly lost: () => void,
  ) {}

  /** The open stream, or a new one. Rejects when it is blocked or missing, or closed meanwhile. */
  open(): Promise<MediaStream> {
    this.wanted = true;
    return this.get();
  }

  /** Asks for the permission, and gives the microphone back at once unless it is wanted by then. */
  async permit(): Promise<boolean> {
    try {
      await this.get();
    } catch {
      return false;
    }
    if (!this.wanted) this.close();
    return true;
  }

  close(): void {
    this.wanted = false;
    this.closings += 1;
    this.opening = null;
    stop(this.stream);
    this.stream = null;
  }

  private get(): Promise<MediaStream> {
    if (this.stream?.getAudioTracks()[0]?.readyState === "live") {
      return Promise.resolve(this.stream);
    }
    this.opening ??= this.ask();
    return this.opening;
  }

  private async ask(): Promise<MediaStream> {
    const { closings } = this;
    try {
      const stream = await this.request(this.chosen());
      if (this.closings !== closings) {
        stop(stream);
        if (this.wanted) return await this.get();
        throw new DOMException("closed meanwhile", "AbortError");
      }
      this.keep(stream);
      return stream;
    } catch (error) {
      if (this.closings === closings) this.told(microphoneFault(error), "");
      throw error;
    } finally {
      if (this.closings === closings) this.opening = null;
    }
  }

  private keep(stream: MediaStream): void {
    this.stream = stream;
    const [track] = stream.getAudioTracks();
    track?.addEventListener("ended", () => {
      if (this.stream !== stream) return;
      this.stream = null;
      this.lost();
    });
    this.told("works", track?.label ?? "");
  }

  private async request(id: string): Promise<MediaStream> {
    if (!devicesReachable()) throw new DOMException("no secure address", "SecurityError");
    const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    if (id) {
      try {
        return await navigator.mediaDevices.getUserMedia({
          audio: { ...audio, deviceId: { exact: id } },
        });
      } catch (error) {
        // The chosen one was unplugged: a call with another microphone beats no call.
        if (!(error instanceof DOMException) || error.name !== "OverconstrainedError") throw error;
      }
    }
    return navigator.mediaDevices.getUserMedia({ audio });
  }
}

function stop(stream: MediaStream | null): void {
  stream?.getTracks().forEach((track) => track.stop());
}

/** Tells whether the microphone was allowed before, and each change of that. */
export async function watchPermission(told: (state: PermissionState) => void): Promise<void> {
  try {
    const found = await navigator.permissions.query({ name: "microphone" as PermissionName });
    found.onchange = () => told(found.state);
    told(found.state);
  } catch {
    // This browser does not tell; the next call will.
  }
}
