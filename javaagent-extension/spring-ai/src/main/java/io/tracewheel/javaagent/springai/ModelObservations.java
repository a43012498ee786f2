// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.micrometer.observation.Observation;
import java.util.function.Supplier;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationContext;
import org.springframework.ai.tool.observation.ToolCallingObservationContext;

/** Observations of models and tools. */
public final class ModelObservations {

  private ModelObservations() {}

  /**
   * The observation to use in place of the given one.
   *
   * @param kind one of Spring AI's enum constants that describe its observations
   */
  public static Observation traced(
      Object kind, Supplier<? extends Observation.Context> context, Observation observation) {
    String name = kind.getClass().getName();
    if (!name.startsWith("org.springframework.ai.chat.observation.")
        && !name.startsWith("org.springframework.ai.tool.observation.")
        && !name.startsWith("org.springframework.ai.embedding.observation.")) {
      return observation;
    }
    Observation.Context observed = Observed.context(observation, context);
    if (observed instanceof ChatModelObservationContext chat) {
      SpringAiCall call = new SpringAiCall(new ChatRecorder(chat));
      PromptCalls.begun(chat.getRequest(), call);
      return new TracedObservation(observation, call);
    }
    if (observed instanceof ToolCallingObservationContext tool) {
      return Observed.as(observation, new ToolRecorder(tool));
    }
    if (observed instanceof EmbeddingModelObservationContext embedding) {
      return Observed.as(observation, new EmbeddingRecorder(embedding));
    }
    return observation;
  }
}
