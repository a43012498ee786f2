// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.nio.file.Path;

/**
 * One file of the log. Its record at position {@code p} is at file offset {@code p - base} +
 * {@value SegmentHeader#LENGTH}.
 *
 * @param base position of its first record
 * @param header what the file begins with
 */
record Segment(Path path, long base, SegmentHeader header) {
  /** See {@link RecordFormat}. */
  long salt() {
    return header.salt();
  }

  long offset(long position) {
    return position - base + SegmentHeader.LENGTH;
  }
}
