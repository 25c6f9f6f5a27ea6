// Lanes of the timeline: stories that do not meet share one, the busiest on top.

export interface Span {
  story: number;
  left: number;
  right: number;
}

/**
 * A lane for each span, in the order given (busiest first); each goes to the topmost lane with
 * room. Spans beyond `most` lanes get -1.
 */
export function packLanes(spans: readonly Span[], most: number, gap: number): Int32Array {
  const lanes: { left: number; right: number }[][] = [];
  const out = new Int32Array(spans.length).fill(-1);
  spans.forEach((span, n) => {
    for (let lane = 0; lane < most; lane++) {
      const held = (lanes[lane] ??= []);
      // The first that ends after our start: only it can be in the way
      let low = 0;
      let high = held.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (held[middle]!.right + gap <= span.left) low = middle + 1;
        else high = middle;
      }
      if (low < held.length && held[low]!.left < span.right + gap) continue;
      held.splice(low, 0, { left: span.left, right: span.right });
      out[n] = lane;
      return;
    }
  });
  return out;
}
