// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.custom;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tracewheel.evaluators.trajectory.CustomEvaluator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A jar as it was when it was read, in memory: what happens to the file then matters to no class of
 * it.
 *
 * @param name of its file
 * @param hash SHA-256 of its bytes, hexadecimal
 * @param entries its files by path
 */
record JarContent(String name, String hash, Map<String, byte[]> entries) {
  /** Where a jar names its evaluators. */
  static final String SERVICES = "META-INF/services/" + CustomEvaluator.class.getName();

  private static final long MOST_BYTES = 64L << 20;
  private static final long MOST_INFLATED = 256L << 20;

  /**
   * Reads a jar.
   *
   * @throws IllegalArgumentException if it cannot be used; the message is a sentence
   */
  static JarContent read(Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IllegalArgumentException(file + ": a jar of evaluators has at most 64 MiB.");
      }
      byte[] bytes = Files.readAllBytes(file);
      return new JarContent(name, sha256(bytes), entries(file, bytes));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          file
              + ": the jar cannot be read ("
              + e.getMessage()
              + "); check that it is whole and that you may read it.",
          e);
    }
  }

  private static Map<String, byte[]> entries(Path file, byte[] bytes) throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    long room = MOST_INFLATED;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.isDirectory()) {
          continue;
        }
        byte[] content = zip.readNBytes((int) Math.min(room + 1, Integer.MAX_VALUE - 16));
        room -= content.length;
        if (room < 0) {
          throw new IllegalArgumentException(
              file + ": the files of a jar of evaluators have at most 256 MiB together.");
        }
        entries.putIfAbsent(entry.getName(), content);
      }
    }
    return entries;
  }

  /**
   * Names of the classes of its evaluators.
   *
   * @throws IllegalArgumentException if it names none; the message is a sentence
   */
  List<String> evaluators() {
    byte[] list = entries.getOrDefault(SERVICES, new byte[0]);
    List<String> classes =
        new String(list, UTF_8)
            .lines()
            .map(line -> (line.indexOf('#') < 0 ? line : line.substring(0, line.indexOf('#'))))
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .distinct()
            .toList();
    if (classes.isEmpty()) {
      throw new IllegalArgumentException(
          name
              + " names no evaluator; put the name of your class into "
              + SERVICES
              + " of the jar, or take the jar out of the folder.");
    }
    return classes;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
