import type * as pulumi from "@pulumi/pulumi";
import type { ImageChoice, Settings } from "../settings/settings";
import { imageName } from "../systems/imageName";
import { contextDigest } from "./contextDigest";
import { Image, type ImageArgs, nameOnHost } from "./image";
import { Room } from "./room";

/** The images of one stack, one per distinct choice, so that services of one Dockerfile share it. */
export class Images {
  readonly #images: Readonly<Record<string, Image>>;

  constructor(settings: Settings, host: pulumi.Output<string>, opts: pulumi.ComponentResourceOptions) {
    const { stack, services, jobs, staticVolumes, proxy, diskReserveBytes: reserveBytes } = settings;
    const named = [services, jobs, staticVolumes].flatMap((parts) => Object.values<{ image: ImageChoice }>(parts));
    const choices = new Map(
      [...named, proxy, ...(proxy.forwarder ? [proxy.forwarder] : [])].map(({ image }) => [keyOf(image), image]),
    );
    const wanted = [...choices].map(([key, choice]) => ({
      key,
      name: nameOf(choice),
      args: argsOf(choice, stack, host),
    }));
    const images = wanted.map(({ name, args }) => nameOnHost(name, args));
    const room = new Room("room", { stack, images, reserveBytes, host }, opts);
    this.#images = Object.fromEntries(
      wanted.map(({ key, name, args }) => [key, new Image(name, args, { ...opts, dependsOn: [room] })]),
    );
  }

  /** The image that was made for a choice of the settings. */
  of(choice: ImageChoice): Image {
    return this.#images[keyOf(choice)] as Image;
  }
}

function argsOf(choice: ImageChoice, stack: string, host: pulumi.Output<string>): ImageArgs {
  if (choice.kind === "pull") return choice;
  return { ...choice, digest: contextDigest(choice.context, choice.dockerfile), stack, host };
}

const keyOf = (choice: ImageChoice) =>
  choice.kind === "build" ? `${choice.context}/${choice.dockerfile}` : choice.name;

const nameOf = (choice: ImageChoice) => (choice.kind === "build" ? imageName(choice) : choice.name);
