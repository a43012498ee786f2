// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.gzip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * Inflates DEFLATE data (RFC 1951) that lies in one array into another. The JDK's {@link
 * java.util.zip.Inflater} decodes one symbol at a time behind a native call; this one reads 7 bytes
 * at a time and decodes up to eight literals of them with four look-ups, which matters for texts.
 * Takes and refuses the same data as zlib. In Java, so that hostile data cannot harm the process.
 *
 * <p>The output array is the window too: the last {@value #WINDOW} bytes must stay before the
 * position until the data is finished. For one thread.
 */
public final class FastInflater {
  /** How far back data may refer, in bytes. */
  public static final int WINDOW = 32 * 1024;

  /** Bytes behind the position that must be free for decoding to go on. */
  public static final int SLACK = 258 + 16;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int[] LENGTHS_ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };
  private static final int MAX_LITERALS = 286;
  private static final int MAX_DISTANCES = 30;
  private static final int STORED = 0;
  private static final int FIXED = 1;
  private static final int DYNAMIC = 2;

  private enum State {
    HEADER,
    STORED,
    CODES,
    FINISHED
  }

  private final DecodeTable literals = DecodeTable.literals();
  private final DecodeTable distances = DecodeTable.distances();
  private final DecodeTable lengths = DecodeTable.lengths();
  private final byte[] codeLengths = new byte[MAX_LITERALS + MAX_DISTANCES + 2];

  private byte[] in = {};
  private int end;

  /** Where the next byte comes from; beyond the end, zeros were taken instead. */
  private int next;

  /** Bits that were read ahead, the first one lowest. */
  private long bits;

  /** How many of them count; what lies above is what comes next anyway. */
  private int count;

  private State state = State.FINISHED;
  private boolean lastBlock;
  private int storedLeft;

  /** Begins with other data; what was begun before is forgotten. */
  public void begin(byte[] data, int from, int to) {
    in = data;
    next = from;
    end = to;
    bits = 0;
    count = 0;
    lastBlock = false;
    state = State.HEADER;
  }

  /** Whether the last block has been decoded. */
  public boolean finished() {
    return state == State.FINISHED;
  }

  /** Where the data ended, once it is finished. */
  public int dataEnd() {
    return next - (count >> 3);
  }

  /**
   * Decodes until the data is finished, or fewer than {@link #SLACK} bytes are free.
   *
   * @param windowStart the first byte of the output that data may refer to
   * @param position where the next byte goes
   * @return where the byte after the last decoded one goes
   * @throws DataFormatException if the data is damaged or cut off
   */
  public int inflate(byte[] out, int windowStart, int position) throws DataFormatException {
    int at = position;
    while (state != State.FINISHED && out.length - at >= SLACK) {
      switch (state) {
        case HEADER -> header();
        case STORED -> at = stored(out, at);
        case CODES -> at = codes(out, windowStart, at);
        case FINISHED -> throw new IllegalStateException();
      }
    }
    return at;
  }

  private void header() throws DataFormatException {
    if (lastBlock) {
      state = State.FINISHED;
      return;
    }
    lastBlock = take(1) == 1;
    switch (take(2)) {
      case STORED -> {
        take(count & 7);
        next -= count >> 3;
        bits = 0;
        count = 0;
        storedLeft = take(16);
        if (storedLeft != (take(16) ^ 0xffff)) {
          throw new DataFormatException("invalid stored block lengths");
        }
        next -= count >> 3;
        bits = 0;
        count = 0;
        state = State.STORED;
      }
      case FIXED -> {
        Arrays.fill(codeLengths, 0, 144, (byte) 8);
        Arrays.fill(codeLengths, 144, 256, (byte) 9);
        Arrays.fill(codeLengths, 256, 280, (byte) 7);
        Arrays.fill(codeLengths, 280, 288, (byte) 8);
        literals.build(codeLengths, 0, 288);
        Arrays.fill(codeLengths, 0, 32, (byte) 5);
        distances.build(codeLengths, 0, 32);
        state = State.CODES;
      }
      case DYNAMIC -> {
        dynamic();
        state = State.CODES;
      }
      default -> throw new DataFormatException("invalid block type");
    }
  }

  private void dynamic() throws DataFormatException {
    int literalCodes = take(5) + 257;
    int distanceCodes = take(5) + 1;
    int lengthCodes = take(4) + 4;
    if (literalCodes > MAX_LITERALS || distanceCodes > MAX_DISTANCES) {
      throw new DataFormatException("too many length or distance symbols");
    }
    Arrays.fill(codeLengths, 0, LENGTHS_ORDER.length, (byte) 0);
    for (int i = 0; i < lengthCodes; i++) {
      codeLengths[LENGTHS_ORDER[i]] = (byte) take(3);
    }
    lengths.build(codeLengths, 0, LENGTHS_ORDER.length);
    int all = literalCodes + distanceCodes;
    int read = 0;
    while (read < all) {
      refill();
      int entry = lengths.entry(bits);
      if ((entry & DecodeTable.INVALID) != 0) {
        throw new DataFormatException("invalid code lengths set");
      }
      bits >>>= entry;
      count -= entry & 63;
      int symbol = DecodeTable.value(entry);
      if (symbol < 16) {
        codeLengths[read++] = (byte) symbol;
        continue;
      }
      if (symbol == 16 && read == 0) {
        throw new DataFormatException("invalid bit length repeat");
      }
      byte repeated = symbol == 16 ? codeLengths[read - 1] : 0;
      int times =
          switch (symbol) {
            case 16 -> 3 + take(2);
            case 17 -> 3 + take(3);
            default -> 11 + take(7);
          };
      if (read + times > all) {
        throw new DataFormatException("invalid bit length repeat");
      }
      Arrays.fill(codeLengths, read, read + times, repeated);
      read += times;
    }
    checkNotCutOff();
    if (codeLengths[256] == 0) {
      throw new DataFormatException("missing end-of-block");
    }
    literals.build(codeLengths, 0, literalCodes);
    distances.build(codeLengths, literalCodes, distanceCodes);
  }

  private int stored(byte[] out, int position) throws DataFormatException {
    int copied = Math.min(storedLeft, out.length - position - SLACK + 1);
    if (copied > end - next) {
      throw new DataFormatException("cut off");
    }
    System.arraycopy(in, next, out, position, copied);
    next += copied;
    storedLeft -= copied;
    if (storedLeft == 0) {
      state = State.HEADER;
    }
    return position + copied;
  }

  /** The hot loop: everything it uses is a local variable. */
  private int codes(byte[] out, int windowStart, int position) throws DataFormatException {
    byte[] data = in;
    int dataEnd = end;
    int wholeLong = dataEnd - Long.BYTES;
    int from = next;
    long ahead = bits;
    int left = count;
    int at = position;
    int lastStart = out.length - SLACK;
    int[] table = literals.entries();
    int mask = literals.mask();
    int[] far = distances.entries();
    int farMask = distances.mask();
    boolean blockEnded = false;
    ahead |= (from <= wholeLong ? (long) LONG.get(data, from) : rest(data, from, dataEnd)) << left;
    from += (63 - left) >> 3;
    left |= 56;
    int entry = table[(int) ahead & mask];
    while (at <= lastStart) {
      // The next entry is known before more bits are, so that nothing waits for them.
      ahead |=
          (from <= wholeLong ? (long) LONG.get(data, from) : rest(data, from, dataEnd)) << left;
      from += (63 - left) >> 3;
      left |= 56;
      if (entry < 0) {
        SHORT.set(out, at, (short) (entry >>> 8));
        at += entry >>> 24 & 3;
        ahead >>>= entry;
        left -= entry & 63;
        entry = table[(int) ahead & mask];
        if (entry < 0) {
          SHORT.set(out, at, (short) (entry >>> 8));
          at += entry >>> 24 & 3;
          ahead >>>= entry;
          left -= entry & 63;
          entry = table[(int) ahead & mask];
          if (entry < 0) {
            SHORT.set(out, at, (short) (entry >>> 8));
            at += entry >>> 24 & 3;
            ahead >>>= entry;
            left -= entry & 63;
            entry = table[(int) ahead & mask];
          }
        }
        continue;
      }
      if ((entry & DecodeTable.SPECIAL) != 0) {
        if ((entry & DecodeTable.SUBTABLE) != 0) {
          entry = literals.subEntry(entry, ahead);
        }
        if (entry < 0) {
          out[at++] = (byte) (entry >>> 8);
          ahead >>>= entry;
          left -= entry & 63;
          entry = table[(int) ahead & mask];
          continue;
        }
        if ((entry & DecodeTable.END) != 0) {
          ahead >>>= entry;
          left -= entry & 63;
          blockEnded = true;
          break;
        }
        if ((entry & DecodeTable.INVALID) != 0) {
          throw new DataFormatException("invalid literal/length code");
        }
      }
      int length = DecodeTable.value(entry) + DecodeTable.extra(entry, ahead);
      ahead >>>= entry;
      left -= entry & 63;
      entry = far[(int) ahead & farMask];
      if ((entry & DecodeTable.SPECIAL) != 0) {
        entry = distances.entry(ahead);
        if ((entry & DecodeTable.INVALID) != 0) {
          throw new DataFormatException("invalid distance code");
        }
      }
      int distance = DecodeTable.value(entry) + DecodeTable.extra(entry, ahead);
      ahead >>>= entry;
      left -= entry & 63;
      ahead |=
          (from <= wholeLong ? (long) LONG.get(data, from) : rest(data, from, dataEnd)) << left;
      from += (63 - left) >> 3;
      left |= 56;
      entry = table[(int) ahead & mask];
      if (distance > at - windowStart) {
        throw new DataFormatException("invalid distance too far back");
      }
      if (distance >= Long.BYTES && length <= 2 * Long.BYTES) {
        LONG.set(out, at, (long) LONG.get(out, at - distance));
        LONG.set(out, at + Long.BYTES, (long) LONG.get(out, at + Long.BYTES - distance));
      } else {
        copy(out, at, distance, length);
      }
      at += length;
    }
    next = from;
    bits = ahead;
    count = left;
    if (blockEnded) {
      checkNotCutOff();
      state = State.HEADER;
    }
    return at;
  }

  /** The last bytes, and zeros behind them. */
  private static long rest(byte[] data, int from, int end) throws DataFormatException {
    if (from > end + Long.BYTES) {
      throw new DataFormatException("cut off");
    }
    long rest = 0;
    for (int i = end - 1; i >= from; i--) {
      rest = rest << 8 | (data[i] & 0xff);
    }
    return rest;
  }

  /** Repeats what lies a distance back; up to 7 bytes behind it are overwritten. */
  private static void copy(byte[] out, int to, int distance, int length) {
    int last = to + length;
    if (distance >= Long.BYTES) {
      for (int at = to; at < last; at += Long.BYTES) {
        LONG.set(out, at, (long) LONG.get(out, at - distance));
      }
    } else if (distance == 1) {
      Arrays.fill(out, to, last, out[to - 1]);
    } else {
      for (int at = to; at < last; at++) {
        out[at] = out[at - distance];
      }
    }
  }

  private int take(int number) throws DataFormatException {
    refill();
    int taken = (int) (bits & ((1L << number) - 1));
    bits >>>= number;
    count -= number;
    checkNotCutOff();
    return taken;
  }

  /** At least 56 bits ahead; zeros behind the end. */
  private void refill() {
    for (; count <= 55; count += 8, next++) {
      bits |= next < end ? (in[next] & 0xffL) << count : 0;
    }
  }

  private void checkNotCutOff() throws DataFormatException {
    if (next - (count >> 3) > end) {
      throw new DataFormatException("cut off");
    }
  }
}
