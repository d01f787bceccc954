/** Words separated by commas, blanks or lines, each once. */
export function parseWords(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}
