// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server;

import io.tracewheel.evaluators.Enriched;
import io.tracewheel.evaluators.EnricherSettings;
import io.tracewheel.evaluators.EnricherSettings.Emit;
import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.EvaluatorHealth;
import io.tracewheel.evaluators.QuarantineRules;
import io.tracewheel.evaluators.RequestEnricher;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.config.EvaluatorConfig.ScoreOutput;
import io.tracewheel.server.pipeline.TraceProcessor;
import io.tracewheel.trace.ContentLimits;
import java.util.function.Supplier;

/** Makes the inline evaluation that the configuration asks for. */
final class Evaluation {
  private Evaluation() {}

  static Supplier<TraceProcessor> processors(EvaluatorConfig.Evaluation config, ScanLimits limits) {
    EnricherSettings settings =
        new EnricherSettings(
            config.disabled(),
            emit(config.spanAttributes()),
            emit(config.events()),
            limits,
            ContentLimits.DEFAULT);
    EvaluatorHealth health = new EvaluatorHealth(QuarantineRules.DEFAULT, EvaluationClock.system());
    return () -> {
      RequestEnricher enricher = new RequestEnricher(settings, health);
      return request -> {
        Enriched enriched = enricher.enrich(request);
        return new TraceProcessor.Processed(enriched.traces(), enriched.scoreLogs());
      };
    };
  }

  private static Emit emit(ScoreOutput output) {
    return switch (output) {
      case ALL -> Emit.ALL;
      case FAILED -> Emit.FAILED;
      case NONE -> Emit.NONE;
    };
  }
}
