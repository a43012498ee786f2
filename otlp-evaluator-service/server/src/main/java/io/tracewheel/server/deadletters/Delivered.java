// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.deadletters;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * Which letters a replay has delivered, on the disk one by one, so that a replay that is killed
 * repeats the one at most whose answer it had not written down. Not thread-safe.
 */
final class Delivered implements Closeable {
  private final FileChannel file;
  private final Set<String> ids;

  private Delivered(FileChannel file, Set<String> ids) {
    this.file = file;
    this.ids = ids;
  }

  static Delivered open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      String text = Files.readString(path);
      int whole = text.lastIndexOf('\n') + 1;
      file.truncate(whole); // ids are ASCII: as many bytes; what a crash cut off is no id
      file.position(whole);
      Set<String> ids = new HashSet<>(text.substring(0, whole).lines().toList());
      return new Delivered(file, ids);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** The ids in a file, which a replay may be writing. */
  static Set<String> read(Path path) throws IOException {
    return Files.exists(path) ? new HashSet<>(Files.readAllLines(path)) : Set.of();
  }

  Set<String> ids() {
    return Collections.unmodifiableSet(ids);
  }

  /** Adds one; it is on the disk when this returns. */
  void add(String id) throws IOException {
    ByteBuffer line = ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.US_ASCII));
    while (line.hasRemaining()) {
      file.write(line);
    }
    file.force(false);
    ids.add(id);
  }

  /** Forgets all: they are in no file any more. */
  void clear() throws IOException {
    file.truncate(0);
    file.position(0);
    file.force(false);
    ids.clear();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
