import { useEffect, useState } from "react";

/** The release that the API says, `offline` while it does not answer, or `...` before either is known. */
export function useApiRelease(): string {
  const [shown, setShown] = useState("...");
  useEffect(() => {
    const ask = () => apiRelease().then(setShown, () => setShown("offline"));
    ask();
    addEventListener("online", ask);
    return () => removeEventListener("online", ask);
  }, []);
  return shown;
}

async function apiRelease(): Promise<string> {
  const response = await fetch("/api/version");
  if (!response.ok) throw new Error(`/api/version answers ${response.status}`);
  const { release } = await response.json();
  return release;
}
