// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static io.tracewheel.javaagent.genai.OpenAiChatTest.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BedrockAgentsTest {

  private static final String AGENT =
      """
      {"agentId":"A1","agentAliasId":"L1","sessionId":"s-1","inputText":"Hello?",\
      "guardrailConfiguration":{"guardrailIdentifier":"g-1"},"instruction":"Be terse."}\
      """;

  private static final String RETRIEVED =
      """
      {"sessionId":"s-2","retrievalResults":[{"documentId":"d-1","score":0.5,\
      "content":{"text":"One"}},{"location":{"type":"WEB","webLocation":{"url":"https://a/b"}}}]}\
      """;

  @Test
  void anAgentIsToldByItsIdsAndItsSession() {
    GenAiRequest request = BedrockAgents.agent(AGENT, true);
    assertThat(named(request.facts))
        .containsEntry("gen_ai.agent.id", "A1")
        .containsEntry("aws.bedrock.agent_alias.id", "L1")
        .containsEntry("gen_ai.conversation.id", "s-1")
        .containsEntry("aws.bedrock.guardrail.id", "g-1");
    assertThat(Json.write(request.content.get(Content.INPUT_MESSAGES))).contains("Hello?");
    assertThat(Json.write(request.content.get(Content.SYSTEM_INSTRUCTIONS))).contains("terse");
    assertThat(BedrockAgents.agent(AGENT, false).content).isEmpty();
  }

  @Test
  void aGeneratingRetrievalHasItsSearchOneLevelDown() {
    GenAiRequest request =
        BedrockAgents.retrieval(
            """
            {"input":{"text":"Why?"},"sessionId":"s","retrieveAndGenerateConfiguration":\
            {"knowledgeBaseConfiguration":{"knowledgeBaseId":"kb","modelArn":"m",\
            "retrievalConfiguration":{"vectorSearchConfiguration":{"numberOfResults":7}}}}}\
            """,
            true);
    assertThat(named(request.facts))
        .containsEntry("gen_ai.data_source.id", "kb")
        .containsEntry("gen_ai.request.model", "m")
        .containsEntry("gen_ai.conversation.id", "s")
        .containsEntry("gen_ai.retrieval.top_k", 7L);
    assertThat(request.content).containsEntry(Content.RETRIEVAL_QUERY, "Why?");
  }

  @Test
  void documentsAreToldByIdOrAddress() {
    GenAiResponse response = BedrockAgents.retrieved(RETRIEVED, true);
    assertThat(Json.write(response.content.get(Content.RETRIEVAL_DOCUMENTS)))
        .isEqualTo("[{\"id\":\"d-1\",\"score\":0.5,\"content\":\"One\"},{\"id\":\"https://a/b\"}]");
    assertThat(BedrockAgents.retrieved(RETRIEVED, false).content).isEmpty();
  }

  @Test
  void anAnswerInPiecesIsOneTextAndTheCountsOfTracesAddUp() {
    BedrockAgentStream stream = new BedrockAgentStream(true, 1000);
    String usage = "{\"usage\":{\"inputTokens\":3,\"outputTokens\":2},\"agentVersion\":\"7\"}";
    stream.chunk("{\"trace\":" + usage + "}");
    stream.chunk("{\"trace\":" + usage + "}");
    for (String piece : new String[] {"Sun", "ny."}) {
      String bytes = Base64.getEncoder().encodeToString(piece.getBytes(StandardCharsets.UTF_8));
      stream.chunk("{\"chunk\":{\"bytes\":\"" + bytes + "\"}}");
    }
    assertThat(stream.complete()).as("no event says so").isFalse();
    assertThat(named(stream.response().facts))
        .containsEntry("gen_ai.usage.input_tokens", 6L)
        .containsEntry("gen_ai.usage.output_tokens", 4L)
        .containsEntry("gen_ai.agent.version", "7");
    assertThat(Json.write(stream.response().content.get(Content.OUTPUT_MESSAGES)))
        .isEqualTo(
            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Sunny.\"}],"
                + "\"finish_reason\":\"stop\"}]");
  }

  @Test
  void damagedMessagesNeverThrow() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      String agent = RandomJson.damage(AGENT, random);
      String retrieved = RandomJson.damage(RETRIEVED, random);
      assertThat(BedrockAgents.agent(agent, true)).as("seed %d: %s", seed, agent).isNotNull();
      assertThat(BedrockAgents.retrieval(agent, true)).as("seed %d: %s", seed, agent).isNotNull();
      assertThat(BedrockAgents.retrieved(retrieved, true)).as("seed %d", seed).isNotNull();
    }
  }
}
