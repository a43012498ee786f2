// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.gzip;

import com.intel.gkl.compression.IntelDeflater;
import io.tracewheel.otlp.ByteSlice;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What deflates at level 1: Intel's ISA-L, which ships for Linux and macOS on x86-64 and needs a
 * sixth of the JDK's processor time for a shorter result, or the JDK's own where that library is
 * missing, cannot be loaded or fails a test of itself. Remove {@code lib/gkl-*.jar} to do without.
 */
final class Deflaters {
  private static final Logger LOG = LoggerFactory.getLogger(FastGzip.class);

  private Deflaters() {}

  /** The fastest that works in this process. */
  static Supplier<Deflater> fastest() {
    try {
      if (Native.works()) {
        LOG.debug("gzip is compressed by ISA-L");
        return Native::create;
      }
    } catch (Throwable unusable) { // whatever a native library does when it is loaded
      LOG.debug("ISA-L cannot be used", unusable);
    }
    LOG.info("gzip is compressed by the JDK, as ISA-L is missing or does not run here");
    return Deflaters::jdk;
  }

  static Deflater jdk() {
    return new Deflater(Deflater.BEST_SPEED, true);
  }

  /**
   * Bytes that a deflated message needs at most: stored blocks, and what ISA-L wants to be free.
   */
  static int bound(int length) {
    return Math.addExact(length, (length >> 10) + (64 << 10));
  }

  /**
   * Deflates a whole message.
   *
   * @param out with {@link #bound} bytes of room, filled from its start: ISA-L's binding takes
   *     arrays from index 0 only
   * @return number of bytes written
   */
  static int deflate(Deflater deflater, ByteSlice message, byte[] out) {
    if (message.isEmpty()) {
      out[0] = 3; // an empty final block, which the binding does not make
      out[1] = 0;
      return 2;
    }
    deflater.reset();
    if (message.offset() == 0) {
      deflater.setInput(message.array(), 0, message.length());
    } else {
      deflater.setInput(message.toByteArray(), 0, message.length());
    }
    deflater.finish();
    int length = deflater.deflate(out, 0, out.length);
    if (!deflater.finished()) {
      throw new IllegalStateException(
          message.length() + " bytes do not fit into " + out.length + " when deflated");
    }
    return length;
  }

  /** Apart, so that nothing else links against the optional library. */
  private static final class Native {
    static Deflater create() {
      return new IntelDeflater(1, true);
    }

    /** Whether it loads, and whether the JDK reads what it writes. */
    static boolean works() throws DataFormatException {
      IntelDeflater deflater = new IntelDeflater(1, true);
      if (!deflater.load(null)) {
        return false;
      }
      byte[] sample = new byte[100_000];
      for (int i = 0; i < sample.length; i++) {
        sample[i] = (byte) (i % 251 * (i >> 9));
      }
      byte[] out = new byte[bound(sample.length)];
      int length = deflate(deflater, ByteSlice.of(sample), out);
      deflater.end();
      Inflater inflater = new Inflater(true);
      try {
        inflater.setInput(out, 0, length);
        byte[] back = new byte[sample.length + 1];
        int count = inflater.inflate(back);
        return inflater.finished() && Arrays.equals(sample, Arrays.copyOf(back, count));
      } finally {
        inflater.end();
      }
    }
  }
}
