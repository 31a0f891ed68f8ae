import { lazy, Suspense, useState } from "react";
import { release } from "./release";
import { useApiRelease } from "./useApiRelease";

const Details = lazy(() => import("./Details"));

/** The whole Mini App: what runs here, what runs behind it, and a part that loads only when asked for. */
export function App() {
  const [open, setOpen] = useState(false);
  return (
    <main>
      <h1>HoneyChat</h1>
      <p>
        Release <strong id="release">{release}</strong>, API <strong id="api">{useApiRelease()}</strong>
      </p>
      <button type="button" onClick={() => setOpen(true)}>
        Details
      </button>
      <Suspense fallback={<p>Loading</p>}>{open && <Details />}</Suspense>
    </main>
  );
}
