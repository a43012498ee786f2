// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import io.tracewheel.otlp.Schema.Field;
import io.tracewheel.otlp.Schema.Message;
import io.tracewheel.otlp.Schema.Type;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Offers every text of a request of any signal to be replaced, wherever it stands: attributes and
 * their keys, names, bodies, messages, nested values. Lengths around replaced texts are rewritten,
 * every other byte is copied as it came.
 *
 * <p>What this version of OTLP does not know is offered too, as it stands, and emptied instead of
 * replaced, because it may be a message; groups cannot be emptied and are refused. Numbers, trace
 * and span ids of their proper lengths are passed on. Buffers are reused; not thread-safe.
 */
public final class TextRewriter {
  private static final int STRING_VALUE = 1 << 3 | WireCursor.LENGTH;
  private static final int INT_VALUE = 3 << 3;
  private static final int DOUBLE_VALUE = 4 << 3 | WireCursor.FIXED64;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Integers up to this size are exact in a double. */
  private static final double EXACT = 9.007199254740992e15;

  /** Decides about texts. */
  public interface Edit {

    /**
     * One text, as it stands in the request: UTF-8, or whatever bytes somebody put there.
     *
     * @param key the key of the attribute that it is the value of; empty where there is none
     * @return what takes its place, good until the next call; null to leave it as it is
     */
    @Nullable ByteSlice text(ByteSlice text, ByteSlice key);

    /**
     * A whole number as an attribute's value.
     *
     * @return a text that takes its place; null to leave it as it is
     */
    @Nullable ByteSlice number(long value, ByteSlice key);
  }

  private final WireCursor cursor = new WireCursor();
  private final Splices splices = new Splices();
  private byte[] bytes = ByteSlice.EMPTY.array();
  private Edit edit = new Nothing();

  /** A rewriter for one thread. */
  public TextRewriter() {}

  /**
   * Goes through a request.
   *
   * @return the request with what was replaced, in a buffer that is good until the next call; the
   *     request's own slice if nothing was
   * @throws MalformedOtlpException if the bytes are no such request, exceed the limit of nesting or
   *     hold a group; nothing of them has been written then
   */
  public ByteSlice rewrite(Signal signal, ByteSlice request, ScanLimits limits, Edit with)
      throws MalformedOtlpException {
    cursor.reset(request, limits.nesting());
    bytes = request.array();
    edit = with;
    splices.begin();
    message(signal.request(), request.offset() + request.length(), 0, ByteSlice.EMPTY);
    return splices.finish(request);
  }

  private void message(Message type, int end, int depth, ByteSlice key)
      throws MalformedOtlpException {
    while (cursor.position < end) {
      int fieldAt = cursor.position;
      int tag = cursor.tag(end);
      if ((tag & 7) != WireCursor.LENGTH) {
        plain(type, tag, fieldAt, end, depth, key);
        continue;
      }
      int lengthAt = cursor.position;
      int length = cursor.length(end);
      int start = cursor.position;
      int to = start + length;
      Field field = type.field(tag >>> 3);
      if (field == null) {
        opaque(lengthAt, start, to, key);
      } else if (field.message != null) {
        cursor.checkNesting(depth);
        splices.open(lengthAt, start, to);
        ByteSlice inner = field.message == Schema.KEY_VALUE ? keyOf(to) : key;
        message(field.message, to, depth + 1, inner);
        splices.close();
      } else if (field.type == Type.STRING || field.type == Type.BYTES) {
        boolean isKey = type == Schema.KEY_VALUE;
        ByteSlice text = new ByteSlice(bytes, start, length);
        ByteSlice instead = edit.text(text, isKey ? ByteSlice.EMPTY : key);
        if (instead != null) {
          splices.replaceContent(lengthAt, start, to, instead);
        }
      } else if (!field.packable() && !(field.type == Type.ID && (length == 16 || length == 8))) {
        opaque(lengthAt, start, to, key);
      }
      cursor.position = to;
    }
  }

  /** A field that is no text: only numbers that are values of attributes are looked at. */
  private void plain(Message type, int tag, int fieldAt, int end, int depth, ByteSlice key)
      throws MalformedOtlpException {
    ByteSlice instead = null;
    if ((tag & 7) == WireCursor.GROUP) {
      throw cursor.malformed("A group cannot be looked into", fieldAt);
    } else if (type == Schema.ANY_VALUE && tag == INT_VALUE) {
      instead = edit.number(cursor.varint(end), key);
    } else if (type == Schema.ANY_VALUE && tag == DOUBLE_VALUE && end - cursor.position >= 8) {
      double value = Double.longBitsToDouble((long) LONG.get(bytes, cursor.position));
      cursor.position += 8;
      if (Math.abs(value) <= EXACT && value == Math.rint(value)) {
        instead = edit.number((long) value, key);
      }
    } else {
      cursor.skip(tag, end, depth);
    }
    if (instead != null) {
      splices.replaceField(fieldAt, cursor.position, STRING_VALUE, instead);
    }
  }

  private void opaque(int lengthAt, int start, int end, ByteSlice key) {
    if (edit.text(new ByteSlice(bytes, start, end - start), key) != null) {
      splices.replaceContent(lengthAt, start, end, ByteSlice.EMPTY);
    }
  }

