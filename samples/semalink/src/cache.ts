import { Redis } from "ioredis";
import { settings } from "./settings.js";

const redis = new Redis(settings.redis, { maxRetriesPerRequest: 3 });
// Without a listener each lost connection would be a stack trace; its state shows in `answers`.
redis.on("error", () => {});

export const answers = () => redis.status === "ready";

export const visit = () => redis.incr("visits");

export const close = () => redis.quit();
