// Text to terms as Python cuts them (`storygraph/terms/words.py`): tests/words.json holds for both.

/** Scripts that put no spaces between words, as a class of characters: Thai, Lao, Myanmar, Khmer, kana, Han. */
const SPACELESS = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";

/** Hangul has spaces, but endings stick to its words. */
const UNSPACED = `${SPACELESS}\\uac00-\\ud7af`;

/** Combining marks outside the Latin block are letters of Indic and Thai words. */
const MARK = "(?=[\\u0370-\\ufffe])[\\p{Mn}\\p{Mc}]";

const WORD = new RegExp(`[${UNSPACED}]+|(?:(?![${UNSPACED}])(?:[\\p{L}\\p{N}]|${MARK}))+`, "gu");
const UNSPACED_START = new RegExp(`^[${UNSPACED}]`, "u");
const ASCII = /^[\x00-\x7f]*$/;
const LATIN_ACCENTS = /[\u0300-\u036f]/g;
const TYPOGRAPHY = /[\u00a0\u00ab\u00bb\u2010-\u2027\u202f-\u205e€£©®]+/g;

/** A letter that no next one joins: marks and Khmer or Myanmar subscripts stay on it, closing points after it. */
const SIGN = `[${SPACELESS}](?:[\\u17d2\\u1039]\\p{L}|\\p{M})*[\\p{Pe}\\p{Pf}\\p{Po}]*`;
const PIECE = new RegExp(`${SIGN}|(?:(?![${SPACELESS}]).)+`, "gu");

const STEM_LETTERS = 6;

/** Lower case without accents, digits as 0 to 9; other scripts keep their marks. */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  const plain = text.replace(/\p{Nd}/gu, digit);
  const bare = [...plain].map(caseless).join("").normalize("NFKD").replace(LATIN_ACCENTS, "");
  return bare.normalize("NFC");
}

/** A decimal digit of any script as 0 to 9: scripts have theirs in a row, from nought to nine. */
function digit(sign: string): string {
  const code = sign.codePointAt(0)!;
  let nought = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(nought - 1))) nought--;
  return String((code - nought) % 10);
}

/** Unicode's full case folding of one character: ß is ss, every sigma the same; a dotless i stays, Cherokee becomes capitals. */
function caseless(sign: string): string {
  if (sign === "ı") return sign;
  return /\p{Script=Cherokee}/u.test(sign) ? sign.toUpperCase() : sign.toLowerCase().toUpperCase().toLowerCase();
}

/** The words of a text, folded, in order; writing without spaces comes in runs. */
export function wordsOf(text: string): string[] {
  const bare = fold(text.replace(TYPOGRAPHY, " "));
  // Of ™, folding leaves capitals
  const folded = ASCII.test(bare) && bare !== bare.toLowerCase() ? fold(text) : bare;
  return folded.match(ASCII.test(folded) ? /[a-z0-9]+/g : WORD) ?? [];
}

/** The terms of one of those words: its first letters, or pairs of characters, or none. */
function termsOfWord(word: string): string[] {
  const signs = [...word];
  if (isUnspaced(word)) return signs.length === 1 ? signs : signs.slice(1).map((sign, i) => signs[i]! + sign);
  if (signs.length === 1) return [];
  return [/^\d/.test(word) ? word : signs.slice(0, STEM_LETTERS).join("")];
}

/** The terms of a text, in order, repeats kept. */
export function termsOf(text: string): string[] {
  return wordsOf(text).flatMap(termsOfWord);
}

/** The words of a text as they are written there. */
export function spelledWords(text: string): string[] {
  return text.normalize("NFC").match(WORD) ?? [];
}

/** Whether a word is of a script without spaces, or of one whose endings stick to the word. */
export function isUnspaced(word: string): boolean {
  return UNSPACED_START.test(word);
}

/** Where a word may be broken into lines: between the signs of scripts without spaces, else nowhere. */
export function breakable(word: string): string[] {
  return word.match(PIECE) ?? [word];
}
