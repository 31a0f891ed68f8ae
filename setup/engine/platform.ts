/** The name of Pulumi's release archive for a platform, undefined where it publishes none that this project knows. */
export function archiveName(version: string, platform: string, architecture: string): string | undefined {
  if (!["linux", "darwin"].includes(platform) || !["x64", "arm64"].includes(architecture)) return undefined;
  return `pulumi-v${version}-${platform}-${architecture}.tar.gz`;
}
