// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The first {@value #LENGTH} bytes of a segment file: twice the same 32 bytes, so that one damaged
 * copy costs nothing: magic, version, salt, checksum of these. The position of the segment's first
 * record is the file's name.
 */
final class SegmentHeader {
  static final int LENGTH = 64;
  private static final int COPY = 32;
  private static final long MAGIC = 0x5457_4845_454C_4C47L; // "TWHEELLG"
  private static final int VERSION = 1;

  private SegmentHeader() {}

  static ByteBuffer encode(long salt) {
    ByteBuffer header = ByteBuffer.allocate(LENGTH);
    for (int copy = 0; copy < 2; copy++) {
      header.position(copy * COPY);
      header.putLong(MAGIC).putInt(VERSION).putLong(salt);
      header.putInt(crc(header.array(), copy * COPY));
    }
    return header.clear();
  }

  /** The salt; empty if neither copy is good. */
  static OptionalLong read(FileChannel file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(LENGTH);
    while (header.hasRemaining() && file.read(header, header.position()) >= 0) {}
    for (int copy = 0; copy < 2; copy++) {
      int at = copy * COPY;
      if (header.getLong(at) == MAGIC
          && header.getInt(at + 8) == VERSION
          && header.getInt(at + 20) == crc(header.array(), at)) {
        return OptionalLong.of(header.getLong(at + 12));
      }
    }
    return OptionalLong.empty();
  }

  private static int crc(byte[] bytes, int at) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at, 20);
    return (int) crc.getValue();
  }
}
