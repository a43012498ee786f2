// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.deadletters;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.server.export.LetterFiles;
import io.tracewheel.server.replay.Recording;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The letters of one destination that are not delivered yet. Not thread-safe. */
final class StoredLetters {
  private final LetterFiles files;

  StoredLetters(LetterFiles files) {
    this.files = files;
  }

  /** Is given letters, the oldest first. */
  interface Visitor {
    /**
     * One letter.
     *
     * @return whether to go on
     */
    boolean letter(Letter letter) throws IOException, InterruptedException;
  }

  /**
   * Reads all letters that are not delivered; one that a crash had written twice is given once.
   *
   * @return lines that are no letters, such as one that a crash cut off
   */
  long read(Set<String> delivered, Visitor visitor) throws IOException, InterruptedException {
    Set<String> seen = new HashSet<>(delivered);
    long unreadable = 0;
    for (Path file : List.of(files.old(), files.current())) {
      if (!Files.exists(file)) {
        continue;
      }
      try (Recording recording = open(file)) {
        for (ByteSlice line = recording.next(); line != null; line = recording.next()) {
          Letter letter = Letter.of(line);
          if (letter == null) {
            unreadable++;
          } else if (seen.add(letter.id()) && !visitor.letter(letter)) {
            return unreadable;
          }
        }
      }
    }
    return unreadable;
  }

  private static Recording open(Path file) throws IOException {
    return Recording.open(file.toString(), InputStream.nullInputStream());
  }

  /**
   * Takes delivered letters out of the files; everything else stays, also what is no letter. After
   * a crash each file is as it was or without them. The evaluator waits with new letters.
   */
  void remove(Set<String> delivered) throws IOException {
    if (delivered.isEmpty()) {
      return;
    }
    try (Closeable lock = files.lock()) {
      for (Path file : List.of(files.old(), files.current())) {
        if (Files.exists(file)) {
          rewrite(file, delivered);
        }
      }
      // Before the ids are forgotten: after a power loss no delivered letter may be there again.
      try (FileChannel directory = FileChannel.open(files.directory(), StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }

  private static void rewrite(Path file, Set<String> delivered) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (Recording recording = open(file);
        FileOutputStream out = new FileOutputStream(fresh.toFile())) {
      BufferedOutputStream lines = new BufferedOutputStream(out);
      for (ByteSlice line = recording.next(); line != null; line = recording.next()) {
        Letter letter = Letter.of(line);
        if (letter == null || !delivered.contains(letter.id())) {
          lines.write(line.array(), line.offset(), line.length());
          lines.write('\n');
        }
      }
      lines.flush();
      out.getFD().sync();
    }
    if (Files.size(fresh) == 0) {
      Files.delete(file);
      Files.delete(fresh);
    } else {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
