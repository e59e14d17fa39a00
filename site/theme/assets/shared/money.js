// Amounts, as the pages for staff write them.

/** An amount in kronor, with öre where there are any. */
export function kronor(ore, language) {
  const form = { style: "currency", currency: "SEK", currencyDisplay: "narrowSymbol", minimumFractionDigits: ore % 100 ? 2 : 0 };
  return new Intl.NumberFormat(language === "en" ? "en-SE" : language, form).format(ore / 100);
}
