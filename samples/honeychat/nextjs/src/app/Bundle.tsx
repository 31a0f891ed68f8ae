"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

const Details = dynamic(() => import("./Details"));

/** What the browser's bundle says of itself, and a part that loads only when asked for. */
export function Bundle() {
  const [open, setOpen] = useState(false);
  return (
    <section>
      <p>
        Bundle <strong id="bundle-release">{process.env.BUNDLE_RELEASE}</strong>
      </p>
      <button type="button" onClick={() => setOpen(true)}>
        Details
      </button>
      {open && <Details />}
    </section>
  );
}
