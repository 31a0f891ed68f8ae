/** One thing in a stack file, or in the system that it names, that stops the deploy. */
export interface Problem {
  /**
   * Key and path as the user wrote them, for example `roadstead:environment.api.RELEASE`; in a system with its file,
   * `systems/shop.ts: jobs.migrate.needs`.
   */
  readonly where: string;
  readonly found: string;
  readonly expected: string;
  readonly fix: string;
}

/** All problems of a stack file at once. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";

  constructor(
    stack: string,
    readonly problems: readonly Problem[],
  ) {
    super([heading(stack, problems), ...problems.map(paragraph)].join("\n\n"));
  }
}

function heading(stack: string, problems: readonly Problem[]): string {
  const subject = problems.some(({ where }) => where.startsWith("systems/"))
    ? `The stack ${stack}`
    : `Pulumi.${stack}.yaml`;
  return `${subject} has ${problems.length === 1 ? "a problem" : `${problems.length} problems`}:`;
}

function paragraph({ where, found, expected, fix }: Problem): string {
  return [where, `  found:    ${found}`, `  expected: ${expected}`, `  fix:      ${fix}`].join("\n");
}
