// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

/**
 * The bytes are no OTLP request, or one beyond a limit. The message is one sentence that names what
 * is wrong and where, fit to be sent back to the client; it never contains content of the request.
 * Carries no stack trace, because the fault is the client's and hostile input must stay cheap.
 */
public final class MalformedOtlpException extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final long position;
  private final String path;

  MalformedOtlpException(String reason, long position, String path) {
    super(sentence(reason, "at byte " + position, path), null, false, false);
    this.reason = reason;
    this.position = position;
    this.path = path;
  }

  MalformedOtlpException(String reason, long position, int line, int column, String path) {
    super(sentence(reason, "at line " + line + ", column " + column, path), null, false, false);
    this.reason = reason;
    this.position = position;
    this.path = path;
  }

  private static String sentence(String reason, String where, String path) {
    return reason + ", " + where + (path.isEmpty() ? "" : " in " + path);
  }

  /** What is wrong, without the place. */
  public String reason() {
    return reason;
  }

  /** Byte offset into the request, 0-based; -1 if not known. */
  public long position() {
    return position;
  }

  /**
   * The message that the fault is in, by JSON names and 0-based indexes, such as {@code
   * resourceSpans[0].scopeSpans[1].spans[3]}; empty for the request itself.
   */
  public String path() {
    return path;
  }
}
