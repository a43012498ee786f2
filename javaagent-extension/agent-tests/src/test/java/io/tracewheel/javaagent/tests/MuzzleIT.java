// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.agentbuild.MuzzleCheck;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.VersionRangeRequest;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Whether the agent would apply our modules to which releases of the libraries. */
class MuzzleIT {

  private static final String OPENAI = "io.tracewheel.javaagent.openai.OpenAiInstrumentationModule";
  private static final String LANGCHAIN4J = "io.tracewheel.javaagent.langchain4j.LangChain4jModule";
  private static final String AGENTIC = "io.tracewheel.javaagent.langchain4j.AgenticModule";
  private static final String LANGCHAIN4J_MCP =
      "io.tracewheel.javaagent.langchain4j.McpClientModule";
  private static final List<String> SPRING_AI =
      List.of(
          "io.tracewheel.javaagent.springai.SpringAiModule",
          "io.tracewheel.javaagent.springai.ChatClientModule",
          "io.tracewheel.javaagent.springai.VectorStoreModule");
  private static final String ANTHROPIC = "io.tracewheel.javaagent.anthropic.AnthropicModule";
  private static final String MCP = "io.tracewheel.javaagent.mcp.McpModule";
  private static final String GOOGLE_GENAI =
      "io.tracewheel.javaagent.googlegenai.GoogleGenAiModule";
  private static final String LANGGRAPH4J = "io.tracewheel.javaagent.langgraph4j.LangGraph4jModule";
  private static final int SAMPLE = 8;

  private final MuzzleCheck check = new MuzzleCheck(Setup.upstreamAgent(), Setup.extensionJar());

  @Test
  void openaiAppliesToBothEndsOfItsRange() throws Exception {
    assertThat(check.mismatches(jars(Setup.oldest("openai"))).get(OPENAI)).isEmpty();
    assertThat(check.mismatches(jars(Setup.newest("openai"))).get(OPENAI)).isEmpty();
  }

  @Test
  void openaiDoesNotApplyWhereTheLibraryIsNot() throws Exception {
    assertThat(check.mismatches(List.of()).get(OPENAI)).isNotEmpty();
  }

  @Test
  void langchain4jAppliesToBothEndsOfItsRangeAndNotWhereTheLibraryIsNot() throws Exception {
    assertThat(check.mismatches(jars(Setup.oldest("langchain4j"))).get(LANGCHAIN4J)).isEmpty();
    assertThat(check.mismatches(jars(Setup.newest("langchain4j"))).get(LANGCHAIN4J)).isEmpty();
    assertThat(check.mismatches(List.of()).get(LANGCHAIN4J)).isNotEmpty();
  }

  @Test
  void agenticAppliesToBothEndsOfItsRangeAndNotWhereTheLibraryIsNot() throws Exception {
    assertThat(check.mismatches(jars(Setup.oldest("langchain4j/agentic"))).get(AGENTIC)).isEmpty();
    assertThat(check.mismatches(jars(Setup.newestApart("langchain4j/agentic"))).get(AGENTIC))
        .isEmpty();
    assertThat(check.mismatches(List.of()).get(AGENTIC)).isNotEmpty();
  }

  @Test
  void langchain4jMcpAppliesToBothEndsOfItsRangeAndNotWhereTheLibraryIsNot() throws Exception {
    String oldest = Setup.oldest("langchain4j/agentic");
    String newest = Setup.newestApart("langchain4j/agentic");
    assertThat(check.mismatches(jars(oldest)).get(LANGCHAIN4J_MCP)).isEmpty();
    assertThat(check.mismatches(jars(newest)).get(LANGCHAIN4J_MCP)).isEmpty();
    assertThat(check.mismatches(List.of()).get(LANGCHAIN4J_MCP)).isNotEmpty();
  }

