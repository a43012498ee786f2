// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static io.tracewheel.javaagent.genai.GenAiCallTest.chat;
import static io.tracewheel.javaagent.genai.GenAiCallTest.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExceptionEventsTest {

  private static final Throwable ERROR =
      new IllegalStateException("secret outside", new IllegalArgumentException("secret inside"));

  @ParameterizedTest
  @CsvSource(
      nullValues = "unset",
      value = {
        "NO_CONTENT,unset,false",
        "EVENT_ONLY,unset,false",
        "SPAN_ONLY,unset,true",
        "SPAN_ONLY,never,false",
        "NO_CONTENT,always,true",
        "NO_CONTENT,sometimes,false"
      })
  void messagesAreToldWhereContentIs(String capture, @Nullable String setting, boolean told) {
    Map<String, @Nullable String> settings = new HashMap<>();
    settings.put("capture-message-content", capture);
    settings.put("exception-messages", setting);
    Recording recording = new Recording(GenAiSettings.read(settings::get), Sampler.alwaysOn());
    start(recording, Context.root(), Layer.VENDOR_SDK, chat()).fail(ERROR, null);

    assertThat(recording.onlySpan().getEvents()).hasSize(1);
    assertThat(recording.onlySpan().getEvents().get(0).getName()).isEqualTo("exception");
    String event = recording.onlySpan().getEvents().get(0).getAttributes().toString();
    assertThat(event)
        .contains(
            "exception.type=\"java.lang.IllegalStateException\"",
            "Caused by: java.lang.IllegalArgumentException",
            "\tat io.tracewheel.javaagent.genai.ExceptionEventsTest.");
    if (told) {
      assertThat(event).contains("exception.message=\"secret outside\"", ": secret inside");
    } else {
      assertThat(event).doesNotContain("secret", "exception.message");
    }
  }

  @Test
  void cyclesDeepStacksAndThrowingMessagesAreNoHarm() {
    IllegalStateException first = new IllegalStateException("one");
    first.initCause(new IllegalStateException("two", first));
    StackTraceElement[] frames = new StackTraceElement[100_000];
    java.util.Arrays.fill(frames, new StackTraceElement("com.acme.Deep", "call", "Deep.java", 1));
    Exception rude =
        new Exception(first) {
          @Override
          public String getMessage() {
            throw new IllegalStateException("rude");
          }
        };
    rude.setStackTrace(frames);
    Attributes event = ExceptionEvents.of(rude, message -> message);
    assertThat(event.toString()).doesNotContain("exception.message").hasSizeLessThan(40_000);
    assertThat(ExceptionEvents.of(first, message -> message).toString()).contains("two");
  }
}
