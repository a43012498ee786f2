// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which evaluators run on which spans and traces.
 *
 * @param samplingDomain rules of the same domain and rate see the same traces
 * @param prices a price table that replaces the built-in one; null for that
 * @param judges what is said of judges
 * @param remote servers of evaluators by name; an object, empty where the file says nothing
 * @param cpuPerMinute that all rules of code together may use; null for no limit
 * @param rules in the order of the file
 */
public record RulesConfig(
    String samplingDomain,
    @Nullable Path prices,
    JudgeSections judges,
    JsonNode remote,
    @Nullable Duration cpuPerMinute,
    List<Rule> rules) {

  /** Copies the rules. */
  public RulesConfig {
    rules = List.copyOf(rules);
  }

  /**
   * What a file says of judges; objects, empty where it says nothing.
   *
   * @param judges judges by name
   * @param rubrics rubrics by name
   * @param budget what all judges together may spend
   * @param masking what is masked in all that they are sent
   */
  public record JudgeSections(
      JsonNode judges, JsonNode rubrics, JsonNode budget, JsonNode masking) {}

  /** What a rule looks at. */
  public enum Scope {
    /** Each GenAI span by itself. */
    SPAN,
    /** All spans of one trace. */
    TRACE,
    /** All traces of one conversation. */
    SESSION
  }

  /**
   * CPU that a rule of code may use.
   *
   * @param perCall of one evaluation; null for no limit
   * @param perMinute of all of them; null for no limit
   */
  public record CpuBudget(@Nullable Duration perCall, @Nullable Duration perMinute) {
    /** No limit. */
    public static final CpuBudget NONE = new CpuBudget(null, null);
  }

  /**
   * One rule.
   *
   * @param name of the rule and of its scores
   * @param evaluator id of the evaluator
   * @param parameters an object
   * @param scope what it looks at; null for what its evaluator looks at by itself
   * @param filter a CEL expression; null for everything
   * @param sampling share of traces, above 0 to 1
   * @param priority where CPU or the attention of those who are asked is short, rules with a higher
   *     one go first
   * @param budget CPU that its evaluator may use; null for no limit
   * @param at place of the rule in the file, for messages
   * @param filterAt place of the filter in the file, for messages
   */
  public record Rule(
      String name,
      String evaluator,
      JsonNode parameters,
      @Nullable Scope scope,
      @Nullable String filter,
      double sampling,
      int priority,
      @Nullable CpuBudget budget,
      String at,
      String filterAt) {}
}
