import { useEffect, useState } from "preact/hooks";

/** Grey shapes of the page's own size, once it has kept people waiting for 300 ms. */
export function Waiting() {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 300);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <>
      <div aria-busy="true">
        <div class="teams">
          {[1, 2, 3].map((one) => (
            <div key={one} class="card skeleton team-shape">
              <div class="sk third tall-line" />
              <div class="sk w55 tall-line" />
              <div class="sk" />
            </div>
          ))}
        </div>
        <div class="agents">
          {[1, 2, 3, 4, 5, 6, 7, 8].map((one) => (
            <div key={one} class="card skeleton agent-shape">
              <div class="sk w55" />
              <div class="sk third" />
            </div>
          ))}
        </div>
      </div>
      <div class="card skeleton camp-shape">
        <div class="sk third tall-line" />
        <div class="sk" />
        <div class="sk w55" />
      </div>
    </>
  );
}
