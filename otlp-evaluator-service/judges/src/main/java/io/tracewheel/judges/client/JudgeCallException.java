// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call of a judge failed. The message is a clause without content, headers or keys. */
public final class JudgeCallException extends Exception {
  private static final long serialVersionUID = 1;

  /** What kind of failure it is. */
  public enum Kind {
    /** It took too long. */
    TIMED_OUT(true),
    /** Too many calls. */
    RATE_LIMITED(true),
    /** No connection, or it broke, or the server failed. */
    UNREACHABLE(true),
    /** The key is wrong, the bill is not paid, or the model is gone: no call can succeed. */
    NO_ENTRY(false),
    /** This request is not taken; another one may be. */
    REFUSED(false),
    /** The answer is none that the wire format knows, or is too large. */
    UNREADABLE(false);

    private final boolean retried;

    Kind(boolean retried) {
      this.retried = retried;
    }

    /** Whether the same call may succeed later. */
    public boolean retried() {
      return retried;
    }
  }

  private final Kind kind;
  private final int status;
  private final transient @Nullable Duration retryAfter;

  private JudgeCallException(Kind kind, String message, int status, @Nullable Duration retryAfter) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** A failure without an HTTP status. */
  public JudgeCallException(Kind kind, String message) {
    this(kind, message, 0, null);
  }

  /** What an HTTP status other than 200 to 299 stands for. */
  public static JudgeCallException ofStatus(int status, @Nullable Duration retryAfter) {
    Kind kind =
        switch (status) {
          case 401, 402, 403, 404 -> Kind.NO_ENTRY;
          case 429 -> Kind.RATE_LIMITED;
          case 408, 409 -> Kind.UNREACHABLE;
          default -> status >= 500 ? Kind.UNREACHABLE : Kind.REFUSED;
        };
    return new JudgeCallException(kind, "HTTP status " + status, status, retryAfter);
  }

  /** What kind of failure it is. */
  public Kind kind() {
    return kind;
  }

  /** HTTP status of the answer; 0 when there was none. */
  public int status() {
    return status;
  }

  /** How long the judge wants to be left alone; null when it does not say. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** Whether the provider may have done the work all the same, and will bill it. */
  public boolean mayBeBilled() {
    return status == 0 || status >= 500;
  }

  /** A short name of the failure, as the conventions want it in {@code error.type}. */
  public String errorType() {
    return status == 0 ? kind.name().toLowerCase(java.util.Locale.ROOT) : Integer.toString(status);
  }
}
