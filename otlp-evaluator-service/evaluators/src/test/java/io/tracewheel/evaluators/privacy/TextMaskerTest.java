// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.evaluators.privacy.MaskingRules.Action;
import io.tracewheel.evaluators.privacy.MaskingRules.Secret;
import io.tracewheel.otlp.ByteSlice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class TextMaskerTest {
  private static final Secret KEY =
      new Secret("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));

  private static TextMasker masker(Map<Action, List<String>> names) {
    return new TextMasker(MaskingRules.of(names, Map.of(), List.of(), KEY));
  }

  @Test
  void each_action_leaves_what_it_says() {
    String text = "Mail alice@example.com, card 4111 1111 1111 1111.";
    assertThat(masker(Map.of(Action.MASK, List.of("pii"))).mask(text))
        .isEqualTo("Mail [EMAIL], card [PAYMENT_CARD].");
    assertThat(masker(Map.of(Action.DROP, List.of("email"))).mask(text))
        .isEqualTo("Mail , card 4111 1111 1111 1111.");
    assertThat(masker(Map.of(Action.PSEUDONYM, List.of("email"))).mask(text))
        .matches("Mail \\[EMAIL:[a-p]{16}], card 4111 1111 1111 1111\\.");
  }

  @Test
  void a_pseudonym_is_the_same_for_the_same_value_however_written_and_another_with_another_key() {
    TextMasker one = masker(Map.of(Action.PSEUDONYM, List.of("all")));
    TextMasker again = masker(Map.of(Action.PSEUDONYM, List.of("all")));
    String spaced = one.mask("4111 1111 1111 1111");
    assertThat(again.mask("4111-1111-1111-1111")).isEqualTo(spaced);
    assertThat(again.mask("4111111111111111")).isEqualTo(spaced).startsWith("[PAYMENT_CARD:");
    assertThat(one.mask("Alice@Example.com")).isEqualTo(again.mask("alice\\u0040example.com"));
    assertThat(one.mask("alice@example.com")).isNotEqualTo(one.mask("alina@example.com"));
    TextMasker other =
        new TextMasker(
            MaskingRules.of(
                Map.of(Action.PSEUDONYM, List.of("all")),
                Map.of(),
                List.of(),
                new Secret("another key of 16".getBytes(StandardCharsets.US_ASCII))));
    assertThat(other.mask("4111111111111111")).isNotEqualTo(spaced);
    assertThat(one.mask(spaced)).as("a pseudonym is nothing to mask").isEqualTo(spaced);
  }

  @Test
  void numbers_of_json_become_null_or_a_number() {
    TextMasker masks = masker(Map.of(Action.MASK, List.of("all")));
    assertThat(masks.mask("{\"card\": 4111111111111111, \"x\":[1,4111111111111111]}"))
        .isEqualTo("{\"card\": null, \"x\":[1,null]}");
    assertThat(masks.mask("{\\\"card\\\":4111111111111111}")).isEqualTo("{\\\"card\\\":null}");
    TextMasker pseudonyms = masker(Map.of(Action.PSEUDONYM, List.of("all")));
    assertThat(pseudonyms.mask("{\"card\":4111111111111111}"))
        .matches("\\{\"card\":[1-9][0-9]{14}}");
  }

  @Test
  void json_with_private_data_at_any_depth_stays_json_and_keeps_the_rest() {
    JsonMapper mapper = JsonMapper.builder().build();
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      GeneratedValues values = new GeneratedValues(random);
      TextMasker masker =
          masker(
              Map.of(
                  List.of(Action.MASK, Action.DROP, Action.PSEUDONYM).get(seed % 3),
                  List.of("all")));
      StringBuilder planted = new StringBuilder();
      String json = tree(mapper, values, random, 3, planted).toString();
      String masked = masker.mask(json);
      JsonNode read = mapper.readTree(masked);
      for (String value : planted.toString().split("\u0003", -1)) {
        if (!value.isEmpty()) {
          assertThat(masked).as("seed %s", seed).doesNotContain(value);
        }
      }
      assertSame(mapper.readTree(json), read, mapper, seed);
    }
  }

  private static JsonNode tree(
      JsonMapper mapper, GeneratedValues values, Random random, int depth, StringBuilder planted) {
    ObjectNode object = mapper.createObjectNode();
    object.put("kept", "quotes \" and \\ and \n stay");
    GeneratedValues.Value value = values.value(PrivateType.values()[random.nextInt(34)]);
    planted.append(value.text().split("\n", 2)[0]).append('\u0003');
    object.put("text", "before \"it\" " + value.before() + value.text() + value.after() + " after");
    object.put("count", random.nextInt(100));
    ArrayNode array = object.putArray("list");
    array.add(4111111111111111L).add(random.nextInt(9));
    if (depth > 0) {
      JsonNode inner = tree(mapper, values, random, depth - 1, planted);
      if (random.nextBoolean()) {
        object.put("inner", inner.toString());
      } else {
        object.set("inner", inner);
      }
    }
    object.put("path", "C:\\dir\\");
    return object;
  }

  private static void assertSame(JsonNode before, JsonNode after, JsonMapper mapper, int seed) {
    assertThat(after.propertyNames()).as("seed %s", seed).isEqualTo(before.propertyNames());
    assertThat(after.get("kept")).isEqualTo(before.get("kept"));
    assertThat(after.get("path")).isEqualTo(before.get("path"));
    assertThat(after.get("count")).isEqualTo(before.get("count"));
    assertThat(after.get("list").get(1)).isEqualTo(before.get("list").get(1));
    assertThat(after.get("text").asString()).startsWith("before \"it\" ");
    JsonNode inner = before.get("inner");
    if (inner != null) {
      JsonNode masked = after.get("inner");
      assertSame(
          inner.isString() ? mapper.readTree(inner.asString()) : inner,
          masked.isString() ? mapper.readTree(masked.asString()) : masked,
          mapper,
          seed);
    }
  }

  @Test
  void what_cannot_be_meant_is_refused_with_a_clause() {
    assertThatThrownBy(() -> masker(Map.of(Action.MASK, List.of("emial"))))
        .hasMessageContaining("\"emial\"");
    assertThatThrownBy(
            () -> masker(Map.of(Action.MASK, List.of("email"), Action.DROP, List.of("email"))))
        .hasMessageContaining("email has two actions");
    assertThatThrownBy(
            () ->
                MaskingRules.of(
                    Map.of(Action.PSEUDONYM, List.of("all")), Map.of(), List.of(), Secret.NONE))
        .hasMessageContaining("pseudonym_key");
    assertThat(KEY).hasToString("***");
  }

  @Test
  void values_of_keys_that_are_excepted_stay() {
    TextMasker masker =
        new TextMasker(
            MaskingRules.of(
                Map.of(Action.MASK, List.of("all")), Map.of(), List.of("server.address"), KEY));
    ByteSlice address = DetectorTest.slice("10.11.12.13");
    assertThat(masker.mask(address, DetectorTest.slice("server.address"))).isNull();
    assertThat(masker.mask(address, DetectorTest.slice("client.address"))).isNotNull();
  }
}
