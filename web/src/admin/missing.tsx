import * as copy from "./copy";
import { Nothing, PageHead } from "./parts";

/** Instead of a page, where the address leads to none. */
export function Missing() {
  return (
    <>
      <PageHead title={copy.missing.heading} />
      <div class="card">
        <Nothing
          icon="search"
          title={copy.missing.heading}
          under={copy.missing.under}
          action={
            <a class="btn line sm" href="/admin">
              {copy.missing.home}
            </a>
          }
        />
      </div>
    </>
  );
}
