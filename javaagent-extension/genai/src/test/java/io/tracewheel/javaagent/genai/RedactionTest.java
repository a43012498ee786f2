// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static io.tracewheel.javaagent.genai.GenAiCallTest.chat;
import static io.tracewheel.javaagent.genai.GenAiCallTest.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

  /** As an application writes one. */
  public static final class Shouting implements BiFunction<String, String, @Nullable String> {
    @Override
    public @Nullable String apply(String attribute, String text) {
      if (text.equals("throw")) {
        throw new IllegalStateException(text);
      }
      return text.equals("drop") ? null : attribute + ":" + text;
    }
  }

  private static Redaction redaction(String... settings) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      map.put(settings[i], settings[i + 1]);
    }
    return Redaction.read(map::get);
  }

  private static String redacted(Redaction redaction, String text) {
    return redaction.text("gen_ai.input.messages", text);
  }

  @ParameterizedTest
  @CsvSource({
    "email, write to jane.doe+x@mail.acme.co.uk now, write to [redacted] now",
    "card, 4111 1111 1111 1111 it is, [redacted] it is",
    "card, order 123456, order 123456",
    "iban, DE89 3704 0044 0532 0130 00!, [redacted]!",
    "ip, from 10.0.0.1:80, from [redacted]:80",
    "ip, version 1.2.3, version 1.2.3",
    "key, use sk-proj-abcdefghijklmnop please, use [redacted] please",
    "key, Authorization: Bearer abcdef0123456789, Authorization: [redacted]",
    "key, ask a question, ask a question",
    "all, a@b.de and 10.0.0.1, [redacted] and [redacted]"
  })
  void namedPatternsTakeWhatTheyNameAndLeaveTheRest(String name, String text, String expected) {
    assertThat(redacted(redaction("redact", name), text)).isEqualTo(expected);
  }

  @Test
  void nothingIsTouchedUnlessAskedFor() {
    Object tree = List.of("jane@acme.com");
    assertThat(redaction().apply("a", tree, 100)).isSameAs(tree);
  }

  @Test
  void allTextsAndNumbersOfATreeAreSeen() {
    Object tree =
        Messages.listOf(
            Messages.toolCall("1", "pay", Map.of("card", 4111111111111111L, "ok", true)));
    assertThat(Json.write(redaction("redact", "card").apply("a", tree, 1000)))
        .contains("\"card\":\"[redacted]\"", "\"ok\":true")
        .doesNotContain("4111");
  }

  @Test
  void theApplicationsClassHasTheLastWord() {
    Redaction redaction =
        redaction("redact-pattern", "gold|silver", "redactor", Shouting.class.getName());
    assertThat(redacted(redaction, "gold coins"))
        .isEqualTo("gen_ai.input.messages:[redacted] coins");
    assertThat(redacted(redaction, "drop")).isEqualTo("[redacted]");
  }

  @Test
  void whatFailsIsMarkedAndNeverWritten() {
    assertThat(redacted(redaction("redactor", Shouting.class.getName()), "throw"))
        .isEqualTo("[redaction failed: java.lang.IllegalStateException]");
    for (Redaction broken :
        Arrays.asList(
            redaction("redactor", "com.acme.Missing"),
            redaction("redactor", "java.lang.String"),
            redaction("redact", "emial"),
            redaction("redact-pattern", "("),
            redaction("redact-pattern", "(a|aa)+\\1b$"))) {
      assertThat(redacted(broken, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"))
          .startsWith("[redaction failed: ")
          .doesNotContain("aaa");
    }
  }

  @Test
  void aSecretAtTheCutIsRedactedBeforeTheCut() {
    Redaction redaction = redaction("redact", "email");
    String text = "x".repeat(995) + " someone@acme.com" + "y".repeat(10_000);
    Object written = Truncation.bound(redaction.apply("a", text, 2000), 2000);
    assertThat(String.valueOf(written)).doesNotContain("someone").contains("…[truncated ");

    String long1 = "a@b.de ".repeat(100_000);
    Object tree = redaction.apply("a", List.of(long1), 2000);
    assertThat(Json.write(Truncation.bound(tree, 2000)))
        .hasSizeLessThanOrEqualTo(2000)
        .contains("[redacted]", " chars]")
        .doesNotContain("a@b");
  }

  @Test
  void spansAndEventsGetTheSameText() {
    Map<String, String> settings = new HashMap<>();
    settings.put("capture-message-content", "SPAN_AND_EVENT");
    settings.put("redact", "email");
    Recording recording = new Recording(GenAiSettings.read(settings::get), Sampler.alwaysOn());
    start(
            recording,
            Context.root(),
            Layer.VENDOR_SDK,
            chat()
                .content(
                    Content.INPUT_MESSAGES,
                    Messages.listOf(Messages.message("user", "I am jane@acme.com"))))
        .fail(new IllegalStateException("no jane@acme.com"), null);

    assertThat(recording.onlySpan().toString()).contains("I am [redacted]").doesNotContain("jane");
    assertThat(recording.onlySpan().getEvents().get(0).getAttributes().toString())
        .contains("no [redacted]")
        .doesNotContain("jane");
    assertThat(recording.events.getFinishedLogRecordItems().get(0).getAttributes().toString())
        .contains("I am [redacted]")
        .doesNotContain("jane");
  }
}
