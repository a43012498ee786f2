// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import io.tracewheel.evaluators.text.SemanticEvaluators;
import io.tracewheel.evaluators.text.TextEmbedder;
import io.tracewheel.evaluators.text.TextEmbedderFactory;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The evaluators that need an embedding model. It is looked for when the first rule names one of
 * them, and opened when the first text is to be compared. Thread-safe.
 */
final class RuleEmbeddings implements AutoCloseable {
  private @Nullable TextEmbedderFactory factory;
  private TextEmbedderFactory.@Nullable Open model;
  private boolean closed;

  synchronized AsyncTrajectoryEvaluator create(String id, JsonNode parameters) {
    TextEmbedderFactory found = factory;
    if (found == null) {
      List<TextEmbedderFactory> all = LibraryFolder.find(TextEmbedderFactory.class, "embeddings");
      if (all.isEmpty()) {
        throw new IllegalArgumentException(
            id + " needs the folder \"embeddings\" of the distribution, which is not there");
      }
      found = all.get(0);
      factory = found;
    }
    return SemanticEvaluators.create(id, parameters, found.version(), this::embed);
  }

  private CompletionStage<List<float[]>> embed(List<String> texts) {
    TextEmbedder open = open();
    return open == null
        ? CompletableFuture.failedFuture(new IllegalStateException("closed"))
        : open.embed(texts);
  }

  private synchronized @Nullable TextEmbedder open() {
    if (model == null && factory != null && !closed) {
      model = factory.open();
    }
    return model;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (model != null) {
      model.close();
    }
  }
}
