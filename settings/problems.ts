/** One thing in a stack file that stops the deploy. */
export interface Problem {
  /** Key and path as the user wrote them, for example `roadstead:environment.api.RELEASE`. */
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
    super([heading(stack, problems.length), ...problems.map(paragraph)].join("\n\n"));
  }
}

function heading(stack: string, count: number): string {
  return `Pulumi.${stack}.yaml has ${count === 1 ? "a problem" : `${count} problems`}:`;
}

function paragraph({ where, found, expected, fix }: Problem): string {
  return [where, `  found:    ${found}`, `  expected: ${expected}`, `  fix:      ${fix}`].join("\n");
}
