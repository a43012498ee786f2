// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out at the start where the process before ended. Doing it twice is the same as once. */
final class LogRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentedLog.class);

  private LogRecovery() {}

  /**
   * The file to go on in.
   *
   * @param used length of what is good in it
   */
  record Writable(SegmentFile file, long used) {}

  /**
   * What is there.
   *
   * @param end behind the last record; new ones go here
   * @param writable the last segment, if new records go into it
   * @param tornBytes that were cut off
   */
  record Found(
      List<Segment> segments,
      Map<String, CursorFile> cursors,
      long end,
      @Nullable Segment writable,
      @Nullable Writable writableFile,
      long tornBytes) {}

  static Found recover(LogDirectory directory, long segmentBytes, SegmentFile.Opener opener)
      throws IOException {
    Map<String, CursorFile> cursors = cursors(directory);
    List<Segment> segments = directory.segments();
    long floor = directory.setAsideEnd();
    for (CursorFile cursor : cursors.values()) {
      floor = Math.max(floor, cursor.state().position());
    }
    if (segments.isEmpty()) {
      return new Found(segments, cursors, floor, null, null, 0);
    }
    Segment last = segments.get(segments.size() - 1);
    SegmentScan.Tail tail;
    try (FileChannel channel = FileChannel.open(last.path(), StandardOpenOption.READ)) {
      tail = new SegmentScan(last, channel).tail();
    }
    if (tail.torn() > 0) {
      LOG.warn(
          "{} ended in an unfinished write: {} bytes that were never acknowledged are cut off",
          last.path(),
          tail.torn());
    }
    if (floor > tail.end()) {
      LOG.error(
          "The log in {} ends at position {}, but had reached {} before: {} bytes are missing",
          directory,
          tail.end(),
          floor,
          floor - tail.end());
      return new Found(segments, cursors, floor, null, null, tail.torn());
    }
    long used = last.offset(tail.end());
    SegmentFile file = opener.open(last.path());
    try {
      file.resize(used); // what was torn must not show through under shorter records
      file.resize(Math.max(used, SegmentHeader.LENGTH + segmentBytes));
      file.force();
      file.position(used);
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return new Found(segments, cursors, tail.end(), last, new Writable(file, used), tail.torn());
  }

  private static Map<String, CursorFile> cursors(LogDirectory directory) throws IOException {
    Map<String, CursorFile> cursors = new LinkedHashMap<>();
    List<Path> files;
    try (Stream<Path> all = Files.list(directory.cursors())) {
      files = all.sorted().toList();
    }
    for (Path file : files) {
      String name = CursorFile.name(file);
      if (name == null) {
        continue;
      }
      CursorFile cursor = CursorFile.open(file, System::nanoTime);
      if (cursor == null) {
        LOG.error(
            "The position of destination {} in {} is damaged; it gets all that is left in the log"
                + " once more",
            name,
            file);
        // At the oldest record there is; positions before it mean the same.
        cursor = CursorFile.create(file, 0, System::nanoTime);
      }
      cursors.put(name, cursor);
    }
    return cursors;
  }
}
