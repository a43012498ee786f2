// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the spans of scripted applications had on them, kept from one test class to another in a
 * directory of this build.
 *
 * @param application its main class, after the common part of all
 * @param model the requested one; tells the clients of one application apart
 * @param operation {@code gen_ai.operation.name}, or {@code mcp} for a request of that protocol
 */
record Observed(
    String application,
    String provider,
    String model,
    String operation,
    boolean content,
    boolean streamed,
    boolean toolCalls) {

  private static final String OURS = "io.tracewheel.javaagent.";
  private static final String SCOPE = "io.tracewheel.genai";
  private static final List<String> CONTENT =
      List.of(
          "gen_ai.input.messages",
          "gen_ai.output.messages",
          "gen_ai.tool.call.arguments",
          "gen_ai.tool.call.result",
          "gen_ai.retrieval.documents");

  /** Keeps what the spans of a run had on them, if the application is one of ours. */
  static void note(String mainClass, List<RecordedSpan> spans) throws IOException {
    String directory = System.getProperty("observed.dir", "");
    if (directory.isEmpty() || !mainClass.startsWith(OURS)) {
      return;
    }
    String application = mainClass.substring(OURS.length());
    Set<String> lines = new TreeSet<>();
    for (RecordedSpan span : spans) {
      if (span.scope().equals(SCOPE)) {
        lines.add(of(application, span).line());
      }
    }
    Files.createDirectories(Path.of(directory));
    // A file for each run: test classes run side by side.
    Files.write(
        Files.createTempFile(Path.of(directory), application, ".tsv"),
        lines,
        StandardCharsets.UTF_8);
  }

  /** All that was kept; nothing if no test ran before. */
  static List<Observed> all() throws IOException {
    Path directory = Path.of(System.getProperty("observed.dir", ""));
    List<Observed> all = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.readAllLines(file).forEach(line -> all.add(of(line)));
        }
      }
    }
    return all;
  }

  private static Observed of(String application, RecordedSpan span) {
    Object operation = span.get("gen_ai.operation.name");
    return new Observed(
        application,
        text(span.get("gen_ai.provider.name")),
        text(span.get("gen_ai.request.model")),
        operation == null && span.get("mcp.method.name") != null ? "mcp" : text(operation),
        CONTENT.stream().anyMatch(key -> span.get(key) != null),
        Boolean.TRUE.equals(span.get("gen_ai.request.stream"))
            || span.get("gen_ai.response.time_to_first_chunk") != null,
        text(span.get("gen_ai.response.finish_reasons")).contains("tool_call"));
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString().replace('\t', ' ').replace('\n', ' ');
  }

  private String line() {
    return String.join(
        "\t",
        application,
        provider,
        model,
        operation,
        Boolean.toString(content),
        Boolean.toString(streamed),
        Boolean.toString(toolCalls));
  }

  private static Observed of(String line) {
    String[] parts = line.split("\t", -1);
    return new Observed(
        parts[0],
        parts[1],
        parts[2],
        parts[3],
        Boolean.parseBoolean(parts[4]),
        Boolean.parseBoolean(parts[5]),
        Boolean.parseBoolean(parts[6]));
  }
}
