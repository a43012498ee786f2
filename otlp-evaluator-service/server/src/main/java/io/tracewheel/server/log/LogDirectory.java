// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of a log: its lock, its segment files, and where cursors lie. */
final class LogDirectory implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentedLog.class);
  private static final Pattern SEGMENT_NAME = Pattern.compile("[0-9a-f]{16}\\.segment");

  /** Of segment files that are set aside. */
  static final String DAMAGED = ".damaged";

  private final Path path;
  private final FileChannel lockFile;

  /**
   * A file for the next segment. One, so that a log takes at most one segment more than is in it.
   */
  private final Path spare;

  private long setAsideEnd;

  private LogDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
    this.spare = path.resolve("spare");
  }

  /**
   * Makes the directory if need be and takes its lock.
   *
   * @throws LogOpenException if it cannot be used
   */
  static LogDirectory open(Path path) throws LogOpenException {
    try {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw new LogOpenException(
            "The log directory " + path + " is a file; name a directory, or remove the file.");
      }
      Files.createDirectories(cursors(path));
      Files.newDirectoryStream(path).close(); // fails if it cannot be read
      FileChannel lockFile =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!lock(lockFile)) {
        lockFile.close();
        throw new LogOpenException(
            "The log directory "
                + path
                + " is in use by another evaluator; stop that one, or give this one a directory of"
                + " its own.");
      }
      return new LogDirectory(path, lockFile);
    } catch (LogOpenException e) {
      throw e;
    } catch (IOException e) {
      throw new LogOpenException(
          "The log directory "
              + path
              + " cannot be used ("
              + reason(e)
              + "); it must be a directory that this user can read and write.",
          e);
    }
  }

  private static boolean lock(FileChannel lockFile) throws IOException {
    try {
      FileLock lock = lockFile.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // the other log is in this process
    }
  }

  static String reason(IOException e) {
    if (e instanceof AccessDeniedException denied) {
      return "permission denied for " + denied.getFile();
    }
    if (e instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getReason() + ": " + failed.getFile();
    }
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  Path cursors() {
    return cursors(path);
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /**
   * The segments in order of their positions. Files that carry a segment's name but are none are
   * renamed and reported, because what is in them may matter to somebody.
   */
  List<Segment> segments() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(path)) {
      files = all.sorted(Comparator.comparing(Path::getFileName)).toList();
    }
    List<Segment> segments = new ArrayList<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (name.endsWith(".new")) {
        Files.deleteIfExists(file);
      } else if (isSegment(name)) {
        SegmentHeader header;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          header = SegmentHeader.read(channel);
        }
        if (header != null) {
          segments.add(new Segment(file, base(name), header));
        } else {
          long base = base(name);
          Path aside = file.resolveSibling(name + DAMAGED);
          long bytes = Files.size(file);
          Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
          setAsideEnd = Math.max(setAsideEnd, base + bytes);
          LOG.error(
              "{} ({} bytes) is no readable log segment; it was set aside as {}",
              file,
              bytes,
              aside.getFileName());
        }
      }
    }
    return segments;
  }

  /** Whether a file is called what segments are called. */
  static boolean isSegment(String name) {
    return SEGMENT_NAME.matcher(name).matches();
  }

  /** Position of the first record in a segment, which is in its name. */
  static long base(String name) {
    return Long.parseUnsignedLong(name.substring(0, 16), 16);
  }

  /** The cursors of a log in a directory. */
  static Path cursors(Path log) {
    return log.resolve("cursors");
  }

  /** A position behind all that was in segments set aside; 0 if there were none. */
  long setAsideEnd() {
    return setAsideEnd;
  }

  /**
   * Makes an empty segment; after a crash it is there as a whole or not at all. A file that was let
   * go is used again if there is one: its blocks are in place and its pages in memory, which halves
   * what a commit costs.
   */
  Segment create(long base, long salt, long fileLength, SegmentFile.Opener opener)
      throws IOException {
    Path file = path.resolve(String.format(Locale.ROOT, "%016x.segment", base));
    Path fresh = path.resolve(file.getFileName() + ".new");
    SegmentHeader header;
    try {
      Files.deleteIfExists(fresh);
      header = new SegmentHeader(salt, takeSpare(fresh));
      if (!header.reused()) {
        Files.createFile(fresh);
      }
      try (SegmentFile out = opener.open(fresh)) {
        ByteBuffer bytes = header.encode();
        while (bytes.hasRemaining()) {
          out.write(new ByteBuffer[] {bytes}, 0, 1);
        }
        out.resize(fileLength);
        out.force();
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(path);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(fresh);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
    return new Segment(file, base, header);
  }

  private synchronized boolean takeSpare(Path to) throws IOException {
    if (!Files.exists(spare)) {
      return false;
    }
    Files.move(spare, to, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  /** Lets go of a segment that nobody reads any more: the next one may use its file. */
  synchronized void release(Segment segment) throws IOException {
    if (Files.exists(spare)) {
      Files.deleteIfExists(segment.path());
    } else {
      Files.move(segment.path(), spare, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Makes renames in a directory survive a power loss. */
  static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
