// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.micrometer.observation.Observation;
import java.util.function.Supplier;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationContext;

/** Observations of vector stores; of these only searches are GenAI operations. */
public final class StoreObservations {

  private StoreObservations() {}

  /** See {@link ModelObservations#traced}. */
  public static Observation traced(
      Object kind, Supplier<? extends Observation.Context> context, Observation observation) {
    if (kind.getClass().getName().startsWith("org.springframework.ai.vectorstore.")
        && Observed.context(observation, context) instanceof VectorStoreObservationContext store
        && "query".equals(store.getOperationName())) {
      return Observed.as(observation, new RetrievalRecorder(store));
    }
    return observation;
  }
}
