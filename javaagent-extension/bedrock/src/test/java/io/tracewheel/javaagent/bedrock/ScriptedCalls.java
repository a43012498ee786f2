// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.retry.RetryPolicy;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ToolInputSchema;

/**
 * An application that calls a model server in every way that the instrumentation must survive and
 * writes down what it sees. It runs in a JVM of its own, with and without the agent; both must see
 * the same. The id of the model tells the stub server how to answer and the test which span it was.
 */
public final class ScriptedCalls {

  private static final Message QUESTION = user("What is the weather in Paris?");

  private static final ToolConfiguration TOOLS =
      ToolConfiguration.builder()
          .tools(
              Tool.builder()
                  .toolSpec(
                      spec ->
                          spec.name("weather")
                              .description("Weather of a city")
                              .inputSchema(
                                  ToolInputSchema.builder()
                                      .json(
                                          Document.mapBuilder()
                                              .putString("type", "object")
                                              .putNumber("maxProperties", 2)
                                              .build())
                                      .build()))
                  .build())
          .build();

  private static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AK", "secret"));

  private static final ClientOverrideConfiguration ONCE =
      ClientOverrideConfiguration.builder().retryPolicy(RetryPolicy.none()).build();

  private final BedrockRuntimeClient client;
  private final BedrockRuntimeAsyncClient async;
  private final Steps steps;

  private ScriptedCalls(BedrockRuntimeClient client, BedrockRuntimeAsyncClient async, Steps steps) {
    this.client = client;
    this.async = async;
    this.steps = steps;
  }

  /**
   * @param args base URL of the server, file to write to
   */
  public static void main(String[] args) throws Exception {
    URI endpoint = URI.create(args[0]);
    try (BedrockRuntimeClient client =
            BedrockRuntimeClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .overrideConfiguration(ONCE)
                .build();
        BedrockRuntimeAsyncClient async = asyncClient(endpoint);
        PrintStream seen = new PrintStream(args[1], StandardCharsets.UTF_8)) {
      Steps steps = new Steps(seen);
      ScriptedCalls calls = new ScriptedCalls(client, async, steps);
      calls.converse();
      calls.invoke();
      calls.async();
      new ScriptedStreams(async, () -> asyncClient(endpoint), steps).all();
      steps.step("after all streams", () -> text(client.converse(request("chat-after"))));
    }
    System.exit(0); // the library's pools would keep the JVM alive
  }

  private static BedrockRuntimeAsyncClient asyncClient(URI endpoint) {
    return BedrockRuntimeAsyncClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(CREDENTIALS)
        .overrideConfiguration(ONCE)
        // Later releases would speak HTTP/2 to it, which the stub server does not.
        .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
        .build();
  }

  static Message user(String text) {
    return Message.builder()
        .role(ConversationRole.USER)
        .content(ContentBlock.fromText(text))
        .build();
  }

  static ConverseRequest request(String model) {
    return ConverseRequest.builder()
        .modelId(model)
        .messages(QUESTION)
        .system(SystemContentBlock.builder().text("You are terse.").build())
        .inferenceConfig(c -> c.maxTokens(100).temperature(0.7f).topP(0.75f).stopSequences("END"))
        .additionalModelRequestFields(Document.mapBuilder().putNumber("top_k", 40).build())
        .build();
  }

  private static String text(ConverseResponse response) {
    return response.stopReasonAsString()
        + " "
        + response.output()
        + " "
        + response.usage()
        + " "
        + response.responseMetadata().requestId();
  }

  private String converse(String model) {
    return text(client.converse(request(model)));
  }

  private void converse() {
    steps.step("plain", () -> converse("chat-plain"));
    steps.step("guarded", () -> converse("chat-guarded"));
    steps.step("403", () -> converse("chat-403"));
    steps.step("429", () -> converse("chat-429"));
    steps.step("500", () -> converse("chat-500"));
    steps.step("not json", () -> converse("chat-not-json"));
    steps.step("cut", () -> converse("chat-cut"));
    steps.step(
        "of an inference profile",
        () ->
            converse(
                "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/chat-arn"));
    steps.step(
        "by a builder",
        () -> text(client.converse(b -> b.modelId("chat-builder").messages(QUESTION))));
    steps.step("no model", () -> text(client.converse(ConverseRequest.builder().build())));
    steps.step("tool loop", this::loop);
  }

