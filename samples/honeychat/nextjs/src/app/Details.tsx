/** Loaded at first use, in a chunk of its own. */
export default function Details() {
  return <p id="details">The details of bundle {process.env.BUNDLE_RELEASE}.</p>;
}
