// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Parameters;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.SpanEvaluator;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.trace.GenAiOperation;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * {@code prompt_injection}: what people, tools and documents say does not look like an attempt to
 * command the model. A heuristic of known forms ({@link InjectionSigns}): it misses what is worded
 * otherwise, and it finds texts that only speak of such attempts. Instructions of the application
 * and what the model says itself are not looked at. Not scored when no content was captured.
 */
public final class PromptInjection implements SpanEvaluator {
  private final Set<Where> where;
  private final InjectionSigns signs = new InjectionSigns();

  private PromptInjection(Set<Where> where) {
    this.where = where;
  }

  /** With {@code where}. */
  public static PromptInjection of(Parameters given) {
    return new PromptInjection(PrivacySettings.where(given));
  }

  @Override
  public String name() {
    return "prompt_injection";
  }

  @Override
  public String version() {
    return Fingerprint.of(1, where);
  }

  @Override
  public boolean appliesTo(GenAiOperation operation) {
    return true;
  }

  @Override
  public Outcome evaluate(GenAiOperation operation) {
    Map<Where, Set<InjectionSigns.Sign>> found = new EnumMap<>(Where.class);
    boolean captured =
        SpokenTexts.of(
            operation,
            (place, trusted, text) -> {
              if (!trusted && where.contains(place)) {
                Set<InjectionSigns.Sign> here = signs.in(text);
                if (!here.isEmpty()) {
                  found
                      .computeIfAbsent(place, any -> EnumSet.noneOf(InjectionSigns.Sign.class))
                      .addAll(here);
                }
              }
            });
    if (!captured) {
      return Unscored.NOT_CAPTURED;
    }
    if (found.isEmpty()) {
      return Score.pass(this);
    }
    StringJoiner sentence = new StringJoiner("; ", "Signs of an injection: ", ".");
    found.forEach(
        (place, here) -> {
          StringJoiner names = new StringJoiner(", ");
          here.forEach(sign -> names.add(sign.words));
          sentence.add(names + " in " + place.words);
        });
    return Score.fail(this, sentence.toString());
  }
}
