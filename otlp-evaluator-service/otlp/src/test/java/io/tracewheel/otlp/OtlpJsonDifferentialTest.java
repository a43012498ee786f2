// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.util.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * OTLP/JSON against protobuf-java's plain JSON, in which the ids have been turned from base64 to
 * hexadecimal digits and enums are printed as integers.
 */
class OtlpJsonDifferentialTest {
  private static final Set<String> IDS = Set.of("traceId", "spanId", "parentSpanId", "profileId");

  private final OtlpJson json = new OtlpJson(ScanLimits.DEFAULT);

  @ParameterizedTest
  @EnumSource
  void writesWhatProtobufJavaPrints(Signal signal) throws Exception {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Message plain = new RandomMessages(random).fill(Requests.empty(signal));
      byte[] bytes = plain.toByteArray();
      if (seed % 2 == 0) {
        bytes =
            new WireMangler(random, 10).mangle(plain.getDescriptorForType(), plain.toByteArray());
      }
      Message decoded = Requests.empty(signal).newBuilderForType().mergeFrom(bytes).build();
      String line = write(signal, bytes);
      assertThat(line).as("seed %s", seed).doesNotContain("\n", "\r");
      assertThat(JsonParser.parseString(line)).as("seed %s", seed).isEqualTo(plainJson(decoded));
      assertThat(write(signal, bytes)).as("seed %s", seed).isEqualTo(line);
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsWhatProtobufJavaPrints(Signal signal) throws Exception {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Message message = new RandomMessages(random).fill(Requests.empty(signal));
      JsonElement form = plainJson(message);
      if (seed % 2 == 0) {
        form = disguised(form, random);
      }
      byte[] text = form.toString().getBytes(StandardCharsets.UTF_8);
      ByteSlice read = json.toProtobuf(signal, SpliceDifferentialTest.shifted(text, seed % 3));
      assertThat(Requests.empty(signal).newBuilderForType().mergeFrom(read.toByteArray()).build())
          .as("seed %s", seed)
          .isEqualTo(message);
    }
  }

  @ParameterizedTest
  @EnumSource
  void writingAndReadingLosesUnknownFieldsOnly(Signal signal) throws Exception {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Message plain = new RandomMessages(random).fill(Requests.empty(signal));
      byte[] bytes =
          new WireMangler(random, 10).mangle(plain.getDescriptorForType(), plain.toByteArray());
      Message decoded = Requests.empty(signal).newBuilderForType().mergeFrom(bytes).build();
      String line = write(signal, bytes);
      byte[] read =
          json.toProtobuf(signal, ByteSlice.of(line.getBytes(StandardCharsets.UTF_8)))
              .toByteArray();
      assertThat(Requests.empty(signal).newBuilderForType().mergeFrom(read).build())
          .as("seed %s", seed)
          .isEqualTo(known(decoded));
      assertThat(write(signal, read)).as("seed %s", seed).isEqualTo(line);
    }
  }

  private String write(Signal signal, byte[] bytes) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    json.writeJson(signal, SpliceDifferentialTest.shifted(bytes, 1), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Message known(Message message) {
    Message.Builder builder = message.toBuilder();
    builder.setUnknownFields(UnknownFieldSet.getDefaultInstance());
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
          builder.setRepeatedField(field, i, known((Message) message.getRepeatedField(field, i)));
        }
      } else {
        builder.setField(field, known((Message) message.getField(field)));
      }
    }
    return builder.build();
  }

  private static JsonElement plainJson(Message message) throws Exception {
    return hexIds(
        JsonParser.parseString(JsonFormat.printer().printingEnumsAsInts().print(message)));
  }

  private static JsonElement hexIds(JsonElement element) {
    if (element instanceof JsonArray array) {
      array.forEach(OtlpJsonDifferentialTest::hexIds);
    } else if (element instanceof JsonObject object) {
      for (String name : List.copyOf(object.keySet())) {
        JsonElement value = object.get(name);
        if (IDS.contains(name)) {
          object.addProperty(
              name, HexFormat.of().formatHex(Base64.getDecoder().decode(value.getAsString())));
        } else {
          hexIds(value);
        }
      }
    }
    return element;
  }

  /** The same request in other clothes: order, unknown names, doubles, nulls, case, numbers. */
  private static JsonElement disguised(JsonElement element, Random random) {
    if (element instanceof JsonArray array) {
      JsonArray changed = new JsonArray();
      array.forEach(value -> changed.add(disguised(value, random)));
      return changed;
    }
    if (!(element instanceof JsonObject object)) {
      return element;
    }
    JsonObject changed = new JsonObject();
    List<String> names = new ArrayList<>(object.keySet());
    Collections.shuffle(names, random);
    for (String name : names) {
      if (random.nextInt(6) == 0) {
        changed.add("unknown" + random.nextInt(), object);
      }
      if (random.nextInt(6) == 0) {
        changed.add(name.toUpperCase(java.util.Locale.ROOT), new JsonPrimitive(1));
      }
      JsonElement value = object.get(name);
      if (IDS.contains(name) && random.nextBoolean()) {
        value = new JsonPrimitive(value.getAsString().toUpperCase(java.util.Locale.ROOT));
      } else if (name.endsWith("UnixNano") && value.isJsonPrimitive() && random.nextBoolean()) {
        value = new JsonPrimitive(new java.math.BigInteger(value.getAsString()));
      }
      changed.add(name, disguised(value, random));
    }
    return changed;
  }
}
