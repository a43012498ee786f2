// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the dead letters of one destination lie: a file that is appended to, the one before it, and
 * a lock under which they change, because a replay takes letters out while the evaluator adds some.
 *
 * @param directory of all destinations
 * @param destination its id
 */
public record LetterFiles(Path directory, String destination) {
  private static final String SUFFIX = ".jsonl";
  private static final long LOCK_LOOK_MILLIS = 5;

  /** The files of every destination that has any, by id. */
  public static List<LetterFiles> in(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(file -> file.getFileName().toString().replaceAll("\\.old$", ""))
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .map(name -> URLDecoder.decode(name, StandardCharsets.UTF_8))
          .distinct()
          .sorted()
          .map(destination -> new LetterFiles(directory, destination))
          .toList();
    }
  }

  private Path file(String suffix) {
    return directory.resolve(URLEncoder.encode(destination, StandardCharsets.UTF_8) + suffix);
  }

  /** The file that letters are added to; OTLP/JSON lines. */
  public Path current() {
    return file(SUFFIX);
  }

  /** The file that was added to before; the next one that is full takes its place. */
  public Path old() {
    return file(SUFFIX + ".old");
  }

  /** The ids of letters that a replay has delivered and that are in the files still. */
  public Path delivered() {
    return file(".delivered");
  }

  /** Waits for the lock of these files, which other processes take too; closing gives it back. */
  public Closeable lock() throws IOException {
    FileChannel channel =
        FileChannel.open(file(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      while (!locked(channel)) {
        Thread.sleep(LOCK_LOOK_MILLIS);
      }
      return channel;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      channel.close();
      throw new InterruptedIOException("interrupted while waiting for " + file(".lock"));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Makes this process the only one that replays these letters.
   *
   * @return what gives that up when closed; null if another replay is at work
   */
  public @Nullable Closeable replaying() throws IOException {
    FileChannel channel =
        FileChannel.open(file(".replaying"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (locked(channel)) {
      return channel;
    }
    channel.close();
    return null;
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // somebody else in this process
    }
  }
}
