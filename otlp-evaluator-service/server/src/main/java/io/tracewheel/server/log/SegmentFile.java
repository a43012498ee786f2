// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The four things that the log does to a file it writes, so that tests can make each of them fail.
 */
interface SegmentFile extends Closeable {

  /** Writes at the file's current position; may write less than there is. */
  long write(ByteBuffer[] buffers, int offset, int length) throws IOException;

  /** Makes all that was written survive a power loss. */
  void force() throws IOException;

  /** Sets the position for the next write. */
  void position(long offset) throws IOException;

  /** Cuts or lengthens the file; new bytes are zero. */
  void resize(long length) throws IOException;

  /** Opens files, which must exist, for writing. */
  interface Opener {
    SegmentFile open(Path path) throws IOException;
  }

  /** Real files. */
  static SegmentFile open(Path path) throws IOException {
    return new Channel(FileChannel.open(path, StandardOpenOption.WRITE));
  }

  /** A real file. */
  record Channel(FileChannel channel) implements SegmentFile {
    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
      return channel.write(buffers, offset, length);
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void position(long offset) throws IOException {
      channel.position(offset);
    }

    @Override
    public void resize(long length) throws IOException {
      if (length < channel.size()) {
        channel.truncate(length);
      } else if (length > channel.size()) {
        channel.write(ByteBuffer.allocate(1), length - 1);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
