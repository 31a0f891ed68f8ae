import { canListen } from "../../setup/canListen";

/** A free port on the loopback address, below those that the kernel hands out to outgoing connections. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await canListen(port)) return port;
  }
  throw new Error("no free port found between 20000 and 29999 in 100 attempts");
}
