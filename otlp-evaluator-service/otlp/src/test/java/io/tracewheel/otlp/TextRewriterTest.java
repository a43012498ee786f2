// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextRewriterTest {
  private static final String MORE = " é and more, so that lengths take another byte".repeat(3);
  private final TextRewriter rewriter = new TextRewriter();

  /** Adds to every text, and writes one number in words. */
  private static final class Adding implements TextRewriter.Edit {
    @Override
    public @Nullable ByteSlice text(ByteSlice text, ByteSlice key) {
      byte[] more = MORE.getBytes(StandardCharsets.UTF_8);
      byte[] all = new byte[text.length() + more.length];
      System.arraycopy(text.toByteArray(), 0, all, 0, text.length());
      System.arraycopy(more, 0, all, text.length(), more.length);
      return ByteSlice.of(all);
    }

    @Override
    public @Nullable ByteSlice number(long value, ByteSlice key) {
      return value == 300 ? slice("three hundred") : null;
    }
  }

  private static ByteSlice slice(String text) {
    return ByteSlice.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  void rewritingEqualsDecodeEditEncodeByProtobufJavaInEverySignal(Signal signal) throws Exception {
    int compared = 0;
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      Message plain = new RandomMessages(random).fill(Requests.empty(signal));
      byte[] bytes =
          new WireMangler(random, seed % 3 == 0 ? 200 : Integer.MAX_VALUE)
              .mangle(plain.getDescriptorForType(), plain.toByteArray());
      ByteSlice slice = ByteSlice.of(bytes);
      ByteSlice rewritten;
      try {
        rewritten = rewriter.rewrite(signal, slice, ScanLimits.DEFAULT, new Adding());
      } catch (MalformedOtlpException e) {
        assertThat(e).hasMessageContaining("group");
        continue;
      }
      compared++;
      Message expected = known(signal, bytes);
      assertThat(known(signal, rewritten.toByteArray()))
          .as("seed %s", seed)
          .isEqualTo(edited(expected));
    }
    assertThat(compared).isGreaterThan(100);
  }

  private static Message known(Signal signal, byte[] bytes) throws Exception {
    return known(Requests.empty(signal).newBuilderForType().mergeFrom(bytes).build());
  }

  /** Without fields that nobody knows. */
  private static Message known(Message message) {
    Message.Builder builder =
        message.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                builder.setField(
                    field,
                    field.isRepeated()
                        ? ((List<?>) value).stream().map(one -> known((Message) one)).toList()
                        : known((Message) value));
              }
            });
    return builder.build();
  }

  private static Message edited(Message message) {
    Message.Builder builder = message.toBuilder();
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (field.isRepeated()) {
        List<Object> values = new ArrayList<>();
        for (Object value : (List<?>) entry.getValue()) {
          values.add(edited(field, value));
        }
        builder.setField(field, values);
      } else if (field.getName().equals("int_value") && entry.getValue().equals(300L)) {
        builder.setField(
            builder.getDescriptorForType().findFieldByName("string_value"), "three hundred");
      } else if (field.getName().equals("double_value") && entry.getValue().equals(300.0)) {
        throw new AssertionError("no such double is generated");
      } else {
        builder.setField(field, edited(field, entry.getValue()));
      }
    }
    return builder.build();
  }

  private static Object edited(FieldDescriptor field, Object value) {
    if (value instanceof Message inner) {
      return edited(inner);
    }
    if (value instanceof String text) {
      return text + MORE;
    }
    if (value instanceof ByteString binary) {
      boolean id = field.getName().endsWith("_id");
      boolean proper = binary.size() == 16 || binary.size() == 8;
      return id ? proper ? binary : ByteString.EMPTY : binary.concat(ByteString.copyFromUtf8(MORE));
    }
    return value;
  }

  @Test
  void aRequestInWhichNothingIsReplacedIsTheVerySliceThatCame() throws Exception {
    ByteSlice slice =
        ByteSlice.of(
            new RandomMessages(new Random(5))
                .fill(ExportTraceServiceRequest.getDefaultInstance())
                .toByteArray());
    assertThat(rewriter.rewrite(Signal.TRACES, slice, ScanLimits.DEFAULT, new Keys()))
        .isSameAs(slice);
  }

  /** Collects what is offered, with its key. */
  private static final class Keys implements TextRewriter.Edit {
    final List<String> seen = new ArrayList<>();

    @Override
    public @Nullable ByteSlice text(ByteSlice text, ByteSlice key) {
      seen.add(key.utf8() + "=" + text.utf8());
      return null;
    }

    @Override
    public @Nullable ByteSlice number(long value, ByteSlice key) {
      seen.add(key.utf8() + "=" + value);
      return null;
    }
  }

  @Test
  void aValueIsOfferedWithTheKeyNearestAboveItEvenWhereTheKeyComesAfterIt() throws Exception {
    KeyValue inner =
        KeyValue.newBuilder()
            .setKey("password")
            .setValue(AnyValue.newBuilder().setStringValue("x"))
            .build();
    byte[] request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .setResource(
                        Resource.newBuilder()
                            .addAttributes(
                                KeyValue.newBuilder()
                                    .setKey("outer")
                                    .setValue(
                                        AnyValue.newBuilder()
                                            .setKvlistValue(
                                                KeyValueList.newBuilder().addValues(inner))))
                            .addAttributes(
                                KeyValue.newBuilder()
                                    .setKey("count")
                                    .setValue(AnyValue.newBuilder().setDoubleValue(5)))))
            .build()
            .toByteArray();
    Keys keys = new Keys();
    rewriter.rewrite(Signal.TRACES, ByteSlice.of(request), ScanLimits.DEFAULT, keys);
    assertThat(keys.seen).containsExactly("=outer", "=password", "password=x", "=count", "count=5");

    // The same attribute with its fields the other way round, inside resource, resource spans.
    byte[] reversed = {0x0a, 13, 0x0a, 11, 0x0a, 9, 0x12, 3, 0x0a, 1, 'v', 0x0a, 2, 'k', 'y'};
    keys.seen.clear();
    rewriter.rewrite(Signal.TRACES, ByteSlice.of(reversed), ScanLimits.DEFAULT, keys);
    assertThat(keys.seen).containsExactly("ky=v", "=ky");
  }

  @Test
  void unknownFieldsAreOfferedAndEmptiedAndGroupsAreRefused() throws Exception {
    byte[] unknown = {0x0a, 7, (byte) 0xfa, 0x01, 4, 's', 'e', 'c', 'r'};
    assertThat(
            rewriter
                .rewrite(Signal.LOGS, ByteSlice.of(unknown), ScanLimits.DEFAULT, new Adding())
                .toByteArray())
        .containsExactly(0x0a, 3, 0xfa, 0x01, 0);
    byte[] group = {0x0a, 2, 0x33, 0x34};
    assertThatThrownBy(
            () ->
                rewriter.rewrite(
                    Signal.LOGS, ByteSlice.of(group), ScanLimits.DEFAULT, new Adding()))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessageContaining("group");
  }
}
