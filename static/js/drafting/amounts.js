// Amounts in whole kronor, read and shown as the server does (applications/drafting/amounts.py, portal/ui/numbers.py).

const MOST = 10 ** 12;
const MINUS = "\u2212";
const UNIT = /\s*(?:kr|kronor|sek)\.?$|[,.]?:?[-–]$/i;
const UNIT_FIRST = /^(?:kr|sek)\.?\s*(?=[\d(−–-])/i;
const NEGATIVE = /^(?:[-−–]\s*\d|\(\s*\d[\d ., ]*\)$)/;
const WHOLE = /^(?:\d+|\d{1,3}(?: \d{3})+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)$/;
const DECIMAL = /^[\d ., ]*[.,]\d+$/;

/** What a text means: `{amount}`, null for nothing typed; or `{fault}`: negative, decimals, letters or too_large. */
export function readAmount(text) {
  const plain = text.normalize("NFKC").trim().replace(/\s+/g, " ");
  if (!plain) return { amount: null };
  const number = plain.replace(UNIT_FIRST, "").replace(UNIT, "").trim().replace(/[.,]0{1,2}$/, "");
  if (NEGATIVE.test(number)) return { fault: "negative" };
  if (!WHOLE.test(number)) return { fault: DECIMAL.test(number) ? "decimals" : "letters" };
  const amount = Number(number.replace(/[ .,]/g, ""));
  return amount > MOST ? { fault: "too_large" } : { amount };
}

/** The kronor in a field; what can't be read counts as nothing. */
export const amountIn = (input) => readAmount(input.value).amount ?? 0;

/** 2857000 as "2 857 000", with hard spaces. */
export const grouped = (number) =>
  (number < 0 ? MINUS : "") + String(Math.abs(number)).replace(/\B(?=(\d{3})+$)/g, "\u00a0");

export const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** A text of the page with its places filled: "%(year)s" by `values.year`. */
export const filled = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
