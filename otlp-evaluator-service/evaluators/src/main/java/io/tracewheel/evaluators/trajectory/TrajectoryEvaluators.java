// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.Parameters;
import io.tracewheel.evaluators.privacy.NothingPrivateInRun;
import io.tracewheel.evaluators.trajectory.ReferenceFigure.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The evaluators of whole runs, by id. Immutable. */
public final class TrajectoryEvaluators {
  private static final String[] MATCH = {
    "arguments",
    "defaults",
    "ignore",
    "tolerant_numbers",
    "tools",
    "graded",
    "only",
    "except",
    "skip_failed"
  };
  private static final String[] RULE = {"arguments", "defaults", "ignore", "tolerant_numbers"};

  private final Map<String, Factory> factories = new LinkedHashMap<>();

  private interface Factory {
    TrajectoryEvaluator create(String id, JsonNode parameters);
  }

  /** The catalogue, with the price table that the evaluator {@code cost} is to use. */
  public TrajectoryEvaluators(PriceTable prices) {
    for (MatchMode mode : MatchMode.values()) {
      factories.put(
          "trajectory_" + mode.name().toLowerCase(Locale.ROOT),
          (id, given) -> match(mode, new Parameters(given, id, MATCH)));
    }
    for (Figure figure : Figure.values()) {
      boolean ratio = figure.name().endsWith("_RATIO");
      factories.put(
          figure.name().toLowerCase(Locale.ROOT),
          (id, given) ->
              new ReferenceFigure(
                  figure,
                  new Parameters(given, id, ratio ? new String[] {"max"} : new String[0])
                      .number("max")));
    }
    factories.put(
        "tool_loop",
        (id, given) -> {
          Parameters all = new Parameters(given, id, "repetitions", "except");
          return new ToolLoop(all.count("repetitions", 2, 3), all.texts("except"));
        });
    factories.put(
        "stagnation",
        (id, given) -> {
          Parameters all = new Parameters(given, id, "threshold", "min_words");
          return new Stagnation(all.share("threshold", 0.85), all.count("min_words", 2, 8));
        });
    factories.put(
        "error_recovery",
        (id, given) -> {
          new Parameters(given, id);
          return new ErrorRecovery();
        });
    factories.put(
        "tool_error_rate",
        (id, given) -> new ToolErrorRate(new Parameters(given, id, "max").number("max")));
    factories.put(
        "tool_permission",
        (id, given) -> {
          Parameters all = new Parameters(given, id, "allowed", "denied");
          List<String> allowed = all.texts("allowed");
          List<String> denied = all.texts("denied");
          if (allowed.isEmpty() && denied.isEmpty()) {
            throw new IllegalArgumentException(id + " needs allowed or denied: names of tools");
          }
          return new ToolPermission(allowed, denied);
        });
    factories.put(
        "ungrounded_values",
        (id, given) -> {
          Parameters all = new Parameters(given, id, "max", "ignore_up_to", "arithmetic");
          return new UngroundedValues(
              all.share("max", 0), all.count("ignore_up_to", 0, 12), all.flag("arithmetic", false));
        });
    for (RetrievalMatch.Figure figure : RetrievalMatch.Figure.values()) {
      factories.put(
          "retrieval_" + figure.name().toLowerCase(Locale.ROOT),
          (id, given) -> retrieval(figure, id, given));
    }
    factories.put(
        "trace_pii",
        (id, given) -> NothingPrivateInRun.pii(new Parameters(given, id, "types", "where")));
    factories.put(
        "trace_secrets",
        (id, given) -> NothingPrivateInRun.secrets(new Parameters(given, id, "types", "where")));
    for (Budget.Kind kind : Budget.Kind.values()) {
      factories.put(
          kind.name().toLowerCase(Locale.ROOT),
          (id, given) ->
              new Budget(
                  kind,
                  new Parameters(given, id, "max").number("max"),
                  kind == Budget.Kind.COST ? prices : null));
    }
  }

  /** All ids, in the order of the catalogue. */
  public List<String> ids() {
    return List.copyOf(factories.keySet());
  }

  /**
   * An evaluator.
   *
   * @param parameters an object; see the README for what each evaluator takes
   * @throws IllegalArgumentException if there is no such evaluator, or a parameter is unknown or
   *     wrong; the message is a clause that says so
   */
  public TrajectoryEvaluator create(String id, JsonNode parameters) {
    Factory factory = factories.get(id);
    if (factory == null) {
      throw new IllegalArgumentException("there is no trajectory evaluator " + id);
    }
    return factory.create(id, parameters);
  }

  /** An evaluator as it is when nothing is configured; not every one can be. */
  public TrajectoryEvaluator create(String id) {
    return create(id, JsonNodeFactory.instance.objectNode());
  }

  private static TrajectoryEvaluator match(MatchMode mode, Parameters all) {
    Map<String, ArgumentRule> perTool = new LinkedHashMap<>();
    all.map("tools")
        .forEach((tool, given) -> perTool.put(tool, rule(new Parameters(given, tool, RULE))));
    return new ReferenceMatch(
        mode,
        new ArgumentRules(rule(all), perTool),
        all.flag("graded", false),
        all.texts("only"),
        all.texts("except"),
        all.flag("skip_failed", false));
  }

  private static TrajectoryEvaluator retrieval(
      RetrievalMatch.Figure figure, String id, JsonNode given) {
    List<String> known = new ArrayList<>(List.of("k", "average", "zero_division", "id", "min"));
    if (figure == RetrievalMatch.Figure.F) {
      known.add("beta");
    }
    Parameters all = new Parameters(given, id, known.toArray(String[]::new));
    Double beta = all.number("beta");
    if (beta != null && beta == 0) {
      throw all.wrong("beta", "a number above 0", beta);
    }
    String path = all.text("id");
    return new RetrievalMatch(
        figure,
        all.count("k", 1, 0),
        beta == null ? 1 : beta,
        all.choice("average", RetrievalMatch.Average.UNION, RetrievalMatch.Average.class),
        all.choice(
            "zero_division", RetrievalMatch.ZeroDivision.SKIP, RetrievalMatch.ZeroDivision.class),
        path == null || path.isEmpty() ? "id" : path,
        all.number("min") == null ? null : (Double) all.share("min", 0));
  }

  private static ArgumentRule rule(Parameters given) {
    return new ArgumentRule(
        given.choice("arguments", ArgumentRule.Mode.EXACT, ArgumentRule.Mode.class),
        given.map("defaults"),
        given.texts("ignore"),
        given.flag("tolerant_numbers", true));
  }
}
