// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator;

import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Clients that send as long as they are let, and note in a ledger what was acknowledged. */
public final class Load implements AutoCloseable {

  public static final int SPANS_PER_REQUEST = 20;
  private static final int CLIENTS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long PAUSE_AFTER_FAILURE_MILLIS = 20;
  private static final long PAUSE_AFTER_SUCCESS_MILLIS = 2;

  private final Ledger ledger;
  private final OtlpClient client;
  private final List<Thread> threads = new ArrayList<>();
  private final Set<Status.Code> answers = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  private Load(Ledger ledger, EvaluatorProcess evaluator) {
    this.ledger = ledger;
    client = new OtlpClient(evaluator);
  }

  public static Load start(Ledger ledger, EvaluatorProcess evaluator) {
    Load load = new Load(ledger, evaluator);
    for (int i = 0; i < CLIENTS; i++) {
      Thread thread = new Thread(load::send, "load-" + i);
      load.threads.add(thread);
      thread.start();
    }
    return load;
  }

  private void send() {
    try {
      while (!stopped) {
        ExportTraceServiceRequest request = ledger.request(SPANS_PER_REQUEST, "load");
        Status.Code answer = client.grpc(request);
        answers.add(answer);
        if (answer == Status.Code.OK) {
          ledger.acknowledged(request);
          Thread.sleep(PAUSE_AFTER_SUCCESS_MILLIS);
        } else {
          Thread.sleep(PAUSE_AFTER_FAILURE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      // Stopped.
    }
  }

  /** Returns when so many more spans have been acknowledged. */
  public void awaitAcknowledged(int spans) throws InterruptedException {
    int enough = ledger.acknowledged() + spans;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (ledger.acknowledged() < enough) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "only " + ledger.acknowledged() + " spans acknowledged; answers " + answers);
      }
      Thread.sleep(1);
    }
  }

  /** Every status that a request was answered with. */
  public Set<Status.Code> answers() {
    return Set.copyOf(answers);
  }

  /** Sends nothing more; returns when the last answers are noted. */
  public void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() {
    stopped = true;
    client.close();
  }
}
