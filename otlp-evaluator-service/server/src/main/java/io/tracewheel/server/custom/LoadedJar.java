// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.custom;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.EvaluatorHealth;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.trajectory.CustomEvaluator;
import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A jar whose evaluators can be made. Safe for use by many threads. */
final class LoadedJar {
  private static final Pattern ID = Pattern.compile("[a-z0-9_]{1,64}");

  private final JarContent content;
  private final JarClassLoader loader;
  private final WatchedThread thread;
  private final CustomLimits limits;
  private final EvaluationClock clock;
  private final EvaluatorHealth health;
  private final CpuAccount account;

  /** Names of classes, by the ids of their evaluators. */
  private final Map<String, String> classes = new LinkedHashMap<>();

  /** An evaluator that has its parameters. */
  record Made(CustomEvaluator evaluator, String id, ScoreScale scale) {}

  /**
   * Loads a jar and makes each of its evaluators once.
   *
   * @throws IllegalArgumentException if one cannot be made; the message is a sentence
   */
  LoadedJar(
      JarContent content, CustomLimits limits, EvaluationClock clock, AtomicInteger allStuck) {
    this.content = content;
    this.limits = limits;
    this.clock = clock;
    this.loader = new JarClassLoader(content);
    this.thread = new WatchedThread(content.name(), loader, clock, allStuck, limits.stuck());
    this.health = new EvaluatorHealth(limits.quarantine(), clock);
    this.account = new CpuAccount(limits.cores(), limits.burst(), clock.nanoTime());
    for (String type : content.evaluators()) {
      Made made;
      try {
        made = ofType(type, null);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(content.name() + ": " + e.getMessage() + ".", e);
      }
      if (!ID.matcher(made.id()).matches()) {
        throw new IllegalArgumentException(
            content.name()
                + ": the id \""
                + made.id()
                + "\" of "
                + type
                + " takes up to 64 of a to z, 0 to 9 and _ only.");
      }
      if (classes.put(made.id(), type) != null) {
        throw new IllegalArgumentException(
            content.name() + " has two evaluators " + made.id() + "; rename one of them.");
      }
    }
  }

  JarContent content() {
    return content;
  }

  ClassLoader loader() {
    return loader;
  }

  WatchedThread thread() {
    return thread;
  }

  CustomLimits limits() {
    return limits;
  }

  EvaluationClock clock() {
    return clock;
  }

  EvaluatorHealth health() {
    return health;
  }

  CpuAccount account() {
    return account;
  }

  Iterable<String> ids() {
    return classes.keySet();
  }

  /** Whether it has an evaluator of this id. */
  boolean has(String id) {
    return classes.containsKey(id);
  }

  /**
   * Makes and configures an evaluator, on the jar's thread.
   *
   * @throws IllegalArgumentException if that fails; the message is a clause
   */
  Made make(String id, JsonNode parameters) {
    String type = classes.get(id);
    if (type == null) {
      throw new IllegalArgumentException("there is no evaluator " + id);
    }
    return ofType(type, parameters);
  }

  private Made ofType(String type, @Nullable JsonNode parameters) {
    WatchedThread.Result<Made> result = onThread(type, () -> construct(type, parameters));
    Throwable thrown = result.thrown();
    Made made = result.value();
    if (made != null) {
      return made;
    }
    if (thrown instanceof IllegalArgumentException bad && bad.getMessage() != null) {
      throw new IllegalArgumentException(bad.getMessage());
    }
    throw new IllegalArgumentException(type + " cannot be used: " + thrown);
  }

  private WatchedThread.Result<Made> onThread(String type, Callable<Made> work) {
    try {
      return thread.submit(limits.load(), work).get();
    } catch (ExecutionException e) {
      String why =
          e.getCause() instanceof RejectedExecutionException
              ? e.getCause().getMessage()
              : "it takes more than " + limits.load().toMillis() + " ms to be made";
      throw new IllegalArgumentException(type + " cannot be used: " + why, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalArgumentException(type + " could not be loaded in time", e);
    }
  }

  /** User code: constructor, static parts, settings, id and scale. */
  private Made construct(String type, @Nullable JsonNode parameters) throws Exception {
    Class<?> found = Class.forName(type, true, loader);
    if (!CustomEvaluator.class.isAssignableFrom(found)) {
      throw new IllegalArgumentException(
          type + " does not implement " + CustomEvaluator.class.getName());
    }
    CustomEvaluator evaluator;
    try {
      evaluator = (CustomEvaluator) found.getConstructor().newInstance();
    } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
      throw new IllegalArgumentException(
          type + " needs to be a public class with a public constructor without parameters");
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(type + " cannot be made: " + e.getCause());
    }
    String id = evaluator.id();
    if (id == null) {
      throw new IllegalArgumentException(type + " has no id");
    }
    if (parameters != null) {
      // A copy: what the rule says stays as it is.
      evaluator.configure(parameters.deepCopy());
    }
    ScoreScale scale = evaluator.scale();
    if (scale == null) {
      throw new IllegalArgumentException(type + " has no scale");
    }
    return new Made(evaluator, id, scale);
  }
}
