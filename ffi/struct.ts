/** C struct layouts: fields in header order become typed offsets. @module */

/** The size, and so the alignment, of each scalar that a field can have. */
const SCALAR_BYTES = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  u64: 8,
  i64: 8,
  pointer: 8,
} as const;

/** A scalar C type. */
export type Scalar = keyof typeof SCALAR_BYTES;

/** A scalar or a fixed array of it: `"u32"`, `"u8[16]"`. */
export type FieldType = Scalar | `${Scalar}[${number}]`;

/** Where a field lies. */
export interface Field {
  readonly type: FieldType;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** A struct's layout. Field names are the C names, so that a test can ask the compiler for each. */
export interface StructLayout<F extends string> {
  /** As C writes it, without the word `struct`. */
  readonly cName: string;
  /** The header that declares it, for the layout test. */
  readonly header: string;
  /** The type that a layout test asks the compiler about: `struct timespec`, `union bpf_attr`. */
  readonly cType: string;
  /** Where inside of that type the fields are: `test.` for a named arm, else empty. */
  readonly cMember: string;
  /** False where the fields are only a prefix or an arm, so that sizeof is not ours to compare. */
  readonly whole: boolean;
  /** sizeof(struct), tail padding included. */
  readonly sizeBytes: number;
  readonly fields: Readonly<Record<F, Field>>;
}

/** What {@linkcode struct} takes besides the fields. */
export interface StructOptions {
  /** The header that declares the struct, such as `linux/bpf.h`. */
  readonly header: string;
  /** The whole size where the fields listed are only a prefix, or one arm of a union. */
  readonly sizeBytes?: number;
  /** Offsets that alignment alone does not give: the arms of a union. */
  readonly at?: Readonly<Record<string, number>>;
  /** What C calls the type where it is no `struct <cName>`, such as `union bpf_attr`. */
  readonly cType?: string;
  /** The named arm or member of `cType` that holds the fields, such as `test`. */
  readonly cMember?: string;
  /** False where newer headers append fields, so that sizeof differs. @default {true} */
  readonly whole?: boolean;
}

/**
 * Lays out a struct as a C compiler for a 64-bit Linux does: each field aligned to its own size,
 * the whole rounded up to the largest alignment.
 */
export function struct<F extends string>(
  cName: string,
  types: Readonly<Record<F, FieldType>>,
  options: StructOptions,
): StructLayout<F> {
  const fields = {} as Record<F, Field>;
  let end = 0;
  let alignment = 1;
  for (const [name, type] of Object.entries(types) as [F, FieldType][]) {
    const { scalarBytes, count } = parse(type);
    const offset = options.at?.[name] ?? roundUp(end, scalarBytes);
    fields[name] = { type, offset, sizeBytes: scalarBytes * count };
    end = Math.max(end, offset + scalarBytes * count);
    alignment = Math.max(alignment, scalarBytes);
  }
  const sizeBytes = options.sizeBytes ?? roundUp(end, alignment);
  if (sizeBytes < end) {
    throw new RangeError(`Cannot lay out ${cName}: fields end at ${end}, size is ${sizeBytes}`);
  }
  return {
    cName,
    header: options.header,
    cType: options.cType ?? `struct ${cName}`,
    cMember: options.cMember ? `${options.cMember}.` : "",
    whole: options.whole ?? true,
    sizeBytes,
    fields,
  };
}

/** Reads and writes one struct in place; allocates nothing but the bigints of 64-bit fields. */
export class StructView<F extends string> {
  readonly layout: StructLayout<F>;
  readonly #view: DataView;

  /** A view of `layout` at `byteOffset` of `memory`; owns nothing. */
  constructor(layout: StructLayout<F>, memory: Uint8Array, byteOffset = 0) {
    this.layout = layout;
    this.#view = new DataView(memory.buffer, memory.byteOffset + byteOffset, layout.sizeBytes);
  }

  /** A field of at most 32 bits. */
  get(name: F): number {
    const { type, offset } = this.layout.fields[name];
    switch (type) {
      case "u8":
        return this.#view.getUint8(offset);
      case "i8":
        return this.#view.getInt8(offset);
      case "u16":
        return this.#view.getUint16(offset, true);
      case "i16":
        return this.#view.getInt16(offset, true);
      case "u32":
        return this.#view.getUint32(offset, true);
      case "i32":
        return this.#view.getInt32(offset, true);
      default:
        throw new TypeError(`Cannot read ${name} as a number: it is ${type}`);
    }
  }

  /** Sets a field of at most 32 bits. */
  set(name: F, value: number): void {
    const { type, offset } = this.layout.fields[name];
    switch (type) {
      case "u8":
      case "i8":
        return this.#view.setUint8(offset, value);
      case "u16":
      case "i16":
        return this.#view.setUint16(offset, value, true);
      case "u32":
      case "i32":
        return this.#view.setUint32(offset, value, true);
      default:
        throw new TypeError(`Cannot write ${name} as a number: it is ${type}`);
    }
  }

  /** A 64-bit field, pointers too. */
  get64(name: F): bigint {
    const { type, offset } = this.layout.fields[name];
    if (type === "i64") return this.#view.getBigInt64(offset, true);
    if (type === "u64" || type === "pointer") return this.#view.getBigUint64(offset, true);
    throw new TypeError(`Cannot read ${name} as 64 bits: it is ${type}`);
  }

  /** Sets a 64-bit field, pointers too. */
  set64(name: F, value: bigint): void {
    const { type, offset } = this.layout.fields[name];
    if (type !== "u64" && type !== "i64" && type !== "pointer") {
      throw new TypeError(`Cannot write ${name} as 64 bits: it is ${type}`);
    }
    this.#view.setBigUint64(offset, BigInt.asUintN(64, value), true);
  }

  /** The bytes of an array field, in place. */
  bytes(name: F): Uint8Array {
    const { offset, sizeBytes } = this.layout.fields[name];
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + offset, sizeBytes);
  }
}

/** A zeroed struct in JavaScript memory: for calls that return before the memory can move on. */
export function allocate<F extends string>(
  layout: StructLayout<F>,
): { memory: Uint8Array<ArrayBuffer>; view: StructView<F> } {
  const memory = new Uint8Array(layout.sizeBytes);
  return { memory, view: new StructView(layout, memory) };
}

function parse(type: FieldType): { scalarBytes: number; count: number } {
  const [scalar, count] = type.split("[") as [Scalar, string | undefined];
  return { scalarBytes: SCALAR_BYTES[scalar], count: count ? Number.parseInt(count) : 1 };
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
