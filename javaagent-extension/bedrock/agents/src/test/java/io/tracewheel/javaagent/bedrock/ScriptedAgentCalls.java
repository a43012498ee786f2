// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockagentruntime.BedrockAgentRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockagentruntime.BedrockAgentRuntimeClient;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeAgentRequest;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeAgentResponseHandler;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeInlineAgentRequest;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeInlineAgentResponseHandler;
import software.amazon.awssdk.services.bedrockagentruntime.model.ResponseStream;
import software.amazon.awssdk.services.bedrockagentruntime.model.RetrieveAndGenerateRequest;
import software.amazon.awssdk.services.bedrockagentruntime.model.RetrieveRequest;
import software.amazon.awssdk.services.bedrockagentruntime.model.RetrieveResponse;

/**
 * An application that calls agents and knowledge bases in every way that the instrumentation must
 * survive and writes down what it sees. It runs in a JVM of its own, with and without the agent;
 * both must see the same. The ids tell the stub server how to answer and the test which span it
 * was.
 */
public final class ScriptedAgentCalls {

  private final BedrockAgentRuntimeClient client;
  private final BedrockAgentRuntimeAsyncClient async;
  private final PrintStream seen;

  private ScriptedAgentCalls(String origin, PrintStream seen) {
    this.client = to(origin, BedrockAgentRuntimeClient.builder());
    this.async = to(origin, BedrockAgentRuntimeAsyncClient.builder());
    this.seen = seen;
  }

  private static <B extends AwsClientBuilder<B, C>, C> C to(String origin, B builder) {
    return builder
        .endpointOverride(URI.create(origin))
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(c -> c.retryPolicy(r -> r.numRetries(0)))
        .build();
  }

  /**
   * @param args address of the server, file to write to
   */
  public static void main(String[] args) throws Exception {
    try (PrintStream seen = new PrintStream(args[1], StandardCharsets.UTF_8)) {
      new ScriptedAgentCalls(args[0], seen).all();
    }
    System.exit(0); // the SDK's pools would keep the JVM alive
  }

  private interface Step {
    @Nullable Object run() throws Exception;
  }

  private void step(String name, Step step) {
    String result;
    try {
      result = String.valueOf(step.run());
    } catch (Throwable t) {
      result = describe(t);
    }
    seen.println(name + ": " + result);
  }

  /** Without ids of connections and ports, which no two runs share. */
  private static String describe(Throwable t) {
    StringBuilder text = new StringBuilder();
    for (Throwable e = t; e != null; e = e.getCause()) {
      String message = String.valueOf(e.getMessage()).replaceAll("\\[id: .*?]|[0-9]{4,}", "#");
      text.append(e.getClass().getName()).append('(').append(message).append(") ");
    }
    return text.toString();
  }

