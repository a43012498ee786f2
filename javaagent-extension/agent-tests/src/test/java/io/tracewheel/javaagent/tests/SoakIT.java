// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many streamed calls, a third of them cancelled or abandoned: each has one span, which ends, and
 * neither heap nor threads grow. Short unless {@code soak.calls} says otherwise.
 */
class SoakIT {

  private static final String END = "\"tracewheel.stream.end\",\"value\":{\"stringValue\":";

  /** How much the heap may wander between two looks: caches, the exporter's buffers, JIT. */
  private static final long SLACK = 8 << 20;

  /**
   * What is left on the heap after garbage collection.
   *
   * @param calls made so far
   * @param bytes of all objects
   * @param openCalls objects of ours that stand for a call
   * @param spans objects of OpenTelemetry that stand for a span
   */
  record Look(long calls, long bytes, long openCalls, long spans, long threads) {

    static Look of(String line) {
      long[] numbers = Stream.of(line.split(",")).mapToLong(Long::parseLong).toArray();
      return new Look(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }

    String line() {
      return calls + "," + bytes + "," + openCalls + "," + spans + "," + threads;
    }
  }

  @Test
  void everyCallEndsItsSpanAndNothingIsLeftOfIt(@TempDir Path dir) throws Exception {
    int calls = Integer.parseInt(System.getProperty("soak.calls", "3000"));
    ApplicationRun.Output output;
    try (StubModelServer server = new StubModelServer()) {
      output =
          new ApplicationRun.Command(Setup.thisJdk())
              .agent(Setup.oneJar())
              .option("-Dotel.javaagent.debug=false")
              .option("-Dotel.instrumentation.genai.abandoned-after-seconds=1")
              .option("-Dotel.bsp.schedule.delay=100")
              .option("-Dotel.bsp.max.queue.size=200000")
              .option("-Xmx512m")
              .output(
                  300 + calls / 40,
                  dir,
                  Setup.room("agent-tests").resolve("target/test-classes")
                      + System.getProperty("path.separator")
                      + Setup.newestLibraries()
                      + System.getProperty("path.separator")
                      + Setup.newest("http-client"),
                  SoakApplication.class.getName(),
                  server.baseUrl(),
                  Integer.toString(calls));
    }

    List<Look> looks = Files.readAllLines(output.seen()).stream().map(Look::of).toList();
    Ends ends = Ends.of(output.out());
    System.out.println("soak: " + ends);
    looks.forEach(System.out::println);

    Look last = looks.get(looks.size() - 1);
    assertThat(ends.all()).as("spans of model calls").isEqualTo(last.calls());
    assertThat(ends.cancelled() + ends.abandoned())
        .as("spans of streams that were left")
        .isGreaterThan(calls / 5);
    assertThat(ends.abandoned()).isGreaterThan(calls / 25);
    // Before, classes are loaded, pools filled, and connections dropped.
    Look early = looks.get(looks.size() / 2);
    assertThat(last.bytes()).as("heap, bytes").isLessThan(early.bytes() + SLACK);
    assertThat(last.openCalls()).as("open calls").isLessThan(early.openCalls() + 50);
    assertThat(last.spans()).as("spans on the heap").isLessThan(early.spans() + 100);
    assertThat(last.threads()).as("threads").isLessThan(early.threads() + 10);
  }

  /**
   * How the model calls ended of which there are spans.
   *
   * @param all of them, those that were read to their end too
   */
  private record Ends(long all, long cancelled, long abandoned) {

    static Ends of(Path spans) throws IOException {
      long all = 0;
      long cancelled = 0;
      long abandoned = 0;
      try (BufferedReader lines = Files.newBufferedReader(spans)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          all += count(line, "\"gen_ai.operation.name\"");
          cancelled += count(line, END + "\"cancelled\"");
          abandoned += count(line, END + "\"abandoned\"");
        }
      }
      return new Ends(all, cancelled, abandoned);
    }

    private static int count(String line, String text) {
      int count = 0;
      for (int at = line.indexOf(text); at >= 0; at = line.indexOf(text, at + 1)) {
        count++;
      }
      return count;
    }
  }
}
