// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is accepted and what is refused: the same as by protobuf-java, but for UTF-8 and for a
 * number of more than ten bytes that protobuf-java does not notice.
 */
class AcceptanceTest {
  private static final Judge JUDGE = new Judge();

  private final TraceRequest request = new TraceRequest();
  private final TraceSplicer splicer = new TraceSplicer();
  private final RequestCheck check = new RequestCheck();

  @ParameterizedTest
  @EnumSource
  void agreesOnRequestsTruncatedAtEveryByte(Signal signal) throws Exception {
    int refused = 0;
    for (int seed = 0; seed < 6; seed++) {
      byte[] bytes = mangled(signal, seed, 15);
      for (int length = 0; length < Math.min(bytes.length, 3000); length++) {
        refused += agree(signal, Arrays.copyOf(bytes, length), "seed " + seed + " at " + length);
      }
    }
    assertThat(refused).isGreaterThan(1000);
  }

  @ParameterizedTest
  @EnumSource
  void agreesOnRequestsWithRandomBytesChanged(Signal signal) throws Exception {
    int refused = 0;
    int rounds = 8_000;
    byte[] bytes = {};
    for (int seed = 0; seed < rounds; seed++) {
      Random random = new Random(seed);
      if (seed % 20 == 0) {
        bytes = small(signal, random, seed % 40 == 0 ? 1_000_000 : 20);
      }
      byte[] changed = bytes.clone();
      for (int i = random.nextInt(3); i >= 0 && changed.length > 0; i--) {
        int at = random.nextInt(changed.length);
        changed[at] =
            (byte) (random.nextBoolean() ? random.nextInt() : changed[at] ^ 1 << random.nextInt(8));
      }
      refused += agree(signal, changed, "seed " + seed);
    }
    assertThat(refused).isBetween(rounds / 20, rounds * 19 / 20);
  }

  /** A request so small that what is changed is seldom mere text. */
  private static byte[] small(Signal signal, Random random, int oddity) {
    byte[] bytes = {};
    while (bytes.length < 10 || bytes.length > 3000) {
      bytes = mangled(signal, random.nextInt(), oddity);
    }
    return bytes;
  }

