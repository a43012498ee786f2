// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first {@value #LENGTH} bytes of a segment file: twice the same 32 bytes, so that one damaged
 * copy costs nothing: magic, kind, salt, checksum of these. The position of the segment's first
 * record is the file's name.
 *
 * @param salt see {@link RecordFormat}
 * @param reused whether the file was a segment before, so that what has not been written yet is not
 *     zero but records of another salt
 */
record SegmentHeader(long salt, boolean reused) {
  static final int LENGTH = 64;
  private static final int COPY = 32;
  private static final long MAGIC = 0x5457_4845_454C_4C47L; // "TWHEELLG"
  private static final int FRESH = 1;
  private static final int REUSED = 2;

  ByteBuffer encode() {
    ByteBuffer header = ByteBuffer.allocate(LENGTH);
    for (int copy = 0; copy < 2; copy++) {
      header.position(copy * COPY);
      header.putLong(MAGIC).putInt(reused ? REUSED : FRESH).putLong(salt);
      header.putInt(crc(header.array(), copy * COPY));
    }
    return header.clear();
  }

  /** The header of a file; null if neither copy is good. */
  static @Nullable SegmentHeader read(FileChannel file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(LENGTH);
    while (header.hasRemaining() && file.read(header, header.position()) >= 0) {}
    for (int copy = 0; copy < 2; copy++) {
      int at = copy * COPY;
      int kind = header.getInt(at + 8);
      if (header.getLong(at) == MAGIC
          && (kind == FRESH || kind == REUSED)
          && header.getInt(at + 20) == crc(header.array(), at)) {
        return new SegmentHeader(header.getLong(at + 12), kind == REUSED);
      }
    }
    return null;
  }

  private static int crc(byte[] bytes, int at) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at, 20);
    return (int) crc.getValue();
  }
}
