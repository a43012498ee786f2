// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.replay;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A file that holds the protobuf bytes of one OTLP request, whose signal its name tells. */
public final class RequestFile {
  private static final String SUFFIX = ".pb";

  private RequestFile() {}

  /** The name for a request, such as {@code 00000000000003e8.traces.pb}; sorted by position. */
  public static String name(long position, Signal signal) {
    return String.format(
        Locale.ROOT, "%016x.%s%s", position, signal.name().toLowerCase(Locale.ROOT), SUFFIX);
  }

  /** The signal that a name tells; null if it is not the name of such a file. */
  static @Nullable Signal signal(String name) {
    for (Signal signal : Signal.values()) {
      if (name.endsWith("." + signal.name().toLowerCase(Locale.ROOT) + SUFFIX)) {
        return signal;
      }
    }
    return null;
  }

  /**
   * The request in a file.
   *
   * @throws BadRecordingException if it cannot be read
   */
  static ByteSlice read(String name) throws IOException {
    try {
      return ByteSlice.of(Files.readAllBytes(Path.of(name)));
    } catch (NoSuchFileException e) {
      throw new BadRecordingException("There is no file " + name + "; check the path.");
    } catch (AccessDeniedException e) {
      throw new BadRecordingException(name + " may not be read by this user; change its rights.");
    }
  }
}
