// Dates: calendar bins, and text in the reader's locale. All in UTC, and the page says so.

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

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(undefined, { timeZone: "UTC", ...options })));
  return made;
}

export function dayText(when: number): string {
  if (when !== when) return "undated";
  return format({ day: "numeric", month: "short", year: "numeric" }).format(when * 1000);
}

export function dayShort(when: number): string {
  return format({ day: "numeric", month: "short" }).format(when * 1000);
}

export function longDay(when: number): string {
  return format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(when * 1000);
}

export function clock(when: number): string {
  return format({ hour: "2-digit", minute: "2-digit" }).format(when * 1000);
}

export function momentText(when: number): string {
  if (when !== when) return "undated";
  return isTimed(when) ? `${dayText(when)}, ${clock(when)} UTC` : dayText(when);
}

/** Kept, as the list asks for the same ones at every letter typed, and finding one takes long. */
const spans = new Map<string, string>();

/** "13 Feb – 2 Mar 2023": the year once when it is the same. */
export function spanText(from: number, to: number): string {
  if (from !== from) return "undated";
  const key = `${from} ${to}`;
  let text = spans.get(key);
  if (text === undefined) {
    if (spans.size > 5000) spans.clear();
    text = format({ day: "numeric", month: "short", year: "numeric" }).formatRange(from * 1000, to * 1000);
    spans.set(key, text);
  }
  return text;
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
      return format({ month: "long", year: "numeric" }).format(start * 1000);
    case "quarter":
      return format({ month: "short", year: "numeric" }).formatRange(start * 1000, (start + 75 * DAY) * 1000);
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
  if (unit === "month" || unit === "quarter") return format({ month: "short", year: "numeric" }).format(at * 1000);
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
