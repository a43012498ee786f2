// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's table of what each library's spans have is what the other tests have seen. */
class SupportTableIT {

  private static final String BEGIN = "<!-- what the tests saw: begin -->\n";
  private static final String END = "<!-- what the tests saw: end -->";

  /**
   * A row of the table.
   *
   * @param ranges names of {@code muzzle.range.*} properties; none for what comes with the JDK
   */
  private record Row(String library, List<String> ranges, Predicate<Observed> seen) {

    static Row of(String library, String range, String application) {
      return new Row(library, List.of(range), one -> one.application().equals(application));
    }

    static Row store(String library, String range, String provider) {
      return new Row(
          library,
          List.of(range),
          one ->
              one.application().equals("vectorstores.ScriptedCalls")
                  && one.provider().equals(provider));
    }

    static Row client(String library, List<String> ranges, String... models) {
      return new Row(
          library,
          ranges,
          one ->
              one.application().equals("httpclient.ScriptedCalls")
                  && List.of(models).stream().anyMatch(one.model()::startsWith));
    }
  }

  /** Without Embabel: nothing sees it where all tests run on a JDK older than 21. */
  private static final List<Row> ROWS =
      List.of(
          Row.of("anthropic-java", "anthropic-java-core", "anthropic.ScriptedCalls"),
          Row.of("openai-java", "openai-java-core", "openai.ScriptedCalls"),
          Row.of("azure-ai-openai", "azure-ai-openai", "azureopenai.ScriptedCalls"),
          Row.of("bedrockruntime", "bedrockruntime", "bedrock.ScriptedCalls"),
          Row.of("bedrockagentruntime", "bedrockagentruntime", "bedrock.ScriptedAgentCalls"),
          Row.of("google-genai", "google-genai", "googlegenai.ScriptedCalls"),
          Row.of("google-adk", "google-adk", "adk.ScriptedCalls"),
          Row.of("langchain4j", "langchain4j", "langchain4j.ScriptedCalls"),
          Row.of("langchain4j-agentic", "langchain4j-agentic", "langchain4j.ScriptedAgents"),
          Row.of("langchain4j-mcp", "langchain4j-mcp", "langchain4j.ScriptedMcpCalls"),
          Row.of("agentscope-core", "agentscope-core", "agentscope.ScriptedCalls"),
          Row.of("koog-agents-jvm", "koog-agents-jvm", "koog.ScriptedCalls"),
          Row.of("langgraph4j-core", "langgraph4j-core", "langgraph4j.ScriptedCalls"),
          Row.of("spring-ai", "spring-ai-client-chat", "springai.ScriptedCalls"),
          Row.of("mcp", "mcp", "mcp.ScriptedCalls"),
          Row.store("Qdrant's client", "io.qdrant.client", "qdrant"),
          Row.store("pinecone-client", "pinecone-client", "pinecone"),
          Row.store("milvus-sdk-java", "milvus-sdk-java", "milvus"),
          Row.store("Weaviate's client", "io.weaviate.client", "weaviate"),
          Row.client("java.net.http", List.of(), "jdk-"),
          Row.client("okhttp", List.of("okhttp"), "ok-"),
          Row.client("httpclient5", List.of("httpclient5"), "hc-", "ha-"),
          Row.client("spring-webflux", List.of("spring-webflux"), "wn-", "wh-"));

  @Test
  void theReadmeTellsWhatTheTestsSaw() throws IOException {
    List<Observed> all = Observed.all();
    assumeFalse(all.isEmpty(), "no test of this build has seen anything");
    String table =
        "| library | releases | operations | content | streaming | tool calls |\n"
            + "|---|---|---|---|---|---|\n"
            + ROWS.stream().map(row -> line(row, all)).collect(Collectors.joining());

    String readme = Files.readString(Setup.room("README.md"));
    int from = readme.indexOf(BEGIN);
    int to = readme.indexOf(END);
    assertThat(from).as("a line %s in the README", BEGIN.strip()).isNotNegative();
    assertThat(readme.substring(from + BEGIN.length(), to))
        .as("the table in the README; put what was seen in its place")
        .isEqualTo(table);
  }

  private static String line(Row row, List<Observed> all) {
    List<Observed> seen =
        all.stream().filter(row.seen()).filter(one -> !one.operation().isEmpty()).toList();
    assertThat(seen).as("spans of %s", row.library()).isNotEmpty();
    String operations =
        seen.stream()
            .map(Observed::operation)
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .map(name -> "`" + name + "`")
            .collect(Collectors.joining(", "));
    return "| %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            row.library(),
            row.ranges().stream().map(SupportTableIT::range).collect(Collectors.joining("; ")),
            operations,
            yes(seen.stream().anyMatch(Observed::content)),
            yes(seen.stream().anyMatch(Observed::streamed)),
            yes(
                seen.stream()
                    .anyMatch(one -> one.toolCalls() || one.operation().equals("execute_tool"))));
  }

  private static String yes(boolean seen) {
    return seen ? "yes" : "";
  }

  private static String range(String property) {
    String range =
        System.getProperty(
            "table.range." + property, System.getProperty("muzzle.range." + property, ""));
    assertThat(range).as("muzzle.range.%s in the pom", property).isNotEmpty();
    return range.substring(1, range.length() - 1).replace(",", " to ");
  }
}
