// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.admin;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.export.Delivery;
import io.tracewheel.server.export.OtlpSender;
import io.tracewheel.server.telemetry.SampledLogger;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * Sends the evaluator's metrics to a destination from time to time, not by way of the log: when a
 * destination is down, its backlog does not grow by what tells of it. The figures are cumulative,
 * so that a lost request costs resolution and no count.
 */
public final class MetricPush implements AutoCloseable {
  private final OtlpSender sender;
  private final Supplier<byte[]> request;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "tracewheel-metrics");
            thread.setDaemon(true);
            return thread;
          });
  private final SampledLogger warnings =
      new SampledLogger(LoggerFactory.getLogger(MetricPush.class), System::nanoTime);

  private MetricPush(OtlpSender sender, Supplier<byte[]> request) {
    this.sender = sender;
    this.request = request;
  }

  /**
   * Begins to send.
   *
   * @param sender closed with this
   * @param request makes the {@code ExportMetricsServiceRequest} of a moment
   */
  public static MetricPush start(OtlpSender sender, Supplier<byte[]> request, Duration interval) {
    MetricPush push = new MetricPush(sender, request);
    long millis = interval.toMillis();
    var unused = push.timer.scheduleAtFixedRate(push::send, millis, millis, TimeUnit.MILLISECONDS);
    return push;
  }

  @SuppressWarnings("CatchingUnchecked") // what throws here would end the timer
  private void send() {
    try {
      var unused =
          sender
              .send(Signal.METRICS, ByteSlice.of(request.get()))
              .thenAccept(
                  delivery -> {
                    if (delivery instanceof Delivery.Retry retry) {
                      warnings.warn("The evaluator's metrics could not be sent: " + retry.reason());
                    } else if (delivery instanceof Delivery.Refused refused) {
                      warnings.warn("The evaluator's metrics were refused: " + refused.reason());
                    }
                  });
    } catch (RuntimeException | Error e) {
      warnings.warn("The evaluator's metrics could not be sent: " + e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    sender.close();
  }
}
