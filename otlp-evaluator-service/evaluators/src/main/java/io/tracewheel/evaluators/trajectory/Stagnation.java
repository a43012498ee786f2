// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import static java.util.Locale.ROOT;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.ScoreScale.Direction;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import io.tracewheel.trace.trajectory.Activity;
import io.tracewheel.trace.trajectory.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code stagnation}: an agent says or thinks nearly the same in two answers, one after the other.
 * The value is the largest similarity of two neighbouring answers of one agent: pairs of words that
 * both have, over pairs that either has (Jaccard). Answers with fewer words than {@code minWords}
 * are not looked at.
 *
 * @param threshold similarity from which it fails, above 0 to 1
 */
record Stagnation(double threshold, int minWords) implements TrajectoryEvaluator {

  @Override
  public String id() {
    return "stagnation";
  }

  @Override
  public String version() {
    return Fingerprint.of(1, this);
  }

  @Override
  public ScoreScale scale() {
    return ScoreScale.numeric(0, 1, Direction.MINIMIZE);
  }

  @Override
  public Outcome evaluate(Run run) {
    double highest = -1;
    int at = 0;
    int answer = 0;
    for (Activity activity : run.trajectory().activities()) {
      Set<String> before = Set.of();
      for (Step step : activity.steps()) {
        Set<String> pairs = pairs(words(step));
        if (pairs.isEmpty()) {
          continue;
        }
        answer++;
        double similarity = before.isEmpty() ? -1 : similarity(before, pairs);
        if (similarity > highest) {
          highest = similarity;
          at = answer;
        }
        before = pairs;
      }
    }
    if (highest < 0) {
      return Unscored.NOT_APPLICABLE;
    }
    return highest < threshold
        ? Verdict.pass(this, highest)
        : Verdict.fail(
            this,
            highest,
            String.format(ROOT, "Answer %d repeats the one before it (%.2f alike).", at, highest));
  }

  private static double similarity(Set<String> a, Set<String> b) {
    long both = a.stream().filter(b::contains).count();
    return (double) both / (a.size() + b.size() - both);
  }

  private Set<String> pairs(String[] words) {
    Set<String> pairs = new HashSet<>();
    if (words.length >= minWords) {
      for (int i = 1; i < words.length; i++) {
        pairs.add(words[i - 1] + ' ' + words[i]);
      }
    }
    return pairs;
  }

  private static String[] words(Step step) {
    StringBuilder text = new StringBuilder();
    List<Message> output = step.content().output();
    for (Message message : output == null ? List.<Message>of() : output) {
      for (Part part : message.parts()) {
        text.append(words(part)).append(' ');
      }
    }
    String plain = text.toString().toLowerCase(ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
    return plain.isEmpty() ? new String[0] : plain.split(" ", -1);
  }

  private static String words(Part part) {
    @Nullable String text = null;
    if (part instanceof Part.Text said) {
      text = said.content().text();
    } else if (part instanceof Part.Reasoning thought && thought.content() != null) {
      text = thought.content().text();
    }
    return text == null ? "" : text;
  }
}
