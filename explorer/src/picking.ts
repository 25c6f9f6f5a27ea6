// What lies under a point of the map: a grid over articles, stories by distance.
import type { Corpus } from "./corpus";
import { DOT } from "./visible";

const CELL = 3;

/** Finds the article or the story at a map position in constant time. */
export class Picker {
  private readonly cells = new Map<number, number[]>();
  private readonly discs = new Map<number, number[]>();
  private readonly widest: number;

  constructor(private readonly corpus: Corpus) {
    const { articles, stories } = corpus;
    for (let i = 0; i < articles.count; i++) {
      push(this.cells, key(articles.x[i]!, articles.y[i]!, CELL), i);
    }
    let widest = CELL;
    for (let s = 0; s < stories.count; s++) widest = Math.max(widest, stories.radius[s]!);
    this.widest = widest;
    for (let s = 0; s < stories.count; s++) {
      push(this.discs, key(stories.x[s]!, stories.y[s]!, widest), s + 1);
    }
  }

  /** The nearest article within `reach` map units, or -1. */
  article(x: number, y: number, reach: number): number {
    const { articles } = this.corpus;
    let best = -1;
    let least = Math.max(DOT, Math.min(reach, CELL)) ** 2;
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (const i of this.cells.get(key(x + dx * CELL, y + dy * CELL, CELL)) ?? []) {
          const away = (articles.x[i]! - x) ** 2 + (articles.y[i]! - y) ** 2;
          if (away <= least) {
            least = away;
            best = i;
          }
        }
      }
    }
    return best;
  }

  /** The story whose disc holds the position, or 0. */
  story(x: number, y: number, slack = 0): number {
    const { stories } = this.corpus;
    let best = 0;
    let least = Infinity;
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (const story of this.discs.get(key(x + dx * this.widest, y + dy * this.widest, this.widest)) ?? []) {
          const away = Math.hypot(stories.x[story - 1]! - x, stories.y[story - 1]! - y) - stories.radius[story - 1]!;
          if (away <= slack && away < least) {
            least = away;
            best = story;
          }
        }
      }
    }
    return best;
  }
}

function key(x: number, y: number, cell: number): number {
  return Math.floor(x / cell) * 1048576 + Math.floor(y / cell);
}

function push(map: Map<number, number[]>, at: number, value: number): void {
  const held = map.get(at);
  if (held) held.push(value);
  else map.set(at, [value]);
}
