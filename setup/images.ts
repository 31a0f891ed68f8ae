import { connect, type Docker } from "../actions/docker";
import { make } from "../lab/make";
import { type Recipe, recipeFor } from "../lab/recipe";
import { labHash } from "./images/labHash";
import { pull, RegistryUnreachable } from "./images/pull";
import { Advice } from "./progress";
import type { Say } from "./running";

/** Makes sure that the daemon at `host` holds the images: pulled, or made by the lab where no registry answers. */
export async function ensureImages(host: string, names: readonly string[], say: Say): Promise<void> {
  process.env.DOCKER_HOST = host;
  const docker = connect();
  const recipes: Recipe[] = [];
  const absent: string[] = [];
  for (const name of names) {
    const held = await labHash(docker, name);
    const recipe = recipeFor(name);
    if (held === "absent") absent.push(name);
    else if (held !== "foreign" && recipe && recipe.hash !== held) recipes.push(recipe);
  }
  recipes.push(...(await pullOrRecipe(docker, absent, say)));
  await make(docker, recipes, say);
}

async function pullOrRecipe(docker: Docker, names: readonly string[], say: Say): Promise<Recipe[]> {
  const silent = new Map<string, string>();
  const recipes: Recipe[] = [];
  for (const name of names) {
    const registry = registryOf(name);
    const reason = silent.get(registry) ?? (await pullOrReason(docker, name, say));
    if (!reason) continue;
    silent.set(registry, reason);
    recipes.push(recipeOr(name, reason));
  }
  const [reason] = silent.values();
  if (reason) say(`no registry answers (${reason}): the lab makes ${recipes.map(({ name }) => name).join(", ")}`);
  return recipes;
}

async function pullOrReason(docker: Docker, name: string, say: Say): Promise<string | undefined> {
  try {
    await pull(docker, name, say);
  } catch (error) {
    if (error instanceof RegistryUnreachable) return error.message;
    throw notPulled(name, (error as Error).message);
  }
}

/** As Docker reads names: the part before the first slash is a registry when it looks like a host. */
function registryOf(name: string): string {
  const [first = "", ...rest] = name.split("/");
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : "docker.io";
}

function recipeOr(name: string, reason: string): Recipe {
  const recipe = recipeFor(name);
  if (!recipe) throw notPulled(name, `${reason}; and lab/ has no recipe for it`);
  return recipe;
}

const notPulled = (name: string, reason: string) =>
  new Advice(`The image ${name} cannot be pulled: ${reason}\nBring it to the daemon with docker pull or docker load.`);
