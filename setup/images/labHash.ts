import type { Docker } from "../../actions/docker";
import { labLabel } from "../../lab/recipe";

/** The hash of the recipe that an image was made with, `foreign` for one that the lab did not make, or `absent`. */
export async function labHash(docker: Docker, name: string): Promise<string> {
  try {
    const { Config } = await docker.getImage(name).inspect();
    return Config.Labels?.[labLabel] ?? "foreign";
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return "absent";
    throw error;
  }
}
