// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Prefix;
import io.tracewheel.javaagent.genai.Providers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A model call, from the moment that a client is asked to send it to the head of its response. */
final class TappedCall {

  final Endpoint endpoint;
  final GenAiCall call;
  private final String url;
  private final String path;

  private TappedCall(Endpoint endpoint, GenAiCall call, String url, String path) {
    this.endpoint = endpoint;
    this.call = call;
    this.url = url;
    this.path = path;
  }

  /**
   * Whether a request to this endpoint is to be looked at: it could be a model call, and no layer
   * above has a span for it.
   */
  static boolean isWanted(Endpoint endpoint, @Nullable String contentType) {
    return (contentType == null || contentType.toLowerCase(Locale.ROOT).contains("json"))
        && !GenAiCall.isCovered(Layer.HTTP, endpoint.operation);
  }

  /**
   * Starts a call. {@code null} if the body says that it is none.
   *
   * @param body the request's, {@code null} if it will be seen only while it is written
   */
  static @Nullable TappedCall start(
      Endpoint endpoint, String url, String path, @Nullable Prefix body) {
    String text = body == null ? null : body.text();
    if (text == null
        ? !endpoint.isUnmistakable() && !Providers.isKnown(url)
        : !endpoint.fits(text, path)) {
      return null;
    }
    boolean withContent = GenAiTelemetry.get().capturesContent();
    GenAiCall call = GenAiCall.start(Layer.HTTP, endpoint.request(text, url, path, withContent));
    return new TappedCall(endpoint, call, url, path);
  }

  /** The request body was written. */
  void written(Prefix body) {
    boolean withContent = GenAiTelemetry.get().capturesContent();
    call.learn(endpoint.request(body.text(), url, path, withContent));
  }
}
