/** What is wrong with a system itself, whichever stack runs it. */
export interface Mistake {
  /** Where the system says it, such as `jobs.migrate.needs[0]`. */
  readonly where: string;
  readonly found: string;
  /** In words, or the names that could stand there. */
  readonly expected: string | readonly string[];
  /** What is to be done. Default: to write the likely one of the names, else to change it. */
  readonly fix?: string;
}
