// When most of some dates are, a few old ones left out: what the timeline spans, and the colours of dates.

/** Part of the articles that counts as a few old ones, and how much shorter the span is without them. */
const FEW = 0.015;
const SHORTER = 0.8;

export interface Bulk {
  oldest: number;
  /** Where the bulk begins. */
  first: number;
  last: number;
  /** Whether a few old ones lie before the bulk, which would squeeze it. */
  cut: boolean;
}

/** The bulk of some dates, of which any may be unknown; null where all are. */
export function bulkOf(dates: Float64Array): Bulk | null {
  const sorted = dates.filter((when) => when === when).sort();
  if (!sorted.length) return null;
  const [oldest, early, last] = [sorted[0]!, sorted[Math.floor(sorted.length * FEW)]!, sorted[sorted.length - 1]!];
  const cut = last - early < (last - oldest) * SHORTER;
  return { oldest, first: cut ? early : oldest, last, cut };
}
