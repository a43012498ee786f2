// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole evaluator, killed while it receives, logs and forwards, and started again. */
@Timeout(300)
class KilledEvaluatorTest {
  private static final int ROUNDS = 6;
  private static final int IN_FLIGHT = 16;
  private static final Pattern READY =
      Pattern.compile(".*?ready: OTLP/gRPC 127\\.0\\.0\\.1:(\\d+),.*");

  @TempDir Path temp;

  /** A few of the answers that were no acknowledgement, to see why when there are too many. */
  private final Set<String> outcomes = ConcurrentHashMap.newKeySet();

  @Test
  void nothing_acknowledged_is_lost_and_only_what_was_in_flight_is_repeated() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    Path file = temp.resolve("traces.jsonl");
    try (Sink sink = Sink.grpc()) {
      for (int round = 0; round <= ROUNDS; round++) {
        boolean last = round == ROUNDS;
        Process evaluator = start(sink.port(), file);
        try (BufferedReader out = evaluator.inputReader(UTF_8)) {
          Matcher ready = READY.matcher(String.valueOf(out.readLine()));
          assertThat(ready.matches()).as("ready, round %s", round).isTrue();
          try (OtlpSender client =
              OtlpSender.open(Settings.grpc("client", Integer.parseInt(ready.group(1))))) {
            int count = last ? 100 : 200 + random.nextInt(1_500);
            Semaphore inFlight = send(client, round, count, acknowledged);
            if (last) {
              inFlight.acquire(IN_FLIGHT);
              evaluator.toHandle().destroy();
              assertThat(evaluator.waitFor()).as("drained on SIGTERM").isZero();
            } else {
              evaluator.destroyForcibly().waitFor();
            }
          }
        } finally {
          evaluator.destroyForcibly();
        }
      }
      assertThat(acknowledged).as("other answers: %s", outcomes).hasSizeGreaterThan(500);
      List<String> delivered = sink.taken().stream().map(taken -> name(taken.request())).toList();
      Set<String> distinct = new HashSet<>(delivered);
      assertThat(distinct).as("seed %s", seed).containsAll(acknowledged);
      assertThat(delivered.size() - distinct.size())
          .as("repeated, seed %s", seed)
          .isLessThanOrEqualTo(ROUNDS * Settings.CONCURRENCY);
      assertThat(file).as(Files.readString(temp.resolve("err"))).exists();
      List<String> lines = new ArrayList<>();
      OtlpJson json = new OtlpJson(ScanLimits.DEFAULT);
      for (String line : Files.readAllLines(file)) {
        ByteSlice protobuf = json.toProtobuf(Signal.TRACES, ByteSlice.of(line.getBytes(UTF_8)));
        lines.add(name(protobuf.toByteArray()));
      }
      assertThat(lines).as("seed %s", seed).doesNotHaveDuplicates().containsAll(acknowledged);
    }
  }

  /** Sends until done; the last ones are still in flight when this returns. */
  private Semaphore send(OtlpSender client, int round, int count, Set<String> acknowledged)
      throws InterruptedException {
    Semaphore inFlight = new Semaphore(IN_FLIGHT);
    for (int i = 0; i < count; i++) {
      inFlight.acquire();
      String name = round + "/" + i;
      var unused =
          client
              .send(Signal.TRACES, ByteSlice.of(request(name)))
              .thenAccept(
                  delivery -> {
                    if (delivery.equals(new Delivery.Accepted(0, ""))) {
                      acknowledged.add(name);
                    } else if (outcomes.size() < 10) {
                      outcomes.add(delivery.toString());
                    }
                    inFlight.release();
                  });
    }
    return inFlight;
  }

  private Process start(int sinkPort, Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "up",
            "--grpc-port",
            "0",
            "--http-port",
            "0",
            "--data",
            temp.resolve("data").toString(),
            "--to",
            "grpc://127.0.0.1:" + sinkPort,
            "--to",
            "file:" + file)
        .redirectError(ProcessBuilder.Redirect.appendTo(temp.resolve("err").toFile()))
        .start();
  }

  private static byte[] request(String span) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .addSpans(
                            Span.newBuilder()
                                .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
                                .setSpanId(ByteString.copyFromUtf8("01234567"))
                                .setName(span + "|" + "x".repeat(2_000)))))
        .build()
        .toByteArray();
  }

  private static String name(byte[] request) {
    try {
      String name =
          ExportTraceServiceRequest.parseFrom(request)
              .getResourceSpans(0)
              .getScopeSpans(0)
              .getSpans(0)
              .getName();
      return name.substring(0, name.indexOf('|'));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
