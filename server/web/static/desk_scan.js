// An identity card's QR code, as a scanner types it -> how old its owner is. The text is looked at and goes nowhere: not sent, not kept, not shown.
// Source: DOMAIN 7.3: number (12) | old number (9, may be missing) | name | born ddMMyyyy | sex | home | issued, and whatever newer cards add.

const CENTURIES = ["19", "19", "20", "20", "21", "21", "22", "22", "23", "23"]; // by the number's fourth digit: century and sex

// Whole years on the day `today` ("2026-11-30"); null when this is no such code. A health insurance card has bars, too, and is none.
export function ageOf(text, today) {
  const fields = text.trim().split("|");
  if (fields.length < 6 || !/^\d{12}$/.test(fields[0])) return null;
  const born = [fields[3], fields[2]].map((one) => /^(\d{2})(\d{2})(\d{4})$/.exec(one)).find(Boolean);
  if (!born) return null;
  const [, day, month, year] = born;
  if (CENTURIES[Number(fields[0][3])] + fields[0].slice(4, 6) !== year || !isDate(year, month, day)) return null;
  const age = Number(today.slice(0, 4)) - Number(year) - (today.slice(5) < `${month}-${day}` ? 1 : 0);
  return age >= 0 ? age : null;
}

function isDate(year, month, day) {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
}
