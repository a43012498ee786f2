// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import io.tracewheel.evaluators.Parameters;
import io.tracewheel.evaluators.privacy.MaskingRules;
import io.tracewheel.evaluators.privacy.MaskingRules.Action;
import io.tracewheel.evaluators.privacy.MaskingRules.Secret;
import io.tracewheel.evaluators.privacy.TextMasker;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is masked in all that judges are sent: {@code judge_masking} of a file of rules. */
final class JudgeMasking {
  private static final String KEY = "pseudonym_key_env";

  private JudgeMasking() {}

  /**
   * What is done to a text. Safe for use by many threads.
   *
   * @throws IllegalArgumentException if the settings are wrong; the message is a clause
   */
  static UnaryOperator<String> of(JsonNode given, Function<String, @Nullable String> environment) {
    Parameters all =
        new Parameters(given, "judge_masking", "mask", "drop", "pseudonym", KEY, "patterns");
    Map<Action, List<String>> names = new LinkedHashMap<>();
    names.put(Action.MASK, all.texts("mask"));
    names.put(Action.DROP, all.texts("drop"));
    names.put(Action.PSEUDONYM, all.texts("pseudonym"));
    Map<String, String> patterns = new LinkedHashMap<>();
    all.map("patterns")
        .forEach(
            (name, regex) -> {
              if (!regex.isString()) {
                throw new IllegalArgumentException(
                    "pattern " + name + " of judge_masking takes a regular expression");
              }
              patterns.put(name, regex.asString());
            });
    MaskingRules rules;
    try {
      rules = MaskingRules.of(names, patterns, List.of(), key(given, environment));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("judge_masking: " + e.getMessage(), e);
    }
    if (rules.isEmpty()) {
      return UnaryOperator.identity();
    }
    ThreadLocal<TextMasker> maskers = ThreadLocal.withInitial(() -> new TextMasker(rules));
    return text -> maskers.get().mask(text);
  }

  private static Secret key(JsonNode given, Function<String, @Nullable String> environment) {
    JsonNode name = given.get(KEY);
    if (name == null) {
      if (given.has("pseudonym")) {
        throw new IllegalArgumentException(
            "pseudonyms need " + KEY + ", the name of an environment variable with their key");
      }
      return Secret.NONE;
    }
    String value = name.isString() ? environment.apply(name.asString()) : null;
    if (value == null || value.length() < MaskingRules.LEAST_KEY) {
      throw new IllegalArgumentException(
          "the environment variable of "
              + KEY
              + " is not set, or has fewer than "
              + MaskingRules.LEAST_KEY
              + " characters");
    }
    return new Secret(value.getBytes(StandardCharsets.UTF_8));
  }
}
