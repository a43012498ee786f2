// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.pipeline;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.tracewheel.otlp.ByteSlice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Decompresses zstd (RFC 8878, several frames allowed) into a reused buffer, never beyond a limit
 * and never faster than bytes are reserved for it. Frames that ask for a window of more than 8 MiB,
 * the size that the RFC recommends to support, are refused, so that a header of a few bytes cannot
 * claim memory. For one thread.
 */
final class Unzstd {
  private static final int LONGEST_WINDOW_LOG = 23;
  private static final int SMALLEST_BUFFER = 16 * 1024;

  /** A buffer that had to be larger for one request is not kept for the next. */
  private static final int KEPT_BUFFER = 4 << 20;

  private byte[] kept = new byte[SMALLEST_BUFFER];

  /**
   * Decompresses all of the input.
   *
   * @param limit of the output in bytes
   * @param tooLarge thrown at the first byte beyond the limit
   * @return valid until the next call
   * @throws RefusedException if the input is not zstd, is cut off, or decompresses to more than the
   *     limit or the room, or if the platform has no zstd
   */
  ByteSlice inflate(ByteSlice in, int limit, Refusal tooLarge, Gunzip.Room room)
      throws RefusedException {
    byte[] out = kept;
    room.grow(out.length);
    int total = 0;
    try (ZstdInputStreamNoFinalizer stream =
        new ZstdInputStreamNoFinalizer(
            new ByteArrayInputStream(in.array(), in.offset(), in.length()))) {
      stream.setLongMax(LONGEST_WINDOW_LOG);
      while (true) {
        if (total == out.length) {
          room.grow(out.length);
          out = Arrays.copyOf(out, (int) Math.min(2L * out.length, limit + 1L));
        }
        int count = stream.read(out, total, out.length - total);
        if (count < 0) {
          break;
        }
        total += count;
        if (total > limit) {
          throw new RefusedException(tooLarge);
        }
      }
    } catch (ZstdIOException e) {
      throw corrupt("the compressed data is damaged, ends too early or needs too large a window");
    } catch (IOException e) {
      throw corrupt("the compressed data ends too early");
    } catch (LinkageError e) {
      // The library has native code for the usual platforms only.
      throw new RefusedException(
          Refusal.malformed("This evaluator cannot read zstd on its platform; send gzip."));
    }
    if (out.length <= KEPT_BUFFER) {
      kept = out;
    }
    return new ByteSlice(out, 0, total);
  }

  private static RefusedException corrupt(String what) {
    return new RefusedException(
        Refusal.malformed(
            "The request is marked as zstd but cannot be decompressed: " + what + "."));
  }
}
