// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static io.tracewheel.javaagent.genai.GenAiCallTest.answer;
import static io.tracewheel.javaagent.genai.GenAiCallTest.chat;
import static io.tracewheel.javaagent.genai.GenAiCallTest.start;
import static io.tracewheel.javaagent.genai.GenAiCallTest.tool;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One model call, one span, however many layers see it. */
class NestingTest {

  private final Recording recording = new Recording();

  @Test
  void anInnerLayerAddsWhatOnlyItSeesAndStartsNoSpan() {
    GenAiRequest bare =
        new GenAiRequest(Operation.CHAT).provider("openai").set(GenAiAttributes.REQUEST_TOP_P, 0.5);
    GenAiCall outer = start(recording, Context.root(), Layer.FRAMEWORK, bare);
    GenAiCall inner =
        start(
            recording,
            outer.context(),
            Layer.VENDOR_SDK,
            chat().set(GenAiAttributes.REQUEST_TOP_P, 0.9));
    inner.chunk();
    inner.end(
        answer()
            .set(GenAiAttributes.OPENAI_RESPONSE_SERVICE_TIER, "flex")
            .set(GenAiAttributes.USAGE_CACHE_READ, 4L));
    outer.end(
        new GenAiResponse().usage(100L, 50L).finishReasons(Collections.singletonList("other")));

    assertThat(recording.onlySpan().getName()).isEqualTo("chat gpt-5");
    assertThat(Recording.attributes(recording.onlySpan()))
        .containsEntry("gen_ai.request.top_p", 0.5)
        .containsEntry("server.address", "api.openai.com")
        .containsEntry("gen_ai.response.id", "r-1")
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 4L)
        .containsEntry("gen_ai.usage.input_tokens", 100L)
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
        .containsEntry("openai.response.service_tier", "flex")
        .containsKey("gen_ai.response.time_to_first_chunk");
  }

  @Test
  void attributesOfOneProviderStayOffASpanThatNamesAnother() {
    GenAiCall outer =
        start(
            recording,
            Context.root(),
            Layer.FRAMEWORK,
            new GenAiRequest(Operation.CHAT).provider("azure.ai.openai"));
    start(
            recording,
            outer.context(),
            Layer.VENDOR_SDK,
            chat().set(GenAiAttributes.OPENAI_API_TYPE, "chat_completions"))
        .end(answer().set(GenAiAttributes.OPENAI_RESPONSE_SERVICE_TIER, "flex"));
    outer.end(null);
    assertThat(Recording.attributes(recording.onlySpan()).keySet())
        .noneMatch(key -> key.startsWith("openai."))
        .contains("gen_ai.response.id");
  }

  @Test
  void aFailedTryBelowACallThatSucceedsLeavesNoError() {
    GenAiCall outer = start(recording, Context.root(), Layer.FRAMEWORK, chat());
    start(recording, outer.context(), Layer.VENDOR_SDK, chat())
        .fail(new IllegalStateException("429"), null);
    start(recording, outer.context(), Layer.VENDOR_SDK, chat()).end(answer());
    outer.end(null);
    assertThat(recording.onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(Recording.attributes(recording.onlySpan()))
        .containsEntry("gen_ai.response.id", "r-1");
  }

  @Test
  void anOuterLayerOfLowerRankDoesNotHideAnInnerOneOfHigherRank() {
    GenAiCall outer = start(recording, Context.root(), Layer.HTTP, chat());
    start(recording, outer.context(), Layer.FRAMEWORK, chat()).end(null);
    outer.end(null);
    assertThat(recording.spans.getFinishedSpanItems()).hasSize(2);
  }

  @Test
  void aModelCallInsideAToolInsideAModelCallHasItsOwnSpan() {
    GenAiCall outer = start(recording, Context.root(), Layer.FRAMEWORK, chat());
    GenAiCall tool = start(recording, outer.context(), Layer.FRAMEWORK, tool("ask", "1"));
    start(recording, tool.context(), Layer.VENDOR_SDK, chat()).end(null);
    tool.end(null);
    outer.end(null);
    assertThat(recording.spans.getFinishedSpanItems()).hasSize(3);
  }

  @Test
  void embeddingsInsideARetrievalHaveTheirOwnSpanAndTheStoreSearchHasNot() {
    GenAiCall retrieval =
        start(recording, Context.root(), Layer.FRAMEWORK, new GenAiRequest(Operation.RETRIEVAL));
    start(
            recording,
            retrieval.context(),
            Layer.FRAMEWORK,
            new GenAiRequest(Operation.EMBEDDINGS).set(GenAiAttributes.REQUEST_MODEL, "e-3"))
        .end(null);
    start(
            recording,
            retrieval.context(),
            Layer.FRAMEWORK,
            new GenAiRequest(Operation.RETRIEVAL).set(GenAiAttributes.RETRIEVAL_TOP_K, 5L))
        .end(null);
    retrieval.end(null);
    assertThat(recording.spans.getFinishedSpanItems())
        .extracting("name")
        .containsExactlyInAnyOrder("embeddings e-3", "retrieval");
    assertThat(Recording.attributes(recording.span("retrieval")))
        .containsEntry("gen_ai.retrieval.top_k", 5L);
  }

  @Test
  void oneToolRunIsOneSpanThoughAnotherToolRunInsideItHasItsOwn() {
    GenAiCall run = start(recording, Context.root(), Layer.FRAMEWORK, tool("a", "1"));
    start(recording, run.context(), Layer.FRAMEWORK, tool("a", "1")).end(null);
    start(recording, run.context(), Layer.FRAMEWORK, tool("b", "2")).end(null);
    run.end(null);
    assertThat(recording.spans.getFinishedSpanItems())
        .extracting("name")
        .containsExactlyInAnyOrder("execute_tool a", "execute_tool b");
  }

  @Test
  void anAgentInsideAnAgentHasItsOwnSpan() {
    GenAiRequest agent = new GenAiRequest(Operation.INVOKE_AGENT);
    GenAiCall outer = start(recording, Context.root(), Layer.FRAMEWORK, agent);
    start(recording, outer.context(), Layer.FRAMEWORK, new GenAiRequest(Operation.INVOKE_AGENT))
        .end(null);
    outer.end(null);
    assertThat(recording.spans.getFinishedSpanItems()).hasSize(2);
  }

  @Test
  void aContextThatOutlivesItsCallHidesNothing() {
    GenAiCall ended = start(recording, Context.root(), Layer.FRAMEWORK, chat());
    ended.end(null);
    start(recording, ended.context(), Layer.VENDOR_SDK, chat()).end(answer());
    assertThat(recording.spans.getFinishedSpanItems()).hasSize(2);
  }
}
