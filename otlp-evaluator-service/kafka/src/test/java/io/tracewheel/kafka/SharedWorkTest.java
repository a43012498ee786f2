// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Evaluators that share a log on three brokers, while evaluators and brokers come and die. */
@Tag("brokers")
@Timeout(400)
class SharedWorkTest {
  private static final int TRACES = 60;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir private Path directory;
  private final Set<String> acknowledged = new HashSet<>();
  private final AtomicBoolean stopped = new AtomicBoolean();

  /** Sends spans of several traces at a time, to one evaluator after the other. */
  private final class Load extends Thread {
    private final List<EvaluatorProcess> evaluators;
    private final Random random = new Random(4);
    private int sent;

    Load(List<EvaluatorProcess> evaluators) {
      super("load");
      this.evaluators = evaluators;
    }

    @Override
    public void run() {
      try {
        while (!stopped.get()) {
          List<String> names = new ArrayList<>();
          ScopeSpans.Builder spans = ScopeSpans.newBuilder();
          for (int i = 0; i < 5; i++) {
            String name = "span-" + sent++;
            names.add(name);
            String trace = String.format(Locale.ROOT, "trace-%-10d", random.nextInt(TRACES));
            spans.addSpans(
                Span.newBuilder()
                    .setName(name)
                    .setTraceId(ByteString.copyFrom(trace, StandardCharsets.US_ASCII))
                    .setSpanId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8})));
          }
          ExportTraceServiceRequest request =
              ExportTraceServiceRequest.newBuilder()
                  .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
                  .build();
          if (evaluators.get(sent % evaluators.size()).send(request)) {
            acknowledged.addAll(names);
          }
        }
      } catch (InterruptedException e) {
        // The test ends.
      }
    }
  }

  private static void awaitMore(Backend backend, int more, String from) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    long enough = count(backend, from) + more;
    while (count(backend, from) < enough) {
      assertThat(System.nanoTime()).as("nothing comes from " + from).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private static long count(Backend backend, String from) {
    return backend.arrivals().stream().filter(one -> one.from().startsWith(from)).count();
  }

  @Test
  void nothing_acknowledged_is_lost_and_one_evaluator_at_a_time_has_a_trace() throws Exception {
    try (Brokers brokers = new Brokers(directory, 3);
        Backend backend = new Backend(5);
        EvaluatorProcess a = new EvaluatorProcess(directory, "a", brokers.servers(), backend);
        EvaluatorProcess b = new EvaluatorProcess(directory, "b", brokers.servers(), backend)) {
      List<EvaluatorProcess> evaluators = new CopyOnWriteArrayList<>(List.of(a, b));
      Load load = new Load(evaluators);
      load.start();
      awaitMore(backend, 300, "a");
      awaitMore(backend, 300, "b");

      brokers.kill(1);
      awaitMore(backend, 500, "");
      brokers.restart(1);

      try (EvaluatorProcess c = new EvaluatorProcess(directory, "c", brokers.servers(), backend)) {
        evaluators.add(c);
        awaitMore(backend, 300, "c");

        evaluators.remove(a);
        a.kill();
        long killed = System.nanoTime();
        awaitMore(backend, 1_000, "");
        brokers.kill(0);
        awaitMore(backend, 500, "");
        stopped.set(true);
        load.join();

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        Set<String> lost = new HashSet<>(acknowledged);
        while (!lost.isEmpty() && System.nanoTime() < deadline) {
          backend.arrivals().forEach(one -> lost.remove(one.span()));
          Thread.sleep(100);
        }
        List<Backend.Arrival> arrivals = backend.arrivals();
        Set<String> distinct =
            arrivals.stream().map(Backend.Arrival::span).collect(Collectors.toSet());
        System.out.printf(
            "Kafka: %d spans acknowledged, %d delivered, %d lost, %d twice%n",
            acknowledged.size(), distinct.size(), lost.size(), arrivals.size() - distinct.size());
        assertThat(acknowledged).hasSizeGreaterThan(2_000);
        assertThat(lost).isEmpty();
        assertOneAtATime(arrivals, killed);
      }
    }
  }

  /** No request of a trace begins while another evaluator has one of it, and they do not mix. */
  private static void assertOneAtATime(List<Backend.Arrival> arrivals, long killed) {
    Map<String, List<Backend.Arrival>> byTrace =
        arrivals.stream().collect(Collectors.groupingBy(Backend.Arrival::trace));
    assertThat(byTrace).hasSize(TRACES);
    for (Collection<Backend.Arrival> all : byTrace.values()) {
      List<Backend.Arrival> trace =
          all.stream().sorted(Comparator.comparingLong(Backend.Arrival::begin)).toList();
      int changes = 0;
      for (int i = 1; i < trace.size(); i++) {
        Backend.Arrival before = trace.get(i - 1);
        Backend.Arrival after = trace.get(i);
        if (!before.from().equals(after.from())) {
          changes++;
          // The backend may still be at work on what the killed one sent.
          if (!(before.from().equals("a") && after.begin() > killed)) {
            assertThat(after.begin())
                .as("%s goes from %s to %s", after.trace(), before.from(), after.from())
                .isGreaterThanOrEqualTo(before.end());
          }
        }
      }
      // b comes, c comes, a goes: more changes would be two at work by turns.
      assertThat(changes).as("changes of %s", trace.get(0).trace()).isLessThanOrEqualTo(4);
    }
  }
}
