// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.Operation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EndpointTest {

  private static @Nullable Operation operation(String method, @Nullable String path) {
    Endpoint endpoint = Endpoint.of(method, path);
    return endpoint == null ? null : endpoint.operation;
  }

  private static Endpoint endpoint(String path) {
    return Objects.requireNonNull(Endpoint.of("POST", path));
  }

  private static boolean fits(String path, String body) {
    return endpoint(path).fits(body, path);
  }

  @Test
  void pathsOfModelsAreToldByWholeSegments() {
    assertThat(operation("POST", "/v1/chat/completions")).isEqualTo(Operation.CHAT);
    assertThat(operation("POST", "/openai/deployments/d/chat/completions"))
        .isEqualTo(Operation.CHAT);
    assertThat(operation("POST", "/v1/responses")).isEqualTo(Operation.CHAT);
    assertThat(operation("POST", "/embeddings")).isEqualTo(Operation.EMBEDDINGS);

    assertThat(operation("GET", "/v1/chat/completions")).isNull();
    assertThat(operation("POST", "/v1/mychat/completions")).isNull();
    assertThat(operation("POST", "/v1/orders")).isNull();
    assertThat(operation("POST", "/v1/wordembeddings")).isNull();
    assertThat(operation("POST", "/v1/chat/completions/more")).isNull();
    assertThat(operation("POST", null)).isNull();
  }

  @Test
  void aSegmentThatAnybodyCouldHaveIsNoProof() {
    assertThat(endpoint("/v1/chat/completions").isUnmistakable()).isTrue();
    assertThat(endpoint("/v1/responses").isUnmistakable()).isFalse();
    assertThat(fits("/v1/embeddings", "{\"model\":\"m\",\"word\":\"x\"}")).isFalse();
    assertThat(fits("/survey/responses", "{\"input\":\"x\"}")).isFalse();
    assertThat(fits("/v1/responses", "{\"model\":\"m\",\"input\":\"x\"}")).isTrue();
    assertThat(fits("/openai/deployments/d/embeddings", "{\"input\":\"x\"}")).isTrue();
  }

  @Test
  void theModelMayStandInThePath() {
    assertThat(Endpoint.modelIn("/openai/deployments/gpt-x/chat/completions")).isEqualTo("gpt-x");
    assertThat(Endpoint.modelIn("/v1beta/models/gem-1:generateContent")).isEqualTo("gem-1");
    assertThat(Endpoint.modelIn("/v1/chat/completions")).isNull();
  }

  @Test
  void pathsThatApplicationsHaveThemselvesNeedABodyThatNamesAModel() {
    assertThat(operation("POST", "/api/chat")).isEqualTo(Operation.CHAT);
    assertThat(operation("POST", "/api/generate")).isEqualTo(Operation.TEXT_COMPLETION);
    assertThat(operation("POST", "/api/embed")).isEqualTo(Operation.EMBEDDINGS);
    assertThat(operation("POST", "/v2/chat")).isEqualTo(Operation.CHAT);
    assertThat(operation("POST", "/v2/embed")).isEqualTo(Operation.EMBEDDINGS);
    assertThat(operation("POST", "/v2/rerank")).isEqualTo(Operation.RETRIEVAL);

    assertThat(endpoint("/api/chat").isUnmistakable()).isFalse();
    assertThat(fits("/api/chat", "{\"messages\":[]}")).isFalse();
    assertThat(fits("/api/chat", "{\"model\":\"m\",\"messages\":[]}")).isTrue();
    assertThat(fits("/v2/rerank", "{\"model\":\"m\",\"query\":\"q\"}")).isFalse();
  }

  @Test
  void geminisMethodsAreToldAndTheirModelComesFromThePath() {
    String path = "/v1beta/models/gem-1:streamGenerateContent";
    Endpoint stream = endpoint(path);
    assertThat(stream.operation).isEqualTo(Operation.GENERATE_CONTENT);
    assertThat(endpoint("/v1beta/models/gem-1:generateContent").isUnmistakable()).isTrue();
    assertThat(operation("POST", "/v1beta/models/gem-1:countTokens")).isNull();

    String body = "{\"contents\":[{\"role\":\"model\",\"parts\":[{\"text\":\"Hi\"}]}]}";
    assertThat(stream.fits(body, path)).isTrue();
    assertThat(
            stream.request(body, "https://generativelanguage.googleapis.com" + path, path, false))
        .extracting(request -> request.value(GenAiAttributes.REQUEST_MODEL))
        .isEqualTo("gem-1");
  }
}
