// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import static java.util.Locale.ROOT;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluators;
import io.tracewheel.evaluators.trajectory.Efficiency;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.judges.JudgeEvaluator;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.Environment;
import io.tracewheel.server.config.RulesConfig.Scope;
import io.tracewheel.server.custom.CustomLimits;
import io.tracewheel.server.evaluate.StoredTrace.StoredSpan;
import io.tracewheel.server.rules.AskedEvaluators;
import io.tracewheel.server.rules.AskedOnce;
import io.tracewheel.server.rules.EvaluationRule;
import io.tracewheel.server.rules.Facts;
import io.tracewheel.server.rules.References;
import io.tracewheel.server.rules.RuleCompiler;
import io.tracewheel.server.rules.RuleJudges;
import io.tracewheel.server.rules.RuleTally;
import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.Trajectory;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs configured evaluators over stored traces. */
@Command(
    name = "evaluate",
    description = {
      "Runs the evaluators of a rules file over stored traces (OTLP/JSON lines, gzipped or not)"
          + " and",
      "prints what came of each rule. A trace may be spread over lines and files.",
      "Exits with 0 when all was evaluated, 2 if a file cannot be read or used."
    },
    mixinStandardHelpOptions = true)
public final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "RULES",
      description = "YAML file of rules: which evaluators run on which spans and traces.")
  private Path config;

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      description = "JSON lines: expected tool calls and figures by trace or conversation.")
  private @Nullable String reference;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write the scores, as OTLP/JSON log lines; - is standard output.")
  private @Nullable String out;

  @Option(
      names = "--judge-spans",
      paramLabel = "FILE",
      description = "Where to write the judges' own calls, as OTLP/JSON trace lines.")
  private @Nullable String judgeSpans;

  @Option(
      names = "--evaluators",
      paramLabel = "DIR",
      description = "Folder of jars with evaluators of your own, for rules to name.")
  private @Nullable Path folder;

  @Option(
      names = "--preview-judge",
      description = "Prints what judges would be sent, sends nothing, and ends.")
  private boolean preview;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Traces; - is standard input.")
  private List<String> files = new ArrayList<>();

  /** Made by the command line library. */
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  public EvaluateCommand() {}

  @Override
  public Integer call() throws ConfigException, IOException {
    try (JudgeSpanFile own = JudgeSpanFile.open(judgeSpans);
        RuleJudges judges = new RuleJudges(config, Environment::get, own);
        AskedEvaluators brought = AskedEvaluators.of(judges, config, folder, CustomLimits.STORED)) {
      AsyncTrajectoryEvaluators asked = RuleCompiler.renewed(brought);
      return call(RuleCompiler.compile(config, asked).open(), judges);
    }
  }

  private int call(List<EvaluationRule> rules, RuleJudges judges) throws IOException {
    References references = reference == null ? References.none() : References.read(reference);
    try (StoredTraces traces =
        new StoredTraces(
            (operation, span) -> scores(rules, operation, span),
            Runtime.getRuntime().maxMemory() / 8)) {
      for (String file : files) {
        traces.read(file, System.in);
      }
      if (preview) {
        preview(rules, traces, references);
      } else {
        evaluate(rules, traces, references, judges);
      }
    }
    return 0;
  }

  private void evaluate(
      List<EvaluationRule> rules, StoredTraces traces, References references, RuleJudges judges)
      throws IOException {
    Totals totals = new Totals();
    Asked asked = new Asked(rules);
    String target = out;
    try (OutputStream to = target == null ? OutputStream.nullOutputStream() : open(target)) {
      ScoreFile scoreFile = new ScoreFile(to, EvaluationClock.system().unixNanos());
      boolean ofSpans = rules.stream().anyMatch(rule -> rule.scope() == Scope.SPAN && rule.asks());
      StoredTraces.TraceConsumer ofTrace =
          trace -> {
            Trajectory trajectory = trace.trajectory();
            Run run = new Run(trajectory, references.of(trajectory));
            totals.add(run);
            List<Score> found = scores(rules, Scope.TRACE, run);
            totals.scores +=
                found.size() + trace.spans().stream().mapToInt(s -> s.scores().size()).sum();
            asked.ask(
                Scope.TRACE,
                run,
                () -> Facts.of(trajectory),
                found,
                whole -> scoreFile.write(trace, trajectory, whole));
            if (ofSpans) {
              for (StoredSpan span : trace.spans()) {
                ask(asked, span, scoreFile);
              }
            }
          };
      if (rules.stream().anyMatch(rule -> rule.scope() == Scope.SESSION)) {
        traces.forEach(
            ofTrace,
            session -> {
              Trajectory trajectory = session.trajectory();
              Run run = new Run(trajectory, references.of(trajectory));
              List<Score> found = scores(rules, Scope.SESSION, run);
              totals.scores += found.size();
              asked.ask(
                  Scope.SESSION,
                  run,
                  () -> Facts.of(trajectory),
                  found,
                  whole -> scoreFile.write(session, trajectory, whole));
            });
      } else {
        traces.forEach(ofTrace);
      }
      totals.scores += asked.finish();
    }
    report(rules, traces, totals, asked, judges.spending());
  }

  /** What is said of all traces in the end. */
  private static final class Totals {
    int traces;
    int scores;

    /** Of runs that are compared with something. */
    final List<Efficiency.Figures> figures = new ArrayList<>();

    void add(Run run) {
      traces++;
      if (run.reference() != null) {
        figures.add(Efficiency.Figures.of(run));
      }
    }
  }

  private static void ask(Asked asked, StoredSpan span, ScoreFile file) throws IOException {
    SpanProjection projection = span.projection();
    asked.ask(
        Scope.SPAN,
        new Run(Trajectory.of(List.of(projection), List.of()), null),
        () -> Facts.of(projection),
        List.of(),
        scores -> file.write(span, scores));
  }

  private static List<Score> scores(
      List<EvaluationRule> rules, GenAiOperation operation, SpanProjection span) {
    return rules.stream().map(rule -> rule.span(operation, span)).filter(Objects::nonNull).toList();
  }

  private static List<Score> scores(List<EvaluationRule> rules, Scope scope, Run run) {
    Supplier<Map<String, Object>> facts = () -> Facts.of(run.trajectory());
    return rules.stream()
        .filter(rule -> rule.scope() == scope)
        .map(rule -> rule.run(run, facts))
        .filter(Objects::nonNull)
        .toList();
  }

  private void preview(List<EvaluationRule> rules, StoredTraces traces, References references)
      throws IOException {
    PrintWriter to = spec.commandLine().getOut();
    traces.forEach(
        trace -> {
          Trajectory trajectory = trace.trajectory();
          Run run = new Run(trajectory, references.of(trajectory));
          for (EvaluationRule rule : rules) {
            if (AskedOnce.inside(rule.judge(run, () -> Facts.of(trajectory)))
                instanceof JudgeEvaluator judge) {
              to.println(judge.preview(run));
            }
          }
        });
    to.flush();
  }

  private static OutputStream open(String target) throws IOException {
    if (target.equals("-")) {
      return new BufferedOutputStream(System.out) {
        @Override
        public void close() throws IOException {
          flush();
        }
      };
    }
    try {
      return new BufferedOutputStream(Files.newOutputStream(Path.of(target)));
    } catch (IOException e) {
      throw new IOException(
          "The scores cannot be written to " + target + "; check the path and its rights.", e);
    }
  }

  private void report(
      List<EvaluationRule> rules,
      StoredTraces traces,
      Totals totals,
      Asked asked,
      String spending) {
    // Scores on standard output must not be mixed with words.
    PrintWriter to = "-".equals(out) ? spec.commandLine().getErr() : spec.commandLine().getOut();
    RuleTally.table(rules.stream().map(EvaluationRule::tally).toList()).forEach(to::println);
    String written = out == null ? "" : ", written to " + out;
    to.printf(
        ROOT,
        "%,d scores of %,d traces with %,d GenAI spans%s.%n",
        totals.scores,
        totals.traces,
        traces.spans(),
        written);
    asked.failures().forEach(to::println);
    if (!spending.isEmpty()) {
      to.println(spending);
    }
    String efficiency = words(Efficiency.of(totals.figures));
    if (!efficiency.isEmpty()) {
      to.println("Against the reference: " + efficiency + ".");
    }
    to.flush();
  }

  private static String words(Efficiency efficiency) {
    List<String> words = new ArrayList<>();
    add(words, "correctness", efficiency.correctness());
    add(words, "step ratio", efficiency.stepRatio());
    add(words, "tool call ratio", efficiency.toolCallRatio());
    add(words, "latency ratio", efficiency.latencyRatio());
    add(words, "solve rate", efficiency.solveRate());
    return String.join(", ", words);
  }

  private static void add(List<String> words, String name, @Nullable Double value) {
    if (value != null) {
      words.add(String.format(ROOT, "%s %.3g", name, value));
    }
  }
}
