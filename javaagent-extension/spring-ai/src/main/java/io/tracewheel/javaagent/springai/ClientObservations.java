// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.micrometer.observation.Observation;
import java.util.function.Supplier;
import org.springframework.ai.chat.client.observation.ChatClientObservationContext;

/** Observations of chat clients and their advisors. */
public final class ClientObservations {

  private ClientObservations() {}

  /** See {@link ModelObservations#traced}. */
  public static Observation traced(
      Object kind, Supplier<? extends Observation.Context> context, Observation observation) {
    if (!kind.getClass().getName().startsWith("org.springframework.ai.chat.client.")) {
      return observation;
    }
    if (Observed.context(observation, context) instanceof ChatClientObservationContext client
        && AgentRecorder.isAgent(client)) {
      return Observed.as(observation, new AgentRecorder(client));
    }
    return Observed.asLink(observation);
  }
}
