/** A client of SM that is signed in. */
export interface SignedIn {
  /** What it sends with every request. */
  readonly headers: { readonly cookie: string };
}

/** Signs SM's administrator in. */
export async function signIn(url: string, password: string): Promise<SignedIn> {
  const response = await fetch(`${url}/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "admin@example.com", password }),
  });
  const [cookie = ""] = (response.headers.get("set-cookie") ?? "").split(";");
  if (response.status !== 204 || cookie === "")
    throw new Error(`POST /login: ${response.status} ${await response.text()}`);
  return { headers: { cookie } };
}

/** Status of SM's answer to who a client is: 200 while it is signed in, else 401. */
export async function statusOfMe(url: string, { headers }: SignedIn): Promise<number> {
  return (await fetch(`${url}/me`, { headers })).status;
}
