const patienceMilliseconds = 5_000;

/** The release that the API says at this moment. */
export async function apiRelease(): Promise<string> {
  const url = `${process.env.API_URL}/api/version`;
  const response = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(patienceMilliseconds) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  const { release } = await response.json();
  return release;
}
