// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluators;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.Environment;
import io.tracewheel.server.config.Substitution;
import io.tracewheel.server.custom.CustomLimits;
import io.tracewheel.server.custom.JarFolder;
import io.tracewheel.server.remote.RemoteEvaluators;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Evaluators of several sources together; of two with one id, that of the first source. */
public final class AskedEvaluators implements AsyncTrajectoryEvaluators, AutoCloseable {
  private final List<AsyncTrajectoryEvaluators> sources;

  private AskedEvaluators(List<AsyncTrajectoryEvaluators> sources) {
    this.sources = sources;
  }

  /**
   * Judges, and the evaluators that users bring.
   *
   * @param rules file of rules, which names servers; null for none
   * @param folder of jars, not looked into before {@link #renewed}; null for none
   */
  public static AskedEvaluators of(
      RuleJudges judges, @Nullable Path rules, @Nullable Path folder, CustomLimits limits) {
    List<AsyncTrajectoryEvaluators> sources = new ArrayList<>();
    sources.add(judges);
    if (rules != null) {
      sources.add(
          RemoteEvaluators.of(
              rules,
              () -> remote(rules),
              new Substitution(Environment::get)::apply,
              EvaluationClock.system()));
    }
    if (folder != null) {
      sources.add(JarFolder.of(folder, limits, EvaluationClock.system()));
    }
    return new AskedEvaluators(List.copyOf(sources));
  }

  private static JsonNode remote(Path rules) {
    try {
      return RuleCompiler.sections(rules).remote();
    } catch (ConfigException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public List<String> ids() {
    return sources.stream().flatMap(source -> source.ids().stream()).toList();
  }

  @Override
  public boolean has(String id) {
    return sources.stream().anyMatch(source -> source.has(id));
  }

  @Override
  public Object state() {
    return sources.stream().map(AsyncTrajectoryEvaluators::state).toList();
  }

  @Override
  public AskedEvaluators renewed() {
    return new AskedEvaluators(sources.stream().map(AsyncTrajectoryEvaluators::renewed).toList());
  }

  @Override
  public void begin() {
    sources.forEach(AsyncTrajectoryEvaluators::begin);
  }

  @Override
  public void end(boolean accepted) {
    sources.forEach(source -> source.end(accepted));
  }

  @Override
  public AsyncTrajectoryEvaluator create(String id, String rule, JsonNode parameters) {
    for (AsyncTrajectoryEvaluators source : sources) {
      if (source.has(id)) {
        return source.create(id, rule, parameters);
      }
    }
    throw new IllegalArgumentException("there is no evaluator " + id);
  }

  /** Closes what users bring; judges are closed by their owner. Idempotent. */
  @Override
  public void close() {
    for (AsyncTrajectoryEvaluators source : sources) {
      if (source instanceof RemoteEvaluators remote) {
        remote.close();
      }
    }
  }
}