  private void all() {
    for (String agent :
        List.of(
            "agent-plain",
            "agent-traced",
            "agent-control",
            "agent-429",
            "agent-403",
            "agent-broken",
            "agent-error")) {
      step(agent, () -> ask(agent));
    }
    step("subscription cancelled", () -> read("agent-cancelled", false));
    step("the application throws", () -> read("agent-thrown", true));
    step("inline agent", () -> inline("session-plain"));
    step("inline agent, 429", () -> inline("session-429"));
    step(
        "request that is refused",
        () -> async.invokeAgent((InvokeAgentRequest) null, handler(new StringBuffer())));
    for (String base : List.of("base-plain", "base-429", "base-not-json")) {
      step(base, () -> client.retrieve(search(base)));
    }
    step("async", () -> async.retrieve(search("base-async")).get(30, TimeUnit.SECONDS));
    step("async, 403", () -> async.retrieve(search("base-async-403")).get(30, TimeUnit.SECONDS));
    step(
        "many at once",
        () -> {
          List<CompletableFuture<RetrieveResponse>> calls = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            calls.add(async.retrieve(search("base-many-" + i)));
          }
          return calls.stream()
              .map(call -> call.join().retrievalResults().get(0).score())
              .collect(Collectors.toList());
        });
    step("generate", () -> client.retrieveAndGenerate(generate("generate-plain")));
    step(
        "generate, async",
        () -> async.retrieveAndGenerate(generate("generate-async")).get(30, TimeUnit.SECONDS));
    step("generate, 429", () -> client.retrieveAndGenerate(generate("generate-429")));
  }

  private static InvokeAgentRequest request(String agent) {
    return InvokeAgentRequest.builder()
        .agentId(agent)
        .agentAliasId("alias-1")
        .sessionId("session-1")
        .inputText("What is the weather in Paris?")
        .enableTrace(true)
        .build();
  }

  private static InvokeAgentResponseHandler handler(StringBuffer got) {
    return InvokeAgentResponseHandler.builder()
        .onResponse(response -> got.append(response.sessionId()).append(' '))
        .subscriber(
            InvokeAgentResponseHandler.Visitor.builder()
                .onChunk(event -> got.append(event.bytes().asUtf8String()))
                .onTrace(event -> got.append("trace of ").append(event.agentVersion()).append(' '))
                .onReturnControl(event -> got.append(event.invocationInputs()))
                .build())
        .onComplete(() -> got.append(" complete"))
        .onError(error -> got.append(" error ").append(error.getClass().getName()))
        .build();
  }

  private String ask(String agent) throws Exception {
    StringBuffer got = new StringBuffer();
    try {
      async.invokeAgent(request(agent), handler(got)).get(30, TimeUnit.SECONDS);
      return got.toString();
    } catch (Exception e) {
      return got + " " + describe(e);
    }
  }

  private String inline(String session) throws Exception {
    StringBuffer got = new StringBuffer();
    InvokeInlineAgentResponseHandler handler =
        InvokeInlineAgentResponseHandler.builder()
            .subscriber(
                InvokeInlineAgentResponseHandler.Visitor.builder()
                    .onChunk(event -> got.append(event.bytes().asUtf8String()))
                    .build())
            .build();
    InvokeInlineAgentRequest request =
        InvokeInlineAgentRequest.builder()
            .sessionId(session)
            .foundationModel("inline-model")
            .instruction("You are terse.")
            .inputText("What is the weather in Paris?")
            .build();
    async.invokeInlineAgent(request, handler).get(30, TimeUnit.SECONDS);
    return got.toString();
  }

  /** Reads one event and wants no more. */
  private String read(String agent, boolean failing) {
    StringBuffer got = new StringBuffer();
    InvokeAgentResponseHandler handler =
        InvokeAgentResponseHandler.builder()
            .onEventStream(events -> events.subscribe(new Once(failing, got)))
            .build();
    CompletableFuture<Void> future = async.invokeAgent(request(agent), handler);
    try {
      future.get(2, TimeUnit.SECONDS);
    } catch (Exception e) {
      got.append(' ').append(e.getClass().getSimpleName());
    }
    return got.toString();
  }

  private static final class Once implements Subscriber<ResponseStream> {
    private final boolean failing;
    private final StringBuffer got;
    private @Nullable Subscription events;

    Once(boolean failing, StringBuffer got) {
      this.failing = failing;
      this.got = got;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      events = subscription;
      subscription.request(1);
    }

    @Override
    public void onNext(ResponseStream event) {
      got.append(event.sdkEventType());
      if (failing) {
        throw new IllegalStateException("The application's own");
      }
      if (events != null) {
        events.cancel();
      }
    }

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onComplete() {}
  }

  private static RetrieveRequest search(String base) {
    return RetrieveRequest.builder()
        .knowledgeBaseId(base)
        .retrievalQuery(q -> q.text("weather in Paris"))
        .retrievalConfiguration(c -> c.vectorSearchConfiguration(v -> v.numberOfResults(4)))
        .build();
  }

  private static RetrieveAndGenerateRequest generate(String base) {
    return RetrieveAndGenerateRequest.builder()
        .input(i -> i.text("What is the weather in Paris?"))
        .retrieveAndGenerateConfiguration(
            c ->
                c.type("KNOWLEDGE_BASE")
                    .knowledgeBaseConfiguration(
                        k -> k.knowledgeBaseId(base).modelArn("arn:aws:bedrock:model-1")))
        .build();
  }
}
