// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.tracewheel.smoke.evaluator.OtlpClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** Requests that are none, beside good ones. */
final class BadRequests {

  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final int MIB = 1 << 20;

  /** What a client may be told: never UNKNOWN or INTERNAL, upon which it drops for no reason. */
  private static final Set<Status.Code> ANSWERS =
      Set.of(
          Status.Code.OK,
          Status.Code.INVALID_ARGUMENT,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.UNAVAILABLE);

  private static final Set<Integer> HTTP_ANSWERS = Set.of(200, 400, 413, 429, 503);

  private BadRequests() {}

  static List<Fault> all() {
    return List.of(
        new Fault("malformed and truncated requests", BadRequests::malformed),
        Fault.longOnly("malformed JSON", BadRequests::malformedJson),
        Fault.longOnly("requests nested deep", BadRequests::deep),
        Fault.longOnly("requests too large", BadRequests::huge),
        new Fault("compression bombs", BadRequests::bombs));
  }

  private static void malformed(Stage stage) throws Exception {
    int flips = stage.form.of(200, 50_000);
    stage.up();
    byte[] whole = Bystander.request().toByteArray();
    Map<Status.Code, Integer> answers = new EnumMap<>(Status.Code.class);
    try (Bystander bystander = new Bystander(stage);
        OtlpClient client = new OtlpClient(stage.evaluator())) {
      for (int length = 1; length < whole.length; length += stage.form.of(29, 1)) {
        note(answers, client.grpcRaw(Arrays.copyOf(whole, length), false));
      }
      for (int i = 0; i < flips; i++) {
        byte[] flipped = whole.clone();
        flipped[stage.random.nextInt(flipped.length)] ^= (byte) (1 << stage.random.nextInt(8));
        note(answers, client.grpcRaw(flipped, false));
      }
      byte[] gzip = OtlpClient.gzip(whole);
      for (int length = 1; length < gzip.length; length += stage.form.of(29, 1)) {
        HttpResponse<String> answer = client.http(Arrays.copyOf(gzip, length), PROTOBUF, true);
        assertThat(HTTP_ANSWERS).as(answer.body()).contains(answer.statusCode());
      }
      bystander.wasServed();
    }
    stage.did(
        "one request cut at its bytes, plain and in gzip, and %,d with a flipped bit: %s",
        flips, answers);
    stage.over();
    stage.settle();
  }

  private static void note(Map<Status.Code, Integer> answers, Status status) {
    assertThat(ANSWERS).as(status.toString()).contains(status.getCode());
    answers.merge(status.getCode(), 1, Integer::sum);
  }

  private static void malformedJson(Stage stage) throws Exception {
    int flips = stage.form.of(500, 20_000);
    stage.up();
    byte[] whole = Bystander.json().getBytes(StandardCharsets.UTF_8);
    Map<Integer, Integer> answers = new TreeMap<>();
    try (Bystander bystander = new Bystander(stage);
        OtlpClient client = new OtlpClient(stage.evaluator())) {
      for (int i = 0; i < flips; i++) {
        byte[] changed =
            i % 2 == 0
                ? Arrays.copyOf(whole, 1 + stage.random.nextInt(whole.length - 1))
                : whole.clone();
        changed[stage.random.nextInt(changed.length)] = (byte) stage.random.nextInt(256);
        HttpResponse<String> answer = client.http(changed, JSON, false);
        assertThat(HTTP_ANSWERS).as(answer.body()).contains(answer.statusCode());
        answers.merge(answer.statusCode(), 1, Integer::sum);
      }
      bystander.wasServed();
    }
    stage.did("%,d JSON requests cut or with another byte: %s", flips, answers);
    stage.over();
    stage.settle();
  }

  private static void deep(Stage stage) throws Exception {
    int levels = stage.form.of(5_000, 100_000);
    stage.up();
    try (Bystander bystander = new Bystander(stage);
        OtlpClient client = new OtlpClient(stage.evaluator())) {
      for (int round = 0; round < stage.form.of(2, 20); round++) {
        String arrays = "[".repeat(1_000_000);
        assertThat(client.http(bytes("{\"resourceSpans\":" + arrays), JSON, false).statusCode())
            .isEqualTo(400);
        assertThat(client.http(bytes(arrays), JSON, false).statusCode()).isEqualTo(400);
        Status status = client.grpcRaw(nested(levels), false);
        assertThat(ANSWERS).as(status.toString()).contains(status.getCode());
      }
      bystander.wasServed();
    }
    stage.did("a million nested JSON arrays, and values nested %,d deep in protobuf", levels);
    stage.over();
    stage.settle();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A resource attribute whose value is an array that holds an array and so on. */
  private static byte[] nested(int levels) throws IOException {
    ByteString value = ByteString.EMPTY;
    for (int i = 0; i < levels; i++) {
      // AnyValue.array_value = 5, ArrayValue.values = 1
      value = field(5, field(1, value));
    }
    ByteString attribute = field(1, ByteString.copyFromUtf8("deep")).concat(field(2, value));
    return field(1, field(1, field(1, attribute))).toByteArray();
  }

  private static ByteString field(int number, ByteString content) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(head);
    out.writeTag(number, 2);
    out.writeUInt32NoTag(content.size());
    out.flush();
    return UnsafeByteOperations.unsafeWrap(head.toByteArray()).concat(content);
  }

  private static void huge(Stage stage) throws Exception {
    int rounds = stage.form.of(1, 20);
    stage.up();
    byte[] tooLarge = new byte[65 * MIB];
    try (Bystander bystander = new Bystander(stage);
        OtlpClient client = new OtlpClient(stage.evaluator())) {
      for (int round = 0; round < rounds; round++) {
        Status status = client.grpcRaw(tooLarge, false);
        assertThat(status.getCode())
            .as(status.toString())
            .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(client.http(tooLarge, PROTOBUF, false).statusCode()).isEqualTo(413);
      }
      bystander.wasServed();
    }
    stage.did("%d times 65 MiB by gRPC and by HTTP", rounds);
    stage.over();
    stage.settle();
  }

  private static void bombs(Stage stage) throws Exception {
    int rounds = stage.form.of(1, 20);
    int mebibytes = stage.form.of(128, 10 << 10);
    stage.up();
    byte[] bomb = zerosCompressed(mebibytes);
    byte[] nested = OtlpClient.gzip(bomb);
    byte[] plain = new byte[65 * MIB];
    try (Bystander bystander = new Bystander(stage);
        OtlpClient client = new OtlpClient(stage.evaluator())) {
      for (int round = 0; round < rounds; round++) {
        assertThat(client.http(bomb, PROTOBUF, true).statusCode()).isEqualTo(413);
        assertThat(client.http(bomb, JSON, true).statusCode()).isEqualTo(413);
        assertThat(client.http(nested, PROTOBUF, true).statusCode()).isEqualTo(400);
      }
      Status status = client.grpcRaw(plain, true);
      assertThat(status.getCode()).as(status.toString()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      bystander.wasServed();
    }
    stage.did(
        "%d times %,d MiB of zeros in %,d KiB of gzip, as protobuf and JSON, and gzip in gzip",
        rounds, mebibytes, bomb.length >> 10);
    stage.over();
    stage.settle();
  }

  private static byte[] zerosCompressed(int mebibytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    byte[] zeros = new byte[MIB];
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      for (int i = 0; i < mebibytes; i++) {
        gzip.write(zeros);
      }
    }
    return compressed.toByteArray();
  }
}