  private String loop() {
    ConverseRequest first = request("chat-loop").toBuilder().toolConfig(TOOLS).build();
    ConverseResponse wanted = client.converse(first);
    Message result =
        Message.builder()
            .role(ConversationRole.USER)
            .content(
                ContentBlock.fromToolResult(
                    r ->
                        r.toolUseId("t1")
                            .content(
                                c ->
                                    c.json(
                                        Document.mapBuilder().putString("sky", "blue").build()))))
            .build();
    return text(wanted)
        + text(
            client.converse(
                first.toBuilder()
                    .messages(List.of(QUESTION, wanted.output().message(), result))
                    .build()));
  }

  static InvokeModelRequest body(String model, String json) {
    return InvokeModelRequest.builder()
        .modelId(model)
        .contentType("application/json")
        .accept("application/json")
        .body(SdkBytes.fromUtf8String(json))
        .build();
  }

  /** What each vendor calls a question of at most 100 tokens. */
  static String bodyFor(String model) {
    String question = "What is the weather in Paris?";
    switch (model.split("-", 2)[0]) {
      case "anthropic.claude":
        return "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":100,\"temperature\":0.7,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\""
            + question
            + "\"}]}";
      case "amazon.titan":
        return model.contains("embed")
            ? "{\"inputText\":\"Hello?\",\"dimensions\":3,\"normalize\":true}"
            : "{\"inputText\":\""
                + question
                + "\",\"textGenerationConfig\":{\"maxTokenCount\":100,\"temperature\":0.7}}";
      case "amazon.nova":
        return "{\"schemaVersion\":\"messages-v1\",\"messages\":[{\"role\":\"user\",\"content\":"
            + "[{\"text\":\""
            + question
            + "\"}]}],\"inferenceConfig\":{\"maxTokens\":100,\"temperature\":0.7}}";
      case "meta.llama":
        return "{\"prompt\":\"" + question + "\",\"max_gen_len\":100,\"temperature\":0.7}";
      case "mistral.text":
      case "deepseek.r1":
        return "{\"prompt\":\"" + question + "\",\"max_tokens\":100,\"temperature\":0.7}";
      case "cohere.command":
        return "{\"message\":\"" + question + "\",\"max_tokens\":100,\"temperature\":0.7}";
      case "stability.image":
        return "{\"taskType\":\"TEXT_IMAGE\",\"textToImageParams\":{\"text\":\"Paris\"}}";
      default:
        return "{\"messages\":[{\"role\":\"user\",\"content\":\""
            + question
            + "\"}],\"max_tokens\":100,\"temperature\":0.7}";
    }
  }

  private void invoke() {
    for (String model :
        List.of(
            "anthropic.claude-1",
            "amazon.titan-1",
            "amazon.nova-1",
            "meta.llama-1",
            "mistral.text-1",
            "mistral.chat-1",
            "cohere.command-1",
            "ai21.jamba-1",
            "openai.gpt-1",
            "deepseek.r1-1",
            "amazon.titan-embed",
            "anthropic.claude-429",
            "stability.image-1")) {
      steps.step(model, () -> invoke(body(model, bodyFor(model))));
    }
    steps.step(
        "guarded body",
        () ->
            invoke(
                body("meta.llama-guarded", bodyFor("meta.llama-guarded")).toBuilder()
                    .guardrailIdentifier("gr1")
                    .guardrailVersion("1")
                    .build()));
    steps.step("broken body", () -> invoke(body("anthropic.claude-odd", "{\"prompt")));
  }

  private String invoke(InvokeModelRequest request) {
    return client.invokeModel(request).body().asUtf8String();
  }

  private void async() {
    steps.step("async", () -> text(async("async-plain")));
    steps.step("async 429", () -> text(async("async-429")));
    steps.step("async cut", () -> text(async("async-cut")));
    steps.step(
        "async callbacks",
        () ->
            async
                .converse(request("async-callback-429"))
                .handle((answer, error) -> error == null ? text(answer) : Steps.describe(error))
                .get(20, TimeUnit.SECONDS));
    steps.step(
        "async invoke",
        () ->
            async
                .invokeModel(body("meta.llama-async", bodyFor("meta.llama-async")))
                .thenApply(answer -> answer.body().asUtf8String())
                .get(20, TimeUnit.SECONDS));
    steps.step("async without a model", () -> text(async(null)));
  }

  private ConverseResponse async(@Nullable String model) throws Exception {
    return async
        .converse(model == null ? ConverseRequest.builder().build() : request(model))
        .get(20, TimeUnit.SECONDS);
  }
}
