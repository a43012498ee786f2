// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import static java.util.Locale.ROOT;

import com.google.rpc.Code;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.pipeline.Coding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the head of an OTLP/HTTP request says.
 *
 * @param json whether the body is JSON rather than protobuf
 * @param coding how the body is compressed
 */
record OtlpHttpRequest(Signal signal, boolean json, Coding coding) {

  /** Media type of protobuf bodies. */
  static final String PROTOBUF = "application/x-protobuf";

  /** Media type of JSON bodies. */
  static final String JSON = "application/json";

  /**
   * A head that asks for something that is not served.
   *
   * @param code of the {@code google.rpc.Status}
   * @param header a response header that says what would be served: name and value, or empty
   */
  record Unserved(HttpResponseStatus status, int code, String message, List<String> header) {}

  /** Either of the two. */
  record Read(@Nullable OtlpHttpRequest request, @Nullable Unserved unserved) {}

  static Read read(HttpRequest head) {
    Signal signal = signal(path(head));
    if (signal == null) {
      return unserved(
          HttpResponseStatus.NOT_FOUND,
          Code.UNIMPLEMENTED_VALUE,
          "There is nothing at this path; OTLP/HTTP is served at "
              + String.join(", ", List.of(Signal.values()).stream().map(Signal::httpPath).toList())
              + ".",
          List.of());
    }
    if (!head.method().equals(HttpMethod.POST)) {
      return unserved(
          HttpResponseStatus.METHOD_NOT_ALLOWED,
          Code.UNIMPLEMENTED_VALUE,
          "OTLP/HTTP requests are sent with POST.",
          List.of("allow", "POST"));
    }
    String type = mediaType(head);
    if (!type.equals(PROTOBUF) && !type.equals(JSON)) {
      return unserved(
          HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
          Code.INVALID_ARGUMENT_VALUE,
          "The content type must be " + PROTOBUF + " or " + JSON + ".",
          List.of("accept", PROTOBUF + ", " + JSON));
    }
    List<String> codings = head.headers().getAll(HttpHeaderNames.CONTENT_ENCODING);
    String named = String.join(",", codings).strip().toLowerCase(ROOT);
    Coding coding = named.isEmpty() ? Coding.IDENTITY : Coding.of(named);
    if (coding == null) {
      return unserved(
          HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
          Code.UNIMPLEMENTED_VALUE,
          "The content encoding must be gzip, zstd or identity.",
          List.of("accept-encoding", "gzip, zstd, identity"));
    }
    return new Read(new OtlpHttpRequest(signal, type.equals(JSON), coding), null);
  }

  /** The path without query. */
  static String path(HttpRequest head) {
    String uri = head.uri();
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  /** The content type without parameters, in lower case; empty if there is none. */
  static String mediaType(HttpRequest head) {
    String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(ROOT);
  }

  private static @Nullable Signal signal(String path) {
    for (Signal signal : Signal.values()) {
      if (signal.httpPath().equals(path)) {
        return signal;
      }
    }
    return null;
  }

  private static Read unserved(
      HttpResponseStatus status, int code, String message, List<String> header) {
    return new Read(null, new Unserved(status, code, message, header));
  }
}
