// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.function.Consumer;

/**
 * Cuts a stream of server-sent events (WHATWG HTML, 9.2) into the data of its events, in whatever
 * pieces the bytes come. Not thread-safe.
 */
public final class SseSplitter implements Splitter {

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final Consumer<String> events;
  private final Prefix line;
  private final Prefix data;
  private boolean hasData;
  private boolean atFirstLine = true;
  private boolean afterCarriageReturn;

  /**
   * @param limit most bytes of one event; a longer one is left out
   */
  public SseSplitter(int limit, Consumer<String> events) {
    this.events = events;
    this.line = new Prefix(limit);
    this.data = new Prefix(limit);
  }

  @Override
  public void bytes(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      byte b = bytes[i];
      boolean secondOfPair = b == '\n' && afterCarriageReturn;
      afterCarriageReturn = b == '\r';
      if (secondOfPair) {
        continue;
      }
      if (b == '\n' || b == '\r') {
        endOfLine();
      } else {
        line.add(b);
      }
    }
  }

  /** Also gives out an event whose empty line is missing; models' servers leave it off. */
  @Override
  public void end() {
    if (line.size() > 0) {
      endOfLine();
    }
    dispatch();
  }

  private void endOfLine() {
    int start = atFirstLine && startsWith(BYTE_ORDER_MARK, 0) ? BYTE_ORDER_MARK.length : 0;
    atFirstLine = false;
    if (line.size() == start) {
      dispatch();
    } else if (isData(start)) {
      int value = start + 4;
      if (value < line.size()) {
        value++; // the colon
        if (value < line.size() && line.at(value) == ' ') {
          value++;
        }
      }
      if (hasData) {
        data.add((byte) '\n');
      }
      hasData = true;
      for (int i = value; i < line.size(); i++) {
        data.add(line.at(i));
      }
      if (!line.isWhole()) {
        data.leaveOut();
      }
    }
    line.clear();
  }

  private boolean isData(int start) {
    return startsWith(new byte[] {'d', 'a', 't', 'a'}, start)
        && (line.size() == start + 4 || line.at(start + 4) == ':');
  }

  private boolean startsWith(byte[] wanted, int start) {
    if (line.size() < start + wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (line.at(start + i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private void dispatch() {
    boolean tell = hasData && data.isWhole();
    String text = tell ? data.text() : "";
    hasData = false;
    data.clear();
    if (tell) {
      events.accept(text);
    }
  }
}
