/**
 * A number of processors as the Docker provider reads it back from a container (terraform-provider-docker,
 * `nanoInt64ToDecimalString`); in any other form the next preview would replace the container.
 */
export function cpuNotation(cpus: number): string {
  const digits = cpus.toFixed(9);
  return digits.split("0").length - 1 === 9 ? cpus.toFixed(1) : digits.replace(/0+$/, "");
}

/** Seconds as Go prints a duration, which is how the Docker provider reads a healthcheck back: `1m30s`. */
export function durationNotation(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours > 0) return `${hours}h${minutes}m${rest}s`;
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`;
}
