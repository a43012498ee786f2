// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.agentbuild;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a jar whose bytes depend on names and contents alone: every entry has the same time. A
 * name that is written twice is an error, because class loaders would pick one of the two by
 * chance.
 */
final class JarWriter implements AutoCloseable {

  /**
   * First moment that the zip format can express, in local fields: no time zone enters the file.
   */
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final Path file;
  private final ZipOutputStream out;
  private final Set<String> names = new HashSet<>();

  JarWriter(Path file) throws IOException {
    this.file = file;
    OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file));
    this.out = new ZipOutputStream(stream);
    out.setLevel(Deflater.BEST_COMPRESSION);
  }

  /**
   * @throws IllegalStateException if the name was added before
   */
  void add(String name, byte[] content) throws IOException {
    if (!names.add(name)) {
      throw new IllegalStateException("Two entries are called " + name + " in " + file);
    }
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(ENTRY_TIME);
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
