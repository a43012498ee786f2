// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static io.tracewheel.javaagent.genai.GenAiCallTest.chat;
import static io.tracewheel.javaagent.genai.GenAiCallTest.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.context.Context;
import io.opentelemetry.instrumentation.api.instrumenter.AttributesExtractor;
import io.opentelemetry.instrumentation.api.instrumenter.Instrumenter;
import io.opentelemetry.instrumentation.api.instrumenter.SpanKindExtractor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CorrelationTest {

  private static final Context BAGGAGE =
      Context.root()
          .with(
              Baggage.builder()
                  .put("gen_ai.conversation.id", "c-1")
                  .put("user.id", "u".repeat(300))
                  .put("session.id", " s-1 ")
                  .put("tracewheel.tags", "beta, ,vip")
                  .put("password", "hunter2")
                  .build());

  /** What upstream does with headers that it is told to capture. */
  private static final class HeaderExtractor implements AttributesExtractor<String, String> {
    @Override
    public void onStart(AttributesBuilder attributes, Context parent, String request) {
      attributes.put(
          AttributeKey.stringArrayKey("http.request.header.x-chat"), List.of("h-1", "h-2"));
    }

    @Override
    public void onEnd(
        AttributesBuilder attributes,
        Context context,
        String request,
        @Nullable String response,
        @Nullable Throwable error) {}
  }

  private static Recording recording(String... settings) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      map.put(settings[i], settings[i + 1]);
    }
    return new Recording(GenAiSettings.read(map::get), Sampler.alwaysOn());
  }

  @Test
  void whatTheApplicationPutIntoTheBaggageIsOnItsSpans() {
    Recording recording = recording();
    start(recording, BAGGAGE, Layer.VENDOR_SDK, chat()).end(null);

    assertThat(Recording.attributes(recording.onlySpan()))
        .contains(
            entry("gen_ai.conversation.id", "c-1"),
            entry("session.id", "s-1"),
            entry("user.id", "u".repeat(256)),
            entry("tracewheel.tags", List.of("beta", "vip")))
        .doesNotContainKey("password");
  }

  @Test
  void whatTheLibraryKnowsComesFirst() {
    Recording recording = recording();
    start(
            recording,
            BAGGAGE,
            Layer.VENDOR_SDK,
            chat().set(GenAiAttributes.CONVERSATION_ID, "of the library"))
        .end(null);

    assertThat(Recording.attributes(recording.onlySpan()))
        .containsEntry("gen_ai.conversation.id", "of the library");
  }

  @Test
  void embeddingsBelongToNoConversation() {
    Recording recording = recording();
    start(recording, BAGGAGE, Layer.VENDOR_SDK, new GenAiRequest(Operation.EMBEDDINGS)).end(null);

    assertThat(Recording.attributes(recording.onlySpan()))
        .containsEntry("session.id", "s-1")
        .doesNotContainKey("gen_ai.conversation.id");
  }

  @Test
  void otherKeysOrNoneCanBeTaken() {
    Recording none = recording("baggage-attributes", "none");
    start(none, BAGGAGE, Layer.VENDOR_SDK, chat()).end(null);
    assertThat(Recording.attributes(none.onlySpan()))
        .doesNotContainKeys("user.id", "session.id", "gen_ai.conversation.id");
  }

  @Test
  void headersOfTheEnclosingServerSpanBecomeAttributesWhenToldSo() {
    Recording recording =
        recording("header-attributes", "X-Chat=gen_ai.conversation.id, nonsense, x-none=user.id");
    Instrumenter<String, String> server =
        Instrumenter.<String, String>builder(recording.sdk, "server", path -> "GET " + path)
            .addAttributesExtractor(new HeaderExtractor())
            .buildInstrumenter(SpanKindExtractor.alwaysServer());
    Context request = server.start(Context.root(), "/");
    start(recording, request, Layer.VENDOR_SDK, chat()).end(null);

    assertThat(Recording.attributes(recording.onlySpan()))
        .containsEntry("gen_ai.conversation.id", "h-1")
        .doesNotContainKey("user.id");
  }
}
