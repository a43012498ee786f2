// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.qdrant.client.ValueFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TreesTest {

  @Test
  void aStructOfProtocolBuffersIsAMapAllTheWayDown() {
    Struct struct =
        Struct.newBuilder()
            .putFields("city", Value.newBuilder().setStringValue("Paris").build())
            .putFields("degrees", Value.newBuilder().setNumberValue(22.5).build())
            .putFields("sunny", Value.newBuilder().setBoolValue(true).build())
            .putFields("unknown", Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build())
            .putFields(
                "hours",
                Value.newBuilder()
                    .setListValue(
                        ListValue.newBuilder()
                            .addValues(Value.newBuilder().setNumberValue(9))
                            .addValues(
                                Value.newBuilder().setStructValue(Struct.getDefaultInstance())))
                    .build())
            .build();

    assertThat(Trees.of(struct))
        .isEqualTo(
            Map.of(
                "city", "Paris", "degrees", 22.5, "sunny", true, "hours", List.of(9.0, Map.of())));
  }

  @Test
  void theValuesOfAStoreThatHasItsOwnAreReadAlike() {
    assertThat(
            Trees.of(
                Map.of(
                    "text", ValueFactory.value("sunny"),
                    "page", ValueFactory.value(7L),
                    "share", ValueFactory.value(0.5),
                    "tags", ValueFactory.list(List.of(ValueFactory.value("a"))))))
        .isEqualTo(Map.of("text", "sunny", "page", 7L, "share", 0.5, "tags", List.of("a")));
  }

  @Test
  void scoresKeepTheDigitsThatTheStoreMeant() {
    assertThat(Trees.of(0.9f)).isEqualTo(0.9);
    assertThat(Trees.of(0.1)).isEqualTo(0.1);
  }

  @Test
  void whatIsNothingOrUnknownIsLeftOut() {
    Map<String, @Nullable Object> fields = new HashMap<>();
    fields.put("none", null);
    fields.put("strange", new Object());
    fields.put("list", Arrays.asList(1, null, new Object()));

    assertThat(Trees.of(fields)).isEqualTo(Map.of("list", List.of(1)));
    assertThat(Trees.of(null)).isNull();
  }
}
