const LEAST_CHARACTERS = 32;
const LEAST_DIFFERENT = 10;

/** Words that stand in examples and templates where a secret is to be put. */
const PLACEHOLDERS = [
  /^[\W_]*$/,
  /^(?<one>.)\k<one>*$/,
  /^(secret|password|passw0rd|default|example|insecure|test|dev|admin|token|todo|x+)([-_ ]?(key|secret|value|token|password))?$/i,
  /(^|[-_ ])change[-_ ]?(me|this|it)([-_ !.]|$)/i,
  /^<?your[-_ ]/i,
  /placeholder|insecure/i,
];

/** Whether a value is one that stood in an example. */
export const isPlaceholder = (value: string) => PLACEHOLDERS.some((each) => each.test(value));

/** What makes a key guessable, in words that do not give it away; nothing when it is strong. */
export function weakness(key: string): string | undefined {
  if (isPlaceholder(key)) return "a placeholder (not shown)";
  if (key.length < LEAST_CHARACTERS) return `a short key: ${key.length} characters (not shown)`;
  const different = new Set(key).size;
  return different < LEAST_DIFFERENT ? `a key of only ${different} different characters (not shown)` : undefined;
}

/** What a key must be. */
export const STRONG = `a random text of at least ${LEAST_CHARACTERS} characters`;
