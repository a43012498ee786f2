// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.ScoreScale.Direction;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.StatedValue.Kind;
import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import io.tracewheel.trace.Role;
import io.tracewheel.trace.trajectory.Detail;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.Step;
import io.tracewheel.trace.trajectory.ToolUse;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code ungrounded_values}: an answer states a figure or an identifier that nothing before it
 * contained: no instruction, no message of the user, no tool result, no retrieved document. What
 * the model itself said, tool arguments included, proves nothing.
 *
 * <p>Figures are numbers and times of day; identifiers are words with letters and digits, and
 * dates. Compared are values, not spellings: 1,234.50 is 1234.5, 7:00 PM is 19:00, and a figure may
 * be a rounded one or the last four digits of a long number. An identifier with separators is given
 * when all its parts are. Whole numbers up to {@code ignoreUpTo} do not count: they number lists
 * and count things.
 *
 * <p>The value is the share of stated values that are ungrounded, each once for each answer. Not
 * scored when nothing was stated.
 *
 * @param max the largest share that passes
 * @param arithmetic whether the sum, difference or product of two given numbers counts as given
 */
record UngroundedValues(double max, int ignoreUpTo, boolean arithmetic)
    implements TrajectoryEvaluator {
  private static final Pattern ESCAPES = Pattern.compile("\\\\++(?:[nrtbf]|u[0-9a-fA-F]{4})");

  @Override
  public String id() {
    return "ungrounded_values";
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
    return new Reading(run).outcome();
  }

  /** Goes through one run. */
  private final class Reading {
    private final Run run;
    private final Evidence evidence = new Evidence(arithmetic);

    /** Histories repeat; equal content is one object, see the projector. */
    private final Set<JsonValue> read = Collections.newSetFromMap(new IdentityHashMap<>());

    private int stated;
    private int ungrounded;
    private int firstAnswer;
    private int answers;
    private boolean captured;

    Reading(Run run) {
      this.run = run;
    }

    Outcome outcome() {
      SpanProjection agent = run.trajectory().root().agent();
      if (agent != null && agent.detail() instanceof Detail.Agent detail) {
        messages(detail.content().input());
      }
      for (Step step : run.trajectory().steps()) {
        json(step.content().instructions());
        messages(step.content().input());
        captured |= step.content().output() != null;
        answer(step.answer());
        for (ToolUse tool : step.tools()) {
          json(tool.result());
        }
        for (SpanProjection other : step.others()) {
          if (other.detail() instanceof Detail.Other detail) {
            detail.documents().forEach(this::json);
          }
        }
      }
      if (!captured) {
        return Unscored.NOT_CAPTURED;
      }
      if (stated == 0) {
        return Unscored.NOT_APPLICABLE;
      }
      double share = (double) ungrounded / stated;
      return share <= max
          ? Verdict.pass(UngroundedValues.this, share)
          : Verdict.fail(
              UngroundedValues.this,
              share,
              ungrounded
                  + " of "
                  + stated
                  + " stated figures and identifiers stand in nothing that was given, the first in"
                  + " answer "
                  + firstAnswer
                  + ".");
    }

    private void answer(String text) {
      if (text.isBlank()) {
        return;
      }
      answers++;
      Set<StatedValue> values = new LinkedHashSet<>();
      StatedValue.forEach(text, values::add);
      for (StatedValue value : values) {
        if (counts(value)) {
          stated++;
          if (!evidence.contains(value)) {
            ungrounded++;
            firstAnswer = firstAnswer == 0 ? answers : firstAnswer;
          }
        }
      }
    }

    private boolean counts(StatedValue value) {
      if (value.kind() != Kind.NUMBER) {
        return true;
      }
      BigDecimal number = new BigDecimal(value.text());
      return number.scale() > 0 || number.compareTo(BigDecimal.valueOf(ignoreUpTo)) > 0;
    }

    private void messages(@Nullable List<Message> messages) {
      for (Message message : messages == null ? List.<Message>of() : messages) {
        for (Part part : message.parts()) {
          if (part instanceof Part.ToolResponse response) {
            json(response.response());
          } else if (part instanceof Part.Text text && message.role() != Role.ASSISTANT) {
            json(text.content());
          }
        }
      }
    }

    private void json(@Nullable JsonValue value) {
      if (value != null && read.add(value)) {
        String text = value.text();
        String raw = text == null ? new String(value.toByteArray(), UTF_8) : text;
        // Escapes of JSON, also of JSON in JSON, are no parts of the words behind them.
        evidence.add(raw.indexOf('\\') < 0 ? raw : ESCAPES.matcher(raw).replaceAll(" "));
      }
    }
  }
}
