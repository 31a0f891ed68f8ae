import { apiRelease } from "../apiRelease";
import { Bundle } from "./Bundle";

/** Rendered anew for every request: the releases are those of now. */
export const dynamic = "force-dynamic";

export default async function Page() {
  return (
    <main>
      <h1>HoneyChat</h1>
      <p>
        Release <strong id="release">{process.env.RELEASE ?? "dev"}</strong>, API{" "}
        <strong id="api-release">{await apiRelease()}</strong>
      </p>
      <Bundle />
    </main>
  );
}
