// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.client;

/** A key that no log or message shows. */
public final class ApiKey {
  /** For judges that want none. */
  public static final ApiKey NONE = new ApiKey("");

  private final String key;

  /** Hides a key. */
  public ApiKey(String key) {
    this.key = key;
  }

  /** The key itself, for the one place that sends it. */
  public String reveal() {
    return key;
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return key.isEmpty();
  }

  @Override
  public String toString() {
    return isEmpty() ? "no key" : "a key";
  }
}