  @Test
  void agreesWhateverByteOfASpanIsChanged() throws Exception {
    byte[] bytes = spanOfAllShapes().toByteArray();
    int refused = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == 'x' && (bytes[at - 1] == 'x' || bytes[at + 1] == 'x')) {
        continue;
      }
      byte original = bytes[at];
      int[] values = {
        0, 1, 2, 8, 9, 10, 11, 12, 0x7f, 0x80, 0xff, original + 1, original - 1, original ^ 0x80
      };
      for (int value : values) {
        bytes[at] = (byte) value;
        refused += agree(Signal.TRACES, bytes, "byte " + at + " is " + value);
      }
      bytes[at] = original;
    }
    assertThat(refused).isGreaterThan(1000);
  }

  /** Attributes of each kind, with lengths and numbers of one, two and three bytes. */
  private static ExportTraceServiceRequest spanOfAllShapes() {
    var request = ExportTraceServiceRequest.newBuilder();
    var span = request.addResourceSpansBuilder().addScopeSpansBuilder().addSpansBuilder();
    span.setTraceId(com.google.protobuf.ByteString.copyFrom(new byte[16]))
        .setFlags(257)
        .setKindValue(3);
    span.setStartTimeUnixNano(1).addEventsBuilder().setName("e").setTimeUnixNano(2);
    for (int length : new int[] {0, 3, 200, 17_000}) {
      span.addAttributesBuilder().setKey("s").getValueBuilder().setStringValue("x".repeat(length));
    }
    for (long number : new long[] {0, 300, 70_000, -1}) {
      span.addAttributesBuilder().setKey("i").getValueBuilder().setIntValue(number);
    }
    span.addAttributesBuilder().setKey("b").getValueBuilder().setBoolValue(true);
    span.addAttributesBuilder().setKey("d").getValueBuilder().setDoubleValue(1.5);
    span.addAttributesBuilder()
        .setKey("y")
        .getValueBuilder()
        .setBytesValue(com.google.protobuf.ByteString.copyFromUtf8("xx"));
    span.addAttributesBuilder()
        .setKey("gen_ai.l")
        .getValueBuilder()
        .getArrayValueBuilder()
        .addValuesBuilder()
        .setIntValue(1);
    span.addAttributesBuilder().setKey("x".repeat(200));
    span.addAttributesBuilder();
    return request.build();
  }

  @Test
  void ofAnEventsNamesTheLastDecides() throws Exception {
    byte[] wanted = {0x12, 7, 'g', 'e', 'n', '_', 'a', 'i', '.'};
    byte[] other = {0x12, 1, 'e'};
    assertThat(selectedByEvent(wanted, other)).isZero();
    assertThat(selectedByEvent(other, wanted)).isEqualTo(1);
  }

  private int selectedByEvent(byte[] first, byte[] second) throws Exception {
    var event =
        com.google.protobuf.ByteString.copyFrom(first)
            .concat(com.google.protobuf.ByteString.copyFrom(second));
    byte[] bytes = delimited(1, delimited(2, delimited(2, delimited(11, event)))).toByteArray();
    agree(Signal.TRACES, bytes, "event");
    request.scan(ByteSlice.of(bytes), SpliceDifferentialTest.GEN_AI, ScanLimits.DEFAULT);
    return request.selectedCount();
  }

  @ParameterizedTest
  @EnumSource
  void agreesOnRandomBytes(Signal signal) throws Exception {
    for (int seed = 0; seed < 10_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      if (bytes.length > 2 && random.nextBoolean()) {
        bytes[0] = 0x0a;
        bytes[1] = (byte) (bytes.length - 2);
      }
      agree(signal, bytes, "seed " + seed);
    }
  }

  /** 1 if both refuse, 0 if both accept. */
  private int agree(Signal signal, byte[] bytes, String where) throws Exception {
    ByteSlice slice = SpliceDifferentialTest.shifted(bytes, 2);
    boolean accepted = JUDGE.accepts(signal, slice) && !isMisreadByProtobufJava(signal, slice);
    assertThat(accepts(signal, slice)).as(where).isEqualTo(accepted);
    if (signal == Signal.TRACES) {
      try {
        request.scan(slice, SpliceDifferentialTest.GEN_AI, ScanLimits.DEFAULT);
        assertThat(accepted).as(where).isTrue();
        assertSpliced(slice, where);
      } catch (MalformedOtlpException e) {
        assertThat(accepted).as("%s: %s", where, e.getMessage()).isFalse();
        assertThat(e.position()).as(where).isBetween(0L, (long) slice.length());
        assertThat(request.selectedCount()).isZero();
        MalformedOtlpException other = refusal(signal, slice);
        assertThat(e.reason()).as(where).isEqualTo(other.reason());
        assertThat(e.position()).as(where).isEqualTo(other.position());
        assertThat(e.path()).as(where).isEqualTo(other.path());
      }
    }
    return accepted ? 0 : 1;
  }

  /**
   * protobuf-java 4.36 looks at the lowest bit only of a number's tenth byte: where that is set, it
   * does not see that the byte promises an eleventh, takes ten and reads on out of step. Such a
   * request is refused here.
   */
  private boolean isMisreadByProtobufJava(Signal signal, ByteSlice slice) {
    try {
      check.items(signal, slice, ScanLimits.DEFAULT);
      return false;
    } catch (MalformedOtlpException e) {
      int tenth = slice.offset() + (int) e.position() + 9;
      return e.reason().equals("A number is longer than 10 bytes")
          && (slice.array()[tenth] & 0x81) == 0x81;
    }
  }

  private boolean accepts(Signal signal, ByteSlice slice) {
    try {
      check.items(signal, slice, ScanLimits.DEFAULT);
      return true;
    } catch (MalformedOtlpException e) {
      return false;
    }
  }

  private MalformedOtlpException refusal(Signal signal, ByteSlice slice) {
    try {
      check.items(signal, slice, ScanLimits.DEFAULT);
      throw new AssertionError("accepted");
    } catch (MalformedOtlpException e) {
      return e;
    }
  }

  private void assertSpliced(ByteSlice slice, String where) {
    splicer.begin(request);
    for (int i = 0; i < request.selectedCount(); i++) {
      SpanView span = request.selected(i);
      span.attributes().forEach((key, value) -> assertThat(value.kind()).isNotNull());
      span.resourceAttributes().forEach((key, value) -> assertThat(key).isNotNull());
      assertThat(span.scopeName() + span.name() + span.events()).isNotNull();
      splicer.append(i).put("tracewheel.score", 0.5);
    }
    ExportTraceServiceRequest before;
    try {
      before = ExportTraceServiceRequest.parseFrom(slice.toByteArray());
    } catch (InvalidProtocolBufferException e) {
      // The one exception: text that is no UTF-8. The spliced request is no worse.
      assertThat(e).hasMessageContaining("UTF-8");
      assertThat(JUDGE.accepts(Signal.TRACES, splicer.splice())).as(where).isTrue();
      return;
    }
    ExportTraceServiceRequest.Builder expected = before.toBuilder();
    expected
        .getResourceSpansBuilderList()
        .forEach(
            resource ->
                resource
                    .getScopeSpansBuilderList()
                    .forEach(
                        scope ->
                            scope
                                .getSpansBuilderList()
                                .forEach(
                                    span -> {
                                      if (SpliceDifferentialTest.isSelected(span.build())) {
                                        span.addAttributesBuilder()
                                            .setKey("tracewheel.score")
                                            .getValueBuilder()
                                            .setDoubleValue(0.5);
                                      }
                                    })));
    try {
      assertThat(ExportTraceServiceRequest.parseFrom(splicer.splice().toByteArray()))
          .as(where)
          .isEqualTo(expected.build());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(where, e);
    }
  }

  private static byte[] mangled(Signal signal, int seed, int oddity) {
    Random random = new Random(seed);
    Message message = new RandomMessages(random).fill(Requests.empty(signal));
    return new WireMangler(random, oddity)
        .mangle(message.getDescriptorForType(), message.toByteArray());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // what | bytes | reason | position | path
        "a length of 1 GiB in a small body | 0A 80 80 80 80 04 00 | A length of 1073741824 bytes is given where 1 are left | 1 | ''",
        "a length above the range of int | 0A FF FF FF FF 0F 00 | A length of 4294967295 bytes is given where 1 are left | 1 | ''",
        "field number 0 | 00 01 | A field has the number 0 | 0 | ''",
        "wire type 6 | 0E 01 | A field has the wire type 6 | 1 | ''",
        "wire type 7 | 0A 02 17 01 | A field has the wire type 7 | 3 | resourceSpans[0]",
        "a number of 11 bytes | 10 FF FF FF FF FF FF FF FF FF FF 01 | A number is longer than 10 bytes | 1 | ''",
        "a number cut off | 10 FF | The message ends inside a number | 1 | ''",
        "a group without end | 13 08 01 | The message ends inside a group | 3 | ''",
        "a group with a wrong end | 13 1C | A group ends under another number than it began | 1 | ''",
        "the end of a group that never began | 14 | A group ends that never began | 1 | ''",
        "a fault in the second span | 0A 0A 12 08 12 02 30 01 12 02 09 01 | The message ends inside a number | 11 | resourceSpans[0].scopeSpans[0].spans[1]",
        "a fault in an attribute | 0A 09 12 07 12 05 4A 03 0A 05 61 | A length of 5 bytes is given where 1 are left | 9 | resourceSpans[0].scopeSpans[0].spans[0].attributes[0]",
      })
  void aFaultIsNamedWithItsPlace(
      String what, String hex, String reason, long position, String path) {
    byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
    assertThat(JUDGE.accepts(Signal.TRACES, ByteSlice.of(bytes))).as(what).isFalse();
    assertThatThrownBy(
            () ->
                request.scan(
                    SpliceDifferentialTest.shifted(bytes, 3),
                    SpliceDifferentialTest.GEN_AI,
                    ScanLimits.DEFAULT))
        .isInstanceOfSatisfying(
            MalformedOtlpException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.position()).isEqualTo(position);
              assertThat(e.path()).isEqualTo(path);
              assertThat(e)
                  .hasMessage(
                      reason + ", at byte " + position + (path.isEmpty() ? "" : " in " + path));
              assertThat(e.getStackTrace()).isEmpty();
            });
  }

  @Test
  void theEmptyRequestIsAccepted() throws Exception {
    request.scan(ByteSlice.EMPTY, SpliceDifferentialTest.GEN_AI, ScanLimits.DEFAULT);
    assertThat(request.spanCount()).isZero();
    for (Signal signal : Signal.values()) {
      assertThat(check.items(signal, ByteSlice.EMPTY, ScanLimits.DEFAULT)).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"47, true", "48, false", "49, false", "5000, false"})
  void agreesOnHowDeepValuesMayBeNested(int arrays, boolean accepted) throws Exception {
    // An array in a value is two messages deeper; the span's attribute's value is the fifth.
    com.google.protobuf.ByteString value = com.google.protobuf.ByteString.EMPTY;
    for (int i = 0; i < arrays; i++) {
      // Built as bytes: the generated classes would recurse.
      value = delimited(5, delimited(1, value));
    }
    byte[] bytes =
        delimited(1, delimited(2, delimited(2, delimited(9, delimited(2, value))))).toByteArray();
    assertThat(agree(Signal.TRACES, bytes, "arrays " + arrays)).isEqualTo(accepted ? 0 : 1);
  }

  @ParameterizedTest
  @CsvSource({"97, true", "98, false", "100000, false"})
  void agreesOnHowDeepGroupsMayBeNested(int groups, boolean accepted) throws Exception {
    byte[] tags = new byte[4 * groups];
    for (int i = 0; i < groups; i++) {
      tags[2 * i] = (byte) 0xa3;
      tags[2 * i + 1] = 0x01;
      tags[2 * groups + 2 * i] = (byte) 0xa4;
      tags[2 * groups + 2 * i + 1] = 0x01;
    }
    var group = com.google.protobuf.ByteString.copyFrom(tags);
    byte[] bytes = delimited(1, delimited(2, delimited(2, group))).toByteArray();
    assertThat(agree(Signal.TRACES, bytes, "groups " + groups)).isEqualTo(accepted ? 0 : 1);
  }

  @Test
  void moreSpansThanTheLimitAreRefused() throws Exception {
    byte[] bytes = HexFormat.of().parseHex("0a081206120012001200");
    request.scan(ByteSlice.of(bytes), SpliceDifferentialTest.GEN_AI, new ScanLimits(100, 3));
    assertThat(request.spanCount()).isEqualTo(3);
    assertThat(request.spansWithInvalidIds()).isEqualTo(3);
    assertThatThrownBy(
            () ->
                request.scan(
                    ByteSlice.of(bytes), SpliceDifferentialTest.GEN_AI, new ScanLimits(100, 2)))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessage(
            "The request has more than 2 items, at byte 10 in"
                + " resourceSpans[0].scopeSpans[0].spans[2]");
  }

  @ParameterizedTest
  @EnumSource
  void itemsAreCountedAsProtobufJavaDecodesThem(Signal signal) throws Exception {
    for (int seed = 0; seed < 100; seed++) {
      byte[] bytes = mangled(signal, seed, 1_000_000);
      Message message = Requests.empty(signal).newBuilderForType().mergeFrom(bytes).build();
      assertThat(check.items(signal, ByteSlice.of(bytes), ScanLimits.DEFAULT))
          .as("seed %s", seed)
          .isEqualTo(items(message));
    }
  }

  private static int items(Message message) {
    String name = message.getDescriptorForType().getName();
    if (name.equals("Span")
        || name.equals("LogRecord")
        || name.endsWith("DataPoint")
        || name.equals("Profile")) {
      return 1;
    }
    int items = 0;
    for (Object value : message.getAllFields().values()) {
      if (value instanceof Message nested) {
        items += items(nested);
      } else if (value instanceof java.util.List<?> list) {
        for (Object element : list) {
          items += element instanceof Message nested ? items(nested) : 0;
        }
      }
    }
    return items;
  }

  private static com.google.protobuf.ByteString delimited(
      int number, com.google.protobuf.ByteString content) {
    java.io.ByteArrayOutputStream head = new java.io.ByteArrayOutputStream();
    head.write(number << 3 | 2);
    int rest = content.size();
    while (rest > 127) {
      head.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    head.write(rest);
    return com.google.protobuf.ByteString.copyFrom(head.toByteArray()).concat(content);
  }
}
