/** Which parts of an arena are in use: blocks of one granule or of whole pages. @module */
import { NativeMemory } from "../../ffi/memory.ts";

/** What block sizes count in, in bytes. */
export const GRANULE_BYTES = 256;
/** Granules of what counts as a page here: the unit of everything larger than a granule. */
export const PAGE_GRANULES = 16;
/** The largest block: 4 MiB. */
export const BLOCK_PAGES_MAX = 1024;

const WORD_BYTES = 4;
/** No block. */
export const NONE = -1;

/**
 * Called with free granules, first and end, whose pages were kept and shall be given back. Returns
 * whether they were.
 */
export type GiveBack = (first: number, end: number) => boolean;

/**
 * The blocks from the arena's start to the highest one ever used, and a list of free ones for each
 * size, the one freed last in front: its bytes are still in the cache.
 *
 * The tables lie in native memory, so that they cost what was used of the arena and no more.
 */
export class Blocks implements Disposable {
  readonly #granuleCount: number;
  readonly #memory: NativeMemory;
  /** At the first granule of a block its size in granules, negated while it is free. */
  readonly #sizes: Int32Array<ArrayBuffer>;
  /** Of a free block the next one of its size, counted from 1: 0 ends the list. */
  readonly #next: Int32Array<ArrayBuffer>;
  /** The first free block of each size in pages, counted from 1; of one granule at 0. */
  readonly #heads = new Int32Array(BLOCK_PAGES_MAX + 1);
  /** 1 at the first granule of a free block whose pages were not given back. */
  readonly #keeps: Uint8Array<ArrayBuffer>;
  readonly #giveBack: GiveBack;
  /** Granules in use or freed: all above were never handed out. */
  #top = 0;
  #kept = 0;

  /** @throws {SysError} from mmap(2). */
  constructor(arenaBytes: number, giveBack: GiveBack) {
    this.#giveBack = giveBack;
    this.#granuleCount = arenaBytes / GRANULE_BYTES;
    const tableBytes = this.#granuleCount * WORD_BYTES;
    this.#memory = NativeMemory.map({ sizeBytes: 2 * tableBytes + this.#granuleCount });
    const { buffer } = this.#memory.bytes;
    this.#sizes = new Int32Array(buffer, 0, this.#granuleCount);
    this.#next = new Int32Array(buffer, tableBytes, this.#granuleCount);
    this.#keeps = new Uint8Array(buffer, 2 * tableBytes, this.#granuleCount);
  }

  /** Granules of the free blocks whose pages were not given back. */
  get kept(): number {
    return this.#kept;
  }

  /** The size of the block in use that starts at a granule, a whole number; 0 where none does. */
  sizeOf(granule: number): number {
    if (!(granule >= 0 && granule < this.#top)) return 0;
    const size = this.#sizes[granule]!;
    return size > 0 ? size : 0;
  }

  /** Takes a block of 1 granule or of whole pages. Returns its first granule, or NONE. */
  take(size: number): number {
    const granule = this.#pop(listOf(size));
    if (granule === NONE) return this.#takeElsewhere(size);
    this.#sizes[granule] = size;
    return granule;
  }

  /** Frees the block that starts at a granule, one in use; says what became of its pages. */
  free(granule: number, options: { readonly keeps: boolean }): void {
    const size = this.#sizes[granule]!;
    this.#push(granule, size);
    if (options.keeps) this.#keep(granule);
  }

  /** Takes back that a block was taken which cannot be used: it is as if never handed out. */
  retract(granule: number): void {
    const size = this.#sizes[granule]!;
    if (size < PAGE_GRANULES || granule + size < this.#top) return this.#push(granule, size);
    this.#sizes[granule] = 0;
    this.#top = granule;
  }

  /** Knows of no block any more: before the disposal, after which nothing may be read. */
  clear(): void {
    this.#top = 0;
  }

  /** Unmaps the tables. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }

  #push(granule: number, size: number): void {
    const list = listOf(size);
    this.#sizes[granule] = -size;
    this.#next[granule] = this.#heads[list]!;
    this.#heads[list] = granule + 1;
  }

  /** Marks a free block as one whose pages were not given back. */
  #keep(granule: number): void {
    this.#keeps[granule] = 1;
    this.#kept -= this.#sizes[granule]!; // negative: it is free
  }

  /** Where no block of the size is free. */
  #takeElsewhere(size: number): number {
    let granule = this.#cut(size);
    if (granule === NONE) {
      this.#merge();
      granule = this.#pop(listOf(size));
      if (granule === NONE) granule = this.#cut(size);
    }
    if (granule !== NONE) this.#sizes[granule] = size;
    return granule;
  }

  #cut(size: number): number {
    const granule = size < PAGE_GRANULES ? this.#cutPage() : this.#grow(size);
    return granule === NONE ? this.#split(size) : granule;
  }

