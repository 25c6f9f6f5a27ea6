// Dates: calendar bins, and text. All in UTC, and the page says so; in English like all the page
// says, whatever the browser speaks, and with the month as a word, so that no reader takes it for the day.

export const DAY = 86400;
export type Unit = "hour" | "day" | "week" | "month" | "quarter" | "year";

const LENGTH: Record<Unit, number> = {
  hour: 3600,
  day: DAY,
  week: 7 * DAY,
  month: 30.4 * DAY,
  quarter: 91.3 * DAY,
  year: 365.25 * DAY,
};

/** The finest unit that needs at most `most` bins from `from` to `to` (seconds); days at least where no date is `timed`. */
export function unitFor(from: number, to: number, most: number, timed = true): Unit {
  for (const unit of ["hour", "day", "week", "month", "quarter"] as const) {
    if ((timed || unit !== "hour") && (to - from) / LENGTH[unit] <= most) return unit;
  }
  return "year";
}

function yearOf(when: number): number {
  return new Date(when * 1000).getUTCFullYear();
}

/** The start of the unit that holds `when`; weeks start on Monday. */
export function floorTo(unit: Unit, when: number): number {
  if (unit === "hour") return Math.floor(when / 3600) * 3600;
  const date = new Date(when * 1000);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const midnight = Math.floor(when / DAY) * DAY;
  switch (unit) {
    case "day":
      return midnight;
    case "week":
      return midnight - ((date.getUTCDay() + 6) % 7) * DAY;
    case "month":
      return Date.UTC(year, month) / 1000;
    case "quarter":
      return Date.UTC(year, month - (month % 3)) / 1000;
    default:
      return Date.UTC(year, 0) / 1000;
  }
}

export function nextOf(unit: Unit, start: number): number {
  return floorTo(unit, start + LENGTH[unit] * (unit === "month" || unit === "quarter" || unit === "year" ? 1.2 : 1));
}

/** Starts of all units from the one that holds `from` to the one that holds `to`, and one more. */
export function bins(unit: Unit, from: number, to: number): number[] {
  const out = [floorTo(unit, from)];
  while (out[out.length - 1]! <= to && out.length < 20000) out.push(nextOf(unit, out[out.length - 1]!));
  return out;
}

const MONTHS = "January February March April May June July August September October November December".split(" ");
const WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** A moment's year, the name of its month, and its day; the month by three letters where it is `short`. */
function partsOf(when: number, short: boolean): { year: number; month: string; day: number } {
  const date = new Date(when * 1000);
  const month = MONTHS[date.getUTCMonth()] ?? "";
  return { year: date.getUTCFullYear(), month: short ? month.slice(0, 3) : month, day: date.getUTCDate() };
}

export function dayText(when: number): string {
  return when === when ? `${dayShort(when)} ${yearOf(when)}` : "undated";
}

function dayShort(when: number): string {
  const { month, day } = partsOf(when, true);
  return `${day} ${month}`;
}

export function longDay(when: number): string {
  const { year, month, day } = partsOf(when, false);
  return `${WEEKDAYS[new Date(when * 1000).getUTCDay()]}, ${day} ${month} ${year}`;
}

/** "08:05", of a clock with 24 hours. */
export function clock(when: number): string {
  return new Date(when * 1000).toISOString().slice(11, 16);
}

export function momentText(when: number): string {
  if (when !== when) return "undated";
  return isTimed(when) ? `${dayText(when)}, ${clock(when)} UTC` : dayText(when);
}

/** "13 Feb – 2 Mar 2023": year and month once where both ends have the same. */
export function spanText(from: number, to: number): string {
  if (from !== from) return "undated";
  const [a, b] = [partsOf(from, true), partsOf(to, true)];
  if (a.year !== b.year) return `${dayText(from)} – ${dayText(to)}`;
  if (a.month !== b.month) return `${dayShort(from)} – ${dayText(to)}`;
  return a.day === b.day ? dayText(to) : `${a.day} – ${dayText(to)}`;
}

/** "Jan – Mar 2023": months of one year. */
function monthsText(from: number, to: number): string {
  return `${partsOf(from, true).month} – ${partsOf(to, true).month} ${yearOf(to)}`;
}

export function unitText(unit: Unit, start: number): string {
  switch (unit) {
    case "hour":
      return `${dayText(start)}, ${clock(start)} UTC`;
    case "day":
      return longDay(start);
    case "week":
      return `Week of ${spanText(start, start + 6 * DAY)}`;
    case "month":
      return `${partsOf(start, false).month} ${yearOf(start)}`;
    case "quarter":
      return monthsText(start, start + 75 * DAY);
    default:
      return String(yearOf(start));
  }
}

/** Axis labels between two times, about `count` of them; no hours where no date is `timed`. */
export function ticks(from: number, to: number, count: number, timed = true): { at: number; text: string }[] {
  const unit = unitFor(from, to, Math.max(2, count * 2), timed);
  const all = bins(unit, from, to).filter((at) => at >= from && at <= to);
  const step = Math.max(1, Math.ceil(all.length / Math.max(1, count)));
  const years = [1, 2, 3, 4, 5, 10, 20, 50, 100, 200, 500].find((round) => round >= step);
  const named = (at: number, i: number): boolean => (unit === "year" && years ? yearOf(at) % years === 0 : i % step === 0);
  const shown = all.filter(named);
  return shown.map((at, i) => ({ at, text: tickText(unit, at, !i || yearOf(at) !== yearOf(shown[i - 1]!)) }));
}

/** A date on an axis; the year of a day only where it is the first of its year. */
function tickText(unit: Unit, at: number, first: boolean): string {
  if (unit === "hour") return `${dayShort(at)} ${clock(at)}`;
  if (unit === "year") return String(yearOf(at));
  if (unit === "month" || unit === "quarter") return `${partsOf(at, true).month} ${yearOf(at)}`;
  return first ? dayText(at) : dayShort(at);
}

/** Whether a date has a time of day: without one it stands at midnight. */
export function isTimed(when: number): boolean {
  return when === when && when % DAY !== 0;
}

/** Whether one date is known to be later than another: days tell it, and times of one day. */
export function isAfter(late: number, early: number): boolean {
  return isTimed(late) && isTimed(early) ? late > early : Math.floor(late / DAY) > Math.floor(early / DAY);
}

/** "3 h apart", "3 days apart"; "same day" of dates of which one has no time. */
export function gapText(a: number, b: number): string {
  const whole = !isTimed(a) || !isTimed(b);
  const gap = whole ? Math.abs(Math.floor(a / DAY) - Math.floor(b / DAY)) * DAY : Math.abs(a - b);
  if (gap !== gap) return "gap unknown";
  if (whole && !gap) return "same day";
  if (gap < 3600) return "within an hour";
  if (gap < DAY) return `${Math.round(gap / 3600)} h apart`;
  const days = Math.round(gap / DAY);
  return `${days} ${days === 1 ? "day" : "days"} apart`;
}

/** The day in a date field, seconds since 1970; null when it is empty, undefined while its year is being typed. */
export function dayOf(field: HTMLInputElement): number | null | undefined {
  if (!field.value) return null;
  const when = Date.parse(field.value) / 1000;
  return Number(field.value.split("-")[0]) >= 1000 && Number.isFinite(when) ? when : undefined;
}
