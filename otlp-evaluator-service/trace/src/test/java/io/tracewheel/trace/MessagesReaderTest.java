// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessagesReaderTest {

  private static Captured<List<Message>> read(String json) {
    return MessagesReader.read(JsonValue.of(json), ContentLimits.DEFAULT);
  }

  private static List<Message> messages(String json) {
    Captured<List<Message>> read = read(json);
    assertThat(read.problem()).isNull();
    return requireNonNull(read.value());
  }

  @Test
  void readsTheConventionsShapeWithoutDecoding() {
    List<Message> messages =
        messages(
            """
            [ {"role":"user","parts":[{"content":"hi \\"you\\"" , "type":"text"}]},
              {"role":"assistant","parts":[
                 {"type":"reasoning","content":"hm"},
                 {"type":"tool_call","id":"c1","name":"weather","arguments":{"city":"Ulm, \\u00e4","n":[1,2] } },
                 {"type":"tool_call","id":"c2","name":"now","arguments": 12 , "x":{}},
                 {"arguments":"{\\"a\\":1}","name":"late","type":"tool_call"}],"finish_reason":"tool_call"},
              {"role":"tool","parts":[{"type":"tool_call_response","id":"c1","response":"sunny" }]},
              {"role":"tool","parts":[{"type":"tool_call_response","id":"c2","response":[1 , 2]}]} ]
            """);
    assertThat(messages)
        .extracting(Message::role)
        .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.TOOL);
    assertThat(text(messages.get(0).parts().get(0))).isEqualTo("\"hi \\\"you\\\"\"");
    Message answer = messages.get(1);
    assertThat(answer.finishReason()).isEqualTo("tool_call");
    assertThat(answer.parts().get(0)).isInstanceOf(Part.Reasoning.class);
    assertThat(call(answer, 1).name()).isEqualTo("weather");
    assertThat(call(answer, 1).id()).isEqualTo("c1");
    assertThat(arguments(answer, 1)).isEqualTo("{\"city\":\"Ulm, \\u00e4\",\"n\":[1,2] }");
    assertThat(arguments(answer, 2)).isEqualTo("12");
    assertThat(arguments(answer, 3)).isEqualTo("\"{\\\"a\\\":1}\"");
    assertThat(call(answer, 3).arguments()).isNotNull();
    assertThat(raw(requireNonNull(call(answer, 3).arguments()).unwrapped())).isEqualTo("{\"a\":1}");
    assertThat(response(messages.get(2))).isEqualTo("\"sunny\"");
    assertThat(response(messages.get(3))).isEqualTo("[1 , 2]");
  }

  @Test
  void readsProvidersOwnShapes() {
    List<Message> messages =
        messages(
            """
            [{"role":"system","content":"be kind"},
             {"role":"assistant","content":null,"refusal":null,"tool_calls":[
               {"id":"c1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Ulm\\"}"}}]},
             {"role":"tool","tool_call_id":"c1","content":"sunny"},
             {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"now","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":"no"}]}]
            """);
    assertThat(call(messages.get(1), 0).name()).isEqualTo("weather");
    assertThat(arguments(messages.get(1), 0)).isEqualTo("\"{\\\"city\\\":\\\"Ulm\\\"}\"");
    assertThat(messages.get(2).parts())
        .singleElement()
        .isInstanceOfSatisfying(
            Part.ToolResponse.class, response -> assertThat(response.id()).isEqualTo("c1"));
    assertThat(arguments(messages.get(3), 0)).isEqualTo("{}");
    assertThat(messages.get(4).parts())
        .singleElement()
        .isInstanceOfSatisfying(
            Part.ToolResponse.class, response -> assertThat(response.markedAsError()).isTrue());
  }

  @Test
  void viewsPointIntoTheMiddleOfALargerArray() {
    byte[] around =
        "xx[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"é\"}]}]yy"
            .getBytes(StandardCharsets.UTF_8);
    Captured<List<Message>> read =
        MessagesReader.read(new JsonValue(around, 2, around.length - 4), ContentLimits.DEFAULT);
    assertThat(text(requireNonNull(read.value()).get(0).parts().get(0))).isEqualTo("\"é\"");
  }

  @Test
  void saysWhyContentCannotBeReadWithoutQuotingIt() {
    assertThat(read("secret words").problem()).isEqualTo("messages: malformed JSON near byte 0");
    assertThat(read("\"secret\"").problem()).isEqualTo("messages are not a JSON array");
    assertThat(read("[1]").problem()).isEqualTo("messages hold something that is no message");
    assertThat(read("[] []").problem()).isEqualTo("messages are followed by more JSON");
    assertThat(read("").problem()).isEqualTo("messages are not a JSON array");
    assertThat(read("[".repeat(100_000)).problem()).startsWith("messages hold something");
    assertThat(read("[{\"x\":" + "[".repeat(100_000)).problem())
        .startsWith("messages: JSON over a limit");
    assertThat(read("[" + "{\"parts\":[{},{},{}]},".repeat(40_000) + "{}]").problem())
        .isEqualTo("messages have more than 100000 parts");
    assertThat(
            MessagesReader.read(
                    new JsonValue(new byte[] {'[', 0, ']', 0}, 0, 4), ContentLimits.DEFAULT)
                .problem())
        .isEqualTo("messages are not JSON in UTF-8");
  }

  @Test
  void everyTruncationAndRandomChangeIsReadOrRefusedNeverThrown() {
    String json =
        """
        [{"role":"user","parts":[{"type":"text","content":"h\\u00e4 \\"x\\""}],"k":{"a":[1,null,-2.5e3,true]}},
         {"role":"assistant","parts":[{"type":"tool_call","id":"1","name":"n","arguments":{"q":[{}]}}]},
         {"role":"tool","tool_call_id":"1","content":["a",{"type":"text","text":"b"}]}]""";
    byte[] whole = json.getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut < whole.length; cut++) {
      Captured<List<Message>> read =
          MessagesReader.read(new JsonValue(whole, 0, cut), ContentLimits.DEFAULT);
      assertThat(read.problem()).as("cut at %d", cut).isNotNull();
    }
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] changed = whole.clone();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      JsonValue value = new JsonValue(changed, 0, changed.length);
      Captured<List<Message>> read = MessagesReader.read(value, ContentLimits.DEFAULT);
      assertThat(read.isAbsent()).as("seed %d round %d", seed, round).isFalse();
      if (read.value() != null) {
        for (Message message : read.value()) {
          message.parts().forEach(MessagesReaderTest::touch);
        }
      }
    }
  }

  private static void touch(Part part) {
    if (part instanceof Part.Text text) {
      text.content().isBlank();
      text.content().text();
    } else if (part instanceof Part.ToolRequest request && request.arguments() != null) {
      request.arguments().unwrapped().tree();
    }
  }

  private static Part.ToolRequest call(Message message, int index) {
    return (Part.ToolRequest) message.parts().get(index);
  }

  private static String arguments(Message message, int index) {
    return raw(requireNonNull(call(message, index).arguments()));
  }

  private static String response(Message message) {
    return raw(requireNonNull(((Part.ToolResponse) message.parts().get(0)).response()));
  }

  private static String text(Part part) {
    return raw(((Part.Text) part).content());
  }

  private static String raw(JsonValue value) {
    return new String(value.toByteArray(), StandardCharsets.UTF_8);
  }
}