  #pop(list: number): number {
    const granule = this.#heads[list]! - 1;
    if (granule === NONE) return NONE;
    this.#heads[list] = this.#next[granule]!;
    if (this.#keeps[granule] === 1) {
      this.#keeps[granule] = 0;
      this.#kept += this.#sizes[granule]!; // negative: it was free
    }
    return granule;
  }

  #grow(size: number): number {
    const granule = this.#top;
    if (granule + size > this.#granuleCount) return NONE;
    this.#top += size;
    return granule;
  }

  /** A page cut into granules, of which the first is taken. */
  #cutPage(): number {
    const granule = this.#grow(PAGE_GRANULES);
    if (granule === NONE) return NONE;
    for (let index = PAGE_GRANULES - 1; index > 0; index--) this.#push(granule + index, 1);
    return granule;
  }

  /** A part of a free block that is larger. */
  #split(size: number): number {
    const wanted = Math.max(size, PAGE_GRANULES);
    for (let list = listOf(wanted) + (size === wanted ? 1 : 0); list <= BLOCK_PAGES_MAX; list++) {
      const keptBefore = this.#kept;
      const granule = this.#pop(list);
      if (granule === NONE) continue;
      const keeps = this.#kept < keptBefore; // the rest then has pages as well
      this.#shelve(granule + size, granule + list * PAGE_GRANULES, { keeps });
      return granule;
    }
    return NONE;
  }

  /**
   * Makes one of free blocks beside each other. Only done when the arena is full: until then a
   * block that comes back at once serves the next use of its size. All kept pages go back, unless
   * the kernel does not take them.
   */
  #merge(): void {
    this.#heads.fill(0);
    this.#kept = 0;
    let end = 0;
    for (let granule = 0; granule < this.#top; granule = end) {
      end = granule + Math.abs(this.#sizes[granule]!);
      if (this.#sizes[granule]! > 0) continue;
      while (end < this.#top && this.#sizes[end]! < 0) end -= this.#sizes[end]!;
      this.#sizes.fill(0, granule, end);
      this.#keeps.fill(0, granule, end);
      const keeps = !this.#giveBack(granule, end);
      if (end === this.#top) {
        this.#top = granule + (-granule & (PAGE_GRANULES - 1));
        this.#shelve(granule, this.#top, { keeps });
        return;
      }
      this.#shelve(granule, end, { keeps });
    }
  }

  /** Frees a range: granules up to the next page, whole pages, granules after the last one. */
  #shelve(start: number, end: number, { keeps }: { readonly keeps: boolean }): void {
    let granule = start;
    while (granule < end) {
      const isAligned = granule % PAGE_GRANULES === 0;
      const pages = isAligned ? Math.floor((end - granule) / PAGE_GRANULES) : 0;
      const size = pages === 0 ? 1 : Math.min(pages, BLOCK_PAGES_MAX) * PAGE_GRANULES;
      this.#push(granule, size);
      if (keeps) this.#keep(granule);
      granule += size;
    }
  }
}

function listOf(size: number): number {
  return (size / PAGE_GRANULES) | 0;
}
