// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.conduct;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of one process at a time; the lock is a file beside it, ending in {@code .lock}. */
final class LockedFile implements LedgerFile {
  private final Path path;
  private final FileChannel lock;
  private FileChannel channel;

  LockedFile(Path path) throws IOException {
    this.path = path;
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    lock = FileChannel.open(beside(".lock"), CREATE, WRITE);
    try {
      if (!locked()) {
        throw new IOException(
            "the budget file "
                + path
                + " is in use by another process; give each its own, or stop the other");
      }
      channel = FileChannel.open(path, CREATE, READ, WRITE);
      channel.position(channel.size());
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  private boolean locked() throws IOException {
    try {
      FileLock held = lock.tryLock();
      return held != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private Path beside(String ending) {
    return path.resolveSibling(path.getFileName() + ending);
  }

  @Override
  public byte[] read() throws IOException {
    return Files.readAllBytes(path);
  }

  @Override
  public void append(byte[] bytes) throws IOException {
    write(channel, bytes);
  }

  private static void write(FileChannel to, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      to.write(buffer);
    }
  }

  @Override
  public void force() throws IOException {
    channel.force(true);
  }

  @Override
  public void truncate(long length) throws IOException {
    channel.truncate(length);
    channel.position(length);
  }

  @Override
  public void replace(byte[] bytes) throws IOException {
    Path fresh = beside(".new");
    try (FileChannel to = FileChannel.open(fresh, CREATE, WRITE, TRUNCATE_EXISTING)) {
      write(to, bytes);
      to.force(true);
    }
    Files.move(fresh, path, ATOMIC_MOVE, REPLACE_EXISTING);
    channel.close();
    channel = FileChannel.open(path, READ, WRITE);
    channel.position(channel.size());
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      try (FileChannel directory = FileChannel.open(parent, READ)) {
        directory.force(true);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      channel.close();
    }
  }
}
