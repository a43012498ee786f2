// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Prefix;
import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The outermost interceptor of a client: it sees each call once, whatever redirects and retries lie
 * below, and bodies after decompression.
 */
public final class OkHttpTap implements Interceptor {

  private OkHttpTap() {}

  /** Puts a tap in front of the builder's interceptors, unless it comes from a tapped client. */
  public static void install(OkHttpClient.Builder builder) {
    for (Interceptor each : builder.interceptors()) {
      if (each instanceof OkHttpTap) {
        return;
      }
    }
    builder.interceptors().add(0, new OkHttpTap());
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Endpoint endpoint = Endpoint.of(request.method(), request.url().encodedPath());
    if (endpoint == null) {
      return chain.proceed(request);
    }
    TappedCall tapped = null;
    Request sent = request;
    try {
      tapped = start(endpoint, request);
      if (tapped != null) {
        sent = watched(request, tapped);
        tapped.call.attach();
      }
    } catch (RuntimeException | IOException | LinkageError | StackOverflowError ours) {
      sent = request;
    }
    if (tapped == null) {
      return chain.proceed(request);
    }
    Response response;
    try {
      response = chain.proceed(sent);
    } catch (Throwable failure) {
      ended(tapped, chain, failure);
      throw failure;
    } finally {
      tapped.call.detach();
    }
    return watched(response, tapped, chain);
  }

  private static @Nullable TappedCall start(Endpoint endpoint, Request request) throws IOException {
    RequestBody body = request.body();
    if (body == null || body.isDuplex()) {
      return null;
    }
    MediaType type = body.contentType();
    if (!TappedCall.isWanted(endpoint, type == null ? null : type.toString())) {
      return null;
    }
    HttpUrl url = request.url();
    return TappedCall.start(endpoint, url.toString(), url.encodedPath(), atHand(body));
  }

  /** The body, if it lies in memory and can be written as often as one likes. */
  private static @Nullable Prefix atHand(RequestBody body) throws IOException {
    int limit = GenAiTelemetry.get().maxHttpBody();
    if (!isInMemory(body) || body.contentLength() > limit) {
      return null;
    }
    Prefix prefix = new Prefix(limit);
    Buffer copy = new Buffer();
    body.writeTo(copy);
    byte[] bytes = copy.readByteArray();
    prefix.add(bytes, 0, bytes.length);
    return prefix;
  }

  /** The library's own bodies; what an application's do when they are written is not known. */
  private static boolean isInMemory(RequestBody body) throws IOException {
    return body.getClass().getName().startsWith("okhttp3.")
        && !body.isOneShot()
        && body.contentLength() >= 0;
  }

  private static Request watched(Request request, TappedCall tapped) throws IOException {
    RequestBody body = request.body();
    int limit = GenAiTelemetry.get().maxHttpBody();
    if (body == null || (isInMemory(body) && body.contentLength() <= limit)) {
      return request;
    }
    return request
        .newBuilder()
        .method(request.method(), new OkHttpRequestBody(body, tapped, limit))
        .build();
  }

  private static Response watched(Response response, TappedCall tapped, Chain chain) {
    try {
      ResponseBody body = response.body();
      if (body == null) {
        tapped.call.end(null);
        return response;
      }
      MediaType type = body.contentType();
      ResponseTap tap =
          new ResponseTap(
              tapped,
              response.code(),
              type == null ? null : type.toString(),
              response.header("Content-Encoding"),
              body.contentLength());
      return response.newBuilder().body(new OkHttpResponseBody(body, tap, chain.call())).build();
    } catch (RuntimeException | LinkageError ours) {
      tapped.call.end(null);
      return response;
    }
  }

  private static void ended(TappedCall tapped, Chain chain, Throwable failure) {
    if (chain.call().isCanceled()) {
      tapped.call.cancel(null);
    } else {
      tapped.call.fail(failure, null);
    }
  }
}
