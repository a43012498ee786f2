// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.kafka;

import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.log.KafkaLogFactory;
import io.tracewheel.server.log.LogOpenException;
import io.tracewheel.server.log.RequestLog;
import org.apache.kafka.common.KafkaException;

/** Opens logs on Kafka. */
public final class KafkaLogs implements KafkaLogFactory {

  /** Made by the service loader. */
  public KafkaLogs() {}

  @Override
  public RequestLog open(EvaluatorConfig.Kafka settings, int largestRequest)
      throws LogOpenException {
    try (OwnLoader loader = new OwnLoader()) {
      return KafkaLog.open(settings, largestRequest);
    } catch (KafkaException e) {
      throw new LogOpenException(
          "log.kafka.client cannot be used (" + e.getMessage() + "); mend its properties.", e);
    }
  }
}
