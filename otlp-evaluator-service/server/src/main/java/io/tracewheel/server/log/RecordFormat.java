// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a record lies in a segment: a header of {@value #HEADER} bytes (big-endian), then the body.
 *
 * <pre>
 *   0  2  magic "TW"
 *   2  1  signal: 1 traces, 2 metrics, 3 logs, 4 profiles
 *   3  1  flags: 1 = last record of its group; bits 1 and 2: passage, in the order of {@link Passage};
 *         8 = the body is gzip
 *   4  4  length of the body
 *   8  8  time of the append, milliseconds since 1970
 *  16  4  CRC32C of the body
 *  20  4  CRC32C of the segment's salt, the record's position and bytes 0 to 19
 * </pre>
 *
 * <p>The header has a checksum of its own so that a damaged body does not make its length doubtful:
 * exactly this record is passed over. Salt and position make a header valid in one place only, so
 * that nothing a client puts into a body can be taken for a record when a damaged place is searched
 * for the next good one. Not thread-safe.
 */
final class RecordFormat {
  static final int HEADER = 24;
  private static final int LAST_OF_GROUP = 1;
  private static final int COMPRESSED = 8;
  private static final Passage[] PASSAGES = Passage.values();
  private static final byte MAGIC_0 = 'T';
  private static final byte MAGIC_1 = 'W';
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final CRC32C crc = new CRC32C();
  private final byte[] place = new byte[16];
  private final byte[] header = new byte[HEADER];

  /** What a header says. */
  record Header(
      Signal signal,
      boolean lastOfGroup,
      Passage passage,
      boolean compressed,
      int length,
      long millis,
      int bodyCrc) {
    int recordLength() {
      return Math.addExact(HEADER, length);
    }
  }

  /** Checksum of a body. */
  static int bodyCrc(ByteSlice body) {
    CRC32C crc = new CRC32C();
    crc.update(body.array(), body.offset(), body.length());
    return (int) crc.getValue();
  }

  /** Encodes a header for one place; the array is good until the next call. */
  byte[] encode(Header values, long salt, long position) {
    header[0] = MAGIC_0;
    header[1] = MAGIC_1;
    header[2] = code(values.signal());
    header[3] =
        (byte)
            ((values.lastOfGroup() ? LAST_OF_GROUP : 0)
                | values.passage().ordinal() << 1
                | (values.compressed() ? COMPRESSED : 0));
    INT.set(header, 4, values.length());
    LONG.set(header, 8, values.millis());
    INT.set(header, 16, values.bodyCrc());
    INT.set(header, 20, headerCrc(header, 0, salt, position));
    return header;
  }

  /**
   * Reads the header at an index of an array.
   *
   * @return null if no header of this place is there
   */
  @Nullable Header decode(byte[] bytes, int at, long salt, long position) {
    if (bytes[at] != MAGIC_0
        || bytes[at + 1] != MAGIC_1
        || (int) INT.get(bytes, at + 20) != headerCrc(bytes, at, salt, position)) {
      return null;
    }
    Signal signal = signal(bytes[at + 2]);
    int length = (int) INT.get(bytes, at + 4);
    if (signal == null || length < 0) {
      return null;
    }
    return new Header(
        signal,
        (bytes[at + 3] & LAST_OF_GROUP) != 0,
        PASSAGES[bytes[at + 3] >> 1 & 3],
        (bytes[at + 3] & COMPRESSED) != 0,
        length,
        (long) LONG.get(bytes, at + 8),
        (int) INT.get(bytes, at + 16));
  }

  private static byte code(Signal signal) {
    return switch (signal) {
      case TRACES -> 1;
      case METRICS -> 2;
      case LOGS -> 3;
      case PROFILES -> 4;
    };
  }

  private static @Nullable Signal signal(byte code) {
    return switch (code) {
      case 1 -> Signal.TRACES;
      case 2 -> Signal.METRICS;
      case 3 -> Signal.LOGS;
      case 4 -> Signal.PROFILES;
      default -> null;
    };
  }

  private int headerCrc(byte[] bytes, int at, long salt, long position) {
    LONG.set(place, 0, salt);
    LONG.set(place, 8, position);
    crc.reset();
    crc.update(place, 0, place.length);
    crc.update(bytes, at, 20);
    return (int) crc.getValue();
  }
}
