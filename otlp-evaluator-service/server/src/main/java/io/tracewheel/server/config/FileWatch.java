// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells when one of some files has changed and has come to rest. Files are looked at by time, size
 * and key, so that it works for files that are replaced, linked or mounted. On a thread of its own.
 */
public final class FileWatch implements AutoCloseable {
  private final List<Path> files;
  private final Duration look;
  private final Runnable changed;
  private final Thread thread;

  /** When a file was written, how long it is, which it is; zeros where there is none. */
  private record Stamp(long millis, long length, @Nullable Object key) {}

  private FileWatch(String name, List<Path> files, Duration look, Runnable changed) {
    this.files = List.copyOf(files);
    this.look = look;
    this.changed = changed;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  /**
   * Begins to watch.
   *
   * @param name of the thread
   * @param look pause between two looks; a file that is the same at two looks has come to rest
   * @param changed called on the watch's thread; must not throw
   */
  public static FileWatch start(String name, List<Path> files, Duration look, Runnable changed) {
    FileWatch watch = new FileWatch(name, files, look, changed);
    watch.thread.start();
    return watch;
  }

  private void run() {
    List<Stamp> told = stamps();
    List<Stamp> seen = told;
    try {
      while (true) {
        Thread.sleep(look.toMillis());
        List<Stamp> now = stamps();
        if (now.equals(seen) && !now.equals(told)) {
          told = now;
          changed.run();
        }
        seen = now;
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private List<Stamp> stamps() {
    return files.stream().map(FileWatch::stamp).toList();
  }

  private static Stamp stamp(Path path) {
    try {
      BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
      return new Stamp(found.lastModifiedTime().toMillis(), found.size(), found.fileKey());
    } catch (IOException e) {
      return new Stamp(0, 0, null);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
