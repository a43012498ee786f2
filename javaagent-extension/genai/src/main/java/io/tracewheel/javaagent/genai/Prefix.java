// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The first bytes of a body, up to a limit. Not thread-safe. */
public final class Prefix {

  private final int limit;
  private byte[] bytes = new byte[512];
  private int size;
  private boolean whole = true;

  public Prefix(int limit) {
    this.limit = limit;
  }

  public void add(ByteBuffer more) {
    int fits = room(more.remaining());
    more.duplicate().get(bytes, size, fits);
    size += fits;
  }

  public void add(byte[] from, int offset, int length) {
    int fits = room(length);
    System.arraycopy(from, offset, bytes, size, fits);
    size += fits;
  }

  public void add(byte one) {
    if (room(1) == 1) {
      bytes[size++] = one;
    }
  }

  /** How many of the bytes to come fit; there is space for these then. */
  private int room(int wanted) {
    int fits = Math.min(wanted, limit - size);
    if (fits < wanted) {
      whole = false;
    }
    if (size + fits > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(size + fits, bytes.length * 2L)));
    }
    return fits;
  }

  /** Whether nothing had to be left out. */
  public boolean isWhole() {
    return whole;
  }

  public int size() {
    return size;
  }

  public byte at(int index) {
    return bytes[index];
  }

  /** Marks what is kept as not being all. */
  public void leaveOut() {
    whole = false;
  }

  public void clear() {
    size = 0;
    whole = true;
  }

  public String text() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }
}
