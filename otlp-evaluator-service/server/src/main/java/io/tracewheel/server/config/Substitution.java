// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code ${env:NAME}}, {@code ${env:NAME:-default}}, {@code ${file:PATH}} and {@code $$}
 * in values, as the Collector does; {@code ${NAME}} is short for {@code ${env:NAME}}. What was put
 * in is not looked into again.
 */
public final class Substitution {
  private static final Pattern TOKEN = Pattern.compile("\\$\\$|\\$\\{([^}]*)}|\\$\\{");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Function<String, @Nullable String> environment;

  /**
   * With a value for each name.
   *
   * @param environment gives null for a name that has none
   */
  public Substitution(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  /**
   * Replaces all.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public String apply(String text) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    Matcher token = TOKEN.matcher(text);
    StringBuilder out = new StringBuilder();
    while (token.find()) {
      String found = token.group();
      String inside = token.group(1);
      String value;
      if (found.equals("$$")) {
        value = "$";
      } else if (inside == null) {
        throw new IllegalArgumentException(
            "\"${\" without \"}\"; close it, or write $$ for a literal $");
      } else {
        value = value(inside);
      }
      token.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    return token.appendTail(out).toString();
  }

  private String value(String inside) {
    if (inside.startsWith("file:")) {
      return content(inside.substring("file:".length()));
    }
    String rest = inside.startsWith("env:") ? inside.substring("env:".length()) : inside;
    int fallback = rest.indexOf(":-");
    String name = fallback < 0 ? rest : rest.substring(0, fallback);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "${"
              + inside
              + "} is no substitution; write ${env:NAME}, ${env:NAME:-default} or ${file:PATH}, or $$ for a literal $");
    }
    String value = environment.apply(name);
    if (value != null && !(value.isEmpty() && fallback >= 0)) {
      return value;
    }
    if (fallback < 0) {
      throw new IllegalArgumentException(
          "environment variable "
              + name
              + " is not set; set it, or write a default as ${env:"
              + name
              + ":-default}");
    }
    return rest.substring(fallback + 2);
  }

  private static String content(String path) {
    try {
      return Files.readString(Path.of(path)).stripTrailing();
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "file " + path + " of ${file:" + path + "} cannot be read", e);
    }
  }
}
