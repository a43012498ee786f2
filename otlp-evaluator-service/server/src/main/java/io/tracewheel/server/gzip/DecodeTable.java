// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.gzip;

import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * Look-up table of one Huffman code of DEFLATE: indexed by the next bits, an entry says which
 * symbol they begin with. Codes longer than the index lead to a second table. An entry is
 *
 * <pre>
 *   literals   bit 31 set; 24 and 25: how many, 1 or 2; 8 to 15: the first; 16 to 23: the second
 *   others     bits 13 to 27: the symbol's value; 8 to 12: length of its code alone
 *   all        bits 0 to 5: how many bits it takes, with the extra bits of the symbol
 * </pre>
 *
 * <p>Two literals lie in one entry where both codes fit the index. Not thread-safe.
 */
final class DecodeTable {
  static final int SUBTABLE = 1 << 30;
  static final int END = 1 << 29;
  static final int INVALID = 1 << 28;
  static final int SPECIAL = SUBTABLE | END | INVALID;

  private static final int LITERAL = 1 << 31;
  private static final int ONE = 1 << 24;
  private static final int LONGEST = 15;
  private static final int VALUE = 13;
  private static final int CODE = 8;

  private final int indexBits;

  /** What an entry says of each symbol, but for the code's length. */
  private final int[] symbols;

  private final boolean pairs;

  /** Whether a code of one symbol, which leaves one bit unused, is allowed. */
  private final boolean singles;

  private final int[] entries;
  private final int[] single;
  private final int[] counts = new int[LONGEST + 1];
  private final int[] codes = new int[LONGEST + 1];
  private int subMask;

  private DecodeTable(int indexBits, int[] symbols, boolean pairs, boolean singles) {
    this.indexBits = indexBits;
    this.symbols = symbols;
    this.pairs = pairs;
    this.singles = singles;
    // At most one second table for each symbol.
    int seconds = symbols.length << (LONGEST - Math.min(LONGEST, indexBits));
    this.entries = new int[(1 << indexBits) + seconds];
    this.single = new int[pairs ? 1 << indexBits : 0];
  }

  /** Of literals, lengths and the end of a block. */
  static DecodeTable literals() {
    int[] symbols = new int[288];
    for (int i = 0; i < 256; i++) {
      symbols[i] = LITERAL | ONE | i << 8;
    }
    symbols[256] = END;
    int base = 3;
    for (int i = 0; i < 28; i++) {
      int extra = i < 8 ? 0 : (i - 4) >> 2;
      symbols[257 + i] = base << VALUE | extra;
      base += 1 << extra;
    }
    symbols[285] = 258 << VALUE;
    symbols[286] = INVALID;
    symbols[287] = INVALID;
    return new DecodeTable(11, symbols, true, true);
  }

  /** Of distances. */
  static DecodeTable distances() {
    int[] symbols = new int[32];
    int base = 1;
    for (int i = 0; i < 30; i++) {
      int extra = i < 4 ? 0 : (i - 2) >> 1;
      symbols[i] = base << VALUE | extra;
      base += 1 << extra;
    }
    symbols[30] = INVALID;
    symbols[31] = INVALID;
    return new DecodeTable(9, symbols, false, true);
  }

  /** Of the lengths of the two other codes. */
  static DecodeTable lengths() {
    int[] symbols = new int[19];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = i << VALUE;
    }
    return new DecodeTable(7, symbols, false, false);
  }

  static int value(int entry) {
    return entry >>> VALUE & 0x7fff;
  }

  /** Value of the symbol's extra bits, which follow its code. */
  static int extra(int entry, long bits) {
    return (int) ((bits & ~(-1L << entry)) >>> (entry >>> CODE & 31));
  }

  int[] entries() {
    return entries;
  }

  int mask() {
    return (1 << indexBits) - 1;
  }

  /** The entry of the symbol that comes next. */
  int entry(long bits) {
    int entry = entries[(int) bits & mask()];
    return (entry & SUBTABLE) == 0 || entry < 0 ? entry : subEntry(entry, bits);
  }

  int subEntry(int entry, long bits) {
    return entries[value(entry) + ((int) (bits >>> indexBits) & subMask)];
  }

  /**
   * Takes up another code.
   *
   * @throws DataFormatException if no code has such lengths
   */
  void build(byte[] lengths, int offset, int symbolCount) throws DataFormatException {
    Arrays.fill(counts, 0);
    for (int i = 0; i < symbolCount; i++) {
      counts[lengths[offset + i]]++;
    }
    int longest = LONGEST;
    while (longest > 0 && counts[longest] == 0) {
      longest--;
    }
    counts[0] = 0;
    int unused = 1;
    int code = 0;
    for (int length = 1; length <= LONGEST; length++) {
      code = (code + counts[length - 1]) << 1;
      codes[length] = code;
      unused = (unused << 1) - counts[length];
      if (unused < 0) {
        throw new DataFormatException("over-subscribed code");
      }
    }
    if (unused > 0) {
      if (longest > 1 || !singles) {
        throw new DataFormatException("incomplete code");
      }
      Arrays.fill(entries, 0, 1 << indexBits, INVALID);
    }
    int subBits = Math.max(0, longest - indexBits);
    subMask = (1 << subBits) - 1;
    fill(lengths, offset, symbolCount, subBits);
    if (pairs) {
      pair();
    }
  }

  private void fill(byte[] lengths, int offset, int symbolCount, int subBits) {
    int free = 1 << indexBits;
    int lastPrefix = -1;
    int second = 0;
    // In the order of their codes, so that those of one second table follow each other.
    for (int length = 1; length <= LONGEST; length++) {
      for (int i = 0; counts[length] > 0 && i < symbolCount; i++) {
        if (lengths[offset + i] != length) {
          continue;
        }
        int reversed = Integer.reverse(codes[length]++) >>> (32 - length);
        int entry = symbols[i] + length;
        if (symbols[i] >= 0) {
          entry |= length << CODE;
        }
        if (length <= indexBits) {
          for (int at = reversed; at < 1 << indexBits; at += 1 << length) {
            entries[at] = entry;
          }
          continue;
        }
        int prefix = reversed & mask();
        if (prefix != lastPrefix) {
          lastPrefix = prefix;
          second = free;
          free += 1 << subBits;
          entries[prefix] = SUBTABLE | second << VALUE;
        }
        for (int at = reversed >>> indexBits; at <= subMask; at += 1 << (length - indexBits)) {
          entries[second + at] = entry;
        }
      }
    }
  }

  private void pair() {
    System.arraycopy(entries, 0, single, 0, single.length);
    for (int i = 0; i < single.length; i++) {
      int first = single[i];
      if (first < 0) {
        int length = first & 63;
        int then = single[i >>> length];
        if (then < 0 && length + (then & 63) <= indexBits) {
          entries[i] = first + ONE + (then & 63) | (then & 0xff00) << 8;
        }
      }
    }
  }
}
