// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import io.tracewheel.evaluators.Composite;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.SpanEvaluator;
import io.tracewheel.trace.GenAiOperation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A composite of rules that run before it on the same span. A span that none of them looked at is
 * none of its business; one that only some looked at is left without a score.
 */
final class InlineComposite implements SpanEvaluator {
  private final Composite composite;
  private final Map<String, Remembered> parts;
  private final SharedFacts facts;
  private final String version;

  /**
   * A composite.
   *
   * @param parts all of its parts by name
   * @param version its own and those of its parts
   */
  InlineComposite(
      Composite composite, Map<String, Remembered> parts, SharedFacts facts, String version) {
    this.composite = composite;
    this.parts = parts;
    this.facts = facts;
    this.version = version;
  }

  @Override
  public String name() {
    return Composite.ID;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public boolean appliesTo(GenAiOperation operation) {
    Object span = facts.place(operation);
    return composite.parts().stream().anyMatch(part -> outcome(part, span) != null);
  }

  @Override
  public Outcome evaluate(GenAiOperation operation) {
    Object span = facts.place(operation);
    return composite.of(part -> outcome(part, span), version);
  }

  private @Nullable Outcome outcome(String part, Object span) {
    Remembered rule = parts.get(part);
    return rule == null ? null : rule.outcomeOf(span);
  }
}
