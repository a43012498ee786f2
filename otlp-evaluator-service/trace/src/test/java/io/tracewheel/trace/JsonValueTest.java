// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "\" \"", "\" \\n\\t\\r\""})
  void saysWhenItSaysNothing(String json) {
    assertThat(JsonValue.of(json).isBlank()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\"", "\"\\\\n\"", "\" \\\" \"", "{}", "0", ""})
  void whatSaysSomethingIsNotBlank(String json) {
    assertThat(JsonValue.of(json).isBlank()).isFalse();
  }

  @Test
  void decodesTextOnlyOfStrings() {
    assertThat(JsonValue.of("\"ä\"").text()).isEqualTo("ä");
    assertThat(JsonValue.of("\"\\u00e4\\\"\"").text()).isEqualTo("ä\"");
    assertThat(JsonValue.of("\"\\q\"").text()).isNull();
    assertThat(JsonValue.of("12").text()).isNull();
    assertThat(JsonValue.of("").text()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", " [1] ", "1e5", "\"x\"", "true"})
  void knowsADocument(String json) {
    assertThat(JsonValue.of(json).isDocument()).isTrue();
    assertThat(JsonValue.of(json).tree().value()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "[1,]", "{} {}", "{'a':1}", "01", "nul", "NaN", "// x\n1", "\"\n\""})
  void knowsWhatIsNoDocument(String json) {
    assertThat(JsonValue.of(json).isDocument()).isFalse();
    assertThat(JsonValue.of(json).tree().problem()).isNotNull();
  }

  @Test
  void visitsTheFieldsBeforeAFault() {
    List<String> seen = new ArrayList<>();
    JsonValue.FieldVisitor note =
        (name, value) ->
            seen.add(name + "=" + new String(value.toByteArray(), StandardCharsets.UTF_8));
    assertThat(JsonValue.of("{\"a\" : 1 , \"b\":[2, 3],\"a\":\"x\"}").forEachField(note)).isTrue();
    assertThat(JsonValue.of("{\"c\":{},\"d\":2,\"e\":").forEachField(note)).isFalse();
    assertThat(JsonValue.of("[1]").forEachField(note)).isFalse();
    assertThat(seen).containsExactly("a=1", "b=[2, 3]", "a=\"x\"", "c={}");
  }

  @Test
  void neverShowsItsContent() {
    assertThat(JsonValue.of("\"secret\"")).hasToString("JsonValue[8 bytes]");
  }
}
