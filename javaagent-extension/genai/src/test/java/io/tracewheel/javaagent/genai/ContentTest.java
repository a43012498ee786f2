// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static io.tracewheel.javaagent.genai.GenAiCallTest.answer;
import static io.tracewheel.javaagent.genai.GenAiCallTest.chat;
import static io.tracewheel.javaagent.genai.GenAiCallTest.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.ValueType;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ContentTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "unset",
      value = {
        "unset,NO_CONTENT",
        "true,NO_CONTENT",
        "1,NO_CONTENT",
        "span,NO_CONTENT",
        "SPAN_ONLY ,SPAN_ONLY",
        "span_only,SPAN_ONLY",
        "Event_Only,EVENT_ONLY",
        "span_and_event,SPAN_AND_EVENT"
      })
  void theSettingIsReadInAnyCaseAndAnythingUnknownCapturesNothing(
      @Nullable String setting, ContentCapture expected) {
    assertThat(ContentCapture.of(setting)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "unset",
      value = {"unset,131072", "5000,5000", "1,1024", "999999999,16777216", "much,131072"})
  void theBoundIsKeptWithinItsLimits(@Nullable String setting, int expected) {
    GenAiSettings settings =
        GenAiSettings.read(name -> name.equals("max-content-length") ? setting : null);
    assertThat(settings.maxContentLength).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void contentGoesWhereTheModeSaysAndNowhereElse(ContentCapture mode) {
    Recording recording = new Recording(mode);
    GenAiCall call =
        start(
            recording,
            Context.root(),
            Layer.VENDOR_SDK,
            chat()
                .content(
                    Content.INPUT_MESSAGES,
                    Messages.listOf(Messages.message("user", "secret question"))));
    call.end(
        answer()
            .content(
                Content.OUTPUT_MESSAGES,
                Messages.listOf(Messages.message("assistant", "secret answer"))));

    Map<String, Object> span = Recording.attributes(recording.onlySpan());
    if (mode == ContentCapture.SPAN_ONLY || mode == ContentCapture.SPAN_AND_EVENT) {
      assertThat(span)
          .containsEntry(
              "gen_ai.input.messages",
              "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"secret"
                  + " question\"}]}]")
          .containsKey("gen_ai.output.messages");
    } else {
      assertThat(span.toString()).doesNotContain("secret");
    }
    if (mode == ContentCapture.EVENT_ONLY || mode == ContentCapture.SPAN_AND_EVENT) {
      LogRecordData event = recording.events.getFinishedLogRecordItems().get(0);
      assertThat(event.getEventName()).isEqualTo("gen_ai.client.inference.operation.details");
      assertThat(event.getSpanContext().getSpanId()).isEqualTo(recording.onlySpan().getSpanId());
      var messages = event.getAttributes().get(AttributeKey.valueKey("gen_ai.input.messages"));
      assertThat(messages).isNotNull();
      assertThat(messages.getType()).isEqualTo(ValueType.ARRAY);
      assertThat(event.getAttributes().get(GenAiAttributes.RESPONSE_ID)).isEqualTo("r-1");
    } else {
      assertThat(recording.events.getFinishedLogRecordItems()).isEmpty();
    }
  }

  @Test
  void aLongTextIsCutAndTheAttributeStaysJsonWithinItsBound() {
    Recording recording =
        new Recording(new GenAiSettings(ContentCapture.SPAN_ONLY, 2000, true), Sampler.alwaysOn());
    start(
            recording,
            Context.root(),
            Layer.VENDOR_SDK,
            chat()
                .content(
                    Content.INPUT_MESSAGES,
                    Messages.listOf(Messages.message("user", "x".repeat(100_000)))))
        .end(null);
    String json = (String) Recording.attributes(recording.onlySpan()).get("gen_ai.input.messages");
    assertThat(json).hasSizeLessThanOrEqualTo(2000).contains("…[truncated ").contains(" chars]");
    assertThat(Json.parse(json)).isNotNull();
  }

  @Test
  void manyMessagesGiveWayOldestFirst() {
    var messages = new java.util.ArrayList<Object>();
    for (int i = 0; i < 1000; i++) {
      messages.add(Messages.message("user", "message " + i));
    }
    String json = Json.write(Truncation.bound(messages, 2000));
    assertThat(json)
        .hasSizeLessThanOrEqualTo(2000)
        .contains("message 999")
        .doesNotContain("\"message 0\"")
        .contains("truncated");
    assertThat(Json.list(Json.parse(json)))
        .allSatisfy(message -> assertThat(Json.object(message)).containsKeys("role", "parts"));
  }

  @Test
  void whateverTheTreeTheBoundHoldsAndTheResultIsJson() {
    long seed = 20261121;
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      Object tree = RandomJson.tree(random, 5);
      int max = 1024 + random.nextInt(2000);
      String json = Json.write(Truncation.bound(tree, max));
      assertThat(json.length()).as("seed %s, round %s", seed, i).isLessThanOrEqualTo(max);
      assertThat(json.equals("null") || Json.parse(json) != null)
          .as("seed %s, round %s: %s", seed, i, json)
          .isTrue();
    }
  }
}
