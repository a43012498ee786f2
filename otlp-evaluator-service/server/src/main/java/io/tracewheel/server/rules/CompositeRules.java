// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import dev.cel.common.types.CelType;
import io.tracewheel.evaluators.Composite;
import io.tracewheel.evaluators.Sampling;
import io.tracewheel.server.config.RulesConfig;
import io.tracewheel.server.config.RulesConfig.Rule;
import io.tracewheel.server.config.RulesConfig.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Puts composites behind the rules that they are made of. Parts have to exist, to look at the same
 * as one another, and not to lead back to their composite; of spans, they must not ask somebody
 * else, whose answer comes when the span has gone on. For one file.
 */
final class CompositeRules {
  private final RulesConfig config;
  private final Map<String, Rule> byName = new LinkedHashMap<>();
  private final Map<String, RuleSet.Checked> checked = new LinkedHashMap<>();
  private final Set<String> seen = new LinkedHashSet<>();
  private final Set<String> parts = new LinkedHashSet<>();
  private final BiFunction<Rule, Map<String, CelType>, @Nullable Filter> filters;
  private final List<String> problems;

  /**
   * Composites of a file.
   *
   * @param others the rules that are none
   * @param filters compiles the filter of a rule
   * @param problems takes what is wrong
   */
  CompositeRules(
      RulesConfig config,
      List<RuleSet.Checked> others,
      BiFunction<Rule, Map<String, CelType>, @Nullable Filter> filters,
      List<String> problems) {
    this.config = config;
    this.filters = filters;
    this.problems = problems;
    config.rules().forEach(rule -> byName.put(rule.name(), rule));
    others.forEach(rule -> checked.put(rule.name(), rule));
  }

  static boolean isOne(Rule rule) {
    return rule.evaluator().equals(Composite.ID);
  }

  /** All rules, composites last, each behind its parts. */
  List<RuleSet.Checked> ordered() {
    for (Rule rule : config.rules()) {
      if (isOne(rule)) {
        resolve(rule, new ArrayDeque<>());
      }
    }
    List<RuleSet.Checked> all = new ArrayList<>();
    checked.forEach((name, rule) -> all.add(parts.contains(name) ? rule.asPart() : rule));
    return all;
  }

  private void resolve(Rule rule, Deque<String> path) {
    if (!seen.add(rule.name())) {
      return;
    }
    path.addLast(rule.name());
    Composite composite = composite(rule);
    if (composite != null && known(rule, composite, path)) {
      Scope scope = scope(rule, composite);
      if (scope != null) {
        checked.put(rule.name(), checked(rule, composite, scope));
      }
    }
    path.removeLast();
  }

  private RuleSet.Checked checked(Rule rule, Composite composite, Scope scope) {
    return new RuleSet.Checked(
        rule.name(),
        scope,
        null,
        null,
        null,
        composite,
        false,
        filters.apply(rule, scope == Scope.SPAN ? Facts.SPAN : Facts.TRACE),
        new Sampling(config.samplingDomain(), rule.sampling()),
        rule.priority());
  }

  private @Nullable Composite composite(Rule rule) {
    try {
      return Composite.of(rule.parameters());
    } catch (IllegalArgumentException e) {
      problem(rule, e.getMessage());
      return null;
    }
  }

  /** Whether every part is a rule that can be used; resolves those that are composites first. */
  private boolean known(Rule rule, Composite composite, Deque<String> path) {
    boolean all = true;
    for (String part : composite.parts()) {
      Rule known = byName.get(part);
      if (known == null) {
        problem(
            rule,
            rule.name()
                + " has a part \""
                + part
                + "\" that is no rule; there are "
                + String.join(", ", byName.keySet()));
        all = false;
        continue;
      }
      parts.add(part);
      if (path.contains(part)) {
        List<String> circle = new ArrayList<>(path);
        circle = circle.subList(circle.indexOf(part), circle.size());
        problem(
            rule,
            "the parts of "
                + part
                + " lead back to it: "
                + String.join(" -> ", circle)
                + " -> "
                + part);
        all = false;
        continue;
      }
      if (isOne(known)) {
        resolve(known, path);
      }
      RuleSet.Checked ready = checked.get(part);
      if (ready != null && ready.judge() != null && ready.scope() == Scope.SPAN) {
        problem(
            rule,
            "the part "
                + part
                + " of "
                + rule.name()
                + " asks about spans when they have gone on; composites of spans take rules that"
                + " do not ask");
        ready = null;
      }
      all &= ready != null;
    }
    return all;
  }

  private @Nullable Scope scope(Rule rule, Composite composite) {
    Scope scope = null;
    String first = "";
    for (String part : composite.parts()) {
      RuleSet.Checked ready = checked.get(part);
      if (ready == null) {
        return null;
      }
      if (scope == null) {
        scope = ready.scope();
        first = part;
      } else if (scope != ready.scope()) {
        problem(
            rule,
            "the parts of "
                + rule.name()
                + " look at different things: "
                + first
                + " at a "
                + word(scope)
                + ", "
                + part
                + " at a "
                + word(ready.scope()));
        return null;
      }
    }
    if (scope != null && rule.scope() != null && rule.scope() != scope) {
      problem(
          rule,
          "the parts of "
              + rule.name()
              + " look at a "
              + word(scope)
              + "; remove \"scope\" or write "
              + word(scope));
      return null;
    }
    return scope;
  }

  private static String word(Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT);
  }

  private void problem(Rule rule, @Nullable String clause) {
    problems.add(rule.at() + ": " + clause + ".");
  }
}
