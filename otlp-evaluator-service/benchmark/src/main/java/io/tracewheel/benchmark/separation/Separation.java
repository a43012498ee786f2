// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.separation;

import static java.util.Locale.ROOT;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreScale.Direction;
import io.tracewheel.evaluators.trajectory.PriceTable;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.evaluators.trajectory.TrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.TrajectoryEvaluators;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.RulesConfig;
import io.tracewheel.server.config.RulesReader;
import io.tracewheel.server.evaluate.StoredTrace;
import io.tracewheel.server.evaluate.StoredTraces;
import io.tracewheel.server.rules.References;
import io.tracewheel.trace.trajectory.Trajectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a directory of recorded runs, {@code traces.jsonl} or {@code traces.jsonl.gz} and {@code
 * outcomes.jsonl} (by line {@code traceId}, {@code task}, {@code reward} and what {@link
 * References} reads), and prints pass^k of the rewards and how well each evaluator tells rewarded
 * from unrewarded runs.
 */
public final class Separation {
  private static final long SEED = 1;
  private static final int TRIALS = 4;

  private Separation() {}

  private record Outcomes(Map<String, String> tasks, Map<String, Boolean> rewarded) {}

  /** Prints the report; exit code 2 when the directory or the rules cannot be used. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 1 || arguments.length > 2 || arguments[0].startsWith("-")) {
      System.err.println(
          "Usage: tracewheel bench separation DIR [RULES]\n\n"
              + "DIR holds traces.jsonl or traces.jsonl.gz (OTLP/JSON lines) and outcomes.jsonl"
              + " (traceId, task,\nreward, referenceActions). Prints pass^k of the rewards, and"
              + " for each evaluator the AUC of its scores\nfor rewarded against unrewarded runs"
              + " with a 95 % interval (bootstrap over tasks). RULES is a rules\nfile as of"
              + " evaluate; its filters and sampling are not used.");
      System.exit(arguments.length == 1 && arguments[0].matches("-h|--help") ? 0 : 2);
    }
    try {
      report(
          Path.of(arguments[0]), arguments.length == 2 ? Path.of(arguments[1]) : null, System.out);
    } catch (IOException | ConfigException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  static void report(Path directory, @Nullable Path rulesFile, PrintStream out)
      throws IOException, ConfigException {
    TrajectoryEvaluators catalogue = new TrajectoryEvaluators(PriceTable.builtIn());
    RulesConfig rules = rules(catalogue, rulesFile);
    Path zipped = directory.resolve("traces.jsonl.gz");
    Path traces = Files.exists(zipped) ? zipped : directory.resolve("traces.jsonl");
    Path outcomesFile = directory.resolve("outcomes.jsonl");
    References references = References.read(outcomesFile.toString());
    Outcomes outcomes = outcomes(outcomesFile);
    StoredTraces stored = new StoredTraces();
    stored.read(traces.toString(), InputStream.nullInputStream());
    List<Run> runs = new ArrayList<>();
    List<Judged> rewards = new ArrayList<>();
    for (StoredTrace trace : stored.traces()) {
      Trajectory trajectory = trace.trajectory();
      if (outcomes.tasks().containsKey(trajectory.traceId())) {
        runs.add(new Run(trajectory, references.of(trajectory)));
        rewards.add(judged(outcomes, trajectory.traceId(), 0));
      }
    }
    if (runs.isEmpty()) {
      throw new IllegalArgumentException(
          "No trace in " + traces + " has a line in " + outcomesFile + "; compare their traceId.");
    }
    head(runs, rewards, outcomes, out);
    for (RulesConfig.Rule rule : rules.rules()) {
      out.println(
          row(rule.name(), catalogue.create(rule.evaluator(), rule.parameters()), runs, outcomes));
    }
    out.flush();
  }

  private static void head(
      List<Run> runs, List<Judged> rewards, Outcomes outcomes, PrintStream out) {
    long rewarded = rewards.stream().filter(Judged::rewarded).count();
    long tasks = rewards.stream().map(Judged::task).distinct().count();
    out.printf(ROOT, "%d runs of %d tasks, %d rewarded; ", runs.size(), tasks, rewarded);
    List<String> passes = new ArrayList<>();
    for (int k = 1; k <= TRIALS; k++) {
      passes.add(String.format(ROOT, "pass^%d %.3f", k, PassHatK.of(rewards, k)));
    }
    out.println(String.join(", ", passes) + ".");
    out.println();
    out.println("| Evaluator | Reference | Scored | Mean, rewarded | Mean, others | AUC | 95 % |");
    out.println("|---|---|---|---|---|---|---|");
  }

  private static String row(
      String name, TrajectoryEvaluator evaluator, List<Run> runs, Outcomes outcomes) {
    boolean less = evaluator.scale().direction() == Direction.MINIMIZE;
    List<Judged> judged = new ArrayList<>();
    boolean reference = true;
    for (Run run : runs) {
      Outcome outcome = evaluator.evaluate(run);
      reference &= !(evaluator.evaluate(new Run(run.trajectory(), null)) instanceof Score);
      double value =
          outcome instanceof Score score && score.scale().hasValue() ? score.value() : Double.NaN;
      judged.add(judged(outcomes, run.trajectory().traceId(), less ? -value : value));
    }
    Auc auc = Auc.of(judged, SEED);
    if (auc.runs() == 0) {
      return "| `" + name + "` | - | 0 | - | - | - | - |";
    }
    return String.format(
        ROOT,
        "| `%s` | %s | %d | %.3g | %.3g | %.2f | %.2f to %.2f |",
        name,
        reference ? "yes" : "no",
        auc.runs(),
        mean(judged, true, less),
        mean(judged, false, less),
        auc.value(),
        auc.low(),
        auc.high());
  }

  private static double mean(List<Judged> runs, boolean rewarded, boolean less) {
    double mean =
        runs.stream()
            .filter(run -> run.rewarded() == rewarded && !Double.isNaN(run.score()))
            .mapToDouble(Judged::score)
            .average()
            .orElse(Double.NaN);
    // Not -0.
    return less ? 0 - mean : mean;
  }

  private static Judged judged(Outcomes outcomes, String trace, double score) {
    return new Judged(
        Objects.requireNonNull(outcomes.tasks().get(trace)),
        Boolean.TRUE.equals(outcomes.rewarded().get(trace)),
        score);
  }

  private static Outcomes outcomes(Path file) throws IOException {
    Outcomes outcomes = new Outcomes(new HashMap<>(), new HashMap<>());
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try {
        JsonNode node = JsonMapper.shared().readTree(line);
        String trace = node.path("traceId").asString("").toLowerCase(ROOT);
        if (trace.isEmpty() || !node.has("task") || !node.path("reward").isNumber()) {
          throw new IllegalArgumentException(
              file + ":" + number + " needs traceId, task and a number reward.");
        }
        outcomes.tasks().put(trace, node.get("task").toString());
        outcomes.rewarded().put(trace, node.path("reward").asDouble() >= 1);
      } catch (JacksonException e) {
        throw new IllegalArgumentException(file + ":" + number + " is not valid JSON.", e);
      }
    }
    return outcomes;
  }

  private static RulesConfig rules(TrajectoryEvaluators catalogue, @Nullable Path file)
      throws IOException, ConfigException {
    if (file != null) {
      return new RulesReader(catalogue.ids()).read(file);
    }
    try (InputStream in = Separation.class.getResourceAsStream("rules.yaml")) {
      byte[] text = Objects.requireNonNull(in, "rules.yaml").readAllBytes();
      return new RulesReader(catalogue.ids())
          .read(Path.of("rules.yaml"), new String(text, StandardCharsets.UTF_8));
    }
  }
}