  /** The key of the KeyValue that begins at the cursor, which stays where it is. */
  private ByteSlice keyOf(int end) throws MalformedOtlpException {
    int start = cursor.position;
    ByteSlice key = ByteSlice.EMPTY;
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      if (tag == (1 << 3 | WireCursor.LENGTH)) {
        int length = cursor.length(end);
        key = new ByteSlice(bytes, cursor.position, length);
        cursor.position += length;
      } else {
        cursor.skip(tag, end, 0);
      }
    }
    cursor.position = start;
    return key;
  }

  private static final class Nothing implements Edit {
    @Override
    public @Nullable ByteSlice text(ByteSlice text, ByteSlice key) {
      return null;
    }

    @Override
    public @Nullable ByteSlice number(long value, ByteSlice key) {
      return null;
    }
  }

  /**
   * What is replaced, and the messages around it, in the order in which they begin: the new lengths
   * are summed up from the last to the first, then all is copied from the first to the last.
   */
  private static final class Splices {
    private final ByteBuilder added = new ByteBuilder();
    private final ByteBuilder out = new ByteBuilder();

    /**
     * Open messages: where their length, content and end are, and their row, once they have one.
     */
    private int[] open = new int[4 * 16];

    private int depth;

    /** Rows: see the constants. */
    private int[] rows = new int[WIDTH * 64];

    private int count;

    /** Index of the length; -1 where a whole field is replaced. */
    private static final int LENGTH_AT = 0;

    private static final int START = 1;
    private static final int END = 2;
    private static final int PARENT = 3;

    /** Where the replacement begins in {@link #added}; -1 in a message. */
    private static final int ADDED = 4;

    /** Length of the new content. */
    private static final int CONTENT = 5;

    private static final int WIDTH = 6;

    void begin() {
      added.clear();
      count = 0;
      depth = 0;
    }

    void open(int lengthAt, int start, int end) {
      if (4 * depth == open.length) {
        open = Arrays.copyOf(open, 2 * open.length);
      }
      open[4 * depth] = lengthAt;
      open[4 * depth + 1] = start;
      open[4 * depth + 2] = end;
      open[4 * depth + 3] = -1;
      depth++;
    }

    void close() {
      depth--;
    }

    void replaceContent(int lengthAt, int start, int end, ByteSlice content) {
      int from = added.size();
      added.put(content.array(), content.offset(), content.length());
      leaf(lengthAt, start, end, from);
    }

    void replaceField(int start, int end, int tag, ByteSlice content) {
      int from = added.size();
      added.varint(tag);
      added.varint(content.length());
      added.put(content.array(), content.offset(), content.length());
      leaf(-1, start, end, from);
    }

    private void leaf(int lengthAt, int start, int end, int from) {
      int parent = -1;
      for (int i = 0; i < depth; i++) {
        if (open[4 * i + 3] < 0) {
          int length = open[4 * i + 2] - open[4 * i + 1];
          open[4 * i + 3] = row(open[4 * i], open[4 * i + 1], open[4 * i + 2], parent, -1, length);
        }
        parent = open[4 * i + 3];
      }
      row(lengthAt, start, end, parent, from, added.size() - from);
    }

    private int row(int lengthAt, int start, int end, int parent, int from, int content) {
      int at = WIDTH * count;
      if (at == rows.length) {
        rows = Arrays.copyOf(rows, 2 * rows.length);
      }
      rows[at + LENGTH_AT] = lengthAt;
      rows[at + START] = start;
      rows[at + END] = end;
      rows[at + PARENT] = parent;
      rows[at + ADDED] = from;
      rows[at + CONTENT] = content;
      return count++;
    }

    ByteSlice finish(ByteSlice request) {
      if (count == 0) {
        return request;
      }
      int growth = 0;
      for (int i = WIDTH * (count - 1); i >= 0; i -= WIDTH) {
        int content = rows[i + CONTENT];
        int more;
        if (rows[i + LENGTH_AT] < 0) {
          more = content - (rows[i + END] - rows[i + START]);
        } else {
          int now = Math.addExact(ByteBuilder.varintSize(content), content);
          more = now - (rows[i + END] - rows[i + LENGTH_AT]);
        }
        int parent = rows[i + PARENT];
        if (parent < 0) {
          growth = Math.addExact(growth, more);
        } else {
          int at = WIDTH * parent + CONTENT;
          rows[at] = Math.addExact(rows[at], more);
        }
      }
      out.clear();
      out.ensure(Math.addExact(request.length(), Math.max(0, growth)));
      copy(request);
      return out.slice();
    }

    private void copy(ByteSlice request) {
      byte[] from = request.array();
      int done = request.offset();
      for (int i = 0; i < WIDTH * count; i += WIDTH) {
        int lengthAt = rows[i + LENGTH_AT];
        int start = rows[i + START];
        if (lengthAt < 0) {
          out.put(from, done, start - done);
        } else {
          out.put(from, done, lengthAt - done);
          out.varint(rows[i + CONTENT]);
        }
        done = start;
        if (rows[i + ADDED] >= 0) {
          out.put(added.array(), rows[i + ADDED], rows[i + CONTENT]);
          done = rows[i + END];
        }
      }
      int end = request.offset() + request.length();
      out.put(from, done, end - done);
    }
  }
}
