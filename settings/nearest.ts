/** The candidate with the fewest slips, when at most half of the letters would change. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, slips: slips(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.slips - b.slips);
  const best = ranked[0];
  return best && best.slips * 2 <= Math.max(word.length, best.candidate.length) ? best.candidate : undefined;
}

/** Levenshtein's distance, where two neighbours that changed places count once. */
export function slips(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= from.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 2] === to[column - 1] && from[row - 1] === to[column - 2];
      const substituted = at(row - 1, column - 1) + (same ? 0 : 1);
      const transposed = swapped ? at(row - 2, column - 2) + 1 : substituted;
      rows[row]?.push(Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, substituted, transposed));
    }
  }
  return at(from.length, to.length);
}
