const patienceMilliseconds = 5_000;

/** The release that the API says at this moment. */
export async function apiRelease(): Promise<string> {
  const response = await get(`${process.env.API_URL}/api/version`);
  if (!response.ok) throw new Error(`${response.url} answers ${response.status}`);
  const { release } = await response.json();
  return release;
}

/** A kept connection that the server closes while a request is on its way is replaced and the request repeated once. */
async function get(url: string): Promise<Response> {
  try {
    return await ask(url);
  } catch (error) {
    if (error instanceof TypeError) return ask(url);
    throw error;
  }
}

const ask = (url: string) => fetch(url, { cache: "no-store", signal: AbortSignal.timeout(patienceMilliseconds) });
