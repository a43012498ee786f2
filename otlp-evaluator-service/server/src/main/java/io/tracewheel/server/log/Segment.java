// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.nio.file.Path;

/**
 * One file of the log. Its record at position {@code p} is at file offset {@code p - base} +
 * {@value SegmentHeader#LENGTH}.
 *
 * @param base position of its first record
 * @param salt see {@link RecordFormat}
 */
record Segment(Path path, long base, long salt) {
  long offset(long position) {
    return position - base + SegmentHeader.LENGTH;
  }
}