  /** Needs a registry; see the profile muzzle. */
  @Test
  @EnabledIfSystemProperty(named = "muzzle.langchain4j-mcp.range", matches = ".+")
  void langchain4jMcpAppliesToAnySampleOfItsRange() throws Exception {
    assertAppliesToSample(
        LANGCHAIN4J_MCP,
        "dev.langchain4j:langchain4j-mcp",
        System.getProperty("muzzle.langchain4j-mcp.range"));
  }

  /** Needs a registry; see the profile muzzle. */
  @Test
  @EnabledIfSystemProperty(named = "muzzle.langchain4j-agentic.range", matches = ".+")
  void agenticAppliesToAnySampleOfItsRange() throws Exception {
    assertAppliesToSample(
        AGENTIC,
        "dev.langchain4j:langchain4j-agentic",
        System.getProperty("muzzle.langchain4j-agentic.range"));
  }

  @Test
  void googleGenAiAppliesToBothEndsOfItsRangeAndNotWhereTheLibraryIsNot() throws Exception {
    assertThat(check.mismatches(jars(Setup.oldest("google-genai"))).get(GOOGLE_GENAI)).isEmpty();
    assertThat(check.mismatches(jars(Setup.newestApart("google-genai"))).get(GOOGLE_GENAI))
        .isEmpty();
    assertThat(check.mismatches(List.of()).get(GOOGLE_GENAI)).isNotEmpty();
  }

  /** Needs a registry; see the profile muzzle. */
  @Test
  @EnabledIfSystemProperty(named = "muzzle.google-genai.range", matches = ".+")
  void googleGenAiAppliesToAnySampleOfItsRange() throws Exception {
    assertAppliesToSample(
        GOOGLE_GENAI,
        "com.google.genai:google-genai",
        System.getProperty("muzzle.google-genai.range"));
  }

  @Test
  void springAiAppliesToBothEndsOfItsRangeAndNotWhereTheLibraryIsNot() throws Exception {
    for (String module : SPRING_AI) {
      assertThat(check.mismatches(jars(Setup.oldest("spring-ai"))).get(module)).isEmpty();
      assertThat(check.mismatches(jars(Setup.oldest("spring-ai/newest"))).get(module)).isEmpty();
      assertThat(check.mismatches(List.of()).get(module)).isNotEmpty();
    }
  }

  @Test
  void anthropicAppliesToBothEndsOfItsRangeAndNotWhereTheLibraryIsNot() throws Exception {
    assertThat(check.mismatches(jars(Setup.oldest("anthropic"))).get(ANTHROPIC)).isEmpty();
    assertThat(check.mismatches(jars(Setup.newestApart("anthropic"))).get(ANTHROPIC)).isEmpty();
    assertThat(check.mismatches(List.of()).get(ANTHROPIC)).isNotEmpty();
  }

  /** Needs a registry; see the profile muzzle. */
  @Test
  @EnabledIfSystemProperty(named = "muzzle.anthropic.range", matches = ".+")
  void anthropicAppliesToAnySampleOfItsRange() throws Exception {
    assertAppliesToSample(
        ANTHROPIC,
        "com.anthropic:anthropic-java-core",
        System.getProperty("muzzle.anthropic.range"));
  }

  @Test
  void langgraph4jAppliesToBothEndsOfItsRangeAndNotWhereTheLibraryIsNot() throws Exception {
    assertThat(check.mismatches(jars(Setup.oldest("langgraph4j"))).get(LANGGRAPH4J)).isEmpty();
    assertThat(check.mismatches(jars(Setup.newestApart("langgraph4j"))).get(LANGGRAPH4J)).isEmpty();
    assertThat(check.mismatches(List.of()).get(LANGGRAPH4J)).isNotEmpty();
  }

  /** Needs a registry; see the profile muzzle. */
  @Test
  @EnabledIfSystemProperty(named = "muzzle.langgraph4j.range", matches = ".+")
  void langgraph4jAppliesToAnySampleOfItsRange() throws Exception {
    assertAppliesToSample(
        LANGGRAPH4J,
        "org.bsc.langgraph4j:langgraph4j-core",
        System.getProperty("muzzle.langgraph4j.range"));
  }

