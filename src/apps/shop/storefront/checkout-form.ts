/** The checkout's fields and what is wrong with them, in words for the shopper. */

export const FIELDS = ['email', 'name', 'street', 'postcode', 'city', 'card', 'expiry', 'code'] as const;
export type Field = (typeof FIELDS)[number];
export type Values = Readonly<Record<Field, string>>;
export type Errors = Readonly<Partial<Record<Field, string>>>;

/** A test number that the pretended bank refuses. */
const DECLINED = '4000000000000002';

/** @param nowMs the card must be good in this month or later */
export function checkForm(values: Values, nowMs: number): Errors {
  const checks: Readonly<Record<Field, string | undefined>> = {
    email: /^\S+@\S+\.\S+$/.test(values.email) ? undefined : 'Enter an e-mail address like anna@example.org',
    name: values.name.trim() === '' ? 'Enter the name on the doorbell' : undefined,
    street: /\d/.test(values.street) ? undefined : 'Enter street and house number',
    postcode: /^[\dA-Za-z -]{3,10}$/.test(values.postcode.trim())
      ? undefined
      : 'Enter a postcode of 3 to 10 characters',
    city: values.city.trim() === '' ? 'Enter a town' : undefined,
    card: checkCard(values.card),
    expiry: checkExpiry(values.expiry, nowMs),
    code: /^\d{3,4}$/.test(values.code) ? undefined : 'Enter the 3 digits from the back of the card',
  };
  return Object.fromEntries(Object.entries(checks).filter(([, problem]) => problem !== undefined)) as Errors;
}

function checkCard(text: string): string | undefined {
  const digits = text.replaceAll(/[\s-]/g, '');
  if (!/^\d{13,19}$/.test(digits) || !passesLuhn(digits))
    return 'This is no card number; for the demo use 4242 4242 4242 4242';
  return digits === DECLINED ? 'The bank declined this card. Try another one.' : undefined;
}

function checkExpiry(text: string, nowMs: number): string | undefined {
  const match = /^(\d{1,2})\s*\/\s*(\d{2})$/.exec(text.trim());
  const month = Number(match?.[1]);
  if (!match || month < 1 || month > 12) return 'Enter month and year like 09/28';
  const firstDayAfter = Date.UTC(2000 + Number(match[2]), month, 1);
  return firstDayAfter > nowMs ? undefined : 'This card has run out';
}

/** @see ISO/IEC 7812-1, annex B */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
