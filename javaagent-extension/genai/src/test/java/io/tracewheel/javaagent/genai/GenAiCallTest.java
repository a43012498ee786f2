// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class GenAiCallTest {

  private final Recording recording = new Recording();

  @Test
  void aModelCallIsAClientSpanNamedByOperationAndModelWithWhatIsKnownOfIt() {
    GenAiCall call = start(recording, Context.root(), Layer.VENDOR_SDK, chat());
    call.end(answer());

    SpanData span = recording.onlySpan();
    assertThat(span.getName()).isEqualTo("chat gpt-5");
    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(Recording.attributes(span))
        .containsExactly(
            entry("gen_ai.operation.name", "chat"),
            entry("gen_ai.provider.name", "openai"),
            entry("gen_ai.request.model", "gpt-5"),
            entry("gen_ai.response.finish_reasons", List.of("stop")),
            entry("gen_ai.response.id", "r-1"),
            entry("gen_ai.usage.cache_creation.input_tokens", 3L),
            entry("gen_ai.usage.cache_write.input_tokens", 3L),
            entry("gen_ai.usage.input_tokens", 12L),
            entry("gen_ai.usage.output_tokens", 5L),
            entry("server.address", "api.openai.com"),
            entry("server.port", 443L));
  }

  @Test
  void aCompatibleServerOfAnotherProviderGetsNoAttributesOfOpenAi() {
    GenAiRequest request =
        OpenAiChat.request("{\"model\":\"deepseek-chat\",\"service_tier\":\"flex\"}", false)
            .provider("deepseek");
    start(recording, Context.root(), Layer.VENDOR_SDK, request)
        .end(
            OpenAiChat.response(
                "{\"id\":\"r\",\"system_fingerprint\":\"fp\",\"choices\":[]}", false));

    assertThat(Recording.attributes(recording.onlySpan()))
        .containsEntry("gen_ai.provider.name", "deepseek")
        .containsEntry("gen_ai.response.id", "r")
        .allSatisfy((key, value) -> assertThat(key).doesNotStartWith("openai."));
  }

  @Test
  void theFormerNameOfCacheWritesCanBeSwitchedOff() {
    Recording switchedOff =
        new Recording(
            new GenAiSettings(ContentCapture.NO_CONTENT, 4096, false), Sampler.alwaysOn());
    start(switchedOff, Context.root(), Layer.VENDOR_SDK, chat()).end(answer());
    assertThat(Recording.attributes(switchedOff.onlySpan()))
        .containsKey("gen_ai.usage.cache_write.input_tokens")
        .doesNotContainKey("gen_ai.usage.cache_creation.input_tokens");
  }

  @Test
  void samplersSeeWhatIsKnownAtTheStart() {
    List<String> seen = new ArrayList<>();
    Sampler spying =
        new Sampler() {
          @Override
          public io.opentelemetry.sdk.trace.samplers.SamplingResult shouldSample(
              Context parent,
              String traceId,
              String name,
              SpanKind kind,
              io.opentelemetry.api.common.Attributes attributes,
              List<io.opentelemetry.sdk.trace.data.LinkData> links) {
            attributes.forEach((key, value) -> seen.add(key.getKey()));
            return io.opentelemetry.sdk.trace.samplers.SamplingResult.drop();
          }

          @Override
          public String getDescription() {
            return "spying";
          }
        };
    Recording unsampled =
        new Recording(new GenAiSettings(ContentCapture.SPAN_ONLY, 4096, true), spying);
    start(unsampled, Context.root(), Layer.VENDOR_SDK, chat()).end(answer());
    assertThat(seen)
        .contains(
            "gen_ai.operation.name",
            "gen_ai.provider.name",
            "gen_ai.request.model",
            "server.address",
            "server.port");
    assertThat(unsampled.metrics()).containsKey("gen_ai.client.inference.duration");
  }

  @Test
  void withoutAModelTheNameIsTheBareOperation() {
    start(recording, Context.root(), Layer.FRAMEWORK, new GenAiRequest(Operation.CHAT)).end(null);
    assertThat(recording.onlySpan().getName()).isEqualTo("chat");
  }

  @Test
  void agentsAndToolsAreInternal() {
    start(
            recording,
            Context.root(),
            Layer.FRAMEWORK,
            new GenAiRequest(Operation.INVOKE_AGENT).set(GenAiAttributes.AGENT_NAME, "Helper.ask"))
        .end(null);
    start(
            recording,
            Context.root(),
            Layer.FRAMEWORK,
            new GenAiRequest(Operation.EXECUTE_TOOL).set(GenAiAttributes.TOOL_NAME, "search"))
        .end(null);
    assertThat(recording.span("invoke_agent Helper.ask").getKind()).isEqualTo(SpanKind.INTERNAL);
    assertThat(recording.span("execute_tool search").getKind()).isEqualTo(SpanKind.INTERNAL);
  }

  @Test
  void anErrorGivesItsTypeAndStatusAndTheCauseOfWrappersCounts() {
    GenAiCall call = start(recording, Context.root(), Layer.VENDOR_SDK, chat());
    call.fail(new CompletionException(new IllegalStateException("no")), null);
    SpanData span = recording.onlySpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(Recording.attributes(span))
        .containsEntry("error.type", "java.lang.IllegalStateException");
    assertThat(span.getEvents()).hasSize(1);
  }

  @Test
  void anAnswerThatSaysItFailedIsAnError() {
    start(recording, Context.root(), Layer.VENDOR_SDK, chat())
        .end(new GenAiResponse().failed("server_error"));
    SpanData span = recording.onlySpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(Recording.attributes(span)).containsEntry("error.type", "server_error");
  }

  @Test
  void anErrorThatALibraryTurnsIntoAnAnswerIsStillReported() {
    GenAiCall call = start(recording, Context.root(), Layer.FRAMEWORK, tool("search", "1"));
    call.failing(new IllegalArgumentException("no such city"));
    call.end(new GenAiResponse());
    assertThat(Recording.attributes(recording.onlySpan()))
        .containsEntry("error.type", "java.lang.IllegalArgumentException");
  }

  @Test
  void aCancellationIsNoError() {
    start(recording, Context.root(), Layer.VENDOR_SDK, chat())
        .fail(new CancellationException(), null);
    SpanData span = recording.onlySpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(Recording.attributes(span))
        .containsEntry("tracewheel.stream.end", "cancelled")
        .doesNotContainKey("error.type");
  }

  @Test
  void onlyTheFirstOfManyConcurrentEndsCounts() throws Exception {
    for (int round = 0; round < 200; round++) {
      Recording fresh = new Recording();
      GenAiCall call = start(fresh, Context.root(), Layer.VENDOR_SDK, chat());
      CountDownLatch go = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (Runnable end :
          List.<Runnable>of(
              () -> call.end(answer()),
              () -> call.fail(new IllegalStateException(), null),
              () -> call.cancel(null),
              () -> call.abandon(null))) {
        Thread thread =
            new Thread(
                () -> {
                  try {
                    go.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  end.run();
                });
        thread.start();
        threads.add(thread);
      }
      go.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      fresh.onlySpan();
      MetricData duration = fresh.metric("gen_ai.client.inference.duration");
      assertThat(duration.getHistogramData().getPoints().iterator().next().getCount()).isEqualTo(1);
    }
  }

  @Test
  void metricsOfAModelCallFollowTheConventions() {
    GenAiCall call = start(recording, Context.root(), Layer.VENDOR_SDK, chat().streaming());
    recording.nanos.addAndGet(250_000_000L);
    call.chunk();
    recording.nanos.addAndGet(750_000_000L);
    call.chunk();
    call.end(answer());

    HistogramPointData duration = histogram("gen_ai.client.inference.duration");
    assertThat(duration.getSum()).isEqualTo(1.0);
    assertThat(duration.getBoundaries()).hasSize(14).startsWith(0.01).endsWith(81.92);
    assertThat(histogram("gen_ai.client.inference.time_to_first_chunk").getSum()).isEqualTo(0.25);
    assertThat(histogram("gen_ai.client.inference.operation.input_tokens").getSum()).isEqualTo(12);
    assertThat(counter("gen_ai.client.inference.usage.output_tokens").getValue()).isEqualTo(5);
    assertThat(counter("gen_ai.client.inference.usage.cache_write.input_tokens").getAttributes())
        .satisfies(
            attributes ->
                assertThat(attributes.asMap())
                    .containsEntry(
                        io.opentelemetry.api.common.AttributeKey.stringKey("gen_ai.token.modality"),
                        "unknown")
                    .containsEntry(GenAiAttributes.PROVIDER_NAME, "openai")
                    .doesNotContainKey(GenAiAttributes.RESPONSE_ID));
    assertThat(Recording.attributes(recording.onlySpan()))
        .containsEntry("gen_ai.response.time_to_first_chunk", 0.25)
        .containsEntry("gen_ai.request.stream", true);
  }

  @Test
  void anAgentRunCountsItsOwnModelCallsAndToolsAndSumsTheirTokens() {
    GenAiCall agent =
        start(
            recording,
            Context.root(),
            Layer.FRAMEWORK,
            new GenAiRequest(Operation.INVOKE_AGENT)
                .set(GenAiAttributes.AGENT_NAME, "Helper.ask")
                .set(GenAiAttributes.CONVERSATION_ID, "c-7"));
    start(recording, agent.context(), Layer.FRAMEWORK, chat()).end(answer());
    start(recording, agent.context(), Layer.FRAMEWORK, chat()).end(answer());
    start(recording, agent.context(), Layer.FRAMEWORK, tool("search", "1")).end(null);
    agent.end(null);

    assertThat(histogram("gen_ai.invoke_agent.inference_calls").getSum()).isEqualTo(2);
    assertThat(histogram("gen_ai.invoke_agent.tool_calls").getSum()).isEqualTo(1);
    assertThat(recording.metrics()).containsKey("gen_ai.execute_tool.duration");
    assertThat(Recording.attributes(recording.span("invoke_agent Helper.ask")))
        .containsEntry("gen_ai.usage.input_tokens", 24L)
        .containsEntry("gen_ai.usage.output_tokens", 10L)
        .doesNotContainKey("gen_ai.provider.name");
    assertThat(Recording.attributes(recording.span("execute_tool search")))
        .containsEntry("gen_ai.agent.name", "Helper.ask")
        .containsEntry("gen_ai.conversation.id", "c-7");
  }

  @Test
  void aWorkflowIsARunOfItsOwnWhoseConversationItsStepsShare() {
    GenAiCall workflow =
        start(
            recording,
            Context.root(),
            Layer.FRAMEWORK,
            workflow("travel").set(GenAiAttributes.CONVERSATION_ID, "travel-1"));
    GenAiCall inner = start(recording, workflow.context(), Layer.FRAMEWORK, workflow("hotel"));
    GenAiCall agent =
        start(
            recording,
            inner.context(),
            Layer.FRAMEWORK,
            new GenAiRequest(Operation.INVOKE_AGENT)
                .set(GenAiAttributes.AGENT_NAME, "booker")
                .set(GenAiAttributes.CONVERSATION_ID, "its own"));
    start(recording, inner.context(), Layer.FRAMEWORK, chat()).end(answer());
    agent.end(null);
    inner.end(null);
    workflow.fail(new IllegalStateException("no room"), null);

    SpanData outermost = recording.span("invoke_workflow travel");
    assertThat(outermost.getKind()).isEqualTo(SpanKind.INTERNAL);
    assertThat(Recording.attributes(outermost))
        .containsExactly(
            entry("error.type", "java.lang.IllegalStateException"),
            entry("gen_ai.conversation.id", "travel-1"),
            entry("gen_ai.operation.name", "invoke_workflow"),
            entry("gen_ai.workflow.name", "travel"));
    assertThat(recording.span("invoke_workflow hotel").getParentSpanId())
        .isEqualTo(outermost.getSpanId());
    assertThat(Recording.attributes(recording.span("chat gpt-5")))
        .containsEntry("gen_ai.conversation.id", "travel-1");
    assertThat(Recording.attributes(recording.span("invoke_agent booker")))
        .containsEntry("gen_ai.conversation.id", "its own");
    assertThat(recording.metric("gen_ai.invoke_workflow.duration").getHistogramData().getPoints())
        .extracting(point -> point.getAttributes().toString())
        .containsExactlyInAnyOrder(
            "{gen_ai.workflow.name=\"hotel\"}",
            "{error.type=\"java.lang.IllegalStateException\", gen_ai.workflow.name=\"travel\"}");
  }

  @Test
  void attachedCallsAreTheParentOfWhatHappensInside() {
    GenAiCall call = start(recording, Context.root(), Layer.VENDOR_SDK, chat()).attach();
    recording.telemetry.tracer.spanBuilder("POST").startSpan().end();
    call.detach();
    call.end(null);
    assertThat(recording.span("POST").getParentSpanId())
        .isEqualTo(recording.span("chat gpt-5").getSpanId());
    assertThat(Context.current()).isEqualTo(Context.root());
  }

  private HistogramPointData histogram(String name) {
    return recording.metric(name).getHistogramData().getPoints().iterator().next();
  }

  private LongPointData counter(String name) {
    return recording.metric(name).getLongSumData().getPoints().iterator().next();
  }

  static GenAiCall start(Recording recording, Context parent, Layer layer, GenAiRequest request) {
    return GenAiCall.start(recording.telemetry, parent, layer, request);
  }

  static GenAiRequest chat() {
    return new GenAiRequest(Operation.CHAT)
        .provider("openai")
        .set(GenAiAttributes.REQUEST_MODEL, "gpt-5")
        .server("api.openai.com", 443);
  }

  private static GenAiRequest workflow(String name) {
    return new GenAiRequest(Operation.INVOKE_WORKFLOW).set(GenAiAttributes.WORKFLOW_NAME, name);
  }

  static GenAiRequest tool(String name, String id) {
    return new GenAiRequest(Operation.EXECUTE_TOOL)
        .set(GenAiAttributes.TOOL_NAME, name)
        .identity(name + id);
  }

  static GenAiResponse answer() {
    return new GenAiResponse()
        .set(GenAiAttributes.RESPONSE_ID, "r-1")
        .finishReasons(Collections.singletonList("stop"))
        .usage(12L, 5L)
        .set(GenAiAttributes.USAGE_CACHE_WRITE, 3L);
  }
}
