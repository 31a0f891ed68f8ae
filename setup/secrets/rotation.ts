import { setSecret } from "../../settings/commands";
import { userName } from "../../systems/secretVersions";
import type { Account, System } from "../../systems/system";
import { updateOrder } from "../../systems/updateOrder";
import type { Listed } from "./table";

/** Why a secret cannot be rotated now, with a way out; undefined when it can. `hasValue` is asked of a provided one. */
export function objection(
  { name, definition, version, host }: Listed,
  stack: string,
  hasValue: boolean,
): string | undefined {
  const place = { stack, path: ["secrets", name, "value"] };
  if (definition.kind === "provided" && !hasValue)
    return `version ${version} of ${name} has no value yet. Set it: ${setSecret(place)}`;
  if (!host.versions.some((each) => each.version === version))
    return `version ${version} of ${name} is not on the host yet. Deploy it first: ${deployOf(stack)}`;
  const former = host.holders.find((holder) => holder.running && holder.version !== version);
  if (former && definition.kind === "generated" && definition.ring)
    return `${former.container} still holds version ${former.version} of ${name}, and would not know the keys of version ${version + 1}. Deploy first: ${deployOf(stack)}`;
  return undefined;
}

/** What the deploy after a rotation will do, a line each. `secret` is as it was before. */
export function outlook(system: System, { name, definition, version, host }: Listed, stack: string): string[] {
  const account = definition.kind === "generated" ? definition.account : undefined;
  const next = version + 1;
  if (account?.superuser)
    return [
      `changes the password of ${account.name} in ${account.service}, which goes on running; no container is replaced`,
    ];
  const retired = host.versions.filter((each) => each.version < version - 1).map((each) => each.version);
  return [
    ...(account ? [`makes the user ${userName(account, next)} in ${account.service}`] : []),
    ...readers(system, name, next),
    ...(definition.kind === "generated" && definition.ring
      ? [`signs with key ${next}; what key ${version} has signed is valid until the rotation after this one`]
      : []),
    ...(account ? [dropping(account, version)] : []),
    ...(retired.length > 0 ? [`removes version ${retired.join(", ")} from the host`] : []),
    ...(definition.kind === "provided"
      ? [`refuses to begin without the new value: ${setSecret({ stack, path: ["secrets", name, "value"] })}`]
      : []),
  ];
}

/** The command that deploys a stack. */
export const deployOf = (stack: string) =>
  stack === "local"
    ? "npm start"
    : /^local-/.test(stack)
      ? `npm start -- --stack ${stack}`
      : `bin/pulumi up --stack ${stack}`;

const dropping = (account: Account, version: number) =>
  `drops the user ${userName(account, version)} when no container can log in as it any more`;

function readers({ services, jobs }: System, secret: string, version: number): string[] {
  const mounts = ({ secrets = [] }: { readonly secrets?: readonly { readonly name: string }[] }) =>
    secrets.some(({ name }) => name === secret);
  const reading = Object.entries(services).filter(([, service]) => mounts(service));
  const names = (order: string) =>
    reading
      .filter(([, service]) => updateOrder(service) === order)
      .map(([name]) => name)
      .join(", ");
  const repeated = Object.entries(jobs)
    .filter(([, job]) => mounts(job))
    .map(([name]) => name)
    .join(", ");
  const [beside, instead] = [names("start-first"), names("stop-first")];
  return [
    ...(repeated ? [`runs again, with version ${version}: ${repeated}`] : []),
    ...(beside ? [`replaces, new beside old until the new one is healthy: ${beside}`] : []),
    ...(instead ? [`replaces, old stopped before new: ${instead}`] : []),
  ];
}
