// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import io.tracewheel.evaluators.BuiltInEvaluators;
import io.tracewheel.evaluators.Composite;
import io.tracewheel.evaluators.Sampling;
import io.tracewheel.evaluators.SpanEvaluator;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.TrajectoryEvaluator;
import io.tracewheel.server.config.RulesConfig.Scope;
import io.tracewheel.trace.trajectory.SpanProjector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rules that have been checked, with what they compare runs with. Immutable; evaluators of spans
 * are made anew for each thread.
 */
public final class RuleSet {
  private final List<Checked> rules;
  private final References references;

  /**
   * A rule without anything that belongs to one thread: exactly one of its evaluators is there.
   *
   * @param spans makes an evaluator for one thread
   * @param composite of rules that come before it in the list
   * @param isPart whether a composite looks at its scores
   */
  record Checked(
      String name,
      Scope scope,
      @Nullable Supplier<SpanEvaluator> spans,
      @Nullable TrajectoryEvaluator traces,
      @Nullable AsyncTrajectoryEvaluator judge,
      @Nullable Composite composite,
      boolean isPart,
      @Nullable Filter filter,
      Sampling sampling,
      int priority) {

    Checked asPart() {
      return new Checked(
          name, scope, spans, traces, judge, composite, true, filter, sampling, priority);
    }

    /** The rule for one thread, with those before it. */
    EvaluationRule open(Map<String, EvaluationRule> before) {
      return new EvaluationRule(
          name,
          scope,
          spans == null ? null : spans.get(),
          traces,
          judge,
          composite,
          composite == null ? Map.of() : Map.copyOf(before),
          isPart,
          filter,
          sampling,
          priority);
    }
  }

  RuleSet(List<Checked> rules, References references) {
    this.rules = List.copyOf(rules);
    this.references = references;
  }

  /** No rule. */
  public static RuleSet none() {
    return new RuleSet(List.of(), References.none());
  }

  /** The same rules with other references. */
  public RuleSet with(References others) {
    return new RuleSet(rules, others);
  }

  /** What runs are compared with. */
  public References references() {
    return references;
  }

  /** How many rules there are of one scope. */
  public int count(Scope scope) {
    return (int) rules.stream().filter(rule -> rule.scope() == scope).count();
  }

  /** The rules of code that look at single spans, for one thread. */
  public List<SpanEvaluator> ofSpans() {
    return List.copyOf(
        ofSpans(new SharedFacts(operation -> Facts.of(SpanProjector.outline(operation)))));
  }

  /** Whether somebody is asked about single spans. */
  public boolean asksAboutSpans() {
    return rules.stream().anyMatch(rule -> rule.scope() == Scope.SPAN && rule.judge() != null);
  }

  /** All rules for one thread, in the order of the file, composites last. */
  public List<EvaluationRule> open() {
    Map<String, EvaluationRule> open = new LinkedHashMap<>();
    rules.forEach(rule -> open.put(rule.name(), rule.open(open)));
    return List.copyOf(open.values());
  }

  /**
   * The evaluators of spans for one thread: the built-in ones, but in place of each that a rule
   * names, that rule.
   *
   * @param disabled names of built-in evaluators that do not run by themselves
   */
  public List<SpanEvaluator> inline(Set<String> disabled) {
    return inline(
        disabled, new SharedFacts(operation -> Facts.of(SpanProjector.outline(operation))));
  }

  List<SpanEvaluator> inline(Set<String> disabled, SharedFacts facts) {
    List<InlineRule> byRule = ofSpans(facts);
    Set<String> replaced = new HashSet<>(disabled);
    for (InlineRule rule : byRule) {
      replaced.add(rule.name());
      replaced.add(rule.evaluator());
    }
    List<SpanEvaluator> all = new ArrayList<>();
    for (SpanEvaluator evaluator : BuiltInEvaluators.create()) {
      if (!replaced.contains(evaluator.name())) {
        all.add(evaluator);
      }
    }
    all.addAll(byRule);
    return all;
  }

  private List<InlineRule> ofSpans(SharedFacts facts) {
    List<InlineRule> byRule = new ArrayList<>();
    Map<String, InlineRule> before = new LinkedHashMap<>();
    for (Checked rule : rules) {
      SpanEvaluator evaluator = inline(rule, before, facts);
      if (evaluator != null) {
        InlineRule inline =
            new InlineRule(
                rule.name(), evaluator, rule.filter(), rule.sampling(), facts, rule.isPart());
        byRule.add(inline);
        before.put(rule.name(), inline);
      }
    }
    return byRule;
  }

  private static @Nullable SpanEvaluator inline(
      Checked rule, Map<String, InlineRule> before, SharedFacts facts) {
    if (rule.spans() != null) {
      return rule.spans().get();
    }
    Composite composite = rule.composite();
    if (composite == null || rule.scope() != Scope.SPAN) {
      return null;
    }
    Map<String, Remembered> parts = new LinkedHashMap<>();
    Map<String, String> versions = new LinkedHashMap<>();
    before.forEach(
        (name, part) -> {
          parts.put(name, part);
          versions.put(name, part.version());
        });
    return new InlineComposite(
        composite, parts, facts, composite.version(name -> versions.getOrDefault(name, "")));
  }
}
