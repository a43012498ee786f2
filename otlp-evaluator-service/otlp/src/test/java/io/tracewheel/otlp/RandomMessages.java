// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Random;

/** Fills any OTLP message with random content, all fields and kinds of value included. */
final class RandomMessages {
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "service.name",
          "gen_ai.operation.name",
          "gen_ai.usage.input_tokens",
          "gen_ai",
          "gen_ai.",
          "http.request.method",
          "genai.other",
          "https://example.test/schema",
          "Grüße, 世界, 𝄞 \u2028 \"quoted\" \\ \t \n \u0001",
          "x".repeat(200),
          "{\"role\":\"user\",\"content\":\"é\"}".repeat(60));
  private static final List<Long> LONGS =
      List.of(
          0L,
          1L,
          -1L,
          127L,
          128L,
          300L,
          1L << 31,
          (1L << 32) - 1,
          1L << 53,
          Long.MAX_VALUE,
          Long.MIN_VALUE);
  private static final List<Double> DOUBLES =
      List.of(
          0.0,
          -0.0,
          1.5,
          -1e300,
          0.1,
          4.9e-324,
          1e21,
          123456789.125,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY);

  private final Random random;

  RandomMessages(Random random) {
    this.random = random;
  }

  <M extends Message> M fill(M empty) {
    @SuppressWarnings("unchecked") // a builder builds the type it came from
    M filled = (M) fill(empty.newBuilderForType(), 0).build();
    return filled;
  }

  private Message.Builder fill(Message.Builder builder, int depth) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      if (field.isRepeated()) {
        int count = depth > 12 ? 0 : random.nextInt(depth < 4 ? 5 : 4) - (depth < 3 ? 0 : 1);
        for (int i = 0; i < count; i++) {
          builder.addRepeatedField(field, value(field, builder, depth));
        }
      } else if (field.getRealContainingOneof() != null) {
        // Each sets and so unsets those before: all kinds get their turn.
        if (random.nextInt(3) == 0 && (depth < 12 || !isMessage(field))) {
          builder.setField(field, value(field, builder, depth));
        }
      } else if (random.nextInt(4) > 0 && (depth < 12 || !isMessage(field))) {
        builder.setField(field, value(field, builder, depth));
      }
    }
    return builder;
  }

  private static boolean isMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }

  private Object value(FieldDescriptor field, Message.Builder parent, int depth) {
    return switch (field.getJavaType()) {
      case STRING -> pick(TEXTS);
      case BYTE_STRING -> ByteString.copyFrom(bytes(field.getName()));
      case BOOLEAN -> random.nextBoolean();
      case INT -> pick(LONGS).intValue();
      case LONG -> random.nextInt(4) == 0 ? random.nextLong() : pick(LONGS);
      case DOUBLE -> random.nextInt(4) == 0 ? random.nextGaussian() : pick(DOUBLES);
      case FLOAT -> random.nextFloat();
      case ENUM -> enumValue(field);
      case MESSAGE -> fill(parent.newBuilderForField(field), depth + 1).build();
    };
  }

  private EnumValueDescriptor enumValue(FieldDescriptor field) {
    // Numbers that this version does not know must come through, too.
    return random.nextInt(5) == 0
        ? field.getEnumType().findValueByNumberCreatingIfUnknown(77)
        : pick(field.getEnumType().getValues());
  }

  private byte[] bytes(String name) {
    boolean usual = random.nextInt(8) > 0;
    int length = random.nextInt(20);
    if (usual && name.equals("trace_id")) {
      length = 16;
    } else if (usual && name.endsWith("span_id")) {
      length = 8;
    }
    byte[] bytes = new byte[length];
    if (random.nextInt(10) > 0) {
      random.nextBytes(bytes);
    }
    return bytes;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
