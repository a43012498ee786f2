// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.api.common.AttributeKey;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A dozen attributes in the order in which they came, in one array: every call fills, copies and
 * walks several of these, and a table of entries costs several times as much. Not thread-safe.
 */
final class Facts extends AbstractMap<AttributeKey<?>, Object> {

  /** Key, value, key, value. */
  private @Nullable Object[] pairs;

  private int used;

  Facts() {
    pairs = new Object[24];
  }

  /** A copy, with room for more. */
  Facts(Facts other) {
    pairs = Arrays.copyOf(other.pairs, other.used + 24);
    used = other.used;
  }

  private int indexOf(@Nullable Object key) {
    for (int i = 0; i < used; i += 2) {
      if (pairs[i] == key) {
        return i;
      }
    }
    if (key != null) {
      int hash = key.hashCode();
      for (int i = 0; i < used; i += 2) {
        Object known = key(i);
        if (known.hashCode() == hash && known.equals(key)) {
          return i;
        }
      }
    }
    return -1;
  }

  private AttributeKey<?> key(int at) {
    return (AttributeKey<?>) at(at);
  }

  @SuppressWarnings("NullAway") // below used there are no nulls
  private Object at(int at) {
    return pairs[at];
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    int at = indexOf(key);
    return at < 0 ? null : at(at + 1);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return indexOf(key) >= 0;
  }

  @Override
  public @Nullable Object put(AttributeKey<?> key, Object value) {
    int at = indexOf(key);
    if (at >= 0) {
      Object before = at(at + 1);
      pairs[at + 1] = value;
      return before;
    }
    if (used == pairs.length) {
      pairs = Arrays.copyOf(pairs, used * 2);
    }
    pairs[used++] = key;
    pairs[used++] = value;
    return null;
  }

  @Override
  public @Nullable Object remove(@Nullable Object key) {
    int at = indexOf(key);
    if (at < 0) {
      return null;
    }
    Object before = at(at + 1);
    System.arraycopy(pairs, at + 2, pairs, at, used - at - 2);
    Arrays.fill(pairs, used - 2, used, null);
    used -= 2;
    return before;
  }

  @Override
  public void putAll(Map<? extends AttributeKey<?>, ? extends Object> others) {
    others.forEach(this::put);
  }

  @Override
  public void forEach(BiConsumer<? super AttributeKey<?>, ? super Object> action) {
    for (int i = 0; i < used; i += 2) {
      action.accept(key(i), at(i + 1));
    }
  }

  @Override
  public int size() {
    return used / 2;
  }

  /** Drops the attributes whose key is not among those. */
  void keepOnly(Predicate<AttributeKey<?>> wanted) {
    int kept = 0;
    for (int i = 0; i < used; i += 2) {
      if (wanted.test(key(i))) {
        pairs[kept++] = pairs[i];
        pairs[kept++] = pairs[i + 1];
      }
    }
    Arrays.fill(pairs, kept, used, null);
    used = kept;
  }

  /** A view to read; what is to go goes by {@link #remove} and {@link #keepOnly}. */
  @Override
  public Set<Entry<AttributeKey<?>, Object>> entrySet() {
    return new Entries();
  }

  private final class Entries extends AbstractSet<Entry<AttributeKey<?>, Object>> {

    @Override
    public int size() {
      return Facts.this.size();
    }

    @Override
    public Iterator<Entry<AttributeKey<?>, Object>> iterator() {
      return new Iterator<Entry<AttributeKey<?>, Object>>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < used;
        }

        @Override
        public Entry<AttributeKey<?>, Object> next() {
          if (next >= used) {
            throw new NoSuchElementException();
          }
          next += 2;
          return new SimpleImmutableEntry<>(key(next - 2), at(next - 1));
        }
      };
    }
  }
}
