// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Which attribute keys (and event names) make a span worth looking into: whole keys and prefixes of
 * keys. Immutable, safe for use by many threads.
 */
public final class AttributeKeys {
  private static final byte[][] NONE = {};

  /** Wanted keys and prefixes by their first byte. */
  private final byte[][][] prefixes = new byte[256][][];

  private final byte[][][] names = new byte[256][][];

  /**
   * For each first byte one bit for each second byte (its lowest six bits) that occurs after it:
   * refuses most keys by one look.
   */
  private final long[] beginnings = new long[256];

  private final boolean everySpan;

  private AttributeKeys(Collection<String> prefixes, Collection<String> names, boolean everySpan) {
    this.everySpan = everySpan;
    Arrays.fill(this.prefixes, NONE);
    Arrays.fill(this.names, NONE);
    prefixes.forEach(prefix -> add(this.prefixes, prefix));
    names.forEach(name -> add(this.names, name));
  }

  /**
   * Keys that start with one of the prefixes or equal one of the names. Case matters.
   *
   * @throws IllegalArgumentException if one of them is empty
   */
  public static AttributeKeys of(Collection<String> prefixes, Collection<String> names) {
    return new AttributeKeys(prefixes, names, false);
  }

  /** Keys that start with one of the prefixes. */
  public static AttributeKeys withPrefix(String... prefixes) {
    return new AttributeKeys(List.of(prefixes), List.of(), false);
  }

  /** Every span is worth looking into, whatever attributes it has. */
  public static AttributeKeys everySpan() {
    return new AttributeKeys(List.of(), List.of(), true);
  }

  boolean selectsEverySpan() {
    return everySpan;
  }

  private void add(byte[][][] table, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0) {
      throw new IllegalArgumentException("an attribute key or prefix to look for is empty");
    }
    int first = bytes[0] & 0xff;
    beginnings[first] |= bytes.length == 1 ? -1L : 1L << bytes[1];
    List<byte[]> row = new ArrayList<>(Arrays.asList(table[first]));
    row.add(bytes);
    table[first] = row.toArray(NONE);
  }

  /** True if the UTF-8 bytes from {@code from} (inclusive) to {@code to} are a wanted key. */
  boolean matches(byte[] bytes, int from, int to) {
    return to - from > 1
        ? (beginnings[bytes[from] & 0xff] >>> bytes[from + 1] & 1) != 0
            && matchesFirst(bytes, from, to)
        : from < to && beginnings[bytes[from] & 0xff] != 0 && matchesFirst(bytes, from, to);
  }

  /** True if the text is a wanted key. */
  public boolean matches(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return matches(bytes, 0, bytes.length);
  }

  private boolean matchesFirst(byte[] bytes, int from, int to) {
    int first = bytes[from] & 0xff;
    for (byte[] prefix : prefixes[first]) {
      if (to - from >= prefix.length && regionEquals(bytes, from, prefix)) {
        return true;
      }
    }
    for (byte[] name : names[first]) {
      if (to - from == name.length && regionEquals(bytes, from, name)) {
        return true;
      }
    }
    return false;
  }

  /** The first bytes are known to be the same; the ends differ more often than the beginnings. */
  private static boolean regionEquals(byte[] bytes, int from, byte[] wanted) {
    int last = wanted.length - 1;
    return bytes[from + last] == wanted[last]
        && bytes[from + last / 2] == wanted[last / 2]
        && Arrays.equals(bytes, from, from + wanted.length, wanted, 0, wanted.length);
  }
}
