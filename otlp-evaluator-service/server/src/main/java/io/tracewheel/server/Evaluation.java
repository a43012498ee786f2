// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server;

import io.tracewheel.evaluators.Enriched;
import io.tracewheel.evaluators.EnricherSettings;
import io.tracewheel.evaluators.EnricherSettings.Emit;
import io.tracewheel.evaluators.EvaluatorHealth;
import io.tracewheel.evaluators.RequestEnricher;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.config.EvaluatorConfig.ScoreOutput;
import io.tracewheel.server.config.RulesConfig.Scope;
import io.tracewheel.server.pipeline.TraceProcessor;
import io.tracewheel.server.rules.LiveRules;
import io.tracewheel.server.rules.RuleSet;
import io.tracewheel.trace.ContentLimits;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.function.Supplier;

/** Makes the inline evaluation that the configuration asks for. */
final class Evaluation {
  private Evaluation() {}

  /**
   * Each processor takes up new rules with the first request after they came into force.
   *
   * @param hold whether requests wait for scores of whole traces where there are such rules
   */
  static Supplier<TraceProcessor> processors(
      EvaluatorConfig.Evaluation config,
      LiveRules rules,
      ScanLimits limits,
      EvaluatorHealth health,
      boolean hold) {
    EnricherSettings settings =
        new EnricherSettings(
            Set.of(),
            emit(config.spanAttributes()),
            emit(config.events()),
            limits,
            ContentLimits.DEFAULT);
    return () -> new Processor(config, settings, health, rules, hold);
  }

  private static final class Processor implements TraceProcessor {
    private final EvaluatorConfig.Evaluation config;
    private final EnricherSettings settings;
    private final EvaluatorHealth health;
    private final LiveRules live;
    private final boolean hold;

    /** Weak, so that a thread that has nothing to do keeps no old rules and their judges. */
    private WeakReference<RuleSet> rules;

    private RequestEnricher enricher;

    Processor(
        EvaluatorConfig.Evaluation config,
        EnricherSettings settings,
        EvaluatorHealth health,
        LiveRules live,
        boolean hold) {
      this.config = config;
      this.settings = settings;
      this.health = health;
      this.live = live;
      this.hold = hold;
      RuleSet now = live.current();
      this.rules = new WeakReference<>(now);
      this.enricher = enricher(now);
    }

    private RequestEnricher enricher(RuleSet of) {
      return new RequestEnricher(settings, health, of.inline(config.disabled()));
    }

    @Override
    public Processed process(ByteSlice request) throws MalformedOtlpException {
      RuleSet now = live.current();
      if (now != rules.get()) {
        enricher = enricher(now);
        rules = new WeakReference<>(now);
      }
      Enriched enriched = enricher.enrich(request);
      boolean waits = hold && enriched.genAiSpans() > 0 && now.count(Scope.TRACE) > 0;
      return new Processed(
          enriched.traces(),
          enriched.scoreLogs(),
          enriched.spans(),
          enriched.spansWithInvalidIds(),
          waits);
    }
  }

  private static Emit emit(ScoreOutput output) {
    return switch (output) {
      case ALL -> Emit.ALL;
      case FAILED -> Emit.FAILED;
      case NONE -> Emit.NONE;
    };
  }
}
