/** Questions of a conversation in one address: the API's own limits, and what servers take as an address. */
export const MOST_QUESTIONS = 20;
export const LONGEST_QUESTION = 2000;
const LONGEST_ADDRESS = 6000;

/** The questions of a conversation, the first one first, as they stand in the address. */
export function parseQuestions(search: string): string[] {
  return new URLSearchParams(search)
    .getAll("q")
    .map((each) => each.trim().slice(0, LONGEST_QUESTION))
    .filter(Boolean)
    .slice(0, MOST_QUESTIONS);
}

/** The address of a conversation: whoever opens it asks the same questions with their own rights. */
export function askPath(questions: string[]): string {
  const params = new URLSearchParams(questions.map((each) => ["q", each]));
  return questions.length ? `/ask?${params.toString()}` : "/ask";
}

/** Whether one more question fits into the same conversation. */
export function hasRoom(questions: string[], next: string): boolean {
  return questions.length < MOST_QUESTIONS && askPath([...questions, next]).length <= LONGEST_ADDRESS;
}
