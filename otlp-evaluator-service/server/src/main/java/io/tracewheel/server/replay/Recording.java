// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.replay;

import io.tracewheel.otlp.ByteSlice;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one recording, read one after the other: a file or standard input, gzipped or not,
 * which its first two bytes tell. Not thread-safe.
 */
public final class Recording implements AutoCloseable {

  /** Longest line in bytes; a longer one is refused rather than held in memory. */
  static final int MAX_LINE = 256 << 20;

  /** Stands for standard input. */
  public static final String STDIN = "-";

  private static final int CHUNK = 1 << 16;

  private final String name;
  private final InputStream in;
  private byte[] buffer = new byte[CHUNK];
  private int start;
  private int end;
  private long line;

  private Recording(String name, InputStream in) {
    this.name = name;
    this.in = in;
  }

  /**
   * Opens a recording.
   *
   * @param name a path, or {@value #STDIN} for standard input
   * @throws BadRecordingException if there is no such file, or it cannot be read
   */
  public static Recording open(String name, InputStream stdin) throws IOException {
    if (name.equals(STDIN)) {
      return new Recording("standard input", unzipped(stdin));
    }
    Path path = Path.of(name);
    if (Files.isDirectory(path)) {
      throw new BadRecordingException(name + " is a directory; name the files in it.");
    }
    try {
      return new Recording(name, unzipped(Files.newInputStream(path)));
    } catch (NoSuchFileException e) {
      throw new BadRecordingException("There is no file " + name + "; check the path.");
    } catch (AccessDeniedException e) {
      throw new BadRecordingException(name + " may not be read by this user; change its rights.");
    } catch (EOFException | ZipException e) {
      throw new BadRecordingException(
          name + " begins as gzip but is none (" + e.getMessage() + "); record it again.");
    }
  }

  private static InputStream unzipped(InputStream raw) throws IOException {
    InputStream in = new BufferedInputStream(raw, CHUNK);
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzip ? new GZIPInputStream(in, CHUNK) : in;
  }

  /** What messages call it. */
  public String name() {
    return name;
  }

  /** Number of the line that was returned last, from 1. */
  public long line() {
    return line;
  }

  /**
   * The next line that is not blank, without its line feed; null at the end. It is good until the
   * next call.
   *
   * @throws BadRecordingException if the line is too long, or compressed data is damaged
   */
  public @Nullable ByteSlice next() throws IOException {
    while (true) {
      int scanned = start;
      int feed = -1;
      while (feed < 0) {
        feed = indexOfFeed(scanned);
        if (feed < 0) {
          scanned = end - start;
          if (!fill()) {
            break;
          }
          scanned += start;
        }
      }
      if (feed < 0 && start == end) {
        return null;
      }
      line++;
      int lineEnd = feed < 0 ? end : feed;
      ByteSlice slice = trimmed(start, lineEnd);
      start = feed < 0 ? end : feed + 1;
      if (!slice.isEmpty()) {
        return slice;
      }
    }
  }

  private int indexOfFeed(int from) {
    for (int i = from; i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Reads more behind what is there; false at the end. */
  private boolean fill() throws IOException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      if (end >= MAX_LINE) {
        throw new BadRecordingException(
            name + ":" + (line + 1) + " is longer than " + MAX_LINE + " bytes; split the request.");
      }
      buffer = Arrays.copyOf(buffer, Math.min(MAX_LINE, 2 * buffer.length));
    }
    int read;
    try {
      read = in.read(buffer, end, buffer.length - end);
    } catch (EOFException | ZipException e) {
      throw new BadRecordingException(
          name
              + " is damaged behind line "
              + line
              + ": the gzip data is cut off or wrong; what came before it was taken.");
    }
    end += Math.max(0, read);
    return read >= 0;
  }

  private ByteSlice trimmed(int from, int to) {
    int first = from;
    int last = to;
    while (first < last && buffer[first] <= ' ' && buffer[first] >= 0) {
      first++;
    }
    while (last > first && buffer[last - 1] <= ' ' && buffer[last - 1] >= 0) {
      last--;
    }
    return new ByteSlice(buffer, first, last - first);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