  @Test
  void mcpAppliesToBothEndsOfItsRangeAndNotWhereTheLibraryIsNot() throws Exception {
    assertThat(check.mismatches(jars(Setup.oldest("mcp"))).get(MCP)).isEmpty();
    assertThat(check.mismatches(jars(Setup.newest("mcp"))).get(MCP)).isEmpty();
    assertThat(check.mismatches(List.of()).get(MCP)).isNotEmpty();
  }

  /** Needs a registry; see the profile muzzle. */
  @Test
  @EnabledIfSystemProperty(named = "muzzle.openai.range", matches = ".+")
  void openaiAppliesToAnySampleOfItsRange() throws Exception {
    assertAppliesToSample(
        OPENAI, "com.openai:openai-java-core", System.getProperty("muzzle.openai.range"));
  }

  private void assertAppliesToSample(String module, String library, String range) throws Exception {
    long seed = Long.getLong("muzzle.seed", System.nanoTime());
    try (Registry registry = new Registry()) {
      for (String version : sample(registry.releases(library + ":" + range), seed)) {
        assertThat(check.mismatches(registry.jars(library + ":" + version)).get(module))
            .as("%s %s (muzzle.seed=%d)", library, version, seed)
            .isEmpty();
      }
    }
  }

  /** Lowest, highest and some in between. */
  private static List<String> sample(List<String> versions, long seed) {
    assertThat(versions).as("releases in range").isNotEmpty();
    List<String> inner = new ArrayList<>(versions);
    String lowest = inner.remove(0);
    String highest = inner.isEmpty() ? lowest : inner.remove(inner.size() - 1);
    Collections.shuffle(inner, new Random(seed));
    List<String> sample = new ArrayList<>(inner.subList(0, Math.min(SAMPLE, inner.size())));
    sample.add(lowest);
    sample.add(highest);
    return sample;
  }

  private static List<Path> jars(String classPath) {
    List<Path> jars = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      if (entry.endsWith(".jar")) {
        jars.add(Path.of(entry));
      }
    }
    return jars;
  }

  /** The registry that the build itself uses, and its local copy. */
  private static final class Registry implements AutoCloseable {
    private final RepositorySystem system = new RepositorySystemSupplier().get();
    private final CloseableSession session =
        new SessionBuilderSupplier(system)
            .get()
            .withLocalRepositoryBaseDirectories(localRepository())
            .setSystemProperties(System.getProperties())
            .build();
    private final List<RemoteRepository> remotes =
        List.of(
            new RemoteRepository.Builder(
                    "central", "default", System.getProperty("muzzle.registry"))
                .build());

    private static Path localRepository() {
      Path local = Path.of(System.getProperty("muzzle.local.repository"));
      assertThat(Files.isDirectory(local)).as("local repository %s", local).isTrue();
      return local;
    }

    List<String> releases(String coordinates) throws Exception {
      return system
          .resolveVersionRange(
              session, new VersionRangeRequest(new DefaultArtifact(coordinates), remotes, null))
          .getVersions()
          .stream()
          .map(Object::toString)
          .filter(version -> version.matches("[0-9.]+(-beta[0-9]+)?"))
          .toList();
    }

    List<Path> jars(String coordinates) throws Exception {
      CollectRequest collect =
          new CollectRequest(
              new Dependency(new DefaultArtifact(coordinates), JavaScopes.RUNTIME), remotes);
      return system
          .resolveDependencies(session, new DependencyRequest(collect, null))
          .getArtifactResults()
          .stream()
          .map(result -> result.getArtifact().getPath())
          .toList();
    }

    @Override
    public void close() {
      session.close();
      system.close();
    }
  }
}
