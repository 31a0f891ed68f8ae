/** Whether this process serves; on purpose not whether the API does. */
export const dynamic = "force-dynamic";

export const GET = () => Response.json({ status: "ok" });
