// Blocks of columns, as storygraph/export/explorer_blocks.py packs them.

export type Column =
  | { kind: "numbers"; values: Int32Array }
  | { kind: "wide"; values: Float64Array }
  | { kind: "bytes"; values: Uint8Array }
  | { kind: "strings"; values: Strings }
  | { kind: "json"; value: unknown };

/** Strings kept as UTF-8 and decoded one by one: a tenth of the memory of JavaScript strings. */
export class Strings {
  private static readonly decoder = new TextDecoder();

  constructor(
    private readonly bytes: Uint8Array,
    private readonly ends: Uint32Array,
  ) {}

  get length(): number {
    return this.ends.length;
  }

  get(index: number): string {
    const end = this.ends[index];
    if (end === undefined) return "";
    const start = index === 0 ? 0 : this.ends[index - 1]!;
    return start === end ? "" : Strings.decoder.decode(this.bytes.subarray(start, end));
  }

  /** All strings of a range in one pass, for the search index. */
  slice(from: number, to: number): string[] {
    const out: string[] = [];
    for (let i = from; i < Math.min(to, this.length); i++) out.push(this.get(i));
    return out;
  }
}

/** LEB128 varints, seven bits a byte, low ones first. */
export function readVarints(bytes: Uint8Array, count: number): Int32Array {
  const out = new Int32Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    let byte = bytes[at++]!;
    let value = byte & 0x7f;
    let shift = 7;
    while (byte & 0x80) {
      byte = bytes[at++]!;
      value |= (byte & 0x7f) << shift;
      shift += 7;
    }
    out[i] = value;
  }
  return out;
}

/** Zigzag varints of differences, into numbers as wide as their sums. */
export function readDeltas<T extends Int32Array | Float64Array>(bytes: Uint8Array, count: number, out: T): T {
  let at = 0;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    let byte = bytes[at++]!;
    let value = byte & 0x7f;
    let scale = 128;
    while (byte & 0x80) {
      byte = bytes[at++]!;
      // Multiplied, not shifted: a zigzag step between two dates may need 40 bits
      value += (byte & 0x7f) * scale;
      scale *= 128;
    }
    sum += value % 2 ? -(value + 1) / 2 : value / 2;
    out[i] = sum;
  }
  return out;
}

function readPlanes(bytes: Uint8Array, count: number): Int32Array {
  const out = new Int32Array(count);
  for (let i = 0; i < count; i++) out[i] = bytes[i]! | (bytes[count + i]! << 8);
  return out;
}

function readStrings(bytes: Uint8Array, count: number): Strings {
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const lengths = readVarints(bytes.subarray(4, 4 + size), count);
  const ends = new Uint32Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) ends[i] = sum += lengths[i]!;
  return new Strings(bytes.subarray(4 + size), ends);
}

/** A block's columns by name. */
export class Block {
  private readonly columns = new Map<string, Column>();

  constructor(whole: Uint8Array) {
    const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
    const head = view.getUint32(0, true);
    const text = new TextDecoder().decode(whole.subarray(4, 4 + head));
    let at = 4 + head;
    for (const [name, kind, count, size] of JSON.parse(text) as [string, string, number, number][]) {
      const bytes = whole.subarray(at, at + size);
      at += size;
      this.columns.set(name, readColumn(kind, bytes, count));
    }
  }

  numbers(name: string): Int32Array {
    const column = this.columns.get(name);
    if (column?.kind !== "numbers") throw new Error(`no numbers ${name}`);
    return column.values;
  }

  /** Numbers that may pass 2**31: seconds of two centuries do. */
  wide(name: string): Float64Array {
    const column = this.columns.get(name);
    if (column?.kind !== "wide") throw new Error(`no wide numbers ${name}`);
    return column.values;
  }

  bytes(name: string): Uint8Array {
    const column = this.columns.get(name);
    if (column?.kind !== "bytes") throw new Error(`no bytes ${name}`);
    return column.values;
  }

  strings(name: string): Strings {
    const column = this.columns.get(name);
    if (column?.kind !== "strings") throw new Error(`no strings ${name}`);
    return column.values;
  }

  json<T>(name: string): T {
    const column = this.columns.get(name);
    if (column?.kind !== "json") throw new Error(`no value ${name}`);
    return column.value as T;
  }
}

function readColumn(kind: string, bytes: Uint8Array, count: number): Column {
  switch (kind) {
    case "v":
      return { kind: "numbers", values: readVarints(bytes, count) };
    case "d":
      return { kind: "numbers", values: readDeltas(bytes, count, new Int32Array(count)) };
    case "w":
      return { kind: "wide", values: readDeltas(bytes, count, new Float64Array(count)) };
    case "p2":
      return { kind: "numbers", values: readPlanes(bytes, count) };
    case "u1":
      return { kind: "bytes", values: bytes };
    case "s":
      return { kind: "strings", values: readStrings(bytes, count) };
    default:
      return { kind: "json", value: JSON.parse(new TextDecoder().decode(bytes)) };
  }
}

/** The bytes that a base64 text stands for. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

export async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
