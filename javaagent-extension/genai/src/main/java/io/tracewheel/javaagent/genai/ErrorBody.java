// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.Map;
import java.util.regex.Pattern;

/** The object by which all providers tell what went wrong. */
public final class ErrorBody {

  /** For an error that names neither code nor type. */
  public static final String OTHER = "_OTHER";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private ErrorBody() {}

  /** Code, else type; {@link #OTHER} if it says neither in a word. */
  public static String type(Map<?, ?> error) {
    for (String member : new String[] {"code", "type"}) {
      Object value = error.get(member);
      if (value instanceof String && NAME.matcher((String) value).matches()) {
        return (String) value;
      }
    }
    return OTHER;
  }
}
