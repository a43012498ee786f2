// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.trace.JsonValue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether the result of a tool says that it is an error. The rule, which looks at the beginning of
 * plain text and at the top level of an object:
 *
 * <ul>
 *   <li>an object with {@code isError} or {@code is_error} that is {@code true};
 *   <li>an object with {@code error} that is a text that is not blank, an object that is not empty,
 *       or {@code true} (a number is a measurement, not an error);
 *   <li>text whose first line begins with {@code Error:} or {@code Error -} (any case);
 *   <li>text that begins with {@code Error} and one of the words invoking, executing, calling,
 *       running, processing, during, while, occurred or in tool;
 *   <li>text that begins with the name of an exception followed by a colon or the end of the line:
 *       a word that ends in {@code Error} or {@code Exception}, perhaps with its package before it;
 *   <li>text that begins with {@code Traceback (most recent call last)}.
 * </ul>
 *
 * White space before is ignored. A JSON string is judged by the text it holds; text that is a JSON
 * object is judged as that object.
 */
public final class ToolErrors {
  /** So much of a text is looked at; every rule can be decided in it. */
  private static final int HEAD = 256;

  /** No group can match the same text in two ways, so matching is linear. */
  private static final Pattern ERROR_TEXT =
      Pattern.compile(
          "(?i:error)\\s*[:\\-]"
              + "|Error (?:invoking|executing|calling|running|processing|during|while|occurred|in tool)\\b"
              + "|[\\w$]++(?:\\.[\\w$]++)*+(?<=Error|Exception)[ \\t]*+(?::|$|[\\r\\n])"
              + "|Traceback \\(most recent call last\\)");

  private ToolErrors() {}

  /** What says that the result is an error; null when nothing does. */
  public static @Nullable String sign(JsonValue result) {
    if (result.isString()) {
      String text = result.text();
      if (text != null) {
        return signOfText(JsonValue.of(text));
      }
    }
    return signOfText(result);
  }

  private static @Nullable String signOfText(JsonValue text) {
    JsonValue stripped = text.stripLeading();
    if (stripped.isObject()) {
      return signOfObject(stripped);
    }
    return ERROR_TEXT.matcher(stripped.head(HEAD)).lookingAt()
        ? "its text begins like an error message"
        : null;
  }

  private static @Nullable String signOfObject(JsonValue object) {
    String[] sign = new String[1];
    object.forEachField(
        (name, value) -> {
          boolean error =
              switch (name) {
                case "isError", "is_error" -> value.isTrue();
                case "error" ->
                    value.isTrue()
                        || (value.isString() && !value.isBlank())
                        || (value.isObject() && !value.isEmptyObject());
                default -> false;
              };
          if (error && sign[0] == null) {
            sign[0] = "its field " + name + " says so";
          }
        });
    return sign[0];
  }
}
