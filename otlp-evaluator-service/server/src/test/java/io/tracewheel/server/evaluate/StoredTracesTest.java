// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.server.Main;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Traces of any size, spread over files, with what was said in them in log records. */
@Timeout(180)
class StoredTracesTest {
  @TempDir private Path directory;

  @Test
  void tracesAreTheSameWhetherTheyFitIntoMemoryOrNot() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= 300; i++) {
      lines.add(agent(i, random.nextInt(20)));
      lines.add(chat(i, 2, output("spoken " + i)));
      lines.add(chat(i, 3, ""));
      lines.add(details(i, 3, "told " + i));
    }
    Collections.shuffle(lines, random);
    Path one = directory.resolve("one.jsonl");
    Path two = directory.resolve("two.jsonl");
    Files.write(one, lines.subList(0, 500));
    Files.write(two, lines.subList(500, lines.size()));
    List<String> inMemory = read(Long.MAX_VALUE, one, two);
    List<String> onDisk = read(10_000, one, two);
    assertThat(onDisk).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(inMemory);
    assertThat(inMemory.stream().filter(text -> text.startsWith("trace"))).hasSize(300);
    assertThat(inMemory.stream().filter(text -> text.startsWith("session")).count())
        .isBetween(15L, 20L);
    assertThat(inMemory).anyMatch(text -> text.endsWith(" told 7"));
  }

  private static List<String> read(long maxMemory, Path... files) throws IOException {
    List<String> found = new ArrayList<>();
    try (StoredTraces traces = new StoredTraces((operation, span) -> List.of(), maxMemory)) {
      for (Path file : files) {
        traces.read(file.toString(), InputStream.nullInputStream());
      }
      assertThat(traces.spilled()).isEqualTo(maxMemory < Long.MAX_VALUE);
      traces.forEach(
          trace ->
              found.add(
                  "trace "
                      + trace.id()
                      + " "
                      + trace.spans().size()
                      + " "
                      + trace.trajectory().completeness()
                      + " "
                      + trace.trajectory().finalAnswer()),
          session ->
              found.add(
                  "session "
                      + session.conversation()
                      + " "
                      + session.traces().keySet().stream().sorted().toList()));
      assertThat(traces.spans()).isEqualTo(900);
    }
    return found;
  }

  @Test
  void filesLargerThanTheHeapAreScored() throws Exception {
    int traces = 3_000;
    String padding = "x".repeat(30_000);
    Path file = directory.resolve("large.jsonl");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 1; i <= traces; i++) {
        out.write(agent(i, i % 100));
        out.newLine();
        out.write(chat(i, 2, output(i + padding)));
        out.newLine();
      }
      // The last word of each trace is far from its first.
      for (int i = 1; i <= traces; i++) {
        out.write(chat(i, 3, ""));
        out.newLine();
        out.write(details(i, 3, "the end " + i));
        out.newLine();
      }
    }
    Path rules = directory.resolve("rules.yaml");
    Files.writeString(
        rules,
        "rules:\n  - {name: ended, evaluator: latency, filter: \"answer.startsWith('the end')\"}\n"
            + "  - {name: talk, evaluator: latency, scope: session}\n");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "evaluate",
                "--config",
                rules.toString(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(Files.size(file)).isGreaterThan(90_000_000);
    assertThat(said.replaceAll(" +", " "))
        .contains("ended latency trace 3000 ")
        .contains("talk latency session 100 ")
        .contains("of 3,000 traces with 9,000 GenAI spans");
  }

  private static String agent(int trace, int conversation) {
    return span(
        trace,
        1,
        "invoke_agent",
        attribute("gen_ai.agent.name", "shop")
            + ","
            + attribute("gen_ai.conversation.id", "c" + conversation));
  }

  private static String chat(int trace, int span, String more) {
    return span(
        trace,
        span,
        "chat",
        attribute("gen_ai.request.model", "m") + (more.isEmpty() ? "" : "," + more));
  }

  private static String output(String text) {
    return attribute("gen_ai.output.messages", messages(text));
  }

  private static String messages(String text) {
    return "[{\\\"role\\\":\\\"assistant\\\",\\\"parts\\\":[{\\\"type\\\":\\\"text\\\",\\\"content\\\":\\\""
        + text
        + "\\\"}]}]";
  }

  private static String span(int trace, int span, String operation, String more) {
    return String.format(
        Locale.ROOT,
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%032x\",\"spanId\":\"%016x\","
            + "%s\"name\":\"%s\",\"startTimeUnixNano\":\"%d\",\"endTimeUnixNano\":\"%d\","
            + "\"attributes\":[%s,%s]}]}]}]}",
        trace,
        span,
        span == 1 ? "" : "\"parentSpanId\":\"0000000000000001\",",
        operation,
        1_000 * span,
        span == 1 ? 9_000 : 1_000 * span + 500,
        attribute("gen_ai.operation.name", operation),
        more);
  }

  private static String details(int trace, int span, String text) {
    return String.format(
        Locale.ROOT,
        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"traceId\":\"%032x\",\"spanId\":"
            + "\"%016x\",\"eventName\":\"gen_ai.client.inference.operation.details\","
            + "\"attributes\":[%s]}]}]}]}",
        trace,
        span,
        attribute("gen_ai.output.messages", messages(text)));
  }

  private static String attribute(String key, String value) {
    return "{\"key\":\"" + key + "\",\"value\":{\"stringValue\":\"" + value + "\"}}";
  }
}
