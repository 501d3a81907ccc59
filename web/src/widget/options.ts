/** What the site says on the one tag: `data-` attributes. */

export interface Options {
  /** Where the server is: the origin the script came from. */
  readonly origin: string;
  readonly cloud: string;
  readonly team: string;
  readonly theme: "light" | "dark" | "auto";
  /** A colour of the site, or empty. */
  readonly accent: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The address of the site's own page on privacy, or empty. */
  readonly privacy: string;
}

type Read = (name: string) => string | null;

/** `complain` is told of what cannot be used, for the site's own developers. */
export function readOptions(read: Read, origin: string, complain: (text: string) => void): Options {
  const text = (name: string): string => (read(name) ?? "").trim();
  for (const needed of ["cloud", "team"]) {
    if (!text(needed)) complain(`data-${needed} is missing`);
  }
  const theme = text("theme");
  if (theme && theme !== "light" && theme !== "dark" && theme !== "auto") {
    complain("data-theme must be light, dark or auto");
  }
  return {
    origin,
    cloud: text("cloud"),
    team: text("team"),
    theme: theme === "dark" || theme === "auto" ? theme : "light",
    accent: text("accent"),
    name: text("name").slice(0, 80),
    attributes: readAttributes(text("attributes"), complain),
    privacy: /^https?:\/\//i.test(text("privacy")) ? text("privacy") : "",
  };
}

function readAttributes(
  text: string,
  complain: (text: string) => void,
): Readonly<Record<string, unknown>> {
  if (!text) return {};
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === "object" && found !== null && !Array.isArray(found)) {
      return found as Record<string, unknown>;
    }
  } catch {
    // Told below, as for what is JSON but no object.
  }
  complain("data-attributes must be a JSON object");
  return {};
}

/** Black or white, whichever reads better on an `rgb(...)` colour. */
export function inkOn(rgb: string): string {
  const parts = (rgb.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  const [red = 0, green = 0, blue = 0] = parts.map((one) => {
    const share = one / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? "#fff" : "#000";
}
