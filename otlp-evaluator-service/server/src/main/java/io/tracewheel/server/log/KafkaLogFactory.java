// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import io.tracewheel.server.config.EvaluatorConfig;

/**
 * Opens logs on Apache Kafka; found as a service, so that only who wants one carries its client.
 */
public interface KafkaLogFactory {

  /**
   * Opens a log; makes its topic if it does not exist.
   *
   * @param largestRequest bytes of the largest request that may come
   * @throws LogOpenException if Kafka cannot be reached, or its topic cannot be used
   */
  RequestLog open(EvaluatorConfig.Kafka settings, int largestRequest) throws LogOpenException;
}
