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
import java.util.Objects;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the agent would apply our modules to which releases of the libraries. */
class MuzzleIT {

  /**
   * A room and what it serves.
   *
   * @param modules its instrumentations, by class name in {@code io.tracewheel.javaagent}
   * @param library whose releases count, as {@code group:artifact}; where the room serves more than
   *     one artifact of a release, the one that brings the others with it
   */
  private record Room(String name, String library, List<String> modules) {
    @Override
    public String toString() {
      return library;
    }
  }

  private static final List<Room> ROOMS =
      List.of(
          new Room("adk", "com.google.adk:google-adk", List.of("adk.AdkModule")),
          new Room(
              "agentscope",
              "io.agentscope:agentscope-core",
              List.of("agentscope.AgentScopeModule")),
          new Room(
              "anthropic",
              "com.anthropic:anthropic-java-core",
              List.of("anthropic.AnthropicModule")),
          new Room(
              "azure-openai",
              "com.azure:azure-ai-openai",
              List.of("azureopenai.AzureOpenAiModule")),
          new Room(
              "bedrock",
              "software.amazon.awssdk:bedrockruntime",
              List.of("bedrock.BedrockRuntimeModule")),
          new Room(
              "bedrock/agents",
              "software.amazon.awssdk:bedrockagentruntime",
              List.of("bedrock.BedrockAgentModule")),
          new Room(
              "google-genai",
              "com.google.genai:google-genai",
              List.of("googlegenai.GoogleGenAiModule")),
          new Room(
              "embabel", "com.embabel.agent:embabel-agent-api", List.of("embabel.EmbabelModule")),
          new Room("koog", "ai.koog:koog-agents-jvm", List.of("koog.KoogModule")),
          new Room(
              "http-client", "com.squareup.okhttp3:okhttp", List.of("httpclient.OkHttpModule")),
          new Room(
              "http-client",
              "org.apache.httpcomponents.client5:httpclient5",
              List.of("httpclient.ApacheModule")),
          new Room(
              "http-client",
              "org.springframework:spring-webflux",
              List.of("httpclient.WebClientModule")),
          new Room(
              "langchain4j",
              "dev.langchain4j:langchain4j",
              List.of("langchain4j.LangChain4jModule")),
          new Room(
              "langchain4j",
              "dev.langchain4j:langchain4j-core",
              List.of("langchain4j.RetrievalModule")),
          new Room(
              "langchain4j/agentic",
              "dev.langchain4j:langchain4j-agentic",
              List.of("langchain4j.AgenticModule")),
          new Room(
              "langchain4j/agentic",
              "dev.langchain4j:langchain4j-mcp",
              List.of("langchain4j.McpClientModule")),
          new Room(
              "langgraph4j",
              "org.bsc.langgraph4j:langgraph4j-core",
              List.of("langgraph4j.LangGraph4jModule")),
          new Room("mcp", "io.modelcontextprotocol.sdk:mcp", List.of("mcp.McpModule")),
          new Room(
              "openai",
              "com.openai:openai-java-core",
              List.of("openai.OpenAiInstrumentationModule")),
          new Room(
              "spring-ai",
              "org.springframework.ai:spring-ai-client-chat",
              List.of("springai.SpringAiModule", "springai.ChatClientModule")),
          new Room(
              "spring-ai",
              "org.springframework.ai:spring-ai-vector-store",
              List.of("springai.VectorStoreModule")),
          new Room("vector-stores", "io.qdrant:client", List.of("vectorstores.QdrantModule")),
          new Room(
              "vector-stores",
              "io.pinecone:pinecone-client",
              List.of("vectorstores.PineconeModule")),
          new Room(
              "vector-stores",
              "io.milvus:milvus-sdk-java",
              List.of("vectorstores.MilvusModule", "vectorstores.MilvusV2Module")),
          new Room("vector-stores", "io.weaviate:client", List.of("vectorstores.WeaviateModule")));

  private final MuzzleCheck check = new MuzzleCheck(Setup.upstreamAgent(), Setup.extensionJar());

  static List<Room> rooms() {
    return ROOMS;
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void appliesToBothEndsOfItsRangeAndNotWhereTheLibraryIsNot(Room room) throws Exception {
    for (String module : room.modules()) {
      assertThat(mismatches(jars(Setup.oldest(room.name())), module)).isEmpty();
      assertThat(mismatches(jars(Setup.newest(room.name())), module)).isEmpty();
      assertThat(mismatches(List.of(), module)).isNotEmpty();
    }
  }

  /** It has one release so far, which is not on the class path of the oldest ones. */
  @Test
  void weaviatesNewerClientIsMatchedWhereItIs() throws Exception {
    String module = "vectorstores.Weaviate6Module";
    assertThat(mismatches(jars(Setup.newest("vector-stores")), module)).isEmpty();
    assertThat(mismatches(jars(Setup.oldest("vector-stores")), module)).isNotEmpty();
  }

  /** Up to 0.3.2 Spring AI runs them, and is traced itself. */
  @Test
  void embabelsToolsAreMatchedWhereEmbabelRunsThem() throws Exception {
    String module = "embabel.EmbabelToolModule";
    assertThat(mismatches(jars(Setup.newest("embabel")), module)).isEmpty();
    assertThat(mismatches(jars(Setup.oldest("embabel")), module)).isNotEmpty();
    assertThat(mismatches(List.of(), module)).isNotEmpty();
  }

  /** Needs a registry; see the profile muzzle. */
  @ParameterizedTest
  @MethodSource("rooms")
  @EnabledIfSystemProperty(named = "muzzle.releases", matches = "all|[0-9]+")
  void appliesToTheReleasesOfItsRange(Room room) throws Exception {
    String artifact = room.library().substring(room.library().indexOf(':') + 1);
    // By the group as well where more than one has an artifact of that name.
    String range =
        System.getProperty(
            "muzzle.range." + artifact,
            System.getProperty("muzzle.range." + room.library().replace(':', '.')));
    assertThat(range).as("muzzle.range.%s in the pom", artifact).isNotNull();
    long seed = Long.getLong("muzzle.seed", System.nanoTime());
    try (Registry registry = new Registry()) {
      List<String> versions = sample(registry.releases(room.library() + ":" + range), seed);
      for (String version : versions) {
        List<Path> jars = registry.jars(room.library() + ":" + version);
        for (String module : room.modules()) {
          assertThat(mismatches(jars, module))
              .as("%s on %s %s (muzzle.seed=%d)", module, room.library(), version, seed)
              .isEmpty();
        }
      }
      System.out.println(
          "muzzle: " + room.library() + " " + range + ": " + versions.size() + " releases");
    }
  }

  private List<String> mismatches(List<Path> jars, String module) throws Exception {
    String name = "io.tracewheel.javaagent." + module;
    return Objects.requireNonNull(check.mismatches(jars).get(name), "no module " + name);
  }

  /** All; or the lowest, the highest and as many as asked for in between. */
  private static List<String> sample(List<String> versions, long seed) {
    assertThat(versions).as("releases in range").isNotEmpty();
    String asked = System.getProperty("muzzle.releases");
    if (asked.equals("all")) {
      return versions;
    }
    List<String> inner = new ArrayList<>(versions);
    String lowest = inner.remove(0);
    String highest = inner.isEmpty() ? lowest : inner.remove(inner.size() - 1);
    Collections.shuffle(inner, new Random(seed));
    List<String> sample =
        new ArrayList<>(inner.subList(0, Math.min(Integer.parseInt(asked), inner.size())));
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
          .filter(version -> version.matches("[0-9.]+(-beta\\.?[0-9]+)?"))
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
