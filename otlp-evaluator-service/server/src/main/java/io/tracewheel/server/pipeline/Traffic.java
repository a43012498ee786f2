// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.pipeline;

import io.tracewheel.otlp.Signal;
import io.tracewheel.server.pipeline.Refusal.Reason;
import io.tracewheel.server.telemetry.Durations;
import io.tracewheel.server.telemetry.Metric;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is received and what becomes of it. Every request is counted once, by whoever answers
 * it. Thread-safe and cheap.
 */
public final class Traffic {

  /** How requests come in. */
  public enum Transport {
    GRPC,
    HTTP
  }

  private final Map<Transport, Map<Signal, Lane>> lanes = new EnumMap<>(Transport.class);
  private final Map<Transport, Durations> answers = new EnumMap<>(Transport.class);
  private final LongAdder unscored = new LongAdder();

  Traffic() {
    for (Transport transport : Transport.values()) {
      Map<Signal, Lane> bySignal = new EnumMap<>(Signal.class);
      for (Signal signal : Signal.values()) {
        bySignal.put(signal, new Lane());
      }
      lanes.put(transport, bySignal);
      answers.put(transport, new Durations());
    }
  }

  private static final class Lane {
    final LongAdder requests = new LongAdder();
    final LongAdder items = new LongAdder();
    final LongAdder rejected = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder[] refused = new LongAdder[Reason.values().length];

    Lane() {
      for (int i = 0; i < refused.length; i++) {
        refused[i] = new LongAdder();
      }
    }
  }

  /**
   * Counts since the start.
   *
   * @param requests that are in the log
   * @param items of these
   * @param rejected items that were left out of these
   * @param bytes of these after decompression
   * @param refused requests that were not taken
   */
  public record Counts(
      long requests, long items, long rejected, long bytes, Map<Reason, Long> refused) {

    /** Requests that were not taken, whatever the reason. */
    public long allRefused() {
      return refused.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** Counts a request that is being answered. */
  public void answered(Transport transport, Signal signal, Answer answer, long durationNanos) {
    Refusal refusal = answer.refusal();
    if (refusal != null) {
      refused(transport, signal, refusal.reason());
      return;
    }
    Lane lane = lane(transport, signal);
    lane.requests.increment();
    lane.items.add(answer.items());
    lane.bytes.add(answer.bytes());
    if (answer.rejected() > 0) {
      lane.rejected.add(answer.rejected());
    }
    durations(transport).add(durationNanos);
  }

  /** Counts a request that was turned away before it was complete. */
  public void refused(Transport transport, Signal signal, Reason reason) {
    lane(transport, signal).refused[reason.ordinal()].increment();
  }

  /** Counts a request that goes on without scores because evaluating it failed. */
  void unscored() {
    unscored.increment();
  }

  /** Requests that went on without scores because evaluating them failed. */
  public long unscoredRequests() {
    return unscored.sum();
  }

  /** What has come in one way. */
  public Counts counts(Transport transport, Signal signal) {
    Lane lane = lane(transport, signal);
    Map<Reason, Long> refused = new EnumMap<>(Reason.class);
    for (Reason reason : Reason.values()) {
      refused.put(reason, lane.refused[reason.ordinal()].sum());
    }
    return new Counts(
        lane.requests.sum(), lane.items.sum(), lane.rejected.sum(), lane.bytes.sum(), refused);
  }

  /** From the first byte of accepted requests to their acknowledgement. */
  public Metric.Distribution answerTimes(Transport transport) {
    return durations(transport).distribution();
  }

  private Lane lane(Transport transport, Signal signal) {
    return known(known(lanes.get(transport)).get(signal));
  }

  private Durations durations(Transport transport) {
    return known(answers.get(transport));
  }

  private static <T> T known(@Nullable T found) {
    if (found == null) {
      throw new IllegalStateException("the maps hold every key");
    }
    return found;
  }
}
